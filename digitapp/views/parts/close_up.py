"""A part of a picture close up: each pixel with its number, its row and its column."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector

_SIDE = 28
_AROUND = 4  # numbers to each side of the one in the middle
_LEAST, _MOST = 22.0, 44.0  # pixels, a number's square


class CloseUp(QWidget):
    """Shows the numbers around one of a picture's 784."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Vector = np.zeros(_SIDE * _SIDE, np.float32)
        self._place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(round((2 * _AROUND + 2) * _LEAST), round((2 * _AROUND + 2) * _LEAST)))

    def set_values(self, values: Vector, place: int) -> None:
        """Show these (784,), around this one."""
        self._values, self._place = values, place
        self.update()

    @property
    def first(self) -> tuple[int, int]:
        """The row and the column of the first number that is shown."""
        row, column = divmod(self._place, _SIDE)
        last = _SIDE - 2 * _AROUND - 1
        return min(max(row - _AROUND, 0), last), min(max(column - _AROUND, 0), last)

    def sizeHint(self) -> QSize:
        """Ask for squares that are easily read."""
        return QSize(10 * 34, 10 * 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers on their greys, with the rows and the columns counted from 0."""
        painter = QPainter(self)
        count = 2 * _AROUND + 1
        side = min(min(self.width(), self.height()) / (count + 1), _MOST)
        first_row, first_column = self.first
        font = theme.number_font()
        font.setPixelSize(round(side * 0.36))
        painter.setFont(font)
        for index in range(count):
            painter.setPen(theme.colour("quiet"))
            along, across = QRectF((index + 1) * side, 0, side, side), QRectF(0, (index + 1) * side, side, side)
            painter.drawText(along, Qt.AlignmentFlag.AlignCenter, str(first_column + index))
            painter.drawText(across, Qt.AlignmentFlag.AlignCenter, str(first_row + index))
        for row in range(count):
            for column in range(count):
                self._paint_cell(painter, first_row + row, first_column + column, side)

    def _paint_cell(self, painter: QPainter, row: int, column: int, side: float) -> None:
        value = float(np.clip(self._values[row * _SIDE + column], 0, 1))
        first_row, first_column = self.first
        cell = QRectF((column - first_column + 1) * side, (row - first_row + 1) * side, side - 1, side - 1)
        painter.fillRect(cell, theme.colour("paper"))
        painter.fillRect(cell, theme.colour("ink", value))
        painter.setPen(theme.colour("paper" if value > 0.5 else "text" if value else "quiet"))
        text = "0" if value == 0 else "1" if value == 1 else f"{value:.2f}".lstrip("0")
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        if row * _SIDE + column == self._place:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(cell)
