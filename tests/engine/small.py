"""A small problem that is learned in milliseconds, for the tests of training."""

import numpy as np

from engine import layers, models
from engine.types import Array
from engine.utils import to_categorical

IMAGES, INPUTS, CLASSES = 50, 8, 3


def data() -> tuple[Array, Array]:
    """Three separable clusters: x (50, 8) float32, y (50, 3) one-hot."""
    generator = np.random.default_rng(11)
    labels = generator.integers(0, CLASSES, IMAGES)
    centres = generator.normal(size=(CLASSES, INPUTS))
    x = centres[labels] + 0.3 * generator.normal(size=(IMAGES, INPUTS))
    return x.astype(np.float32), to_categorical(labels, CLASSES)


def model(seed: int = 0, metrics: list[str] | None = None, loss: str = "categorical_crossentropy") -> models.Sequential:
    """A compiled 8-16-3 network."""
    network = models.Sequential(
        [layers.Dense(16, activation="relu", input_shape=(INPUTS,)), layers.Dense(CLASSES, activation="softmax")],
        generator=np.random.default_rng(seed),
    )
    network.compile("rmsprop", loss, ["accuracy"] if metrics is None else metrics)
    return network
