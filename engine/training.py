"""The training loop: forward, loss, backward, update; batch after batch, epoch after epoch.

Both loops here are generators. They report after every batch and wait there until they are asked to go on, so whoever
asks can pause, stop, look at the weights or change the learning rate in between.
"""

from collections.abc import Generator
from math import ceil, floor
from typing import TypeAlias

import numpy as np

from . import checks, fast, metrics
from .errors import InputError
from .history import EpochLog, EvaluationLog, StepLog
from .step import Setup, forward, measure
from .types import Array, Rows

VALIDATION_BATCH = 1000

Data: TypeAlias = tuple[Rows, Array]
FitLog: TypeAlias = StepLog | EvaluationLog | EpochLog
Evaluation: TypeAlias = Generator[EvaluationLog, None, tuple[float, float | None]]


def fit_steps(
    setup: Setup, x: Rows, y: Array, validation: Data | None, *, batch_size: int, epochs: range, shuffle: bool
) -> Generator[FitLog, None, None]:
    """Train on checked data for the epochs of the range; see Sequential.fit_steps for what it yields."""
    with setup.at_work(), fast.learning(setup, x, batch_size) as learn:
        steps = ceil(len(x) / batch_size)
        for epoch in epochs:
            order = setup.generator.permutation(len(x)) if shuffle else None
            mean = metrics.RunningMean()
            parts = [slice(start, start + batch_size) for start in range(0, len(x), batch_size)]
            batches = parts if order is None else [order[part] for part in parts]
            for step, (count, loss, accuracy) in enumerate(learn(y, batches)):
                mean.add(loss, accuracy, count)
                yield StepLog(epoch, epochs.stop, step, steps, count, loss, accuracy)
            val_loss, val_accuracy = None, None
            if validation is not None:
                val_loss, val_accuracy = yield from _measure_steps(setup, *validation, batch_size=VALIDATION_BATCH)
            yield EpochLog(epoch, epochs.stop, mean.loss, mean.accuracy, val_loss, val_accuracy)


def evaluate_steps(setup: Setup, x: Rows, y: Array, *, batch_size: int) -> Evaluation:
    """Measure checked data; yield after every batch, return the mean loss and the accuracy."""
    with setup.at_work():
        return (yield from _measure_steps(setup, x, y, batch_size=batch_size))


def _measure_steps(setup: Setup, x: Rows, y: Array, *, batch_size: int) -> Evaluation:
    mean = metrics.RunningMean()
    for start in range(0, len(x), batch_size):
        rows = slice(start, start + batch_size)
        labels = y[rows]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            z, outputs = forward(setup.layers, checks.batch(x[rows], setup.dtype))
            targets = setup.loss.targets(labels, outputs.shape[-1], setup.dtype)
            mean.add(*measure(setup, targets, z, outputs), len(labels))
        yield EvaluationLog(start + len(labels), len(x))
    return mean.loss, mean.accuracy


def split(x: Rows, y: Array, share: float) -> tuple[Data, Data | None]:
    """Return the data for training and, from the end of it, a share of 0 to below 1 for validation, as Keras does."""
    if share == 0:
        return (x, y), None
    at = floor(len(x) * (1 - share))
    if not 0 < share < 1 or not 0 < at < len(x):
        raise InputError(
            "validation_split must be from 0 to below 1 and leave images on both sides. "
            "Received: validation_split={share}, {images} images",
            share=share,
            images=len(x),
        )
    return (_rows(x, slice(0, at)), y[:at]), (_rows(x, slice(at, None)), y[at:])


def _rows(x: Rows, rows: slice) -> Rows:
    subset = getattr(x, "subset", None)
    chosen: Rows = x[rows] if subset is None else subset(rows)
    return chosen
