"""The weight that the person looks at: explained anew with every reading, and its way over the run."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.inside.one_weight import OneWeight, explain_weight, optimizer_of
from digitapp.core.reading.reading import Reading, Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.state.inside.explanations import Explanation
from digitapp.state.reading.reader import Reader
from digitapp.state.reading.right_digit import RightDigit
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Training
from engine.optimizer import Optimizer
from engine.optimizers import SGD

MOST_BYTES = 48 * 2**20  # of the ways of all weights
MOST_POINTS = 96
EVERY = 0.25  # seconds between two points of a way

Way = tuple[NDArray[np.float64], Vector]  # places in the run, and the weight there


def place_of(run: Run) -> float:
    """Return where in its run the current moment is: in epochs, or for single steps, how many were taken."""
    if run.kind is not Kind.STEPS:
        return run.moment.at
    return float([moment.number for moment in run.moments].index(run.moment.number) + 1)


class Ways:
    """Keeps where all weights of the first layer were over a run, in half precision, so that any has a way to be seen.

    There are at most MOST_POINTS and MOST_BYTES of them: where there are more, every second goes.
    """

    def __init__(self) -> None:
        self._run = -1
        self._places: list[float] = []
        self._kernels: list[NDArray[np.float16]] = []
        self._last = 0.0

    def note(self, history: History) -> None:
        """Take the current moment as a point; another run's way begins with its moments."""
        run = history.run
        if run.number != self._run:
            self._run, self._places, self._kernels = run.number, [], []
            steps = run.kind is Kind.STEPS
            origin = history.tree.find(run.origin) if steps and run.origin is not None else None
            for number, moment in enumerate((*(() if origin is None else (origin[1],)), *run.moments)):
                self._add(float(number) if steps else moment.at, moment)
            return
        place = place_of(run)
        while self._places and place < self._places[-1]:  # a step was taken back
            self._places.pop()
            self._kernels.pop()
        now = time.perf_counter()
        if (not self._places or place > self._places[-1]) and (now - self._last >= EVERY or run.kind is Kind.STEPS):
            self._last = now
            self._add(place, run.moment)

    def _add(self, place: float, moment: Moment) -> None:
        with np.errstate(over="ignore"):
            kernel = moment.network.dense_layers[0].kernel.astype(np.float16)
        self._places.append(place)
        self._kernels.append(kernel)
        if len(self._places) > min(MOST_POINTS, max(MOST_BYTES // max(kernel.nbytes, 1), 4)):
            self._places = [self._places[0], *self._places[1:-1][1::2], self._places[-1]]
            self._kernels = [self._kernels[0], *self._kernels[1:-1][1::2], self._kernels[-1]]

    def of(self, pixel: int, unit: int, moment: Moment, place: float) -> Way:
        """Return the way of one weight up to where it is now."""
        kernel = moment.network.dense_layers[0].kernel
        points = [
            (at, float(kept[pixel, unit]))
            for at, kept in zip(self._places, self._kernels, strict=True)
            if kept.shape == kernel.shape and at < place
        ]
        points.append((place, float(kernel[pixel, unit])))
        return np.array([at for at, _ in points]), np.array([w for _, w in points], np.float32)


class WeightWatch(QObject):
    """Explains one weight of the first layer while somebody looks at it.

    Signals:
        changed(weight): a OneWeight.
        way_changed(way): where it was over the run, a Way.
    """

    changed = Signal(object)
    way_changed = Signal(object)

    def __init__(
        self,
        history: History,
        reader: Reader,
        right_digit: RightDigit,
        training: Training,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history, self._reader, self._right_digit, self._training = history, reader, right_digit, training
        self._place = (0, 0)
        self._chosen = False  # by the person
        self._plain = True
        self._watched = False
        self._ways = Ways()
        self._explanation = Explanation(reader, self._plan, self)
        self._explanation.changed.connect(self._take)
        self.failed = self._explanation.failed
        right_digit.changed.connect(self.refresh)
        training.settings_changed.connect(self.refresh)
        history.moment_changed.connect(self._note)

    @property
    def place(self) -> tuple[int, int]:
        """The pixel and the unit."""
        return self._place

    @property
    def optimizer(self) -> Optimizer:
        """Which takes the next step: straight downhill, or what the settings have."""
        settings = self._training.settings
        return SGD(settings.learning_rate) if self._plain else optimizer_of(self._history.moment, settings)

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Explain from now on, or no longer."""
        self._watched = watched
        if watched:
            self._find_one()
            self._ways.note(self._history)
        self._explanation.watch(watched)
        self._tell_way()

    def _find_one(self) -> None:
        """Look at a weight that counts for the drawing, until the person chooses one."""
        reading = self._reader.reading
        if self._chosen or reading is None:
            return
        layer = reading.network.dense_layers[0]
        unit = self._place[1] if self._place[1] else int(reading.layers[0].activation.argmax())
        unit = min(unit, layer.units - 1)
        self._place = int(np.abs(reading.inputs * layer.kernel[:, unit]).argmax()), unit

    @Slot(int)
    def follow(self, unit: int) -> None:
        """Look at a weight of this unit."""
        if unit != self._place[1]:
            self._place = (self._place[0], unit)
            self._find_one()
            self.refresh()
            self._tell_way()

    @Slot(int, int)
    def choose(self, pixel: int, unit: int) -> None:
        """Look at the weight from this pixel to this unit of the first layer."""
        self._chosen = True
        if (pixel, unit) != self._place:
            self._place = (pixel, unit)
            self.refresh()
            self._tell_way()

    @Slot(bool)
    def set_plain(self, plain: bool) -> None:
        """Step straight downhill, or by the optimizer of the settings."""
        self._plain = plain
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Explain again, if somebody looks."""
        self._explanation.refresh()

    def _plan(self, reading: Reading) -> Callable[[], OneWeight]:
        label = self._right_digit.digit if self._right_digit.digit >= 0 else None
        settings = self._history.run.settings
        return partial(explain_weight, reading.moment, settings, reading, self._place, label, self.optimizer)

    @Slot(object)
    def _take(self, weight: OneWeight | None) -> None:
        """Pass on what was explained; without a drawing, what the network has learned."""
        if weight is None:
            weight = explain_weight(self._history.in_use, self._history.run.settings, None, self._place)
        self.changed.emit(weight)

    @Slot()
    def _note(self) -> None:
        self._ways.note(self._history)
        if self._watched and self._reader.reading is None:
            self.refresh()
        self._tell_way()

    def _tell_way(self) -> None:
        if not self._watched:
            return
        run = self._history.run
        kernel = run.moment.network.dense_layers[0].kernel
        pixel, unit = min(self._place[0], kernel.shape[0] - 1), min(self._place[1], kernel.shape[1] - 1)
        self.way_changed.emit(self._ways.of(pixel, unit, run.moment, place_of(run)))
