"""A short piece of a line, for a legend."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitapp import theme


class LineSample(QWidget):
    """Shows how a curve is drawn: its colour by the theme's name, solid or dashed."""

    def __init__(self, colour: str, *, dashed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour, self._dashed = colour, dashed
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Ask for room for two dashes."""
        return QSize(22, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, with a dot in the middle where it is dashed, as on the plot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour(self._colour), 2)
        pen.setStyle(Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawLine(1, 5, 21, 5)
        if self._dashed:
            painter.setBrush(theme.colour(self._colour))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(8, 2, 6, 6)
