"""What an optimizer remembers, as Keras keeps it beside the weights, so that a loaded model goes on where it was.

optimizer/vars/0, 1, ...    the number of steps; the learning rate, unless it has a schedule; then the averages, those
                            of Adam's kind pairwise for each parameter, all others one kind after the other; last, of
                            Nadam, the product of its weights
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..models import Sequential
from ..optimizers import Adam, Nadam, Optimizer
from ..types import Array
from . import hdf5

PLACE = "optimizer/vars"
OLD_PLACE = "optimizer_weights"  # in the older .h5, where an attribute has the names in order
ORDER = ("velocity", "momentum", "average_gradient", "velocity_hat", "accumulator")  # in which Keras makes them


def variables(model: Sequential) -> list[Array]:
    """Return the optimizer's variables in Keras's order; none if there is no optimizer, or it has taken no step."""
    optimizer = model.optimizer
    if optimizer is None or not optimizer.iterations:
        return []
    return [*_counts(optimizer), *_averages(optimizer), *_product(optimizer)]


def names_in_hdf5(model: Sequential) -> list[str]:
    """Return what the variables are called in the older .h5, where only their order counts."""
    if model.optimizer is None:
        return []
    return [f"{model.optimizer.name}/variable_{number}" for number in range(len(variables(model)))]


def restore(model: Sequential, path: Path, contents: hdf5.Contents) -> None:
    """Give a compiled model's optimizer the variables in a file, if they are those of its kind."""
    optimizer = model.optimizer
    assert optimizer is not None
    optimizer.build(model.trainable_weights)
    counts, averages = _counts(optimizer), _averages(optimizer)
    wanted = [array.shape for array in (*counts, *averages, *_product(optimizer))]
    names = contents.attributes.get(OLD_PLACE, {}).get("weight_names", [])
    places = [f"{OLD_PLACE}/{name}" for name in names] or [f"{PLACE}/{number}" for number in range(len(wanted))]
    found = [contents.arrays.get(place) for place in places]
    fits = len(found) == len(wanted) and f"{PLACE}/{len(wanted)}" not in contents.arrays
    if not fits or [None if array is None else array.shape for array in found] != wanted:
        return
    arrays = [contents.array(path, place) for place in places]
    if not all(np.isfinite(array).all() for array in arrays) or arrays[0] < 0:
        return
    optimizer.iterations = int(arrays[0])
    for own, array in zip(averages, arrays[len(counts) :], strict=False):  # Nadam's product follows from the steps
        own[...] = array


def _counts(optimizer: Optimizer) -> list[Array]:
    steps, rate = np.array(optimizer.iterations, np.int32), np.array(optimizer.learning_rate, np.float32)
    return [steps] if optimizer.has_schedule else [steps, rate]


def _product(optimizer: Optimizer) -> list[Array]:
    """Return what Nadam has besides: the product of its weights over all steps."""
    return [np.array(optimizer.product, np.float32)] if isinstance(optimizer, Nadam) else []


def _averages(optimizer: Optimizer) -> list[Array]:
    slots = dict(optimizer.slots)
    found: list[Array] = []
    if isinstance(optimizer, Adam | Nadam):
        for pair in zip(slots.pop("momentum"), slots.pop("velocity"), strict=True):
            found += pair
    for name in ORDER:
        found += slots.get(name, [])
    return found
