"""What a run learns from, and how fast, batch by batch: the same for a run and for whoever goes its way again."""

from __future__ import annotations

from collections.abc import Generator

from digitapp.core.runs.examples import Examples
from digitapp.core.runs.settings import TrainingSettings
from engine.history import EpochLog, EvaluationLog, StepLog
from engine.models import Sequential
from engine.position import Position

Logs = Generator[StepLog | EvaluationLog | EpochLog, None, None]


def training_steps(
    network: Sequential, learned: Examples, settings: TrainingSettings, position: Position, *, measured: bool = True
) -> Logs:
    """Train a network from a position on, which moves with it, to the end of the run.

    Args:
        network: compiled; with the optimizer's averages and the generator that belong to the position.
        learned: what the run learns from, with the network's generator.
        settings: of the run.
        position: where it begins.
        measured: whether the held-out images are measured after each epoch; what is learned does not depend on it.
    """
    return network.fit_steps(
        learned.rows,
        learned.labels,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        validation_data=learned.held_out if measured else None,
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
        network.optimizer.learning_rate = rate_of_batch(settings, rate, done, steps)


def rate_of_batch(settings: TrainingSettings, rate: float, done: int, steps: int) -> float:
    """Return the learning rate of the batch that follows on `done` of the run, as set_rate() gives it."""
    planned = settings.epochs * steps
    return rate * settings.rate_schedule.factor(min(done, planned - 1), planned)
