"""The colours of the runs that are compared; each has a number too, so that the colour never says it alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from digitapp import theme

_LIGHT = ("#2563eb", "#c2570c", "#0f7b6c", "#a21caf", "#8a6d00", "#475569")
_DARK = ("#6ea8fe", "#ffb454", "#4fd1b8", "#e58cf5", "#e6d34f", "#b4bfce")
_SIDE, _SCALE = 16, 2  # pixels


def run_colour(number: int) -> QColor:
    """Return the colour of this number, from 0."""
    return QColor((_DARK if theme.current() is theme.DARK else _LIGHT)[number])


def badge(number: int) -> QIcon:
    """Return a small field of a run's colour with its number, from 1, in it."""
    pixmap = QPixmap(_SIDE * _SCALE, _SIDE * _SCALE)
    pixmap.setDevicePixelRatio(_SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_badge(painter, QRectF(0, 0, _SIDE, _SIDE), number)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(pixmap, mode)
    return icon


def paint_badge(painter: QPainter, place: QRectF, number: int) -> None:
    """Paint a field of a run's colour with its number in it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(run_colour(number))
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(theme.colour("window"))
    painter.setFont(theme.number_font(0.85, bold=True))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(number + 1))
