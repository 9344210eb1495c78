"""The dot product as a figure: the tables x, W and y to scale, and a number of y with its row and its column."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.view import View

MOST = 128  # pictures in a batch
_LEAST = 6.0  # pixels, the thinnest rectangle
_BETWEEN = 26.0  # for the signs between two rectangles
_POST = 1  # W·x, with the pictures as columns


class ProductFigure(View):
    """Shows how x, W and y fit together, the way code writes it or the way books do, for a batch of n pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way, self._n_name, self._n = Choice(), QLabel("n"), QSpinBox()
        self._n.setRange(1, MOST)
        self._figure = _Tables()
        row = QHBoxLayout()
        for part in (self._way, self._n_name, self._n):
            row.addWidget(part)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._figure, 1)
        self._way.chosen.connect(self._draw)
        self._n.valueChanged.connect(self._draw)
        self.retranslate()

    @property
    def shapes(self) -> tuple[str, str, str]:
        """The shapes of the three tables, from left to right."""
        return self._figure.shapes

    def set_product(self, x: Vector, y: Vector, place: int, layer: int) -> None:
        """Show the product of the row x (inputs,) that makes y (units,), of which one number is lit."""
        self._figure.set_product(x, y, place, layer)

    @Slot()
    def _draw(self) -> None:
        self._figure.arrange(self._n.value(), turned=self._way.current == _POST)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._way.set_choices(
            ["x·W", "W·x"],
            [
                tr("As code writes it: each picture is a row of x."),
                tr("As books write it: each picture is a column of x. Turned on its side it is the same."),
            ],
        )
        self._n_name.setToolTip(tr("How many pictures are read at once, the batch_size."))
        self._n.setAccessibleName(tr("Pictures at once"))
        self._n.setToolTip(tr("How many pictures are read at once, the batch_size."))
        self._figure.setAccessibleName(tr("The tables x, W and y, to scale"))


class _Tables(QWidget):
    """Paints the three rectangles."""

    def __init__(self) -> None:
        super().__init__()
        self._x, self._y = np.zeros(1, np.float32), np.zeros(1, np.float32)
        self._place, self._layer = 0, 0
        self._n, self._turned = 1, False
        self.setMinimumSize(168, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_product(self, x: Vector, y: Vector, place: int, layer: int) -> None:
        self._x, self._y, self._place, self._layer = x, y, place, layer
        self.update()

    def arrange(self, n: int, *, turned: bool) -> None:
        self._n, self._turned = n, turned
        self.update()

    @property
    def _sizes(self) -> list[tuple[int, int]]:
        """The rows and columns of the tables from left to right."""
        inputs, units = len(self._x), len(self._y)
        if self._turned:
            return [(units, inputs), (inputs, self._n), (units, self._n)]
        return [(self._n, inputs), (inputs, units), (self._n, units)]

    @property
    def shapes(self) -> tuple[str, str, str]:
        first, second, third = (f"({rows}, {columns})" for rows, columns in self._sizes)
        return first, second, third

    def sizeHint(self) -> QSize:
        return QSize(340, 150)

    def rectangles(self) -> list[QRectF]:
        """Return where the tables lie, from left to right."""
        metrics = QFontMetricsF(self._font())
        words = metrics.height() + 2
        room_x = self.width() - 2 * _BETWEEN - 4
        widths, heights = [size[1] for size in self._sizes], [size[0] for size in self._sizes]
        scale = min(room_x / sum(widths), (self.height() - 2 * words) / max(heights))
        left, found = 1.0, []
        for shape, (rows, columns) in zip(self.shapes, self._sizes, strict=True):
            width, height = max(columns * scale, _LEAST), max(rows * scale, _LEAST)
            room = max(width, metrics.horizontalAdvance(shape))
            found.append(QRectF(left + (room - width) / 2, words, width, height))
            left += room + _BETWEEN
        return found

    def _font(self) -> QFont:
        font = theme.formula_font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
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
        """Paint the row x and the row y with their numbers, and light up the number with its row and its column."""
        w, x = (tables[0], tables[1]) if self._turned else (tables[1], tables[0])
        y = tables[2]
        top = colour_maps.round_up(colour_maps.largest(self._x))
        ink = self._layer == 0
        self._paint_row(painter, _first(x, self._n, self._turned), self._x, top, ink=ink)
        self._paint_row(painter, _first(y, self._n, self._turned), self._y, 0.0, ink=False)
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRect(_first(x, self._n, self._turned))
        share = (self._place + 0.5) / len(self._y)
        if self._turned:
            painter.drawRect(QRectF(w.x(), w.y() + share * w.height() - 1.5, w.width(), 3))
            lit = QRectF(y.x(), y.y() + share * y.height() - 2, max(y.width() / self._n, 4), 4)
        else:
            painter.drawRect(QRectF(w.x() + share * w.width() - 1.5, w.y(), 3, w.height()))
            lit = QRectF(y.x() + share * y.width() - 2, y.y(), 4, max(y.height() / self._n, 4))
        painter.drawRect(lit)

    def _paint_row(self, painter: QPainter, place: QRectF, values: Vector, top: float, *, ink: bool) -> None:
        top = top or colour_maps.round_up(colour_maps.largest(values))
        colours = np.ascontiguousarray(colour_maps.ink(values) if ink else colour_maps.signed(values, top))
        count = len(values)
        wide, high = (1, count) if self._turned else (count, 1)
        painter.drawImage(place, QImage(colours.data, wide, high, wide * 4, QImage.Format.Format_RGBA8888))


def _first(table: QRectF, n: int, turned: bool) -> QRectF:
    """Return the place of the first picture in a table of n of them."""
    if turned:
        return QRectF(table.x(), table.y(), max(table.width() / n, 2.0), table.height())
    return QRectF(table.x(), table.y(), table.width(), max(table.height() / n, 2.0))
