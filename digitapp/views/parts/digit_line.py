"""The digits that were read, in large type; of several, one is chosen by a click or with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme

_MOST_LARGE = 4  # digits in the largest type; more of them are smaller


class DigitLine(QWidget):
    """Shows texts of one sign each, the selected one in the accent's colour when there are several.

    Signals:
        selected(number): the person chose that one, from 0.
    """

    selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signs: tuple[str, ...] = ()
        self._selected = -1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(self.sizeHint().height())
        self.set_signs(("–",), 0)

    @property
    def text(self) -> str:
        """All signs in a row."""
        return "".join(self._signs)

    def set_signs(self, signs: Sequence[str], selected: int) -> None:
        """Show these, one of them selected."""
        if (tuple(signs), selected) == (self._signs, self._selected):
            return
        several = len(signs) > 1
        if len(signs) != len(self._signs):
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if several else Qt.FocusPolicy.NoFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor if several else Qt.CursorShape.ArrowCursor)
            self._signs = tuple(signs)
            self.setFixedWidth(self.sizeHint().width())
        self._signs, self._selected = tuple(signs), selected
        self.setAccessibleName(self.text)
        self.update()

    def place(self, number: int) -> QRectF:
        """Return where a sign stands."""
        width = self._sign_width()
        return QRectF(number * width, 0, width, self.height())

    def _size(self) -> float:
        return 3.6 * min(1.0, _MOST_LARGE / max(len(self._signs), 1))

    def _sign_width(self) -> float:
        return QFontMetricsF(theme.number_font(self._size(), bold=True)).horizontalAdvance("0") + 2

    def sizeHint(self) -> QSize:
        """Ask for the width of the signs and the height of the largest type."""
        height = QFontMetricsF(theme.number_font(3.6, bold=True)).height()
        return QSize(round(self._sign_width() * max(len(self._signs), 1)) + theme.GRID, round(height))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the sign under the pointer."""
        number = int(event.position().x() / self._sign_width())
        if len(self._signs) > 1 and 0 <= number < len(self._signs):
            self.selected.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the one to the left or to the right."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= self._selected + step < len(self._signs):
            self.selected.emit(self._selected + step)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the signs, and a line under the selected one of several."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(self._size(), bold=True))
        several = len(self._signs) > 1
        for number, sign in enumerate(self._signs):
            chosen = several and number == self._selected
            painter.setPen(theme.colour("accent" if chosen else "text"))
            painter.drawText(self.place(number), Qt.AlignmentFlag.AlignCenter, sign)
        if several and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            line = self.place(self._selected)
            bottom = line.center().y() + QFontMetricsF(painter.font()).ascent() / 2
            painter.drawLine(QPointF(line.left() + 4, bottom), QPointF(line.right() - 4, bottom))
