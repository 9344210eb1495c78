"""The training loop: forward, loss, backward, update; batch after batch, epoch after epoch.

Both loops here are generators. They report after every batch and wait there until they are asked to go on, so whoever
asks can pause, stop, look at the weights or change the learning rate in between.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any, TypeAlias

import numpy as np

from . import activations, checks, losses, metrics
from .crew import Crew, best_crew
from .errors import InputError
from .history import EpochLog, EvaluationLog, StepLog
from .layers import Layer
from .losses import Loss
from .optimizers import Optimizer
from .types import Array, Rows

VALIDATION_BATCH = 1000

Data: TypeAlias = tuple[Rows, Array]
FitLog: TypeAlias = StepLog | EvaluationLog | EpochLog
Evaluation: TypeAlias = Generator[EvaluationLog, None, tuple[float, float | None]]


@dataclass
class Setup:
    """What compile() has chosen, together with the layers it was chosen for."""

    layers: list[Layer]
    optimizer: Optimizer
    loss: Loss
    with_accuracy: bool
    generator: np.random.Generator
    dtype: np.dtype[Any]
    crew: Crew = field(default_factory=lambda: Crew(1))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let several threads share the large products and the update, which changes nothing but the time."""
        with best_crew() as crew:
            self.crew = crew
            for layer in self.layers:
                layer.matmul = crew.matmul
            try:
                yield
            finally:
                for layer in self.layers:
                    layer.matmul = np.matmul
                self.crew = Crew(1)

    @property
    def ends_in_softmax(self) -> bool:
        """Whether softmax and loss can be taken together."""
        return getattr(self.layers[-1], "activation", None) == activations.get("softmax")


def forward(layers: list[Layer], x: Array, training: bool = False) -> tuple[Array, Array]:
    """Return the last layer's z and activations, each (batch, units), for `x` (batch, inputs)."""
    z = a = x
    for layer in layers:
        z, a = layer.forward_with_z(a, training)
    return z, a


def backward(layers: list[Layer], dz: Array) -> None:
    """Leave dL/d of every parameter in its layer, from dL/dz (batch, units) of the last one."""
    for index in reversed(range(len(layers))):
        layers[index].backward_parameters(dz)
        if index > 0:  # nobody asks for the gradient of the images
            dz = layers[index - 1].backward_activation(layers[index].backward_inputs(dz))


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
        loss, accuracy = _measure(setup, targets, z, outputs)
        backward(setup.layers, _gradient(setup, targets, outputs))
        parameters = [parameter for layer in setup.layers for parameter in layer.parameters]
        gradients = [gradient for layer in setup.layers for gradient in layer.gradients]
        setup.optimizer.update(parameters, gradients, setup.crew)
    return loss, accuracy


def fit_steps(
    setup: Setup, x: Rows, y: Array, validation: Data | None, *, batch_size: int, epochs: range, shuffle: bool
) -> Generator[FitLog, None, None]:
    """Train on checked data for the epochs of the range; see Sequential.fit_steps for what it yields."""
    with setup.at_work():
        steps = ceil(len(x) / batch_size)
        for epoch in epochs:
            order = setup.generator.permutation(len(x)) if shuffle else None
            mean = metrics.RunningMean()
            for step in range(steps):
                part = slice(step * batch_size, (step + 1) * batch_size)
                rows = part if order is None else order[part]
                labels = y[rows]
                loss, accuracy = train_batch(setup, x[rows], labels)
                mean.add(loss, accuracy, len(labels))
                yield StepLog(epoch, epochs.stop, step, steps, len(labels), loss, accuracy)
            val_loss, val_accuracy = None, None
            if validation is not None:
                val_loss, val_accuracy = yield from _measure_steps(setup, *validation, batch_size=VALIDATION_BATCH)
            yield EpochLog(epoch, epochs.stop, mean.loss, mean.accuracy, val_loss, val_accuracy)


def evaluate_steps(setup: Setup, x: Rows, y: Array, *, batch_size: int) -> Evaluation:
    """Measure checked data; yield after every batch, return the mean loss and the accuracy."""
    with setup.at_work():
        return (yield from _measure_steps(setup, x, y, batch_size=batch_size))


def _measure_steps(setup: Setup, x: Rows, y: Array, *, batch_size: int) -> Evaluation:
    mean = metrics.RunningMean()
    for start in range(0, len(x), batch_size):
        rows = slice(start, start + batch_size)
        labels = y[rows]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            z, outputs = forward(setup.layers, checks.batch(x[rows], setup.dtype))
            targets = setup.loss.targets(labels, outputs.shape[-1], setup.dtype)
            mean.add(*_measure(setup, targets, z, outputs), len(labels))
        yield EvaluationLog(start + len(labels), len(x))
    return mean.loss, mean.accuracy


def split(x: Rows, y: Array, share: float) -> tuple[Data, Data | None]:
    """Return the data for training and, from the end of it, a share of 0 to below 1 for validation, as Keras does."""
    if share == 0:
        return (x, y), None
    at = floor(len(x) * (1 - share))
    if not 0 < share < 1 or not 0 < at < len(x):
        raise InputError(
            "validation_split must be from 0 to below 1 and leave images on both sides. "
            "Received: validation_split={share}, {images} images",
            share=share,
            images=len(x),
        )
    return (_rows(x, slice(0, at)), y[:at]), (_rows(x, slice(at, None)), y[at:])


def _rows(x: Rows, rows: slice) -> Rows:
    subset = getattr(x, "subset", None)
    chosen: Rows = x[rows] if subset is None else subset(rows)
    return chosen


def _measure(setup: Setup, targets: Array, z: Array, outputs: Array) -> tuple[float, float | None]:
    fused = setup.ends_in_softmax
    penalty = sum(layer.penalty() for layer in setup.layers)
    each = losses.from_logits(targets, z) if fused else losses.from_probabilities(targets, outputs)
    return float(each.mean()) + penalty, metrics.categorical_accuracy(targets, outputs) if setup.with_accuracy else None


def _gradient(setup: Setup, targets: Array, outputs: Array) -> Array:
    """Return d(mean loss)/dz of the last layer, (batch, units)."""
    if setup.ends_in_softmax:
        return losses.gradient_from_logits(targets, outputs)
    return setup.layers[-1].backward_activation(losses.gradient_from_probabilities(targets, outputs))
