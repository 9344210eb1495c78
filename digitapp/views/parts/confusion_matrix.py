"""How often each digit got each answer: ten rows of ten, of which one cell can be chosen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps

_CELL = 30  # pixels
_EDGE = 24


class ConfusionMatrix(QWidget):
    """Shows how many images of each digit, a row, got each answer, a column; the right answers apart from the others.

    Signals:
        chosen(label, answer): the person wants to see these images.
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: NDArray[np.int64] = np.zeros((10, 10), np.int64)
        self._place, self._selection = (0, 0), (-1, -1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_counts(self, counts: NDArray[np.int64]) -> None:
        """Show these, (10, 10)."""
        self._counts = counts
        self.update()

    def set_selection(self, label: int, answer: int) -> None:
        """Mark a cell, or none (-1)."""
        self._selection = (label, answer)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for all cells, and the digits beside them."""
        return QSize(_EDGE + 10 * _CELL + 1, _EDGE + 10 * _CELL + 1)

    def cell_rect(self, label: int, answer: int) -> QRectF:
        """Return where a cell lies."""
        return QRectF(_EDGE + answer * _CELL, _EDGE + label * _CELL, _CELL, _CELL)

    def _cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        answer, label = int((x - _EDGE) // _CELL), int((y - _EDGE) // _CELL)
        return (label, answer) if 0 <= label < 10 and 0 <= answer < 10 else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the cell under the pointer counts."""
        cell = self._cell_at(event.position().x(), event.position().y())
        if cell is not None:
            self._place = cell
            self.setToolTip(self._said_of(*cell))
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        cell = self._cell_at(event.position().x(), event.position().y())
        if cell is not None:
            self._place = cell
            self.chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; choose with the space bar or the return key."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            label, answer = self._place[0] + step[0], self._place[1] + step[1]
            if 0 <= label < 10 and 0 <= answer < 10:
                self._place = (label, answer)
                self.setAccessibleDescription(self._said_of(label, answer))
                self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(*self._place)
        else:
            super().keyPressEvent(event)

    def _said_of(self, label: int, answer: int) -> str:
        count = int(self._counts[label, answer])
        return tr("{count} images of a {label} are read as {answer}", count=count, label=label, answer=answer)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells: mistakes by how many they are, right answers in grey."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.85))
        mistakes = self._counts * (1 - np.eye(10, dtype=np.int64))
        colours = colour_maps.magnitudes(mistakes, max(int(mistakes.max()), 1))
        painter.setPen(theme.colour("quiet"))
        for digit in range(10):
            along = digit * _CELL + _EDGE
            painter.drawText(QRectF(along, 0, _CELL, _EDGE), Qt.AlignmentFlag.AlignCenter, str(digit))
            painter.drawText(QRectF(0, along, _EDGE, _CELL), Qt.AlignmentFlag.AlignCenter, str(digit))
        for label, answer in np.ndindex(10, 10):
            cell, count = self.cell_rect(label, answer), int(self._counts[label, answer])
            red, green, blue, _ = (int(part) for part in colours[label, answer])
            background = theme.colour("off")
            if mistakes[label, answer]:
                background.setRgb(red, green, blue)
            painter.fillRect(cell.adjusted(1, 1, 0, 0), background)
            if count:
                bright = mistakes[label, answer] and background.lightness() > 128
                dark = mistakes[label, answer] and not bright
                ink = Qt.GlobalColor.black if bright else Qt.GlobalColor.white if dark else theme.colour("text")
                painter.setPen(ink)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count))
        for place, name in ((self._selection, "accent"), (self._place if self.hasFocus() else (-1, -1), "text")):
            if place[0] >= 0:
                painter.setPen(QPen(theme.colour(name), 2))
                painter.drawRect(self.cell_rect(*place))
