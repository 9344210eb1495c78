"""The slider of the timeline: the way of a run with its epochs, and above it what was said about the drawing."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from digitapp import theme
from digitapp.core.runs.way import Place, Way
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.view import plain_tip
from digitapp.views.runs.said_strip import Places, Shares, paint_signs, stretches, strip_image

EVERY = 33  # milliseconds between two places that are asked for while one drags
_SIDE = 8  # pixels left and right, for the handle
_STRIP = 16  # pixels of height
_LINE = 22  # pixels from above, the line on which the handle moves
_HEIGHT = 40
_ROOM_OF_A_NUMBER = 26  # pixels between two epochs' numbers


class TimelineTrack(QSlider):
    """Shows a way and asks for places on it; its value is a place, in batches.

    Signals:
        place_requested(place): the person wants to see the network of there.
        play_requested(): the person pressed the space bar.
    """

    place_requested = Signal(int)
    play_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._way = Way()
        self._said: tuple[Places, Shares] | None = None
        self._strip: QImage | None = None
        self._exact = True
        self._power = 1.0  # of a place's share of the way; less than 1 gives the beginning more room
        self._later = QTimer(self, singleShot=True, interval=EVERY)
        self._later.timeout.connect(self._ask_later)
        self._asked = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.valueChanged.connect(self._ask)

    def set_way(self, way: Way) -> None:
        """Show this way."""
        self._way, self._strip = way, None
        self.blockSignals(True)
        self.setRange(0, way.end)
        self.setPageStep(way.stretches[-1].steps if way else 1)
        self.blockSignals(False)
        self.update()

    def set_place(self, place: Place) -> None:
        """Show where one is."""
        self._exact = place.exact
        if not self.isSliderDown():
            self.blockSignals(True)
            self.setValue(place.place)
            self.blockSignals(False)
            self._asked = place.place
        self.update()

    def set_said(self, said: tuple[Places, Shares] | None) -> None:
        """Show what was said about the drawing."""
        self._said, self._strip = said, None
        self.update()

    @Slot(bool)
    def set_stretched(self, stretched: bool) -> None:
        """Give the beginning more room than the rest, since most happens there; or all places as much."""
        self._power, self._strip = 0.4 if stretched else 1.0, None
        self.update()

    @Slot(int)
    def _ask(self, place: int) -> None:
        """Ask for a place, at most 30 times a second."""
        if place != self._asked and not self._later.isActive():
            self._asked = place
            self.place_requested.emit(place)
            self._later.start()

    @Slot()
    def _ask_later(self) -> None:
        self._ask(self.value())

    # Where things are

    def _x(self, place: float) -> float:
        share = min(max(place, 0) / max(self._way.planned, 1), 1.0)
        return float(_SIDE + (self.width() - 2 * _SIDE) * share**self._power)

    def _place_at(self, x: float) -> int:
        share = min(max((x - _SIDE) / max(self.width() - 2 * _SIDE, 1), 0.0), 1.0)
        return min(round(float(share ** (1 / self._power)) * self._way.planned), self._way.end)

    def sizeHint(self) -> QSize:
        """Ask for the strip, the line and the epochs' numbers."""
        return QSize(400, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Ask for a little width."""
        return QSize(160, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, wherever it is, and have it under the pointer."""
        if event.button() is Qt.MouseButton.LeftButton and self._way:
            self.setSliderDown(True)
            self.setValue(self._place_at(event.position().x()))
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the handle."""
        if self.isSliderDown():
            self.setValue(self._place_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        if event.button() is Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self._later.stop()
            self._ask(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play by the space bar; the other keys are a slider's."""
        if event.key() == Qt.Key.Key_Space:
            self.play_requested.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what was said at the place under the pointer, over the strip."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.toolTip()
            if event.pos().y() <= _STRIP:
                what = tr(
                    "What the network said about the drawing on the paper at each moment, a colour for each digit."
                )
                text = "\n".join(filter(None, (self._said_at(event.pos()), what)))
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def _said_at(self, point: QPoint) -> str:
        place = self._place_at(point.x())
        if self._said is None or point.y() > _STRIP or not self._way:
            return ""
        number = int(np.searchsorted(self._said[0], place, side="right")) - 1
        if number < 0:
            return ""
        shares = np.nan_to_num(self._said[1][number], nan=0.0)
        first, second = (int(digit) for digit in np.argsort(-shares, kind="stable")[:2])
        return tr(
            "epoch {at:.2f}: {first} with {share:.1%}, then {second} with {other:.1%}",
            at=self._way.describe(int(self._said[0][number])).at,
            first=class_name(first),
            share=float(shares[first]),
            second=class_name(second),
            other=float(shares[second]),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip, the line with its epochs, and the handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_strip(painter)
        self._paint_line(painter)
        self._paint_handle(painter)

    def _paint_strip(self, painter: QPainter) -> None:
        area = QRectF(_SIDE, 0, self.width() - 2 * _SIDE, _STRIP)
        rounded = QPainterPath()
        rounded.addRoundedRect(area, 4, 4)
        painter.fillPath(rounded, theme.colour("off"))
        if self._said is None:
            painter.setPen(theme.colour("quiet"))
            painter.setFont(theme.number_font(0.85))
            painter.drawText(
                area,
                Qt.AlignmentFlag.AlignCenter,
                tr("Draw a digit to see what the network took it for, moment by moment."),
            )
            return
        places, shares = self._said
        if self._strip is None:
            scale = self.devicePixelRatioF()
            shares_of_width = np.arange(round(area.width() * scale)) / (area.width() * scale)
            columns = shares_of_width ** (1 / self._power) * self._way.planned
            columns[columns > self._way.end] = np.nan
            self._strip = strip_image(places, shares, columns, round(_STRIP * scale))
        painter.save()
        painter.setClipPath(rounded)
        painter.drawImage(area, self._strip)
        spans = [
            (digit, self._x(first), self._x(last)) for digit, first, last in stretches(places, shares, self._way.end)
        ]
        paint_signs(painter, spans, 0, _STRIP)
        painter.restore()

    def _paint_line(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.colour("line"), 2))
        painter.drawLine(QLineF(self._x(0), _LINE, self._x(self._way.planned), _LINE))
        painter.setPen(QPen(theme.colour("quiet"), 2))
        painter.drawLine(QLineF(self._x(0), _LINE, self._x(self._way.end), _LINE))
        painter.setPen(QPen(theme.colour("quiet"), 1))
        for stretch in self._way.stretches[1:]:  # where another run begins
            painter.drawLine(QLineF(self._x(stretch.first), _LINE - 5, self._x(stretch.first), _LINE + 5))
        if not self._way.replayable:
            painter.drawPoints([QPointF(self._x(place), _LINE + 5) for place in self._way.kept])
        painter.setFont(theme.number_font(0.8))
        free = 0.0
        for epochs, place in self._way.epochs:
            x = self._x(place)
            painter.setPen(QPen(theme.colour("quiet"), 1))
            painter.drawLine(QLineF(x, _LINE, x, _LINE + 4))
            if x >= free:
                free = x + _ROOM_OF_A_NUMBER
                box = QRectF(min(x - 20, self.width() - 40), _LINE + 4, 40, _HEIGHT - _LINE - 4)
                at_the_edge = box.left() < x - 20
                sides = Qt.AlignmentFlag.AlignRight if at_the_edge else Qt.AlignmentFlag.AlignHCenter
                painter.drawText(box, sides | Qt.AlignmentFlag.AlignBottom, str(epochs))

    def _paint_handle(self, painter: QPainter) -> None:
        x = self._x(self.value())
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.drawLine(QLineF(x, 0, x, _LINE))
        focus = self.hasFocus()
        painter.setPen(QPen(theme.colour("text" if focus else "window"), 1.5))
        painter.setBrush(theme.colour("accent" if self._exact else "quiet"))
        painter.drawEllipse(QPointF(x, _LINE), 6, 6)
