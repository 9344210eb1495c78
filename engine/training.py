"""The training loop: forward, loss, backward, update; batch after batch, epoch after epoch.

Both loops here are generators. They report after every batch and wait there until they are asked to go on, so whoever
asks can pause, stop, look at the weights or change the learning rate in between.
"""

from collections.abc import Generator
from math import ceil, floor
from typing import TypeAlias

import numpy as np

from . import checks, fast, metrics, utils
from .errors import InputError
from .history import EpochLog, EvaluationLog, StepLog
from .position import Position
from .step import RowSet, Setup, forward, measure
from .types import Array, Rows

VALIDATION_BATCH = 1000

Data: TypeAlias = tuple[Rows, Array]
FitLog: TypeAlias = StepLog | EvaluationLog | EpochLog
Evaluation: TypeAlias = Generator[EvaluationLog, None, tuple[float, float | None]]


def fit_steps(
    setup: Setup,
    x: Rows,
    y: Array,
    validation: Data | None,
    *,
    batch_size: int,
    epochs: int,
    shuffle: bool,
    at: Position,
) -> Generator[FitLog, None, None]:
    """Train on checked data from a position, which moves with it, to the last epoch; see Sequential.fit_steps."""
    with setup.at_work(), fast.learning(setup, x, batch_size) as learn:
        steps = ceil(len(x) / batch_size)
        while at.epoch < epochs:
            epoch = at.epoch
            batches = _batches(setup.generator, len(x), batch_size, shuffle, at)
            for count, loss, accuracy in learn(y, batches[at.batches :]):
                at.mean.add(loss, accuracy, count)
                at.batches += 1
                yield StepLog(epoch, epochs, at.batches - 1, steps, count, loss, accuracy)
            val_loss, val_accuracy = None, None
            if validation is not None:
                val_loss, val_accuracy = yield from _measure_steps(setup, *validation, batch_size=VALIDATION_BATCH)
            log = EpochLog(epoch, epochs, at.mean.loss, at.mean.accuracy, val_loss, val_accuracy)
            at.next_epoch()
            yield log


def _batches(generator: np.random.Generator, images: int, batch_size: int, shuffle: bool, at: Position) -> list[RowSet]:
    """Return which rows the batches of an epoch have: in the order drawn for it already, if one was."""
    parts = [slice(start, start + batch_size) for start in range(0, images, batch_size)]
    if not shuffle:
        return list(parts)
    if at.order is None:
        at.order = dict(generator.bit_generator.state)
        order = generator.permutation(images)
    else:
        order = utils.generator_in(at.order).permutation(images)
    return [order[part] for part in parts]


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
