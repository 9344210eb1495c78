"""Reads the drawing with the network: at once when either changes, but no more than once a frame."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.paper.grouping import SeenDigit, read_drawing
from digitapp.core.paper.strokes import Stroke
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.unit_changes import Changes
from digitapp.state.paper.drawing import Drawing
from digitapp.state.runs.history import History

FRAME = 1 / 100  # seconds; less than a screen's frame, so that a pen that moves with the screen never waits for it
FRAME_WHILE_TRAINING = 1 / 30  # the training needs the processor more than the eye needs the rest


class Reader(QObject):
    """Keeps the readings of the digits in the current drawing by the network that is in use.

    One of the digits is selected, for the views that look at one: the one with the newest stroke, until the person
    chooses another.

    Signals:
        digits_changed(digits, selected): the SeenDigits from left to right, and the selected one's number; without
            strokes there is none, and -1.
        reading_changed(reading): the selected digit's Reading, or None for an empty drawing.
    """

    digits_changed = Signal(object, int)
    reading_changed = Signal(object)

    def __init__(self, drawing: Drawing, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._history = history
        self._digits: tuple[SeenDigit, ...] = ()
        self._selected = -1
        self._newest: Stroke | None = None
        self._read_by: tuple[int, Changes] | None = None
        self._last = 0.0
        self._frame = FRAME
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._read)
        drawing.ink_changed.connect(self.refresh)
        history.moment_changed.connect(self.refresh)

    @property
    def digits(self) -> tuple[SeenDigit, ...]:
        """The digits of the drawing, from left to right."""
        return self._digits

    @property
    def selected(self) -> int:
        """The number of the selected digit, from 0; -1 when there is none."""
        return self._selected

    @property
    def reading(self) -> Reading | None:
        """The newest reading of the selected digit; None for an empty drawing."""
        return self._digits[self._selected].reading if self._digits else None

    @Slot(int)
    def select(self, number: int) -> None:
        """Let the views look at another digit of the drawing."""
        if 0 <= number < len(self._digits) and number != self._selected:
            self._selected = number
            self._tell()

    @Slot()
    def select_next(self) -> None:
        """Select the digit to the right of this one."""
        self.select(self._selected + 1)

    @Slot()
    def select_previous(self) -> None:
        """Select the digit to the left of this one."""
        self.select(self._selected - 1)

    @Slot(bool)
    def set_training(self, training: bool) -> None:
        """Read less often while a network is trained."""
        self._frame = FRAME_WHILE_TRAINING if training else FRAME

    @Slot()
    def refresh(self) -> None:
        """Read again, now or when this frame is over."""
        wait = self._last + self._frame - time.perf_counter()
        if wait <= 0 or self._reads() != self._read_by:  # another network's reading must not be seen
            self._read()
        elif not self._timer.isActive():
            self._timer.start(int(wait * 1000) + 1)

    @Slot()
    def _read(self) -> None:
        self._timer.stop()
        self._last = time.perf_counter()
        moment = self._history.in_use
        self._read_by = self._reads()
        picture = self._drawing.picture
        if picture is not None:
            self._digits = (SeenDigit((), read(moment, picture.image)),)
        else:
            self._digits = read_drawing(moment, self._drawing.ink)
        self._follow_the_pen()
        self._tell()

    def _reads(self) -> tuple[int, Changes]:
        """Return by whom is read: the run whose network it is, and the units that are changed."""
        return self._history.run.number, self._history.changes

    def _follow_the_pen(self) -> None:
        """Select the digit with the newest stroke, if that is a new one, and in any case one that there is."""
        ink = self._drawing.ink
        newest = ink[-1] if ink else None
        if newest is not self._newest:
            self._newest = newest
            places = [n for n, digit in enumerate(self._digits) if any(stroke is newest for stroke in digit.strokes)]
            self._selected = places[0] if places else -1
        self._selected = min(max(self._selected, 0), len(self._digits) - 1)

    def _tell(self) -> None:
        self.digits_changed.emit(self._digits, self._selected)
        self.reading_changed.emit(self.reading)
