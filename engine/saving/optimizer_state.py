"""What an optimizer remembers, as Keras keeps it beside the weights, so that a loaded model goes on where it was.

optimizer/vars/0, 1, ...    the number of steps; the learning rate, unless it has a schedule; then the averages, those
                            of Adam's kind pairwise for each parameter, all others one kind after the other
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..models import Sequential
from ..optimizers import Adam, Nadam, Optimizer
from ..types import Array
from . import hdf5

PLACE = "optimizer/vars"
ORDER = ("velocity", "momentum", "average_gradient", "velocity_hat", "accumulator")  # in which Keras makes them


def variables(model: Sequential) -> list[Array]:
    """Return the optimizer's variables in Keras's order; none if there is no optimizer, or it has taken no step."""
    optimizer = model.optimizer
    if optimizer is None or not optimizer.iterations or isinstance(optimizer, Nadam):  # Nadam has a product besides
        return []
    return [*_counts(optimizer), *_averages(optimizer)]


def restore(model: Sequential, path: Path, contents: hdf5.Contents) -> None:
    """Give a compiled model's optimizer the variables in a file, if they are those of its kind."""
    optimizer = model.optimizer
    assert optimizer is not None
    optimizer.build(model.trainable_weights)
    counts, averages = _counts(optimizer), _averages(optimizer)
    found = [contents.arrays.get(f"{PLACE}/{number}") for number in range(len(counts) + len(averages))]
    wanted = [array.shape for array in (*counts, *averages)]
    fits = [array is not None and array.shape == shape for array, shape in zip(found, wanted, strict=True)]
    if not all(fits) or isinstance(optimizer, Nadam) or f"{PLACE}/{len(found)}" in contents.arrays:
        return
    arrays = [contents.array(path, f"{PLACE}/{number}") for number in range(len(found))]
    if not all(np.isfinite(array).all() for array in arrays) or arrays[0] < 0:
        return
    optimizer.iterations = int(arrays[0])
    for own, array in zip(averages, arrays[len(counts) :], strict=True):
        own[...] = array


def _counts(optimizer: Optimizer) -> list[Array]:
    steps, rate = np.array(optimizer.iterations, np.int32), np.array(optimizer.learning_rate, np.float32)
    return [steps] if optimizer.has_schedule else [steps, rate]


def _averages(optimizer: Optimizer) -> list[Array]:
    slots = dict(optimizer.slots)
    found: list[Array] = []
    if isinstance(optimizer, Adam):
        for pair in zip(slots.pop("momentum"), slots.pop("velocity"), strict=True):
            found += pair
    for name in ORDER:
        found += slots.get(name, [])
    return found
