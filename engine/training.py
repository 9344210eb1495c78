"""The training loop: forward, loss, backward, update; batch after batch, epoch after epoch.

Both loops here are generators. They report after every batch and wait there until they are asked to go on, so whoever
asks can pause, stop, look at the weights or change the learning rate in between.
"""

from collections.abc import Generator
from dataclasses import dataclass
from math import ceil, floor
from typing import TypeAlias, TypeVar

import numpy as np

from . import checks, fast, metrics, utils
from .errors import InputError
from .history import EpochLog, EvaluationLog, StepLog, in_order
from .labels import Labels
from .position import Position
from .step import RowSet, Setup, forward, measure
from .types import Array, Rows

VALIDATION_BATCH = 1000

L = TypeVar("L", Labels, Array)
Data: TypeAlias = tuple[Rows, Labels]
FitLog: TypeAlias = StepLog | EvaluationLog | EpochLog
Evaluation: TypeAlias = Generator[EvaluationLog, None, dict[str, float]]


@dataclass(frozen=True)
class Plan:
    """How an epoch goes.

    Attributes:
        batch_size: how many images are learned from at once.
        epochs: where to stop counting them.
        shuffle: whether the images come in a new order in each round of the data.
        steps: batches an epoch, if it is not a whole round of the data; the next one goes on where it ended.
        validation_batch: how many images are evaluated at once.
        validation_steps: how many such batches are evaluated; None for all.
        validation_freq: after every how many epochs.
    """

    batch_size: int
    epochs: int
    shuffle: bool
    steps: int | None = None
    validation_batch: int = VALIDATION_BATCH
    validation_steps: int | None = None
    validation_freq: int = 1


def fit_steps(
    setup: Setup, x: Rows, labels: Labels, validation: Data | None, plan: Plan, at: Position
) -> Generator[FitLog, None, None]:
    """Train on checked data from a position, which moves with it, to the last epoch; see Sequential.fit_steps."""
    with setup.at_work(), fast.learning(setup, x, plan.batch_size) as learn:
        of_round = ceil(len(x) / plan.batch_size)
        steps = of_round if plan.steps is None else plan.steps
        while at.epoch < plan.epochs:
            epoch = at.epoch
            batches = _batches(setup.generator, len(x), plan, at)[at.passed :][:steps]
            for count, loss, means in learn(labels, batches[at.batches :]):
                at.mean.add(loss, means, count)
                at.batches += 1
                of_batch = {"loss": loss, **metrics.values(setup.metrics, means)}
                so_far = in_order(at.mean.values(setup.metrics))
                yield StepLog(of_batch, epoch, plan.epochs, at.batches - 1, steps, count, so_far)
                if at.cut_short:
                    break
            held_out = None
            if validation is not None and (epoch + 1) % plan.validation_freq == 0:
                size, most = plan.validation_batch, plan.validation_steps
                held_out = yield from _measure_steps(setup, *validation, batch_size=size, steps=most)
            log = EpochLog(in_order(at.mean.values(setup.metrics), held_out), epoch, plan.epochs)
            at.next_epoch(left=of_round - at.passed - at.batches)
            yield log


def _batches(generator: np.random.Generator, images: int, plan: Plan, at: Position) -> list[RowSet]:
    """Return which rows the batches of a round have: in the order drawn for it already, if one was."""
    parts = [slice(start, start + plan.batch_size) for start in range(0, images, plan.batch_size)]
    if not plan.shuffle:
        return list(parts)
    if at.order is None:
        at.order = dict(generator.bit_generator.state)
        order = generator.permutation(images)
    else:
        order = utils.generator_in(at.order).permutation(images)
    return [order[part] for part in parts]


def evaluate_steps(setup: Setup, x: Rows, labels: Labels, *, batch_size: int, steps: int | None = None) -> Evaluation:
    """Measure checked data; yield after every batch, return the mean loss and the metrics by their names."""
    with setup.at_work():
        return (yield from _measure_steps(setup, x, labels, batch_size=batch_size, steps=steps))


def _measure_steps(setup: Setup, x: Rows, labels: Labels, *, batch_size: int, steps: int | None) -> Evaluation:
    mean = metrics.RunningMean()
    total = len(x) if steps is None else min(len(x), steps * batch_size)
    for start in range(0, total, batch_size):
        rows = slice(start, start + batch_size)
        of_batch = labels[rows]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            z, outputs = forward(setup.layers, checks.batch(x[rows], setup.dtype))
            targets = setup.loss.targets(of_batch.y, outputs.shape[-1], setup.dtype)
            mean.add(*measure(setup, of_batch, targets, z, outputs), len(of_batch))
        yield EvaluationLog(start + len(of_batch), total, in_order(mean.values(setup.metrics)))
    return mean.values(setup.metrics)


def split(x: Rows, labels: L, share: float) -> tuple[tuple[Rows, L], tuple[Rows, L] | None]:
    """Return the data for training and, from the end of it, a share of 0 to below 1 for validation, as Keras does."""
    if share == 0:
        return (x, labels), None
    at = floor(len(x) * (1 - share))
    if not 0 < share < 1 or not 0 < at < len(x):
        raise InputError(
            "validation_split must be from 0 to below 1 and leave images on both sides. "
            "Received: validation_split={share}, {images} images",
            share=share,
            images=len(x),
        )
    return (_rows(x, slice(0, at)), labels[:at]), (_rows(x, slice(at, None)), labels[at:])


def _rows(x: Rows, rows: slice) -> Rows:
    subset = getattr(x, "subset", None)
    chosen: Rows = x[rows] if subset is None else subset(rows)
    return chosen
