"""A picture's pixels as a table of numbers, each on its grey."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.views.parts.pixmaps import clear_pixmap

_SIDE = 28
LEAST_CELL, MOST_CELL = 18, 34  # pixels
_LETTERS = 0.45  # of a cell, the height of a number


class PixelTable(QWidget):
    """Shows 28 x 28 numbers, from 0 to 255 or from 0 to 1; a row, a column or all of them can be copied.

    Signals:
        pointed(index): the person points at this number.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: NDArray[np.uint8] = np.zeros(_SIDE * _SIDE, np.uint8)
        self._as_shares = False
        self._place = -1
        self._cell = LEAST_CELL
        self._font = theme.number_font()
        self._font.setPixelSize(round(_LETTERS * LEAST_CELL))
        self._empty: tuple[tuple[bool, str, float], QPixmap] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_cell(self, side: int) -> None:
        """Give each number a square of so many pixels, within what can be read and looks well."""
        side = min(max(side, LEAST_CELL), MOST_CELL)
        if side != self._cell:
            self._cell, self._empty = side, None
            self._font.setPixelSize(round(_LETTERS * side))
            self.updateGeometry()
            self.update()

    def set_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """Show these 784."""
        self._pixels = pixels
        self.update()

    def set_as_shares(self, as_shares: bool) -> None:
        """Write them from 0 to 1, or from 0 to 255."""
        self._as_shares = as_shares
        self.update()

    def point_at(self, place: int) -> None:
        """Frame one number, or none (-1)."""
        self._place = place
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for all numbers."""
        return QSize(_SIDE * self._cell + 1, _SIDE * self._cell + 1)

    def written(self, pixel: int) -> str:
        """Return a number as it is written now."""
        if not self._as_shares:
            return str(pixel)
        return "0" if pixel == 0 else "1" if pixel == 255 else f"{pixel / 255:.2f}".lstrip("0")

    def as_text(self) -> str:
        """Return all numbers as rows, with tabs between them, as a spreadsheet takes them."""
        rows = self._pixels.reshape(_SIDE, _SIDE).tolist()
        return "\n".join("\t".join(self.written(pixel) for pixel in row) for row in rows) + "\n"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the number under the pointer."""
        column, row = int(event.position().x() // self._cell), int(event.position().y() // self._cell)
        if 0 <= column < _SIDE and 0 <= row < _SIDE:
            self.pointed.emit(row * _SIDE + column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; copy."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_SIDE, Qt.Key.Key_Down: _SIDE}
        step = steps.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        elif step is None:
            super().keyPressEvent(event)
        elif 0 <= max(self._place, 0) + step < _SIDE * _SIDE:
            self.pointed.emit(max(self._place, 0) + step)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each number on its grey; ink is dark, as on paper."""
        painter = QPainter(self)
        key = (self._as_shares, theme.current().name, self.devicePixelRatioF())
        if self._empty is None or self._empty[0] != key:
            self._empty = (key, self._paint_empty())
        painter.drawPixmap(0, 0, self._empty[1])
        for place in np.flatnonzero(self._pixels).tolist():
            self._paint_cell(painter, place, int(self._pixels[place]))
        if self._place >= 0:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(
                QRectF(self._place % _SIDE * self._cell, self._place // _SIDE * self._cell, self._cell, self._cell)
            )

    def _paint_empty(self) -> QPixmap:
        """Return the table of a picture without ink, which is what most of a picture is."""
        pixmap = clear_pixmap(self, self.sizeHint())
        painter = QPainter(pixmap)
        for place in range(_SIDE * _SIDE):
            self._paint_cell(painter, place, 0)
        painter.end()
        return pixmap

    def _rect(self, place: int) -> QRectF:
        side = self._cell
        return QRectF(place % _SIDE * side, place // _SIDE * side, side, side)

    def _paint_cell(self, painter: QPainter, place: int, pixel: int) -> None:
        paper, ink = theme.colour("paper"), theme.colour("ink", pixel / 255)
        cell = self._rect(place)
        painter.setFont(self._font)
        painter.fillRect(cell, paper)
        painter.fillRect(cell, ink)
        painter.setPen(theme.colour("quiet") if pixel == 0 else paper if pixel > 127 else theme.colour("text"))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, self.written(pixel))
