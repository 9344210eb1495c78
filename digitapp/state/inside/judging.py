"""Judges a painted unit by all test images, on a thread, as often as it is asked to: the newest question counts."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.inside.unit_trial import (
    TrialImages,
    UnitTrial,
    Verdict,
    can_be_tried,
    trial_images,
    trial_steps,
    whole_verdict_steps,
)
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.unit_changes import Changes
from digitapp.state.background import Background
from digitapp.state.runs.datasets import Datasets

SETTLED = 300  # milliseconds without another network


@dataclass(frozen=True, eq=False)
class UnitQuestion:
    """What a unit does with these numbers.

    Attributes:
        moment: the network with its own unit.
        others: how units beside this one are changed.
        unit: which one of the first layer.
        weights, bias, outgoing: as unit_numbers() has them.
    """

    moment: Moment
    others: Changes
    unit: int
    weights: Vector
    bias: float
    outgoing: Vector

    def is_of(self, other: UnitQuestion | None) -> bool:
        """Whether all but the unit's own numbers is the same."""
        if other is None:
            return False
        return self.moment is other.moment and self.unit == other.unit and self.others == other.others


@dataclass(frozen=True, eq=False)
class _Known:
    """What was computed for a question and serves the next ones too."""

    question: UnitQuestion
    images: TrialImages
    trial: UnitTrial | None = None
    verdict: Verdict | None = None


class Judging(Background):
    """Answers one question after the other; those that came in between are left out.

    Signals:
        judged(verdict): a Verdict on the unit as it was asked about last, or soon before; None while nothing is known.
    """

    judged = Signal(object)

    def __init__(self, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._datasets = datasets
        self._images: TrialImages | None = None
        self._known: _Known | None = None
        self._next: UnitQuestion | None = None
        self._asked: UnitQuestion | None = None
        self._failed_with: UnitQuestion | None = None  # of a network that the images are not for, which is said once
        self._timer = QTimer(self, singleShot=True, interval=SETTLED)
        self._timer.timeout.connect(self._begin)
        datasets.changed.connect(self.forget)

    def ask(self, question: UnitQuestion) -> None:
        """Judge this, at once, or after what is under way; another network when it has come to rest."""
        before, self._asked, self._next = self._asked, question, question
        if question.is_of(self._failed_with):
            return
        if question.is_of(before):
            if not self.running and not self._timer.isActive():
                self._begin()
            return
        self.stop_now()
        self.judged.emit(None)
        if before is not None and before.moment.order is not question.moment.order:
            self._images = None  # another network may receive them in another order
        self._next = question
        self._timer.start(0 if before is None or before.moment is question.moment else SETTLED)

    @Slot()
    def forget(self) -> None:
        """Let go of everything: the images take 31 MB."""
        self.stop_now()
        self._images = self._known = self._next = self._asked = self._failed_with = None
        self.judged.emit(None)

    @Slot()
    def stop_now(self) -> None:
        """End the work that is under way, and begin none."""
        self._timer.stop()
        self._next = None
        super().stop_now()

    @Slot()
    def _begin(self) -> None:
        question, self._next = self._next, None
        if question is not None and not self.running:
            self._run(self._steps(question, self._images, self._known))

    def _steps(
        self, question: UnitQuestion, images: TrialImages | None, known: _Known | None
    ) -> Generator[_Known | None, None, None]:
        if images is None:
            images = trial_images(self._datasets.load(), question.moment)
            yield _Known(question, images)
        numbers = question.weights, question.bias, question.outgoing
        moment = question.moment.changed(question.others)
        if not can_be_tried(moment.network):
            verdict = yield from whole_verdict_steps(moment, question.unit, numbers, images)
            yield _Known(question, images, None, verdict)
            return
        trial = known.trial if known is not None and question.is_of(known.question) else None
        if trial is None:
            trial = yield from trial_steps(moment, question.unit, images)
        yield _Known(question, images, trial, trial.judge(*numbers))

    @Slot(object)
    def _take(self, item: _Known) -> None:
        self._images = item.images
        if item.verdict is not None:
            self._known = replace(item, verdict=None)
            if item.question.is_of(self._asked):
                self.judged.emit(item.verdict)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._failed_with, self._next = self._asked, None
        super()._fail(error)

    @Slot()
    def _end(self) -> None:
        super()._end()
        if self._next is not None:
            self._begin()
