"""How often each class got each answer: a row for each class, of which one cell can be chosen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.class_names import class_name, elided
from digitapp.views.parts.view import plain_tip

_SIDE = 300  # pixels of all cells
_EDGE = 24
_LEAST_FOR_NUMBERS = 18  # pixels of a cell
_LEAST_FOR_NAMES = 11


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
        """Show these, (classes, classes)."""
        if counts.shape != self._counts.shape:
            self._place, self._selection = (0, 0), (-1, -1)
        self._counts = counts
        self.updateGeometry()
        self.update()

    def set_selection(self, label: int, answer: int) -> None:
        """Mark a cell, or none (-1)."""
        self._selection = (label, answer)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for all cells, and the digits beside them."""
        side = _EDGE + len(self._counts) * self._cell + 1
        return QSize(side, side)

    @property
    def _cell(self) -> int:
        """The pixels of a cell's side."""
        return max(_SIDE // len(self._counts), 5)

    def cell_rect(self, label: int, answer: int) -> QRectF:
        """Return where a cell lies."""
        return QRectF(_EDGE + answer * self._cell, _EDGE + label * self._cell, self._cell, self._cell)

    def _cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        answer, label = int((x - _EDGE) // self._cell), int((y - _EDGE) // self._cell)
        return (label, answer) if self._is_there(label, answer) else None

    def _is_there(self, label: int, answer: int) -> bool:
        return 0 <= label < len(self._counts) and 0 <= answer < len(self._counts)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the cell under the pointer counts."""
        cell = self._cell_at(event.position().x(), event.position().y())
        if cell is not None:
            self._place = cell
            self.setToolTip(plain_tip(self._said_of(*cell)))
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
            if self._is_there(label, answer):
                self._place = (label, answer)
                self.setAccessibleDescription(self._said_of(label, answer))
                self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(*self._place)
        else:
            super().keyPressEvent(event)

    def _said_of(self, label: int, answer: int) -> str:
        count = int(self._counts[label, answer])
        names = {"label": class_name(label), "answer": class_name(answer)}
        return tr("{count} images of a {label} are read as {answer}", count=count, **names)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells: mistakes by how many they are, right answers in grey."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.85))
        mistakes = self._counts * (1 - np.eye(len(self._counts), dtype=np.int64))
        colours = colour_maps.magnitudes(mistakes, max(int(mistakes.max()), 1))
        painter.setPen(theme.colour("quiet"))
        size, every = self._cell, max(1, -(-_LEAST_FOR_NAMES // self._cell))
        for digit in range(0, len(self._counts), every):
            along, room = digit * size + _EDGE, size * every
            name = elided(painter, digit, max(room, _EDGE) - 1)
            painter.drawText(QRectF(along, 0, room, _EDGE), Qt.AlignmentFlag.AlignCenter, elided(painter, digit, room))
            painter.drawText(QRectF(0, along, _EDGE, room), Qt.AlignmentFlag.AlignCenter, name)
        for label, answer in np.ndindex(*self._counts.shape):
            cell, count = self.cell_rect(label, answer), int(self._counts[label, answer])
            red, green, blue, _ = (int(part) for part in colours[label, answer])
            background = theme.colour("off")
            if mistakes[label, answer]:
                background.setRgb(red, green, blue)
            painter.fillRect(cell.adjusted(1, 1, 0, 0), background)
            if count and size >= _LEAST_FOR_NUMBERS:
                bright = mistakes[label, answer] and background.lightness() > 128
                dark = mistakes[label, answer] and not bright
                ink = Qt.GlobalColor.black if bright else Qt.GlobalColor.white if dark else theme.colour("text")
                painter.setPen(ink)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count))
        for place, name in ((self._selection, "accent"), (self._place if self.hasFocus() else (-1, -1), "text")):
            if place[0] >= 0:
                painter.setPen(QPen(theme.colour(name), 2))
                painter.drawRect(self.cell_rect(*place))
