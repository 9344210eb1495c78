"""Trains the same networks with the textbook's step and with the fast one, and compares all weights after every step.

    python -m benchmarks.agreement [--steps 500]

Each line names an optimizer, the largest difference of any weight relative to the largest weight of its array, and the
largest relative difference of the loss of a step: in float64, in float32, and in float32 between two runs by the
textbook of which one has its pixels in another order. That last pair rounds differently and is right both times: what
it differs by is how far training itself carries a difference in the last digit.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import TypeAlias
from unittest import mock

import numpy as np

from engine import fast, layers, models, optimizers
from engine.data import ScaledImages
from engine.datasets import mnist
from engine.history import StepLog
from engine.types import Array
from engine.utils import to_categorical

DTYPES = ("float64", "float32")
OPTIMIZERS: dict[str, Callable[[], optimizers.Optimizer]] = {
    "sgd": optimizers.SGD,
    "sgd, momentum": partial(optimizers.SGD, momentum=0.9),
    "sgd, nesterov": partial(optimizers.SGD, momentum=0.9, nesterov=True),
    "rmsprop": optimizers.RMSprop,
    "rmsprop, centered": partial(optimizers.RMSprop, centered=True),
    "rmsprop, momentum": partial(optimizers.RMSprop, momentum=0.9),
    "adam": optimizers.Adam,
    "adam, amsgrad": partial(optimizers.Adam, amsgrad=True),
}


Step: TypeAlias = tuple[float, list[Array]]  # its loss, and the weights after it


def by_the_textbook(steps: Iterator[Step]) -> Iterator[Step]:
    """Return the same steps, taken by the textbook: which way they go is decided before the first."""
    with mock.patch.object(fast, "suits", return_value=False):
        first = next(steps)
    return chain([first], steps)


def steps_of(
    optimizer: optimizers.Optimizer, x: Array, y: Array, steps: int, dtype: str, order: Array | None = None
) -> Iterator[Step]:
    """Yield the loss and the weights after each step; with an order, the pixels (and rows of W) are put in it."""
    network = models.Sequential(
        [layers.Dense(512, activation="relu", input_shape=(784,)), layers.Dense(10, activation="softmax")],
        generator=np.random.default_rng(4),
        dtype=dtype,
    )
    network.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    weights = network.get_weights()
    if order is not None:
        network.set_weights([weights[0][order], *weights[1:]])
        x = x[:, order]
    back = slice(None) if order is None else np.argsort(order)
    done = 0
    for log in network.fit_steps(ScaledImages(x), y, batch_size=128, epochs=-(-steps // 469)):
        if isinstance(log, StepLog):
            kernel, *others = network.get_weights()
            yield log.loss, [kernel[back], *others]
            done += 1
            if done == steps:
                return


def differences(one: Iterator[Step], other: Iterator[Step]) -> Array:
    """Return the largest relative differences of weights and of losses."""
    worst = np.zeros(2)
    for (loss_a, weights_a), (loss_b, weights_b) in zip(one, other, strict=True):
        of_weights = max(
            float(np.abs(a - b).max() / np.abs(a).max()) for a, b in zip(weights_a, weights_b, strict=True)
        )
        worst = np.maximum(worst, (of_weights, abs(loss_a - loss_b) / loss_a))
    return worst


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=500)
    steps = parser.parse_args().steps
    (images, labels), _ = mnist.load_data()
    x, y = images.reshape(len(images), -1), to_categorical(labels)
    other_order = np.random.default_rng(0).permutation(784)
    print(f"{steps} steps  weights and loss in float64          in float32    another order")
    for name, make in OPTIMIZERS.items():
        run = partial(steps_of, x=x, y=y, steps=steps)
        found = [differences(by_the_textbook(run(make(), dtype=d)), run(make(), dtype=d)) for d in DTYPES]
        single = partial(run, dtype="float32")
        found.append(differences(by_the_textbook(single(make())), by_the_textbook(single(make(), order=other_order))))
        print(f"{name:<20}" + "  ".join(f"{w:9.1e} {loss:9.1e}" for w, loss in found), flush=True)


if __name__ == "__main__":
    main()
