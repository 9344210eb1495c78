"""A training run that reports, some times a second, what a person wants to see of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitapp.core.runs.checkpoints import Checkpoint
from digitapp.core.runs.curves import SERIES, Curves
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.examples import Examples, examples
from digitapp.core.runs.health import Health, HealthProbe
from digitapp.core.runs.material import Logs, set_rate, training_steps
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording, moment_in_run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import given, order_of
from engine.callbacks import EarlyStopping
from engine.errors import InputError
from engine.history import EpochLog, EvaluationLog, StepLog
from engine.models import Sequential
from engine.position import Position

REPORTS_PER_SECOND = 15  # enough for the eye; what they cost is taken from the training
Weights = list[NDArray[np.float32]]


class TrainingDivergedError(InputError):
    """The loss became infinite or no number at all; the network has its last good weights again."""


@dataclass(frozen=True, eq=False)
class TrainingReport:
    """Where a run stands, with its own copies of everything.

    Attributes:
        epoch, epochs: the epoch it is in, counted from 1, and how many there are.
        step, steps: batches done of this epoch, and how many it has.
        validating: whether it is measuring on held-out images at this moment.
        images_per_second, seconds_left: while training; 0 before the first batch.
        curves: loss and accuracy up to here, with what came before this run.
        weights: a copy of the network's weights.
        health: how the run was, looked at now and then.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    validating: bool
    images_per_second: float
    seconds_left: float
    curves: Curves
    weights: Weights
    health: tuple[Health, ...] = ()

    @property
    def share_done(self) -> float:
        """How much of the run is done, from 0 to 1."""
        return (self.epoch - 1 + self.step / self.steps) / self.epochs if self.steps else 0.0


