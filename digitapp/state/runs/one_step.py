"""One step of learning from one drawing, to see what it does; and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.errors import InputError, Words
from digitapp.core.files.model_file import default_name
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.training import Weights
from digitapp.state.runs.network import Network
from engine.models import Sequential
from engine.optimizers import SGD


class OneStep(QObject):
    """Changes a copy of the current network by one step downhill, and takes such steps back one by one.

    Signals:
        undo_changed(possible): whether a step can be taken back.
        learned(before, after): the right digit's probability, before and after.
    """

    undo_changed = Signal(bool)
    learned = Signal(float, float)

    def __init__(self, network: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self._from: Sequential | None = None
        self._learner: Sequential | None = None
        self._earlier: list[Weights] = []
        network.changed.connect(self._notice_another_network)

    def learn(self, inputs: Vector, label: int, rate: float) -> None:
        """Take one step, w ← w - rate · dL/dw, from a picture (784,) and its right digit.

        Raises:
            InputError: the network would hold no numbers any more; it stays as it is.
        """
        record = self._network.record
        learner = record.network.copy()
        learner.compile(SGD(rate), "sparse_categorical_crossentropy")
        before = float(learner.predict(inputs[np.newaxis], verbose=0)[0, label])
        learner.train_on_batch(inputs[np.newaxis], [label])
        weights = learner.get_weights()
        if not all(np.isfinite(array).all() for array in weights):
            raise InputError(
                "Expected a rate with which the weights stay numbers. Received: {rate:g}, which makes them {what}",
                rate=rate,
                what=Words("infinite"),
            )
        if record.network is self._learner:
            self._earlier.append(record.network.get_weights())
            self._network.advance(weights, record.curves)
        else:
            self._from, self._learner = record.network, learner
            self._earlier = []
            name = self._network.free_name(default_name(record.network) if record.bundled else record.name)
            self._network.begin(
                replace(record, network=learner, name=name, path=None, bundled=False, saved=False, test_accuracy=None)
            )
        self.undo_changed.emit(True)
        self.learned.emit(before, float(learner.predict(inputs[np.newaxis], verbose=0)[0, label]))

    @Slot()
    def undo(self) -> None:
        """Take the last step back, if the network that took it is still the current one."""
        if self._learner is None or self._network.record.network is not self._learner:
            return
        if self._earlier:
            self._network.advance(self._earlier.pop(), self._network.record.curves)
        else:
            assert self._from is not None
            self._network.drop_current(self._from)

    @Slot()
    def _notice_another_network(self) -> None:
        """Forget the steps when the person turns to another network."""
        if self._learner is not None and self._network.record.network is not self._learner:
            self._from = self._learner = None
            self._earlier = []
            self.undo_changed.emit(False)
