"""The tables x, W and y as rectangles to scale; x and y with their numbers as colours, one number of y lit."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts import colour_maps

_LEAST = 6.0  # pixels, the thinnest rectangle
_BETWEEN = 26.0  # for the signs between two rectangles


class ProductTables(QWidget):
    """Paints the three rectangles.

    Signals:
        chosen(row, unit): the person chose this number of y.
    """

    chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._x, self._y = np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32)
        self._row, self._unit, self._layer = 0, 0, 0
        self._n, self._turned = 1, False
        self.setMinimumSize(168, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_tables(self, x: Vector, y: Vector, layer: int) -> None:
        """Take as many rows of x, (rows, inputs), and y, (rows, units), as there are; the others stay empty."""
        self._x, self._y, self._layer = x, y, layer
        self.update()

    def light(self, row: int, unit: int) -> None:
        """Light this number of y, with its row and its column."""
        self._row, self._unit = row, unit
        self.setAccessibleDescription(f"y[{row}, {unit}]")
        self.update()

    def arrange(self, n: int, *, turned: bool) -> None:
        """Show so many rows, as rows or turned to columns."""
        self._n, self._turned = n, turned
        self.update()

    @property
    def _sizes(self) -> list[tuple[int, int]]:
        """The rows and columns of the tables from left to right."""
        inputs, units = self._x.shape[1], self._y.shape[1]
        if self._turned:
            return [(units, inputs), (inputs, self._n), (units, self._n)]
        return [(self._n, inputs), (inputs, units), (self._n, units)]

    @property
    def shapes(self) -> tuple[str, str, str]:
        """How large the tables are, from left to right."""
        first, second, third = (f"({rows}, {columns})" for rows, columns in self._sizes)
        return first, second, third

    def sizeHint(self) -> QSize:
        """Ask for a wide figure."""
        return QSize(340, 150)

    def rectangles(self) -> list[QRectF]:
        """Return where the tables lie, from left to right."""
        metrics = QFontMetricsF(self._font())
        words = metrics.height() + 2
        room_x = self.width() - 2 * _BETWEEN - 4
        widths, heights = [size[1] for size in self._sizes], [size[0] for size in self._sizes]
        scale = min(room_x / sum(widths), (self.height() - 2 * words) / max(heights))
        rooms = [
            max(columns * scale, _LEAST, metrics.horizontalAdvance(shape))
            for shape, (_, columns) in zip(self.shapes, self._sizes, strict=True)
        ]
        between = min(max((self.width() - 2 - sum(rooms)) / 2, _LEAST), _BETWEEN)
        left, found = 1.0, []
        for shape, (rows, columns) in zip(self.shapes, self._sizes, strict=True):
            width, height = max(columns * scale, _LEAST), max(rows * scale, _LEAST)
            room = max(width, metrics.horizontalAdvance(shape))
            found.append(QRectF(left + (room - width) / 2, words, width, height))
            left += room + between
        return found

    def _font(self) -> QFont:
        font = theme.formula_font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def place_of(self, row: int, unit: int) -> QRectF:
        """Return where a number of y is."""
        y, units = self.rectangles()[2], self._y.shape[1]
        wide, high = (
            (y.width() / self._n, y.height() / units) if self._turned else (y.width() / units, y.height() / self._n)
        )
        across, down = (row, unit) if self._turned else (unit, row)
        return QRectF(y.x() + across * wide, y.y() + down * high, wide, high)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the number of y under the pointer."""
        y, place = self.rectangles()[2].adjusted(-2, -2, 2, 2), event.position()
        if not y.contains(place):
            super().mousePressEvent(event)
            return
        along, down = (place.x() - y.x()) / y.width(), (place.y() - y.y()) / y.height()
        row, unit = (along, down) if self._turned else (down, along)
        self._choose(int(row * self._n), int(unit * self._y.shape[1]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from number to number with the arrow keys."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row, unit = step[::-1] if self._turned else step
        self._choose(self._row + row, self._unit + unit)

    def _choose(self, row: int, unit: int) -> None:
        self.chosen.emit(min(max(row, 0), self._n - 1), min(max(unit, 0), self._y.shape[1] - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tables with their names and shapes."""
        del event
        painter = QPainter(self)
        painter.setFont(self._font())
        tables = self.rectangles()
        above = "" if self._layer == 0 else str(self._layer)
        x, y = ("x" if self._layer == 0 else f"a{above}"), f"z{self._layer + 1} − b"
        names = (f"W{self._layer + 1}", x, y) if self._turned else (x, f"W{self._layer + 1}", y)
        for table, name, shape in zip(tables, names, self.shapes, strict=True):
            painter.fillRect(table, theme.colour("off"))
            painter.setPen(theme.colour("line"))
            painter.drawRect(table)
            middle = QRectF(table.center().x() - 60, 0, 120, table.top())
            painter.setPen(theme.colour("text"))
            painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, name)
            painter.setPen(theme.colour("quiet"))
            painter.drawText(
                QRectF(table.center().x() - 60, table.bottom() + 2, 120, 16), Qt.AlignmentFlag.AlignHCenter, shape
            )
        self._paint_numbers(painter, tables)
        for first, second, sign in ((tables[0], tables[1], "·"), (tables[1], tables[2], "=")):
            place = QRectF((first.right() + second.left()) / 2 - 10, first.top(), 20, 18)
            painter.setPen(theme.colour("text"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign)

    def _paint_numbers(self, painter: QPainter, tables: list[QRectF]) -> None:
        """Paint x and y with their numbers, and light up the number with its row and its column."""
        w, x = (tables[0], tables[1]) if self._turned else (tables[1], tables[0])
        self._paint_table(painter, x, self._x, ink=self._layer == 0)
        self._paint_table(painter, tables[2], self._y, ink=False)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRect(_line(x, self._row, self._n, self._turned))
        share = (self._unit + 0.5) / self._y.shape[1]
        if self._turned:
            painter.drawRect(QRectF(w.x(), w.y() + share * w.height() - 1.5, w.width(), 3))
        else:
            painter.drawRect(QRectF(w.x() + share * w.width() - 1.5, w.y(), 3, w.height()))
        lit = self.place_of(self._row, self._unit)
        wide, high = max(lit.width(), 4.0), max(lit.height(), 4.0)
        painter.drawRect(QRectF(lit.center().x() - wide / 2, lit.center().y() - high / 2, wide, high))

    def _paint_table(self, painter: QPainter, place: QRectF, values: Vector, *, ink: bool) -> None:
        values = values[: self._n]
        rows = len(values)
        top = colour_maps.round_up(colour_maps.largest(values))
        colours = colour_maps.ink(values) if ink else colour_maps.signed(values, top)
        colours = np.ascontiguousarray(colours.transpose(1, 0, 2) if self._turned else colours)
        high, wide = colours.shape[:2]
        picture = QImage(colours.data, wide, high, wide * 4, QImage.Format.Format_RGBA8888)
        share = rows / self._n
        part = QRectF(
            place.x(),
            place.y(),
            *((place.width() * share, place.height()) if self._turned else (place.width(), place.height() * share)),
        )
        painter.drawImage(part, picture)


def _line(table: QRectF, row: int, n: int, turned: bool) -> QRectF:
    """Return the place of a row of a table of n of them."""
    if turned:
        wide = table.width() / n
        return QRectF(table.x() + row * wide, table.y(), max(wide, 2.0), table.height())
    high = table.height() / n
    return QRectF(table.x(), table.y() + row * high, table.width(), max(high, 2.0))
