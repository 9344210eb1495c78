"""The digits that were read, in large type, row by row; of several, one is chosen by a click or with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme

_LARGEST, _SMALLEST = 3.6, 0.9  # times the usual type
_MOST_LARGE = 4  # digits in the largest type; more of them are smaller
_MOST_ROWS = 4  # that are seen at once


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
        self._rows: tuple[tuple[int, ...], ...] = ()  # the numbers of the signs in each
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(self.sizeHint().height())
        self.set_signs(("–",), 0)

    @property
    def text(self) -> str:
        """All signs, row by row."""
        between = "" if all(len(sign) == 1 for sign in self._signs) else " "
        return "\n".join(between.join(self._signs[number] for number in row) for row in self._rows)

    def set_signs(self, signs: Sequence[str], selected: int, rows: Sequence[int] = ()) -> None:
        """Show these, one of them selected.

        Args:
            signs: a text of one sign each.
            selected: the number of the selected one, from 0.
            rows: in which row each stands, from 0 and rising; all in one if nothing is given.
        """
        shown = _numbers_by_row(rows or [0] * len(signs))
        if (tuple(signs), selected, shown) == (self._signs, self._selected, self._rows):
            return
        several = len(signs) > 1
        is_other = shown != self._rows or max(map(len, (*signs, *self._signs))) > 1
        self._signs, self._selected, self._rows = tuple(signs), selected, shown
        if is_other:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if several else Qt.FocusPolicy.NoFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor if several else Qt.CursorShape.ArrowCursor)
            self.setFixedWidth(self.sizeHint().width())
        self.setAccessibleName(self.text.replace("\n", " / "))
        self.update()

    def place(self, number: int) -> QRectF:
        """Return where a sign stands; nowhere if its row is not seen."""
        row = self._row_of(number)
        first = self._first_row()
        if not first <= row < first + self._visible():
            return QRectF()
        width, height = self._sign_width(), self.height() / min(self._visible(), len(self._rows))
        return QRectF(self._rows[row].index(number) * width, (row - first) * height, width, height)

    def _row_of(self, number: int) -> int:
        return next((row for row, numbers in enumerate(self._rows) if number in numbers), 0)

    def _visible(self) -> int:
        """Return how many rows there is room for; of more, those around the selected one are shown."""
        return min(len(self._rows), _MOST_ROWS)

    def _first_row(self) -> int:
        middle = self._row_of(self._selected) - self._visible() // 2
        return max(min(middle, len(self._rows) - self._visible()), 0)

    def _size(self) -> float:
        usual = _LARGEST * min(1.0, _MOST_LARGE / self._longest(), 1 / max(self._visible(), 1))
        metrics = QFontMetricsF(theme.number_font(_LARGEST, bold=True))
        widest = max((metrics.horizontalAdvance(sign) for sign in self._signs if len(sign) > 1), default=0.0)
        room = _MOST_LARGE * metrics.horizontalAdvance("0") / self._longest()
        return min(usual, max(_LARGEST * room / widest, _SMALLEST)) if widest else usual

    def _longest(self) -> int:
        return max((len(row) for row in self._rows), default=1)

    def _sign_width(self) -> float:
        metrics = QFontMetricsF(theme.number_font(self._size(), bold=True))
        widest = max((metrics.horizontalAdvance(sign) for sign in self._signs if len(sign) > 1), default=0.0)
        most = _MOST_LARGE * QFontMetricsF(theme.number_font(_LARGEST, bold=True)).horizontalAdvance("0")
        return min(max(metrics.horizontalAdvance("0"), widest), most / self._longest()) + 2

    def sizeHint(self) -> QSize:
        """Ask for the width of the signs and the height of the largest type."""
        height = QFontMetricsF(theme.number_font(_LARGEST, bold=True)).height()
        return QSize(round(self._sign_width() * self._longest()) + theme.GRID * (1 + self._is_cut()), round(height))

    def _is_cut(self) -> bool:
        return len(self._rows) > self._visible()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the sign under the pointer."""
        there = [number for number in range(len(self._signs)) if self.place(number).contains(event.position())]
        if len(self._signs) > 1 and there:
            self.selected.emit(there[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the one to the left or to the right, or in the row above or below."""
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if step is not None and 0 <= self._selected + step < len(self._signs):
            self.selected.emit(self._selected + step)
        elif down is not None:
            row = self._row_of(self._selected)
            if 0 <= row + down < len(self._rows):
                other = self._rows[row + down]
                self.selected.emit(other[min(self._rows[row].index(self._selected), len(other) - 1)])
        elif step is None:
            super().keyPressEvent(event)

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
        self._paint_more(painter)

    def _paint_more(self, painter: QPainter) -> None:
        """Paint where there are more rows than are seen."""
        first = self._first_row()
        painter.setFont(theme.number_font(0.8))
        painter.setPen(theme.colour("quiet"))
        right = QRectF(self.width() - theme.GRID - 2, 0, theme.GRID + 2, self.height())
        if first > 0:
            painter.drawText(right, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter, "▴")
        if first + self._visible() < len(self._rows):
            painter.drawText(right, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter, "▾")


def _numbers_by_row(rows: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return the numbers of the signs in each row."""
    return tuple(tuple(number for number, row in enumerate(rows) if row == which) for which in sorted(set(rows)))
