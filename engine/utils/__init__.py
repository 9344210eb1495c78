"""Small helpers: labels as one-hot rows, and the one seed that makes everything random come out the same again."""

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import checks
from ..errors import InputError
from ..types import Array

_seeds = np.random.SeedSequence()


def to_categorical(x: ArrayLike, num_classes: int | None = None) -> Array:
    """Turn each label into a row that is 1 at the label and 0 elsewhere.

    Args:
        x: integers from 0 on, of any shape; a last axis of length 1 is dropped.
        num_classes: how long a row is; by default one more than the largest label.

    Returns:
        float64 of shape `x.shape + (num_classes,)`; the dtype is Keras 3's, and training takes it over to its own a
        batch at a time.

    Raises:
        InputError: a label is no integer, negative, or not below num_classes; or there is none to count the classes by.
    """
    labels = np.asarray(x)
    if labels.dtype.kind not in "iub" and not (labels.dtype.kind == "f" and (np.floor(labels) == labels).all()):
        raise InputError("labels must be integers. Received: {dtype} array", dtype=labels.dtype)
    labels = labels.astype(np.int64)
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if labels.size == 0 and num_classes is None:
        raise InputError("labels must not be empty without num_classes. Received: shape={shape}", shape=labels.shape)
    classes = int(labels.max()) + 1 if num_classes is None else checks.positive_integer("num_classes", num_classes)
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise InputError(
            "labels must be from 0 to {highest}. Received: labels from {smallest} to {largest}",
            highest=classes - 1,
            smallest=labels.min(),
            largest=labels.max(),
        )
    rows = np.zeros((labels.size, classes))
    rows[np.arange(labels.size), labels.reshape(-1)] = 1
    return rows.reshape((*labels.shape, classes))


def normalize(x: ArrayLike, axis: int = -1, order: int = 2) -> Array:
    """Return x divided along an axis by its length there, so that the length is 1; rows of zeros stay.

    Args:
        x: numbers, of any shape.
        axis: along which.
        order: 2 for the length, 1 for the sum of the sizes.
    """
    numbers = np.asarray(x)
    length = np.linalg.norm(numbers, order, axis, keepdims=True)
    scaled: Array = numbers / np.where(length == 0, 1, length)
    return scaled


def set_random_seed(seed: int) -> None:
    """Make every model created from here on start, shuffle and drop out the same way each time the program runs.

    Unlike Keras's it touches neither `random` nor `numpy.random`: nothing here draws from them.

    Raises:
        InputError: the seed is no integer from 0 on.
    """
    global _seeds
    _seeds = np.random.SeedSequence(checks.integer_from_zero("seed", seed))


def generator_in(state: Any) -> np.random.Generator:
    """Return a generator in a state that another one of the kind used here had.

    Raises:
        InputError: it is no such state.
    """
    generator = np.random.default_rng()
    try:
        generator.bit_generator.state = state
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputError("expected the state of a PCG64 generator. Received: {error}", error=error) from error
    return generator


def new_generator() -> np.random.Generator:
    """Return the next Generator of the seed: what a model without one of its own draws from."""
    return np.random.default_rng(_seeds.spawn(1)[0])


def __getattr__(name: str) -> Any:
    from ..not_here import missing

    if name == "np_utils":  # it says itself that it is an older place
        return import_module(f"{__name__}.{name}")
    raise missing(__name__, name)
