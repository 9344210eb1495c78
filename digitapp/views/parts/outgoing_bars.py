"""The weights by which the next layer hears a unit, as bars that one drags up and down."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitapp import theme
from digitapp.core.inside.scale import largest, round_up
from digitapp.core.reading.reading import Vector
from digitapp.views.parts import colour_maps
from digitapp.views.parts.numbers import number

_FEW, _STEP = 16, 0.05  # bars with a number below each; what a key adds, as a share of the scale


class OutgoingBars(QWidget):
    """Shows signed numbers (n,), one for each unit of the next layer.

    Signals:
        asked(place, weight): the person wants this weight.
    """

    asked = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights: Vector = np.zeros(0, np.float32)
        self._top, self._place = 1.0, 0
        self._held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_weights(self, weights: Vector) -> None:
        """Show these; the scale stays while one is dragged."""
        self._weights = weights
        if not self._held:
            self._top = round_up(max(1.25 * largest(weights), 0.1))
        self._place = min(self._place, max(len(weights) - 1, 0))
        self._describe()
        self.update()

    @property
    def top(self) -> float:
        """What a bar to the upper edge stands for."""
        return self._top

    def sizeHint(self) -> QSize:
        """Ask for a low strip."""
        return QSize(240, 62)

    @property
    def _room(self) -> QRectF:
        """Where the bars are."""
        return QRectF(0, 1, self.width(), self.height() - (15 if len(self._weights) <= _FEW else 2))

    def place_of(self, place: int, weight: float) -> QPoint:
        """Return the point at which a bar ends that is this weight."""
        room, count = self._room, max(len(self._weights), 1)
        x = (place + 0.5) * room.width() / count
        return QPoint(round(x), round(room.center().y() - weight / self._top * room.height() / 2))

    def _ask(self, event: QMouseEvent) -> None:
        room = self._room
        share = (room.center().y() - event.position().y()) / (room.height() / 2)
        self.asked.emit(self._place, round(min(max(share, -1.0), 1.0) * self._top, 4))

    def _describe(self) -> None:
        if len(self._weights):
            self.setAccessibleDescription(f"{self._place}: {number(float(self._weights[self._place]), 4)}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the bar under the pointer."""
        if len(self._weights) and event.button() == Qt.MouseButton.LeftButton:
            self._place = self._at(event)
            self._held = True
            self._ask(event)

    def _at(self, event: QMouseEvent) -> int:
        place = int(event.position().x() * len(self._weights) / max(self.width(), 1))
        return min(max(place, 0), len(self._weights) - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the bar, or tell the weight."""
        if self._held:
            self._ask(event)
        elif len(self._weights):
            place = self._at(event)
            where = event.globalPosition().toPoint() + QPoint(12, 12)
            QToolTip.showText(where, f"[{place}] = {number(float(self._weights[place]), 4)}", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        del event
        self._held = False
        self.set_weights(self._weights)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a bar with left and right, change it with up and down, make it 0 with 0."""
        key, count = event.key(), len(self._weights)
        steps = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and count:
            self._place = (self._place + (1 if key == Qt.Key.Key_Right else -1)) % count
            self._describe()
            self.update()
        elif Qt.Key(key) in steps and count:
            weight = float(self._weights[self._place]) + steps[Qt.Key(key)] * self._top
            self.asked.emit(self._place, round(weight, 4))
        elif key == Qt.Key.Key_0 and count:
            self.asked.emit(self._place, 0.0)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars around zero."""
        del event
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.8))
        room, count = self._room, len(self._weights)
        middle = room.center().y()
        painter.fillRect(room, theme.colour("off"))
        if count:
            weights = colour_maps.finite(self._weights, self._top)
            colours = colour_maps.signed(np.sign(weights) * 0.85, 1.0)
            step = room.width() / count
            gap = min(step / 5, 4.0)
            for place, weight in enumerate(weights.tolist()):
                end = middle - weight / self._top * room.height() / 2
                bar = QRectF(place * step + gap, min(middle, end), step - 2 * gap, abs(end - middle))
                painter.fillRect(bar, QColor(*(int(channel) for channel in colours[place])))
                if count <= _FEW:
                    below = QRectF(place * step, room.bottom(), step, 14)
                    painter.setPen(theme.colour("quiet"))
                    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(place))
            if self.hasFocus():
                painter.setPen(QPen(theme.colour("accent"), 1.5))
                painter.drawRect(QRectF(self._place * step + 1, room.top(), step - 2, room.height() - 1))
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, round(middle), self.width(), round(middle))
