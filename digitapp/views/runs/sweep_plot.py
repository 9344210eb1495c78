"""The result of a sweep: the value of a setting against the accuracy, a point for each run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isnan

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitapp import theme
from digitapp.core.runs.experiment import Scale
from digitapp.i18n import tr
from digitapp.views.parts.view import View, plain_tip

_NEAR = 14  # pixels from a point within which a click is meant for it
_DOT = 5.0


@dataclass(frozen=True)
class Point:
    """A run of a sweep.

    Attributes:
        label: the value, as it is written.
        run: its number.
        test, training: the accuracy, from 0 to 1; NaN where it is not known.
        current: whether its network is the one that reads.
    """

    label: str
    run: int
    test: float
    training: float
    current: bool = False


class SweepPlot(View):
    """Shows Points; the accuracy on the test images solid, that on the training images dashed.

    Signals:
        chosen(run): the person chose the run of this number.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Sequence[Point] = ()
        self._scale = Scale(())
        self._axis = ""
        self._place = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_points(self, points: Sequence[Point], scale: Scale, axis: str) -> None:
        """Show these, each at its place on the scale; `axis` is what the values are of."""
        self._points, self._scale, self._axis = tuple(points), scale, axis
        self._place = min(self._place, max(len(points) - 1, 0))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Accuracy for each value"))
        self.setAccessibleDescription("; ".join(self._say(point) for point in self._points))
        self.update()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self.update()

    def spot(self, place: int, *, training: bool = False) -> QPointF:
        """Return where the point of this place is painted."""
        point = self._points[place]
        share = point.training if training else point.test
        area, low = self._area(), self._low()
        return QPointF(
            area.left() + self._scale.places[place] * area.width(),
            area.bottom() - (share - low) / (1 - low) * area.height(),
        )

    def _area(self) -> QRectF:
        line = self.fontMetrics().height()
        left = self.fontMetrics().horizontalAdvance("100 % ") + 4
        return QRectF(left, line * 1.6, max(self.width() - left - 16, 1), max(self.height() - 4.6 * line, 1))

    def _low(self) -> float:
        """Return the accuracy at the bottom: a little below the least, so that differences are seen."""
        known = [share for point in self._points for share in (point.test, point.training) if not isnan(share)]
        least = min(known, default=0.0)
        step = self._step(least)
        return max(0.0, floor(least / step - 1e-9) * step)

    @staticmethod
    def _step(least: float) -> float:
        return next((step for step in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1) if (1 - least) / step <= 6), 0.2)

    def _say(self, point: Point) -> str:
        known = [("", point.test), (tr("training"), point.training)]
        parts = [f"{name} {share:.2%}".strip() for name, share in known if not isnan(share)]
        return f"{self._axis} {point.label}: {', '.join(parts)}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the lines and the points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        for training in (True, False):
            self._paint_line(painter, training=training)
        self._paint_legend(painter)

    def _paint_axes(self, painter: QPainter) -> None:
        area, low = self._area(), self._low()
        step = self._step(low)
        painter.setFont(theme.number_font(0.9))
        metrics = painter.fontMetrics()
        line = metrics.height()
        for number in range(ceil((1 - low) / step - 1e-9) + 1):
            share = low + number * step
            if share > 1 + 1e-9:
                break
            y = area.bottom() - (share - low) / (1 - low) * area.height()
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.colour("quiet"))
            place = QRectF(0, y - line / 2, area.left() - 6, line)
            text = f"{share:.1%}" if step < 0.01 else f"{share:.0%}"
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        end = -1.0
        for number in sorted(range(len(self._points)), key=lambda each: self._scale.places[each]):
            x = area.left() + self._scale.places[number] * area.width()
            wide = metrics.horizontalAdvance(self._points[number].label) + 8
            left = min(max(x - wide / 2, 0), self.width() - wide)
            if left >= end:  # else it would lie on the one before
                place = QRectF(left, area.bottom() + 4, wide, line)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._points[number].label)
                end = left + wide
        below = QRectF(area.left(), area.bottom() + 4 + line, area.width(), line * 1.4)
        title = tr("{setting}, by its logarithm", setting=self._axis) if self._scale.logarithmic else self._axis
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, title)

    def _paint_line(self, painter: QPainter, *, training: bool) -> None:
        colour = theme.colour("train" if training else "held_out")
        shown = [
            place for place, point in enumerate(self._points) if not isnan(point.training if training else point.test)
        ]
        shown.sort(key=lambda place: self._scale.places[place])
        spots = [self.spot(place, training=training) for place in shown]
        if self._scale.numeric:
            painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine if training else Qt.PenStyle.SolidLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(spots))
        for place, spot in zip(shown, spots, strict=True):
            painter.setPen(QPen(colour, 2))
            painter.setBrush(theme.colour("window") if training else colour)
            painter.drawEllipse(spot, _DOT, _DOT)
            is_marked = self._points[place].current or (place == self._place and self.hasFocus())
            if is_marked and not training:
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(spot, _DOT + 4, _DOT + 4)

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setFont(theme.number_font(0.9))
        metrics, x = painter.fontMetrics(), self._area().left()
        y = metrics.height() * 0.6
        for training, text in ((False, tr("test accuracy")), (True, tr("training accuracy"))):
            colour = theme.colour("train" if training else "held_out")
            painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine if training else Qt.PenStyle.SolidLine))
            painter.drawLine(QPointF(x, y), QPointF(x + 24, y))
            painter.setPen(QPen(colour, 2))
            painter.setBrush(theme.colour("window") if training else colour)
            painter.drawEllipse(QPointF(x + 12, y), 4.0, 4.0)
            painter.setPen(theme.colour("quiet"))
            painter.drawText(QPointF(x + 30, y + metrics.ascent() / 2 - 1), text)
            x += 46 + metrics.horizontalAdvance(text)

    def _at(self, where: QPointF) -> int:
        """Return the place of the point that is meant by a click, or -1."""
        near = [
            ((spot - where).manhattanLength(), place)
            for place, point in enumerate(self._points)
            for training in (False, True)
            if not isnan(point.training if training else point.test)
            for spot in [self.spot(place, training=training)]
        ]
        distance, place = min(near, default=(_NEAR + 1.0, -1))
        return place if distance <= _NEAR else -1

    def sizeHint(self) -> QSize:
        """Ask for room for a plot."""
        return QSize(420, 280)

    def minimumSizeHint(self) -> QSize:
        """Ask for enough to tell the points apart."""
        return QSize(260, 180)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the point under the pointer."""
        place = self._at(event.position())
        if place >= 0:
            self._place = place
            self.chosen.emit(self._points[place].run)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a point can be clicked."""
        is_over = self._at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; choose with the space bar or the return key."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        order = sorted(range(len(self._points)), key=lambda each: self._scale.places[each])
        if step and order:
            self._place = order[min(max(order.index(self._place) + step, 0), len(order) - 1)]
            self.update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._points:
            self.chosen.emit(self._points[self._place].run)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what the point under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            said = self._say(self._points[place]) if place >= 0 else ""
            QToolTip.showText(event.globalPos(), plain_tip(said), self)
            return True
        return super().event(event)
