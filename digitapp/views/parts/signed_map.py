"""A small picture of signed numbers, such as weights: diverging colours, symmetric around zero."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QRectF, QSize, Qt, Signal
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
    """Shows numbers row by row; the pointer over one tells its place and value.

    Signals:
        pointed(index): the pointer is over this number, or over none (-1).
        chosen(index): the person clicked this number.
    """

    pointed = Signal(int)
    chosen = Signal(int)

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Vector | None = None
        self._top = 1.0
        self._side = side
        self._marked: tuple[int, ...] = ()
        self._ink = False
        self._around: Vector | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself
        self.setMouseTracking(True)
        self.setFixedSize(side, side)

    def set_side(self, side: int) -> None:
        """Be so many pixels wide and high."""
        if side != self._side:
            self._side = side
            self.setFixedSize(side, side)

    def set_values(self, values: Vector | None, top: float | None = None, *, ink: bool = False) -> None:
        """Show (n,) numbers; None shows an empty picture. `top` is what the strongest colour stands for, if given.

        With `ink` they are a picture's, from 0 to 1, and look as on paper.
        """
        self._values, self._ink = values, ink
        largest = 0.0 if values is None else colour_maps.largest(values)
        self._top = colour_maps.round_up(largest) if top is None or not np.isfinite(top) else top
        self.update()

    def frame(self, places: Sequence[int]) -> None:
        """Frame these numbers' places, and no others."""
        self._marked = tuple(places)
        self.update()

    def outline(self, picture: Vector | None) -> None:
        """Draw a line around what is not 0 in this picture, of as many numbers: there something was multiplied."""
        self._around = picture
        self.update()

    @property
    def top(self) -> float:
        """The number that the strongest colour stands for."""
        return self._top

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(self._side, self._side)

    def _at(self, event: QMouseEvent) -> int:
        """Return which number the pointer is over, or -1."""
        if self._values is None:
            return -1
        rows, columns = map_shape(len(self._values))
        column, row = int(event.position().x() * columns / self._side), int(event.position().y() * rows / self._side)
        index = row * columns + column
        return index if 0 <= column < columns and 0 <= index < len(self._values) else -1

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is over no number."""
        self.pointed.emit(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number under the pointer; what lies around it may want the click too."""
        index = self._at(event)
        if index >= 0:
            self.chosen.emit(index)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the number under the pointer."""
        if self._values is None:
            return
        index = self._at(event)
        self.pointed.emit(index)
        if index >= 0:
            where = event.globalPosition().toPoint() + QPoint(8, 8)
            QToolTip.showText(where, f"[{index}] = {number(float(self._values[index]), 4)}", self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers' colours."""
        painter = QPainter(self)
        if self._values is None:
            painter.fillRect(self.rect(), theme.colour("off"))
            return
        rows, columns = map_shape(len(self._values))
        padded = np.zeros((rows, columns), np.float32)
        padded.ravel()[: len(self._values)] = self._values
        colours = colour_maps.ink(padded) if self._ink else colour_maps.signed(padded, self._top)
        paint_cells(painter, QRectF(self.rect()), colours)
        painter.setPen(QPen(theme.colour("quiet", 0.6), 1))
        if self._around is not None:
            painter.drawLines(border(self._around, self._side))
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        cell = self._side / columns
        for place in self._marked:
            painter.drawRect(QRectF(place % columns * cell, place // columns * cell, cell, cell))


def border(picture: Vector, side: int) -> list[QLineF]:
    """Return the lines between what is 0 in a picture and what is not, where it is `side` pixels wide and high."""
    rows, columns = map_shape(len(picture))
    there = np.zeros((rows + 2, columns + 2), bool)  # with nothing around it
    there[1:-1, 1:-1].flat[: len(picture)] = picture != 0
    width, height = side / columns, side / rows
    across = np.argwhere(there[1:, 1:-1] != there[:-1, 1:-1]).tolist()
    down = np.argwhere(there[1:-1, 1:] != there[1:-1, :-1]).tolist()
    lines = [QLineF(column * width, row * height, (column + 1) * width, row * height) for row, column in across]
    return lines + [QLineF(column * width, row * height, column * width, (row + 1) * height) for row, column in down]
