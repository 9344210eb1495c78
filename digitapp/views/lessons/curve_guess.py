"""A loss curve drawn by hand, over which the real one runs afterwards."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.inside.scale import round_up
from digitapp.core.runs.curves import Series, thinned
from digitapp.i18n import tr

_COLUMNS = 100  # places at which the drawn curve has a value
_ENOUGH = 0.6  # of them, so that it counts as a curve
_TOP = 3.0  # the loss at the upper edge; guessing is 2.3
_MOST_TOP = 10.0  # however large the loss becomes: the drawn curve is still to be seen
_MOST_POINTS = 400
_LEFT, _BELOW = 26, 16  # pixels for the axes' numbers
_STEP = 0.1  # of loss, by a key


class CurveGuess(QWidget):
    """A plot of loss over epochs to draw on with the pen, or with the arrow keys.

    Signals:
        drawn(): there is enough of a curve.
    """

    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guess = np.full(_COLUMNS, np.nan)
        self._at: Series = np.empty(0)
        self._real: Series = np.empty(0)
        self._epochs, self._top = 5.0, _TOP
        self._fixed = False
        self._column, self._last = 0, -1  # where the keys are, and where the pen was
        self.setMinimumSize(QSize(180, 72))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def guess(self) -> Series:
        """The drawn loss at places from the first epoch's beginning to the last one's end; NaN where nothing is."""
        return self._guess.copy()

    @property
    def is_enough(self) -> bool:
        """Whether enough of a curve is drawn."""
        return float(np.isfinite(self._guess).mean()) >= _ENOUGH

    def begin(self, epochs: float) -> None:
        """Ask for the curve of a run of so many epochs."""
        self._guess[:] = np.nan
        self._at = self._real = np.empty(0)
        self._epochs, self._top, self._fixed, self._column, self._last = max(epochs, 1.0), _TOP, False, 0, -1
        self.retranslate()
        self.update()

    def fix(self) -> None:
        """Let nobody draw any more: the real one comes."""
        self._fixed = True
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def set_real(self, at: Series, values: Series) -> None:
        """Show the real curve as far as it goes: places in epochs, and the loss there."""
        there = np.isfinite(values)
        self._at, self._real = thinned(at[there], values[there], _MOST_POINTS)
        if len(self._real):
            highest = float(np.quantile(self._real, 0.98)) if len(self._real) > 50 else float(self._real.max())
            self._top = min(max(_TOP, round_up(highest)), _MOST_TOP)
        self.update()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("The loss over the epochs, to draw"))
        self.setToolTip(tr("Draw from left to right; the arrow keys draw too."))

    def _field(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, 4, -4, -_BELOW)

    def _draw_to(self, position: QPointF) -> None:
        field = self._field()
        share = min(max((position.x() - field.left()) / max(field.width(), 1.0), 0.0), 1.0)
        column = min(int(share * _COLUMNS), _COLUMNS - 1)
        height = min(max((field.bottom() - position.y()) / max(field.height(), 1.0), 0.0), 1.0)
        begin = self._last if self._last >= 0 and np.isfinite(self._guess[self._last]) else column
        places = np.arange(min(begin, column), max(begin, column) + 1)
        ends = {begin: float(self._guess[begin]) if begin != column else height * self._top, column: height * self._top}
        self._guess[places] = np.interp(places, sorted(ends), [ends[end] for end in sorted(ends)])
        self._last = self._column = column
        self._tell()

    def _tell(self) -> None:
        self.update()
        if self.is_enough:
            self.drawn.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a line."""
        if not self._fixed and event.button() is Qt.MouseButton.LeftButton:
            self._last = -1
            self._draw_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on."""
        if not self._fixed and event.buttons() & Qt.MouseButton.LeftButton:
            self._draw_to(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Draw with the arrow keys: along the epochs, and up or down."""
        moves = {Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        if self._fixed or event.key() not in moves:
            super().keyPressEvent(event)
            return
        along, up = moves[Qt.Key(event.key())]
        here = self._guess[self._column]
        value = min(max((2.3 if np.isnan(here) else float(here)) + up * _STEP, 0.0), self._top)
        self._guess[self._column] = value
        self._column = min(max(self._column + along, 0), _COLUMNS - 1)
        self._guess[self._column] = value
        self._tell()

    def _line(self, at: Series, values: Series) -> QPolygonF:
        """Return the points of a line, places as shares of the epochs."""
        field = self._field()
        x = field.left() + np.clip(at, 0, 1) * field.width()
        y = field.bottom() - np.clip(values / self._top, 0, 1) * field.height()
        return QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the drawn curve, and the real one over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = self._field()
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("field"))
        painter.drawRect(field)
        painter.setFont(theme.number_font(0.8))
        painter.setPen(theme.colour("quiet"))
        for value in (0.0, self._top):
            y = field.bottom() - value / self._top * field.height()
            place = QRectF(0, min(max(y - 8, 0), field.bottom() - 12), _LEFT - 4, 16)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), f"{value:g}")
        below = QRectF(field.left(), field.bottom() + 1, field.width(), _BELOW)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), tr("loss"))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), tr("epoch {epoch:g}", epoch=self._epochs))
        if not np.isfinite(self._guess).any() and not len(self._real):
            painter.drawText(field, int(Qt.AlignmentFlag.AlignCenter), tr("draw here"))
        places = (np.arange(_COLUMNS) + 0.5) / _COLUMNS
        there = np.isfinite(self._guess)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("held_out"), 2, Qt.PenStyle.DashLine))
        painter.drawPolyline(self._line(places[there], self._guess[there]))
        painter.setPen(QPen(theme.colour("train"), 2))
        painter.drawPolyline(self._line(self._at / self._epochs, self._real))
