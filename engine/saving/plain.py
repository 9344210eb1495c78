"""A model put together from layers and arrays that a file of another program had: checked, and nothing believed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..layers import Layer
from ..models import Sequential
from ..stack import flow
from ..types import Array, Shape

MOST_LAYERS = 1000
MOST_WEIGHTS = 2**27  # numbers: half a gigabyte of them


def assembled(path: Path, layers: Sequence[Layer], inputs: int | Shape, weights: Sequence[Array]) -> Sequential:
    """Return the model with these layers for images of that shape, and weights in the order of get_weights().

    Raises:
        InputError: the weights are not those of the layers, or not finite.
    """
    shapes: list[tuple[int, ...]] = []
    for layer, shape in flow(layers, inputs):
        shapes += layer.parameter_shapes(shape).values()
    check_size(path, sum(int(np.prod(shape)) for shape in shapes))
    received = [weight.shape for weight in weights]
    if received != shapes:
        raise InputError(
            "{file}: expected weights of shapes {expected}, as the layers need. Received: {received}",
            file=path,
            expected=shapes,
            received=received,
        )
    model = Sequential(list(layers))
    model.build(inputs)
    model.set_weights([finite(path, weight) for weight in weights])
    return model


def finite(path: Path, weight: Array) -> Array:
    """Return the numbers as float32.

    Raises:
        InputError: they are no numbers, or some are NaN or infinite.
    """
    if weight.dtype.kind not in "fiu":
        raise InputError("{file}: expected weights as numbers. Received: {dtype}", file=path, dtype=weight.dtype)
    with np.errstate(over="ignore"):
        values = np.asarray(weight, np.float32)
    bad = int(np.count_nonzero(~np.isfinite(values)))
    if bad:
        raise InputError(
            "{file}: expected finite weights. Received: {count} that are NaN or infinite", file=path, count=bad
        )
    return values


def check_size(path: Path, numbers: int) -> None:
    """Refuse a model of more weights than fit.

    Raises:
        InputError: there are more than 134 million.
    """
    if numbers > MOST_WEIGHTS:
        raise InputError(
            "{file}: expected at most {most} weights. Received: {count}", file=path, most=MOST_WEIGHTS, count=numbers
        )
