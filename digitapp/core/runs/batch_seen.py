"""A batch as one sees it in slow motion: its images, what the network said of each before it learned, the losses."""

from __future__ import annotations

import copy
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.runs.dataset import Bytes
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.training import TrainingReport, TrainingRun, Weights
from engine.position import Position
from engine.types import Array
from engine.utils import generator_in

_PAUSE = 0.06  # seconds between two batches that are looked at: at full speed not all can be


@dataclass(frozen=True, eq=False)
class BatchSeen:
    """A batch that was just learned from.

    Attributes:
        epoch, batch, steps: the epoch, from 1, how many batches of it are done, and how many it has.
        images: (n, 28, 28) uint8, as the network saw them.
        labels: (n,) as it was told, wrong ones too.
        answers: (n,) what it said before it learned from them.
        shares: (n,) how probable the right digit was to it.
        losses: (n,) −log of that.
        rate: the learning rate of its step.
    """

    epoch: int
    batch: int
    steps: int
    images: Bytes
    labels: NDArray[np.int64]
    answers: NDArray[np.int64]
    shares: NDArray[np.float32]
    losses: NDArray[np.float32]
    rate: float

    @property
    def loss(self) -> float:
        """The mean of the losses; what is learned from has dropout and other settings in it besides."""
        return float(self.losses.mean())

    @property
    def worst_first(self) -> NDArray[np.intp]:
        """The places of the images, those with the largest loss first."""
        return np.argsort(-self.losses, kind="stable")

    @property
    def right(self) -> int:
        """How many it read rightly."""
        return int((self.answers == self.labels).sum())


@dataclass(frozen=True)
class Watched:
    """What a run yields for a batch that was looked at: the batch, and a report if one was due."""

    batch: BatchSeen
    report: TrainingReport | None


class Watcher:
    """Goes through the steps of a run, and looks at its batches while `on`, which any thread may set.

    It changes nothing of what is learned.
    """

    def __init__(self) -> None:
        self.on = False
        self._next = 0.0

    def steps(self, run: TrainingRun, position: Position) -> Generator[Watched | TrainingReport | None, None, None]:
        """Train, one batch for each item; `position` is the run's own, which moves with it."""
        steps, shell = run.steps(), Moment.of(run.network)
        try:
            while True:
                before = _Before(run, position) if self.on and time.perf_counter() >= self._next else None
                try:
                    item = next(steps)
                except StopIteration:
                    return
                batch = None if before is None else before.seen(run, position, shell)
                if batch is None:
                    yield item
                else:
                    self._next = time.perf_counter() + _PAUSE
                    yield Watched(batch, item)
        finally:
            steps.close()


class _Before:
    """What must be known of a run before a batch, to see afterwards what that was."""

    def __init__(self, run: TrainingRun, position: Position) -> None:
        self._weights: Weights = run.network.snapshot()
        self._chance: dict[str, Any] = copy.deepcopy(dict(run.network.generator.bit_generator.state))
        self._done = position.batches
        self._is_new_order = position.order is None

    def seen(self, run: TrainingRun, position: Position, shell: Moment) -> BatchSeen | None:
        """Return the batch that was learned from meanwhile; None where something else was done."""
        learned, size = run.learned, run.settings.batch_size
        if learned is None or position.order is None or position.batches != self._done + 1:
            return None
        count = len(learned.labels)
        order = generator_in(position.order).permutation(count)
        places = order[self._done * size : position.batches * size]
        rows, labels = self._rows(run, places, count), np.asarray(learned.labels[places], np.int64)
        network = shell.with_weights(self._weights, 0.0).network
        with np.errstate(over="ignore", invalid="ignore"):
            z = network.trace(rows)[-1].z.astype(np.float64)
            z -= z.max(axis=1, keepdims=True)
            logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        of_label = logs[np.arange(len(labels)), labels]
        rate = run.network.optimizer.learning_rate if run.network.optimizer is not None else 0.0
        return BatchSeen(
            position.epoch + 1,
            position.batches,
            -(-count // size),
            np.asarray(np.rint(rows.reshape(-1, 28, 28).clip(0, 1) * 255), np.uint8),
            labels,
            np.asarray(z.argmax(axis=1), np.int64),
            np.asarray(np.exp(of_label), np.float32),
            np.asarray(-of_label, np.float32),
            float(rate),
        )

    def _rows(self, run: TrainingRun, places: NDArray[np.int64], count: int) -> Array:
        """Return the rows that were learned from: those that are distorted anew each time with the same chance."""
        assert run.learned is not None
        chance = run.network.generator
        now = copy.deepcopy(dict(chance.bit_generator.state))
        try:
            chance.bit_generator.state = self._chance
            if self._is_new_order:
                chance.permutation(count)  # it was drawn before the first batch of the epoch
            return np.asarray(run.learned.rows[places], np.float32)
        finally:
            chance.bit_generator.state = now
