"""What a widget shows, as a picture for a paper or a slide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPaintDevice, QPainter, QPdfWriter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from digitapp import theme

SCALE = 3  # pixels of a PNG for each of the window's


def figure(widget: QWidget, suffix: str) -> bytes:
    """Return the file, with this ending out of FORMATS, of what a widget shows, on the colour of paper."""
    return painted(widget, suffix)()


def painted(widget: QWidget, suffix: str) -> Callable[[], bytes]:
    """Paint what a widget shows now; return what makes a file of it, with this ending out of FORMATS, on any thread."""
    return FORMATS[suffix](widget)


def image(widget: QWidget, scale: float = SCALE) -> QImage:
    """Return what a widget shows, enlarged."""
    result = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    result.setDevicePixelRatio(scale)
    _paint(widget, result)
    return result


def _png(widget: QWidget) -> Callable[[], bytes]:
    picture = image(widget)
    return lambda: _written(lambda buffer: QImageWriter(buffer, QByteArray(b"png")).write(picture))


def _svg(widget: QWidget) -> Callable[[], bytes]:
    def write(buffer: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setResolution(widget.logicalDpiX())
        generator.setSize(widget.size())
        generator.setViewBox(widget.rect())
        _paint(widget, generator)

    data = _written(write)
    return lambda: data


def _pdf(widget: QWidget) -> Callable[[], bytes]:
    def write(buffer: QBuffer) -> None:
        writer = QPdfWriter(buffer)
        writer.setResolution(widget.logicalDpiX())  # a unit is a pixel then, and letters have their size
        inches = QSizeF(widget.size()) / widget.logicalDpiX()
        writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch, "", QPageSize.SizeMatchPolicy.ExactMatch))
        writer.setPageMargins(QMarginsF())
        _paint(widget, writer)

    data = _written(write)
    return lambda: data


def _written(write: Callable[[QBuffer], object]) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(data.data())


def _paint(widget: QWidget, device: QPaintDevice) -> None:
    painter = QPainter(device)
    painter.fillRect(widget.rect(), theme.colour("card"))
    widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()


FORMATS: dict[str, Callable[[QWidget], Callable[[], bytes]]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
