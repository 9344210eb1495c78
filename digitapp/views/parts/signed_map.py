"""A small picture of signed numbers, such as weights: diverging colours, symmetric around zero."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts import colour_maps
from digitapp.views.parts.cells import paint_cells
from digitapp.views.parts.numbers import number


def map_shape(count: int) -> tuple[int, int]:
    """Return (rows, columns) for `count` numbers: the square they fill, as 784 fill 28 x 28, or nearly a square."""
    columns = int(np.ceil(np.sqrt(count)))
    return -(-count // columns), columns


class SignedMap(QWidget):
    """Shows numbers row by row; the pointer over one tells its place and value."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Vector | None = None
        self._top = 1.0
        self._side = side
        self._marked: tuple[int, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself
        self.setMouseTracking(True)
        self.setFixedSize(side, side)

    def set_side(self, side: int) -> None:
        """Be so many pixels wide and high."""
        if side != self._side:
            self._side = side
            self.setFixedSize(side, side)

    def set_values(self, values: Vector | None, top: float | None = None) -> None:
        """Show (n,) numbers; None shows an empty picture. `top` is what the strongest colour stands for, if given."""
        self._values = values
        largest = 0.0 if values is None else colour_maps.largest(values)
        self._top = colour_maps.round_up(largest) if top is None or not np.isfinite(top) else top
        self.update()

    def frame(self, places: Sequence[int]) -> None:
        """Frame these numbers' places, and no others."""
        self._marked = tuple(places)
        self.update()

    @property
    def top(self) -> float:
        """The number that the strongest colour stands for."""
        return self._top

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(self._side, self._side)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the number under the pointer."""
        if self._values is None:
            return
        rows, columns = map_shape(len(self._values))
        column, row = int(event.position().x() * columns / self._side), int(event.position().y() * rows / self._side)
        index = row * columns + column
        if 0 <= column < columns and 0 <= index < len(self._values):
            where = event.globalPosition().toPoint() + QPoint(8, 8)
            QToolTip.showText(where, f"[{index}] = {number(float(self._values[index]), 4)}", self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers' colours."""
        painter = QPainter(self)
        if self._values is None:
            painter.fillRect(self.rect(), theme.colour("off"))
            return
        rows, columns = map_shape(len(self._values))
        padded = np.zeros(rows * columns, np.float32)
        padded[: len(self._values)] = self._values
        paint_cells(painter, QRectF(self.rect()), colour_maps.signed(padded.reshape(rows, columns), self._top))
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        cell = self._side / columns
        for place in self._marked:
            painter.drawRect(QRectF(place % columns * cell, place // columns * cell, cell, cell))
