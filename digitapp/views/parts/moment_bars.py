"""What each of some moments of a run added, as bars, and above them a line of what something was then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.views.parts.numbers import significant

_GAP = 6
Values = NDArray[np.float64]


class MomentBars(QWidget):
    """Shows a value at each moment as a line, and a signed part of a sum for each as bars; one moment is chosen.

    Signals:
        chosen(number): the person wants to look at this moment.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at: Values = np.zeros(0)
        self._line: Values = np.zeros(0)
        self._bars: Values = np.zeros(0)
        self._chosen = 0
        self._names = ("", "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_names(self, line: str, bars: str) -> None:
        """Say above the line and the bars what they are."""
        self._names = line, bars
        self.setAccessibleName(f"{line}; {bars}")
        self.update()

    def set_values(self, at: Values, line: Values, bars: Values, chosen: int) -> None:
        """Show these, (moments,) each, at places in epochs; one of them is chosen."""
        self._at, self._line, self._bars, self._chosen = at, line, bars, chosen
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two low plots."""
        line = self.fontMetrics().height()
        return QSize(260, 3 * line + 72)

    def minimumSizeHint(self) -> QSize:
        """Ask for the same height."""
        return QSize(160, self.sizeHint().height())

    def _columns(self) -> QRectF:
        return QRectF(2, 0, self.width() - 4, self.height())

    def _x(self, number: int) -> float:
        """Return the middle of a moment's column; the moments are dense at the start, so each has the same width."""
        columns = self._columns()
        return columns.left() + (number + 0.5) * columns.width() / max(len(self._at), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, the bars, and the epochs below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.number_font(0.85))
        height = painter.fontMetrics().height()
        room = (self.height() - 3 * height - 2 * _GAP) / 2
        above = QRectF(2, height, self.width() - 4, room)
        below = QRectF(2, above.bottom() + _GAP + height, self.width() - 4, room)
        if not len(self._at):
            return
        width = above.width() / len(self._at)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("off"))
        column = QRectF(self._x(self._chosen) - width / 2, above.top(), width, below.bottom() - above.top())
        painter.drawRoundedRect(column, 3, 3)
        self._head(painter, above, self._names[0], self._line)
        self._head(painter, below, self._names[1], self._bars)
        self._paint_line(painter, above)
        self._paint_bars(painter, below, width)
        painter.setPen(theme.colour("accent" if self.hasFocus() else "quiet"))
        flags = Qt.AlignmentFlag
        foot = QRectF(2, below.bottom() + 2, self.width() - 4, height)
        for number, align in ((0, flags.AlignLeft), (len(self._at) - 1, flags.AlignRight))[: len(self._at)]:
            painter.drawText(foot, align, f"{self._at[number]:.3g}")

    def _head(self, painter: QPainter, area: QRectF, name: str, values: Values) -> None:
        """Write what a plot is, and the value at the chosen moment."""
        painter.setPen(theme.colour("quiet"))
        place = QRectF(area.left(), area.top() - painter.fontMetrics().height(), area.width(), 20)
        value = significant(float(values[self._chosen]))
        wide = painter.fontMetrics().horizontalAdvance(value) + _GAP
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(area.width() - wide))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, shown)
        painter.setPen(theme.colour("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, value)

    def _paint_line(self, painter: QPainter, area: QRectF) -> None:
        finite = np.where(np.isfinite(self._line), self._line, 0.0)
        top = float(finite.max(initial=0.0)) or 1.0
        points = [
            QPointF(self._x(number), area.bottom() - 3 - (area.height() - 6) * value / top)
            for number, value in enumerate(finite.tolist())
        ]
        painter.setPen(QPen(theme.colour("train"), 1.6))
        painter.drawPolyline(points)
        painter.setBrush(theme.colour("train"))
        for point in points:
            painter.drawEllipse(point, 1.6, 1.6)

    def _paint_bars(self, painter: QPainter, area: QRectF, width: float) -> None:
        finite = np.where(np.isfinite(self._bars), self._bars, 0.0)
        high, low = float(finite.max(initial=0.0)), float(finite.min(initial=0.0))
        scale = area.height() / ((high - low) or 1.0)
        zero = area.top() + high * scale
        painter.setPen(Qt.PenStyle.NoPen)
        for number, value in enumerate(finite.tolist()):
            painter.setBrush(theme.colour("accent" if value > 0 else "held_out"))
            top = zero - max(value, 0.0) * scale
            painter.drawRect(QRectF(self._x(number) - width * 0.32, top, width * 0.64, abs(value) * scale))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the moment under the pointer."""
        if len(self._at):
            number = int((event.position().x() - 2) / self._columns().width() * len(self._at))
            self.chosen.emit(min(max(number, 0), len(self._at) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the moment before or after."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= self._chosen + step < len(self._at):
            self.chosen.emit(self._chosen + step)
