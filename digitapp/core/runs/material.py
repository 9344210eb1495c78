"""What a run learns from, and how fast, batch by batch: the same for a run and for whoever goes its way again."""

from __future__ import annotations

from collections.abc import Generator
from math import ceil

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from engine.augmentation import DistortedImages
from engine.history import EpochLog, EvaluationLog, StepLog
from engine.models import Sequential
from engine.position import Position
from engine.training import split
from engine.types import Rows

Logs = Generator[StepLog | EvaluationLog | EpochLog, None, None]


def steps_in_epoch(data: Dataset, settings: TrainingSettings) -> int:
    """Return how many batches an epoch has."""
    (_, labels), _ = split(data.train_inputs, data.train_labels, settings.validation_share)
    return ceil(len(labels) / settings.batch_size)


def training_steps(
    network: Sequential, data: Dataset, settings: TrainingSettings, position: Position, *, measured: bool = True
) -> Logs:
    """Train a network from a position on, which moves with it, to the end of the run.

    Args:
        network: compiled; with the optimizer's averages and the generator that belong to the position.
        data: the whole data set.
        settings: of the run.
        position: where it begins.
        measured: whether the held-out images are measured after each epoch; what is learned does not depend on it.
    """
    (rows, labels), held_out = split(data.train_inputs, data.train_labels, settings.validation_share)
    images: Rows = rows
    if settings.distort:
        images = DistortedImages(data.train_images[: len(labels)], network.generator)
    return network.fit_steps(
        images,
        labels,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        validation_data=(held_out or (data.test_inputs, data.test_labels)) if measured else None,
        position=position,
    )


def set_rate(network: Sequential, settings: TrainingSettings, rate: float, done: int, steps: int) -> None:
    """Give the optimizer the learning rate of the next batch.

    Args:
        network: compiled.
        settings: of the run, with its schedule.
        rate: the learning rate that the schedule bends.
        done: the batches done since the run's first epoch began.
        steps: the batches in an epoch.
    """
    if network.optimizer is not None:
        planned = settings.epochs * steps
        network.optimizer.learning_rate = rate * settings.rate_schedule.factor(min(done, planned - 1), planned)
