"""Reads the drawing with the network: at once when either changes, but no more than once a frame.

A drawing so large that reading it takes longer than a part of a frame is read a stretch at a time, so that the window
never stands still for it.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.paper.pictures import Picture
from digitapp.core.paper.strokes import Stroke, Strokes
from digitapp.core.reading.drawing import DrawingReader, SeenDigit, Steps
from digitapp.core.reading.pages import picture_steps
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.unit_changes import Changes
from digitapp.state.paper.drawing import Drawing
from digitapp.state.runs.history import History

FRAME = 1 / 100  # seconds; less than a screen's frame, so that a pen that moves with the screen never waits for it
FRAME_WHILE_TRAINING = 1 / 30  # the training needs the processor more than the eye needs the rest
STRETCH = 1 / 60  # seconds of reading, after which others have their turn


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
        self._newest: Stroke | Picture | None = None
        self._picture: Picture | None = None  # that a reading is of
        self._read_by: tuple[int, Changes] | None = None
        self._last = 0.0
        self._frame = FRAME
        self._drawing_reader = DrawingReader()
        self._steps: Steps | None = None  # of a reading that has begun
        self._ink: Strokes = ()  # that it is of
        self._again = False  # when it is done
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._read)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)
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
        if self._by_whom() != self._read_by:  # another network's reading must not be seen
            self._read()
        elif self._steps is not None:
            self._again = True
        elif wait <= 0:
            self._read()
        elif not self._timer.isActive():
            self._timer.start(int(wait * 1000) + 1)

    @Slot()
    def _read(self) -> None:
        self._timer.stop()
        self._last = time.perf_counter()
        self._again = False
        is_other = self._by_whom() != self._read_by
        self._read_by, moment = self._by_whom(), self._history.in_use
        picture = self._drawing.picture
        self._ink = self._drawing.ink
        self._picture = picture
        if picture is not None:
            self._steps = picture_steps(moment, picture)
        else:
            self._steps = self._drawing_reader.steps(moment, self._ink)
        self._go_on()
        if is_other and self._steps is not None:
            self._digits, self._selected = (), -1
            self._tell()

    @Slot()
    def _go_on(self) -> None:
        """Go on with the reading for one stretch."""
        if self._steps is None:
            return
        end = time.perf_counter() + STRETCH
        try:
            next(self._steps)
            while time.perf_counter() < end:
                next(self._steps)
        except StopIteration as done:
            self._show(done.value)
        except Exception:  # the next drawing is read all the same
            self._steps = None
            raise
        else:
            self._next.start()

    def _show(self, digits: tuple[SeenDigit, ...]) -> None:
        self._steps = None
        self._digits = digits
        self._follow_the_pen()
        self._tell()
        if self._again:
            self.refresh()

    def _by_whom(self) -> tuple[int, Changes]:
        """Return whose network reads: that of which run, and with which units changed."""
        return self._history.run.number, self._history.changes

    def _follow_the_pen(self) -> None:
        """Select the digit with the newest stroke, if that is a new one, and in any case one that there is."""
        newest = self._ink[-1] if self._ink else self._picture
        if newest is not self._newest:
            self._newest = newest
            places = [n for n, digit in enumerate(self._digits) if any(stroke is newest for stroke in digit.strokes)]
            self._selected = places[0] if places else -1
        self._selected = min(max(self._selected, 0), len(self._digits) - 1)

    def _tell(self) -> None:
        self.digits_changed.emit(self._digits, self._selected)
        self.reading_changed.emit(self.reading)
