"""A small neural network library that reads like the page it comes from: NumPy, and Keras's words.

>>> from engine import models, layers
>>> network = models.Sequential([layers.Dense(10, activation="softmax", input_shape=(784,))])
"""

from . import (
    activations,
    augmentation,
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

__all__ = [
    "activations",
    "augmentation",
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
