"""Short training runs over the data set `bars`, for the tests of training."""

from contextlib import closing
from typing import Any

import numpy as np

from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingReport, TrainingRun
from tests.core.samples import bars, small

BATCHES = 4  # an epoch of `bars` with the settings of `small`


def start(settings: TrainingSettings | None = None, **more: Any) -> TrainingRun:
    settings = settings or small()
    return TrainingRun(settings.build(), bars, settings, **more)


def finished(run: TrainingRun) -> TrainingReport:
    for _ in run.steps():
        pass
    return run.report()


def pump(run: TrainingRun, steps: int) -> None:
    """Do so many steps, then stop."""
    with closing(run.steps()) as pumped:
        for _ in range(steps):
            next(pumped)


def is_finite(weights: list[Any]) -> bool:
    return all(np.isfinite(weight).all() for weight in weights)


def same_weights(weights: list[Any], others: list[Any]) -> bool:
    return all(np.array_equal(weight, other) for weight, other in zip(weights, others, strict=True))
