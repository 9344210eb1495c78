"""A unit's weights over the run: a row of small pictures, that of the timeline's moment marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.film import Frame
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.cells import paint_cells
from digitapp.views.parts.signed_map import map_shape
from digitapp.views.parts.view import View

_GAP, _LARGEST = 6, 96.0


class FilmStrip(View):
    """Shows Frames, all in one scale of colours.

    Signals:
        place_requested(place): the person wants to go there.
    """

    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames: Sequence[Frame] = ()
        self._place = -1
        self._top = 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_frames(self, frames: Sequence[Frame]) -> None:
        """Show these, the earliest first."""
        self._frames = tuple(frames)
        largest = max((colour_maps.largest(frame.weights) for frame in frames), default=1.0)
        self._top = colour_maps.round_up(largest) if np.isfinite(largest) else 1.0
        self.retranslate()

    def set_place(self, place: int) -> None:
        """Mark the frame that is nearest to this place on the way, in batches."""
        self._place = place
        self.update()

    @property
    def marked(self) -> int:
        """The number of the frame that is marked; -1 for none."""
        if not self._frames or self._place < 0:
            return -1
        return min(range(len(self._frames)), key=lambda number: abs(self._frames[number].place - self._place))

    @property
    def top(self) -> float:
        """What the strongest colour stands for."""
        return self._top

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("The unit's weights over the run: {count} moments", count=len(self._frames)))
        self.setToolTip(tr("The unit's weights at moments of the run; a click goes there (arrow keys too)."))
        self.update()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self.update()

    def rect_of(self, number: int) -> QRectF:
        """Return where a frame is painted."""
        side = self._side()
        return QRectF(number * (side + _GAP) + 2, 2, side, side)

    def _side(self) -> float:
        count = max(len(self._frames), 1)
        return max(min((self.width() - 4 - (count - 1) * _GAP) / count, self.height() - self._line() - 6, _LARGEST), 8)

    def _line(self) -> int:
        return self.fontMetrics().height()

    def sizeHint(self) -> QSize:
        """Ask for a row of pictures."""
        return QSize(760, round(_LARGEST * 0.8) + self._line() + 6)

    def minimumSizeHint(self) -> QSize:
        """Ask for small ones."""
        return QSize(320, 48 + self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures with their batches below."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.8))
        marked, end = self.marked, -1.0
        for number, frame in enumerate(self._frames):
            rect = self.rect_of(number)
            paint_cells(painter, rect, coloured(frame.weights, self._top))
            if number == marked:
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(rect.adjusted(-1, -1, 1, 1))
            text = f"{frame.place}"
            wide = painter.fontMetrics().horizontalAdvance(text) + 6.0
            left = rect.center().x() - wide / 2
            if left >= end:
                painter.setPen(theme.colour("text" if number == marked else "quiet"))
                place = QRectF(left, rect.bottom() + 2, wide, self._line())
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
                end = left + wide

    def _at(self, where: QPointF) -> int:
        return next((each for each in range(len(self._frames)) if self.rect_of(each).contains(where)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment under the pointer."""
        number = self._at(event.position())
        if number >= 0:
            self.place_requested.emit(self._frames[number].place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the moment before or after the marked one."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.marked < 0:
            super().keyPressEvent(event)
        elif 0 <= self.marked + step < len(self._frames):
            self.place_requested.emit(self._frames[self.marked + step].place)


def coloured(weights: Vector, top: float) -> colour_maps.Colours:
    """Return a unit's weights as the colours of a picture, (rows, columns, 4)."""
    rows, columns = map_shape(len(weights))
    padded = np.zeros((rows, columns), np.float32)
    padded.ravel()[: len(weights)] = weights
    return colour_maps.signed(padded, top)
