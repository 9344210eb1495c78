"""The weight that the person looks at: explained anew with every reading, and its way over the run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.inside.one_weight import OneWeight, explain_weight, optimizer_of
from digitapp.core.inside.weight_way import weight_way
from digitapp.core.reading.reading import Reading
from digitapp.state.inside.explanations import Explanation
from digitapp.state.reading.reader import Reader
from digitapp.state.reading.right_digit import RightDigit
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Training
from engine.optimizer import Optimizer
from engine.optimizers import SGD


class WeightWatch(QObject):
    """Explains one weight of the first layer while somebody looks at it.

    Signals:
        changed(weight): a OneWeight.
        way_changed(way): where it was over the run, a WeightWay.
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
        self._explanation = Explanation(reader, self._plan, self)
        self._explanation.changed.connect(self._take)
        self.failed = self._explanation.failed
        right_digit.changed.connect(self.refresh)
        training.settings_changed.connect(self.refresh)
        history.changed.connect(self._fit)
        history.moment_changed.connect(self._note)

    @property
    def place(self) -> tuple[int, int]:
        """The pixel and the unit, which the current network has."""
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
        self._explanation.watch(watched)
        self._tell_way()

    @Slot()
    def _fit(self) -> None:
        """Look at a weight that the current network has."""
        inputs, units = self._history.moment.network.dense_layers[0].kernel.shape
        self._place = min(self._place[0], inputs - 1), min(self._place[1], units - 1)

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
        self._fit()
        if self._watched and self._reader.reading is None:
            self.refresh()
        self._tell_way()

    def _tell_way(self) -> None:
        if not self._watched:
            return
        self._fit()
        history = self._history
        self.way_changed.emit(weight_way(history.run, history.tree, self._training.recordings, *self._place))
