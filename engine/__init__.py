"""A small neural network library that reads like the page it comes from: NumPy, and Keras's words.

>>> from engine import models, layers
>>> network = models.Sequential([layers.Dense(10, activation="softmax", input_shape=(784,))])

or, in a program that was written for Keras,

>>> import engine as keras

Each module is imported when it is first asked for, so that a program that wants little starts soon.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import (
        activations,
        augmentation,
        backend,
        callbacks,
        data,
        datasets,
        errors,
        history,
        initializers,
        layers,
        losses,
        metrics,
        models,
        optimizers,
        regularizers,
        saving,
        schedules,
        utils,
    )
    from .layers import Input, Layer
    from .losses import Loss
    from .metrics import Metric
    from .models import Sequential
    from .optimizers import Optimizer
    from .regularizers import Regularizer

__version__ = "0.1.0"

_FROM = {
    "Sequential": "models",
    "Input": "layers",
    "Layer": "layers",
    "Loss": "losses",
    "Metric": "metrics",
    "Optimizer": "optimizers",
    "Regularizer": "regularizers",
}

__all__ = [
    "Input",
    "Layer",
    "Loss",
    "Metric",
    "Optimizer",
    "Regularizer",
    "Sequential",
    "activations",
    "augmentation",
    "backend",
    "callbacks",
    "data",
    "datasets",
    "errors",
    "history",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "regularizers",
    "saving",
    "schedules",
    "utils",
]


def __getattr__(name: str) -> Any:
    if name in _FROM:
        return getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    from .not_here import missing

    raise missing(__name__, name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
