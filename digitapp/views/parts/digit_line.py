"""The digits that were read, in large type; of several, one is chosen by a click or with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme

_LARGEST, _SMALLEST = 3.6, 0.9  # times the usual type
_MOST_LARGE = 4  # digits in the largest type; more of them are smaller


class DigitLine(QWidget):
    """Shows texts, of one sign each or names, the selected one in the accent's colour when there are several.

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
        return ("" if all(len(sign) == 1 for sign in self._signs) else " ").join(self._signs)

    def set_signs(self, signs: Sequence[str], selected: int) -> None:
        """Show these, one of them selected."""
        if (tuple(signs), selected) == (self._signs, self._selected):
            return
        several = len(signs) > 1
        if len(signs) != len(self._signs) or max(map(len, (*signs, *self._signs))) > 1:
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
        usual = _LARGEST * min(1.0, _MOST_LARGE / max(len(self._signs), 1))
        metrics = QFontMetricsF(theme.number_font(_LARGEST, bold=True))
        widest = max((metrics.horizontalAdvance(sign) for sign in self._signs if len(sign) > 1), default=0.0)
        room = _MOST_LARGE * metrics.horizontalAdvance("0") / max(len(self._signs), 1)
        return min(usual, max(_LARGEST * room / widest, _SMALLEST)) if widest else usual

    def _sign_width(self) -> float:
        metrics = QFontMetricsF(theme.number_font(self._size(), bold=True))
        widest = max((metrics.horizontalAdvance(sign) for sign in self._signs if len(sign) > 1), default=0.0)
        most = _MOST_LARGE * QFontMetricsF(theme.number_font(_LARGEST, bold=True)).horizontalAdvance("0")
        return min(max(metrics.horizontalAdvance("0"), widest), most / max(len(self._signs), 1)) + 2

    def sizeHint(self) -> QSize:
        """Ask for the width of the signs and the height of the largest type."""
        height = QFontMetricsF(theme.number_font(_LARGEST, bold=True)).height()
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
            place = self.place(number)
            shown = painter.fontMetrics().elidedText(sign, Qt.TextElideMode.ElideRight, int(place.width()) + 1)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown if len(sign) > 1 else sign)
        if several and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            line = self.place(self._selected)
            bottom = line.center().y() + QFontMetricsF(painter.font()).ascent() / 2
            painter.drawLine(QPointF(line.left() + 4, bottom), QPointF(line.right() - 4, bottom))