class TrainingRun:
    """Trains `network` (which it alone uses from now on) on the data set that `load` returns.

    `steps()` does the work; whoever pumps it may, from any thread, set `learning_rate` between two batches. After each
    epoch but the last, `keep` is given the run as it stands, on the thread that pumps; with a `position`, the run goes
    on from there, also in the middle of an epoch. A `recording` is given snapshots on the way.
    """

    def __init__(
        self,
        network: Sequential,
        load: Callable[[], Dataset],
        settings: TrainingSettings,
        curves: Curves | None = None,
        *,
        keep: Callable[[Checkpoint], None] | None = None,
        position: Position | None = None,
        recording: Recording | None = None,
    ) -> None:
        self.network, self.learning_rate = network, settings.learning_rate
        self._keep, self._load, self.settings = keep, load, settings
        self._position = position or Position()
        self._begun, self._begun_batches = self._position.epoch, self._position.batches
        self._recording = recording
        self._shell = None if recording is None else replace(Moment.of(network), order=order_of(settings))
        self._held_out = "validation" if settings.validation_share else "test"
        curves = curves or Curves()
        self._offset = curves.end - self._begun
        self._earlier = curves.seconds if np.isfinite(curves.seconds) else 0.0  # trained before it was broken off
        self._curves = replace(curves, planned_end=self._offset + settings.epochs)
        self._test_accuracy: float | None = None
        self._stopper = EarlyStopping("val_loss", patience=settings.patience, restore_best_weights=True)
        self._best: float | None = None  # test accuracy of the best epoch
        self._new: dict[str, list[float]] = {name: [] for name in SERIES}
        self._epoch, self._step, self._steps, self._validating = self._begun, self._begun_batches, 0, False
        self._seconds = {True: 0.0, False: 0.0}  # spent in batches, and in measuring on held-out images
        self._images, self._measured, self._in_between, self._ran_away = 0, 0, False, False
        self._good = network.snapshot()
        self._probe: HealthProbe | None = None  # once there are images
        self.learned: Examples | None = None
        self._unproven: Weights | None = None  # a later snapshot, whose loss has not been seen yet

    @property
    def test_accuracy(self) -> float | None:
        """On the test images, with the weights that the network has now; None where that was not measured."""
        return self._test_accuracy

    @property
    def between_batches(self) -> bool:
        """Whether a batch is done, and what is measured after the last one of an epoch."""
        return not self._in_between

    def steps(self) -> Generator[TrainingReport | None, None, None]:
        """Train, one batch for each item; an item is a report when the last one is a fifteenth of a second old.

        Raises:
            TrainingDivergedError: the loss is no longer a finite number.
        """
        next_report = 0.0
        with closing(self._logs()) as logs:
            self._set_rate()
            started = time.perf_counter()
            for log in logs:
                self._seconds[isinstance(log, StepLog)] += time.perf_counter() - started
                stop = self._take(log)
                due = time.perf_counter() >= next_report
                report = self.report() if due else None
                if self._ran_away:
                    self._give_up("inf")
                if isinstance(log, StepLog):
                    self._record(log.loss, report)
                yield report
                if due:
                    next_report = time.perf_counter() + 1 / REPORTS_PER_SECOND
                if stop:
                    break
                if isinstance(log, EpochLog) and self._position.epoch < log.epochs:
                    self._keep_it()
                self._set_rate()
                started = time.perf_counter()  # here: a batch's time is no pause, and nothing that is kept in a file
        self.report(last=True)
        if self._ran_away:
            self._give_up("inf")
        self.record_end()
        if self.settings.patience:
            self._stopper.finish(self.network)
            self._test_accuracy = self._best

    def report(self, *, last: bool = False) -> TrainingReport:
        """Return where the run stands, to be called between two of its steps; the last one says how it is now."""
        self._curves = self._curves.with_more(**self._new)
        self._new = {name: [] for name in SERIES}
        self._unproven = weights = self._finite_weights()
        if self._probe is not None and self._step:
            self._probe.look(self.network, self._curves.end, at_once=last)
        return TrainingReport(
            epoch=self._epoch + 1,
            epochs=self.settings.epochs,
            step=self._step,
            steps=self._steps,
            validating=self._validating,
            images_per_second=self._images / self._seconds[True] if self._seconds[True] else 0.0,
            seconds_left=self._seconds_left(),
            curves=self._curves,
            weights=weights,
            health=() if self._probe is None else self._probe.found,
        )

    def _logs(self) -> Logs:
        data = self._load()
        learned = self.learned = examples(data, self.settings, self.network.generator)
        data, images = given(data, self.settings), len(learned.labels)
        self._probe = HealthProbe(data, learned.labels)
        self._steps = steps = -(-images // self.settings.batch_size)
        self._offset -= self._begun_batches / steps
        curves = self._curves.started(self._held_out, data.name, images)
        self._curves = replace(curves, planned_end=self._offset + self.settings.epochs)
        if self._recording is not None:
            before = self._begun * steps + self._begun_batches
            self._recording.start(steps, self.settings.epochs * steps - before, before)
            self._take_snapshot(None)
        return training_steps(self.network, learned, self.settings, self._position)

    def _record(self, loss: float, report: TrainingReport | None) -> None:
        """Note a batch, and keep a snapshot where one is due."""
        if self._recording is not None:
            self._recording.note_batch(loss)
            if self._recording.is_due(cheap=report is not None):
                self._take_snapshot(None if report is None else report.weights)

    def _take_snapshot(self, weights: Weights | None) -> None:
        assert self._recording is not None
        assert self._shell is not None
        weights = self.network.snapshot() if weights is None else weights
        if _are_finite(weights):
            at = self._recording.place_of(self._recording.batches)
            moment = moment_in_run(self._shell, self.network, at, self._position, self._steps, weights)
            self._recording.take(moment)

    def record_end(self) -> None:
        """Keep a snapshot of where the run has ended, to be called on its thread."""
        if self._recording is not None and self._recording.steps and not self._ran_away:
            self._take_snapshot(None)

    def _keep_it(self) -> None:
        if self._keep is not None and _are_finite(self.network.get_weights()):
            curves = self._curves.with_more(**self._new)
            self._keep(Checkpoint(self.network, self._position, self.settings, self.learning_rate, curves))

    def _set_rate(self) -> None:
        rate, done = self.learning_rate, self._epoch * self._steps + self._step
        set_rate(self.network, self.settings, rate, done, self._steps)
        if self._recording is not None:
            self._recording.note_rate(rate)

    def _take(self, log: StepLog | EvaluationLog | EpochLog) -> bool:
        """Note what a part of the work came to; return whether it is to be the last one."""
        match log:
            case StepLog():
                self._check_loss(log.loss)
                if self._probe is not None:
                    self._probe.after_batch(self.network)
                self._epoch, self._step, self._steps, self._validating = log.epoch, log.step + 1, log.steps, False
                self._images += log.images
                self._in_between = self._step == log.steps
                self._test_accuracy = None
                self._new["batch_at"].append(self._offset + log.epoch + self._step / log.steps)
                self._new["batch_loss"].append(log.loss)
                self._new["batch_accuracy"].append(log.accuracy or 0.0)
                self._new["batch_seconds"].append(self._earlier + self._seconds[True])
            case EvaluationLog():
                self._validating = True
            case EpochLog():
                self._check_loss(log.val_loss or 0.0)
                self._validating = self._in_between = False
                self._measured += 1
                self._new["epoch_at"].append(self._offset + log.epoch + 1)
                for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
                    self._new[name].append(getattr(log, name))
                if self._held_out == "test":
                    self._test_accuracy = log.val_accuracy
                return self._is_enough(log)
        return False

    def _is_enough(self, log: EpochLog) -> bool:
        """Return whether the held-out images have been read no better for too long."""
        if not self.settings.patience:
            return False
        stop = self._stopper.should_stop(log, self.network)
        if self._stopper.best_epoch == log.epoch:
            self._best = self._test_accuracy
        return stop

    def _check_loss(self, loss: float) -> None:
        if not np.isfinite(loss):
            self._give_up(str(loss))
        if self._unproven is not None:
            self._good, self._unproven = self._unproven, None

    def _finite_weights(self) -> Weights:
        """Return a copy of the network's weights; if they have run away, it gets the last good ones back first."""
        weights = self.network.snapshot()
        if not _are_finite(weights):
            self._ran_away = True
            self.network.set_weights(self._good)
            weights = self.network.snapshot()
        return weights

    def _seconds_left(self) -> float:
        done = (self._epoch - self._begun) * self._steps + self._step - self._begun_batches
        if not done:
            return 0.0
        epochs = self.settings.epochs - self._begun
        training = (epochs * self._steps - self._begun_batches - done) * self._seconds[True] / done
        measuring = (epochs - self._measured) * self._seconds[False] / max(self._measured, 1)
        return training + measuring

    def _give_up(self, loss: str) -> None:
        self._ran_away = True
        self.network.set_weights(self._good)
        self._test_accuracy = None  # whatever was measured, it was with other weights
        raise TrainingDivergedError(
            "Training stopped: the loss became {loss}, so the weights had run away. The last good weights are back."
            " A smaller learning rate than {rate} usually helps.",
            loss=loss,
            rate=f"{self.learning_rate:g}",
        )


def _are_finite(weights: Weights) -> bool:
    return all(bool(np.isfinite(weight).all()) for weight in weights)
