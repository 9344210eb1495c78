"""A small neural network library that reads like the page it comes from: NumPy, and Keras's words.

>>> from engine import models, layers
>>> network = models.Sequential([layers.Dense(10, activation="softmax", input_shape=(784,))])
"""

from . import (
    activations,
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
    saving,
    utils,
)

__all__ = [
    "activations",
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
    "saving",
    "utils",
]
