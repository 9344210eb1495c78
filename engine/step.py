"""The textbook's step: forward, loss, backward, update, for one batch. Everything a network learns is in here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from . import activations, checks, losses, metrics
from .layers import Layer
from .losses import Loss
from .optimizers import Optimizer
from .thread_pool import ThreadPool, best_pool
from .types import Array, Rows

RowSet: TypeAlias = Array | slice
BatchLog: TypeAlias = tuple[int, float, float | None]


@dataclass
class Setup:
    """What compile() has chosen, together with the layers it was chosen for."""

    layers: list[Layer]
    optimizer: Optimizer
    loss: Loss
    with_accuracy: bool
    generator: np.random.Generator
    dtype: np.dtype[Any]
    pool: ThreadPool = field(default_factory=lambda: ThreadPool(1))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let several threads share the large products and the update, which changes nothing but the time."""
        with best_pool() as pool:
            self.pool = pool
            for layer in self.layers:
                layer.matmul = pool.matmul
            try:
                yield
            finally:
                for layer in self.layers:
                    layer.matmul = np.matmul
                self.pool = ThreadPool(1)

    @property
    def ends_in_softmax(self) -> bool:
        """Whether softmax and loss can be taken together."""
        return getattr(self.layers[-1], "activation", None) == activations.get("softmax")


def working(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers without those in front, such as Flatten, that let every row through as it is."""
    first = next((index for index, layer in enumerate(layers) if not layer.passes_through), len(layers) - 1)
    return list(layers[first:])


def forward(layers: list[Layer], x: Array, training: bool = False) -> tuple[Array, Array]:
    """Return the last layer's z and activations, each (batch, units), for `x` (batch, inputs)."""
    z = a = x
    for layer in layers:
        z, a = layer.forward_with_z(a, training)
    return z, a


def backward(layers: list[Layer], dz: Array) -> None:
    """Leave dL/d of every parameter in its layer, from dL/dz (batch, units) of the last one."""
    for index in reversed(range(len(layers))):
        if layers[index].trainable:
            layers[index].backward_parameters(dz)
        if index > 0:  # nobody asks for the gradient of the images
            dz = layers[index - 1].backward_activation(layers[index].backward_inputs(dz))


def learn(setup: Setup, x: Rows, y: Array, batches: Sequence[RowSet]) -> Iterator[BatchLog]:
    """Learn from the rows of one batch after the other; yield how many they are, their mean loss and their accuracy."""
    for rows in batches:
        labels = y[rows]
        yield (len(labels), *train_batch(setup, x[rows], labels))


def train_batch(setup: Setup, x: Rows, y: Array) -> tuple[float, float | None]:
    """Learn from one batch; return its mean loss and its accuracy (None if not compiled with it) before the update.

    Args:
        setup: the compiled model.
        x: images (batch, inputs).
        y: checked labels, as the loss wants them.

    A loss that grows beyond all numbers is returned as it is, inf or nan; NumPy's warnings about it would come again
    with every product.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        images = checks.batch(x, setup.dtype)
        z, outputs = forward(setup.layers, images, training=True)
        targets = setup.loss.targets(y, outputs.shape[-1], setup.dtype)
        loss, accuracy = measure(setup, targets, z, outputs)
        backward(setup.layers, loss_gradient(setup, targets, outputs))
        parameters = [parameter for layer in setup.layers for parameter in layer.trained]
        gradients = [gradient for layer in setup.layers if layer.trainable for gradient in layer.gradients]
        setup.optimizer.update(parameters, gradients, setup.pool)
    return loss, accuracy


def measure(setup: Setup, targets: Array, z: Array, outputs: Array) -> tuple[float, float | None]:
    """Return the mean loss with what the weights add to it, and the accuracy (None if not compiled with it)."""
    fused = setup.ends_in_softmax
    penalty = sum(layer.penalty() for layer in setup.layers if layer.trainable)
    each = losses.from_logits(targets, z) if fused else losses.from_probabilities(targets, outputs)
    return float(each.mean()) + penalty, metrics.categorical_accuracy(targets, outputs) if setup.with_accuracy else None


def loss_gradient(setup: Setup, targets: Array, outputs: Array) -> Array:
    """Return d(mean loss)/dz of the last layer, (batch, units)."""
    if setup.ends_in_softmax:
        return losses.gradient_from_logits(targets, outputs)
    return setup.layers[-1].backward_activation(losses.gradient_from_probabilities(targets, outputs))
