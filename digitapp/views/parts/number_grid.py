"""Numbers as cells of one colour each, signed around zero; where there is room, each with its number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts import colour_maps
from digitapp.views.parts.cells import paint_cells
from digitapp.views.parts.numbers import number
from digitapp.views.parts.unit_grid import grid_shape

_LARGEST = 36.0  # pixels, a cell's side
_WIDE = 168.0  # pixels, the cells of a single column, which hold their number


class NumberGrid(QWidget):
    """Shows numbers row by row; one of them is pointed at, by the pointer or the arrow keys.

    Signals:
        pointed(index): the person points at this number.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Vector = np.zeros(0, np.float32)
        self._columns = 1
        self._top = 1.0
        self._place, self._marked, self._ink = -1, range(0), False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(168, 168)

    @property
    def top(self) -> float:
        """The number that the strongest colour stands for."""
        return self._top

    def set_values(self, values: Vector, columns: int, *, ink: bool = False) -> None:
        """Show these in rows of so many; with `ink` they are a picture's, from 0 to 1, and look as on paper."""
        self._values, self._columns, self._ink = values, max(columns, 1), ink
        self._top = colour_maps.round_up(colour_maps.largest(values))
        self.update()

    def point_at(self, place: int, marked: range = range(0)) -> None:
        """Frame one number, and mark others."""
        self._place, self._marked = place, marked
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for a picture of 28 x 28 numbers."""
        return QSize(336, 336)

    def cell_rect(self, place: int) -> QRectF:
        """Return where a number's cell lies."""
        width, height = self._cell()
        row, column = divmod(place, self._columns)
        return QRectF(column * width, row * height, width, height)

    def _cell(self) -> tuple[float, float]:
        rows = -(-len(self._values) // self._columns) or 1
        height = min(self.height() / rows, _LARGEST)
        if self._columns == 1:
            return min(self.width(), _WIDE), height
        side = min(self.width() / self._columns, height)
        return side, side

    def _place_at(self, x: float, y: float) -> int:
        width, height = self._cell()
        column, row = int(x // width), int(y // height)
        place = row * self._columns + column
        return place if 0 <= column < self._columns and 0 <= place < len(self._values) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the number under the pointer."""
        place = self._place_at(event.position().x(), event.position().y())
        if place >= 0 and place != self._place:
            self.pointed.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from number to number with the arrow keys."""
        keys = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns}
        step = keys.get(Qt.Key(event.key()))
        sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if step is None or (sideways and self._columns == 1):
            super().keyPressEvent(event)
            return
        place = max(self._place, 0) + step
        if 0 <= place < len(self._values):
            self.pointed.emit(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, their numbers where there is room, and the marks."""
        count = len(self._values)
        if not count:
            return
        painter = QPainter(self)
        rows, (width, height) = -(-count // self._columns), self._cell()
        colours = np.zeros((rows * self._columns, 4), np.uint8)
        colours[:count] = colour_maps.ink(self._values) if self._ink else colour_maps.signed(self._values, self._top)
        cells = colours.reshape(rows, self._columns, 4)
        paint_cells(painter, QRectF(0, 0, self._columns * width, rows * height), cells)
        if self._columns == 1 and height >= self.fontMetrics().height():
            self._paint_numbers(painter, cells[:, 0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        for place in self._marked:
            if place < count:
                painter.drawRect(self.cell_rect(place))
        if 0 <= self._place < count:
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.drawRect(self.cell_rect(self._place))

    def _paint_numbers(self, painter: QPainter, colours: colour_maps.Colours) -> None:
        for place, value in enumerate(self._values):
            bright = float(colours[place, :3] @ (0.299, 0.587, 0.114)) > 140
            painter.setPen(Qt.GlobalColor.black if bright else Qt.GlobalColor.white)
            text = f"{place}:  {number(float(value), 4)}"
            painter.drawText(self.cell_rect(place).adjusted(8, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, text)


def columns_for(count: int) -> int:
    """Return in how many columns so many numbers stand: as a square where they are one, few of them in one column."""
    if count <= 12:
        return 1
    side = round(count**0.5)
    return side if side * side == count else grid_shape(count)[1]
