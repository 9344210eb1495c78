"""The icons that the program ships, in the colours of the palette in use."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from digitapp import theme
from digitapp.views.parts.screen import scales

_LOOKS = (
    (QIcon.State.Off, QIcon.Mode.Normal, "quiet"),
    (QIcon.State.On, QIcon.Mode.Normal, "accent"),
    (QIcon.State.Off, QIcon.Mode.Disabled, "line"),
)


def icon(name: str, size: int = 24) -> QIcon:
    """Return the icon resources/icons/NAME.svg, drawn for `size` pixels: quiet, and in the accent while it is on."""
    drawing = resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    for state, mode, colour in _LOOKS:
        tinted = QSvgRenderer(QByteArray(drawing.replace("currentColor", theme.colour(colour).name()).encode()))
        for scale in scales():
            result.addPixmap(_pixmap(tinted, size, scale), mode, state)
    return result


def _pixmap(drawing: QSvgRenderer, size: int, scale: int) -> QPixmap:
    pixmap = QPixmap(size * scale, size * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing.render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
