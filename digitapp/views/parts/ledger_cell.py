"""A digit of the ledger: its small map and its score."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.numbers import number
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap

SIDE, WORDS = 84, 80  # pixels, of the map (three for each of the picture's) and of the words beside it


class LedgerCell(QWidget):
    """A digit, its small map and its score; a click or the space bar looks at it.

    Signals:
        chosen(digit): the person wants to look at it.
    """

    chosen = Signal(int)

    def __init__(self, digit: int) -> None:
        super().__init__()
        self.digit = digit
        self._looked_at = False
        self._map = SignedMap(SIDE)
        self._map.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name = Readout(theme.number_font(1.15, bold=True))
        self.set_digit(digit)
        self._score = Readout(colour="quiet")
        words = QVBoxLayout()
        words.addWidget(self._name)
        words.addWidget(self._score)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[theme.GRID // 2] * 4)
        layout.addWidget(self._map)
        layout.addLayout(words)
        self.setFixedWidth(SIDE + WORDS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_digit(self, digit: int) -> None:
        """Stand for this class from now on."""
        self.digit = digit
        self._name.set_text(class_name(digit))

    def set_side(self, side: int) -> None:
        """Show the map so many pixels wide and high."""
        self._map.set_side(side)
        self.setFixedWidth(side + WORDS)

    def set_values(self, shares: np.ndarray, top: float, score: float, *, looked_at: bool) -> None:
        """Show what each pixel adds, and the score."""
        self._map.set_values(shares, top)
        self._score.set_text(number(score))
        self.setAccessibleName(f"{class_name(self.digit)}: {number(score)}")
        if looked_at != self._looked_at:
            self._looked_at = looked_at
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the digit."""
        self.chosen.emit(self.digit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the digit by the space bar or the return key."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.digit)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show it no longer."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the one that is looked at, and the one under the pointer or with the focus."""
        if not (self._looked_at or self.underMouse() or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if self._looked_at else "line"), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
