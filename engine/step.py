"""The textbook's step: forward, loss, backward, update, for one batch. Everything a network learns is in here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from . import activations, checks
from .labels import Labels
from .layers import Layer
from .losses import Loss
from .metrics import Metric
from .optimizers import Optimizer
from .thread_pool import ThreadPool, best_pool
from .types import Array, Rows

RowSet: TypeAlias = Array | slice
BatchLog: TypeAlias = tuple[int, float, dict[str, Any]]  # images, their mean loss, the means of the metrics


@dataclass
class Setup:
    """What compile() has chosen, together with the layers it was chosen for."""

    layers: list[Layer]
    optimizer: Optimizer
    loss: Loss
    metrics: tuple[Metric, ...]
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
    def joined(self) -> bool:
        """Whether the last layer's activation is the one that the loss is taken together with."""
        last = getattr(self.layers[-1], "activation", None)
        return not self.loss.from_logits and last is not None and last.name == self.loss.goes_with


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


def learn(setup: Setup, x: Rows, labels: Labels, batches: Sequence[RowSet]) -> Iterator[BatchLog]:
    """Learn from the rows of one batch after the other; yield how many they are, their mean loss and their metrics."""
    for rows in batches:
        of_batch = labels[rows]
        yield (len(of_batch), *train_batch(setup, x[rows], of_batch))


def train_batch(setup: Setup, x: Rows, labels: Labels) -> tuple[float, dict[str, Any]]:
    """Learn from one batch; return its mean loss and the means of its metrics before the update.

    Args:
        setup: the compiled model.
        x: images (batch, inputs).
        labels: as the loss wants them.

    A loss that grows beyond all numbers is returned as it is, inf or nan; NumPy's warnings about it would come again
    with every product.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        images = checks.batch(x, setup.dtype)
        z, outputs = forward(setup.layers, images, training=True)
        targets = setup.loss.targets(labels.y, outputs.shape[-1], setup.dtype)
        measured = measure(setup, labels, targets, z, outputs)
        backward(setup.layers, loss_gradient(setup, labels, targets, outputs))
        parameters = [parameter for layer in setup.layers for parameter in layer.trained]
        gradients = [gradient for layer in setup.layers if layer.trainable for gradient in layer.gradients]
        setup.optimizer.update(parameters, gradients, setup.pool)
    return measured


def measure(setup: Setup, labels: Labels, targets: Array, z: Array, outputs: Array) -> tuple[float, dict[str, Any]]:
    """Return the mean loss with what the weights add to it, and the means of the metrics over the batch."""
    loss = setup.loss
    each = (
        loss.of_each_from_z(targets, outputs if loss.from_logits else z)
        if setup.joined or loss.from_logits
        else loss.of_each(targets, outputs)
    )
    if labels.weights is not None:
        each = each * labels.weights
    penalty = sum(layer.penalty() for layer in setup.layers if layer.trainable)
    means = {metric.name: metric.mean(labels.y, outputs) for metric in setup.metrics}
    return float(each.mean()) + penalty, means


def loss_gradient(setup: Setup, labels: Labels, targets: Array, outputs: Array) -> Array:
    """Return d(mean loss)/dz of the last layer, (batch, units)."""
    loss = setup.loss
    if setup.joined:
        dz = loss.gradient_from_z(targets, outputs)
    elif loss.from_logits:
        dz = loss.gradient_from_z(targets, activations.get(loss.goes_with)(outputs))
    else:
        dz = loss.gradient(targets, outputs)
    if labels.weights is not None:
        dz = dz * labels.weights[:, np.newaxis].astype(dz.dtype)
    dz = dz / dz.dtype.type(len(targets))
    return dz if setup.joined else setup.layers[-1].backward_activation(dz)
