"""One step of learning from one drawing, to see what it does; and back."""

from __future__ import annotations

import copy
from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.errors import InputError, Words
from digitapp.core.reading.calibration import Calibration
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run, default_name
from digitapp.state.background import Background
from digitapp.state.runs.history import History
from engine.models import Sequential
from engine.optimizer import Optimizer


class OneStep(Background):
    """Moves the current network by one step downhill, and takes such steps back one by one.

    The steps from one network on are a run; each of its moments is one step further.

    Signals:
        undo_changed(possible): whether a step can be taken back.
        learned(before, after): the right digit's probability as readings show it, before and after.
    """

    undo_changed = Signal(bool)
    learned = Signal(float, float)

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._possible = False
        self._pupil: Moment | None = None
        self._label = -1
        history.changed.connect(self._offer_undo)

    @property
    def undo_possible(self) -> bool:
        """Whether a step can be taken back."""
        return self._possible

    @property
    def label(self) -> int:
        """The right digit of the newest step, whatever the person has said since; -1 before the first."""
        return self._label

    def learn(self, inputs: Vector, label: int, optimizer: Optimizer) -> None:
        """Take one step from a picture (784,) and its right digit, on a thread; the optimizer stays as it is.

        It fails with an InputError if the network would hold, or say, no numbers any more; the network stays as it is
        then. A network that the person has turned away from meanwhile stays as it is, too.
        """
        if not self.running or self._pupil is None:  # what has told of its step has only to end
            self._pupil, self._label = self._history.moment, label
            self._run(_steps(self._pupil, inputs, label, optimizer))

    @Slot(object)
    def _take(self, step: _Step) -> None:
        run, moment = self._history.run, self._history.moment
        if self._pupil is None or moment.network is not self._pupil.network:
            return  # the person has turned away; that more is known of the network, such as its accuracy, is no reason
        self._pupil = None
        if run.kind is Kind.STEPS and moment is run.end:
            self._history.advance(run.number, step.after, keep=True)
        else:
            name = self._history.tree.free_name(default_name(moment.network) if run.bundled else run.name)
            self._history.begin(
                Run(Kind.STEPS, name, run.settings, (step.after,), origin=moment.number, folder=run.folder)
            )
        self._offer_undo()
        self.learned.emit(*step.probabilities)

    @Slot()
    def undo(self) -> None:
        """Take the last step back, if the current network is one that took it."""
        if self._possible:
            self._history.take_back()

    @Slot()
    def _offer_undo(self) -> None:
        possible = self._history.run.kind is Kind.STEPS and self._history.can_take_back
        if possible != self._possible:
            self._possible = possible
            self.undo_changed.emit(possible)


@dataclass(frozen=True, eq=False)
class _Step:
    """The network after a step, and the right digit's probability before and after it."""

    after: Moment
    probabilities: tuple[float, float]


def _steps(moment: Moment, inputs: Vector, label: int, optimizer: Optimizer) -> Generator[_Step, None, None]:
    learner = moment.learner()
    learner.compile(copy.deepcopy(optimizer), "sparse_categorical_crossentropy")
    with np.errstate(over="ignore", invalid="ignore"):  # that is looked at below
        before = _probability(learner, inputs, label, moment.calibration)
        learner.train_on_batch(inputs[np.newaxis], [label])
        after = _probability(learner, inputs, label, moment.calibration)
    if not (np.isfinite(after) and all(np.isfinite(array).all() for array in learner.get_weights())):
        raise InputError(
            "Expected a rate with which the weights stay numbers. Received: {rate:g}, which makes them {what}",
            rate=optimizer.learning_rate,
            what=Words("infinite"),
        )
    left = moment.after_learning(learner, moment.at) if optimizer.slot_names else Moment.of(learner, moment.at)
    yield _Step(replace(left, calibration=moment.calibration), (before, after))


def _probability(network: Sequential, inputs: Vector, label: int, calibration: Calibration) -> float:
    """Return what a reading shows: with the temperature, where there is one."""
    last = network.trace(inputs[np.newaxis])[-1]
    shown = last.activation[0] if calibration.temperature == 1.0 else calibration.probabilities(last.z[0])
    return float(shown[label])
