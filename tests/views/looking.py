"""Eyes for the tests of views: what is written on a widget and which colours it shows."""

import re
from typing import Any, TypeGuard, TypeVar
from xml.etree import ElementTree

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QPoint
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from digitapp.views.parts.page import Page
from digitapp.views.parts.readout import Readout
from digitapp.views.window.slot import PageSlot

Picture = NDArray[np.uint8]  # (height, width, 3), red, green, blue
AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def show(qtbot: QtBot, widget: AnyWidget, width: int = 0, height: int = 0) -> AnyWidget:
    """Show a widget by itself, by default in the size it asks for, with the keyboard's focus nowhere."""
    qtbot.addWidget(widget)
    size = widget.sizeHint()
    widget.resize(width or size.width(), height or size.height())
    with qtbot.waitActive(widget):
        widget.show()
    focused = widget.focusWidget()
    if focused is not None:
        focused.clearFocus()
    return widget


def picture(widget: QWidget) -> Picture:
    """Return what the widget shows."""
    return pixels(widget.grab())


def pixels(of: QPixmap) -> Picture:
    """Return the pixels of a pixmap."""
    image = of.toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    found = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return found[:, : image.width(), :3].copy()


def rgb(name: str) -> tuple[int, int, int]:
    """Return a colour such as "#ff8800" as a picture has it."""
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


def count(pixels: Picture, colour: str) -> int:
    """Return how many pixels have exactly this colour."""
    return int((pixels == rgb(colour)).all(axis=-1).sum())


def cut_in(qtbot: QtBot, page: Page, width: int, height: int) -> list[str]:
    """Put a page into a slot of the window with this much room for it; return what does not fit in across."""
    slot = PageSlot(in_window=False)
    slot.put("", page)
    show(qtbot, slot, width, height + 40)
    QCoreApplication.processEvents()
    cut = ["the page"] if page.width() > width else []
    for part in page.findChildren(QWidget):
        if part.isVisible() and not part.visibleRegion().isEmpty():
            right = part.mapTo(page, part.rect().topRight()).x()
            text = part.text() if isinstance(part, QLabel | QAbstractButton) else part.accessibleName()
            narrow = isinstance(part, QLabel | QAbstractButton) and part.width() < part.minimumSizeHint().width()
            elided = isinstance(part, Readout) and part.text != "" and part.toolTip() == part.text
            if right >= page.width() or narrow or elided:
                cut.append(f"{type(part).__name__} {text!r}")
    slot.take()
    page.setParent(None)
    return cut


def painted_texts(widget: QWidget) -> list[str]:
    """Return the texts that the widget, children included, paints, in the order in which it paints them."""
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    root = ElementTree.fromstring(data.data())
    return [text for node in root.iter() if node.tag.endswith("text") for text in [" ".join(node.itertext()).strip()]]


def labels(widget: QWidget) -> list[str]:
    """Return the texts of the visible labels and readouts, without markup."""
    shown = [child for child in widget.findChildren(QWidget) if child.isVisible()]
    texts = [child.text() if isinstance(child, QLabel) else child.text for child in shown if _is_text(child)]
    return [re.sub("</?b>", "", text) for text in texts]


def drawn(plot: QWidget) -> list[Any]:
    """Return what pyqtgraph draws in a plot: each batch, their running mean, the held-out images, the epochs."""
    (widget,) = plot.findChildren(pg.PlotWidget)
    return list(widget.listDataItems())


def _is_text(widget: QWidget) -> TypeGuard[QLabel | Readout]:
    return isinstance(widget, QLabel | Readout)


def button(widget: QWidget, text: str) -> QAbstractButton:
    """Return the button that bears this text."""
    found = [one for one in widget.findChildren(QAbstractButton) if one.text().replace("&", "") == text]
    assert len(found) == 1, f"expected one button {text!r}, found {len(found)}"
    return found[0]


def lab(colour: tuple[int, ...] | NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return an sRGB colour in CIELAB (D65), where a distance of about 2 can just be seen."""
    linear = np.asarray(colour[:3], np.float64) / 255
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ linear / (0.9505, 1.0, 1.089)
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(first: tuple[int, ...] | NDArray[np.uint8], second: tuple[int, ...] | NDArray[np.uint8]) -> float:
    """Return how unlike two colours look: their distance in CIELAB."""
    return float(np.linalg.norm(lab(first) - lab(second)))
