"""The first weights of a layer: random, and of a size that lets signals through it neither die out nor explode.

Each takes a shape and a NumPy Generator and returns a new float32 array. For a kernel of shape (inputs, units), fan_in
is inputs and fan_out is units; for a bias of shape (units,), both are units.
"""

from collections.abc import Callable
from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from .errors import InputError
from .types import Array

Initializer: TypeAlias = Callable[[tuple[int, ...], Generator], Array]

# Cutting a normal distribution off at two standard deviations leaves this standard deviation of the original 1:
# sqrt(1 - 4 φ(2) / (2 Φ(2) - 1)).
_DEVIATION_WHEN_TRUNCATED = 0.87962566103423978


def glorot_uniform(shape: tuple[int, ...], generator: Generator) -> Array:
    """Uniform in [-l, l) with l = sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010)."""
    return _uniform(sqrt(6 / (shape[0] + shape[-1])), shape, generator)


def he_uniform(shape: tuple[int, ...], generator: Generator) -> Array:
    """Uniform in [-l, l) with l = sqrt(6 / fan_in) (He et al. 2015)."""
    return _uniform(sqrt(6 / shape[0]), shape, generator)


def he_normal(shape: tuple[int, ...], generator: Generator) -> Array:
    """Normal with standard deviation sqrt(2 / fan_in) after drawing anew whatever lies beyond two of its widths.

    He et al. 2015; the truncation and its correction are Keras's.
    """
    values = generator.standard_normal(shape, dtype=np.float32)
    while (beyond := np.abs(values) > 2).any():
        values[beyond] = generator.standard_normal(np.count_nonzero(beyond), dtype=np.float32)
    values *= sqrt(2 / shape[0]) / _DEVIATION_WHEN_TRUNCATED
    return values


def zeros(shape: tuple[int, ...], generator: Generator) -> Array:  # noqa: ARG001
    """All zero: how biases start."""
    return np.zeros(shape, np.float32)


def _uniform(limit: float, shape: tuple[int, ...], generator: Generator) -> Array:
    values = generator.random(shape, dtype=np.float32)
    values *= 2 * limit
    values -= limit
    return values


INITIALIZERS: dict[str, Initializer] = {
    "glorot_uniform": glorot_uniform,
    "he_normal": he_normal,
    "he_uniform": he_uniform,
    "zeros": zeros,
}


def get(name: str) -> Initializer:
    """Return the initializer of that name.

    Raises:
        InputError: no initializer has that name.
    """
    if not isinstance(name, str) or name not in INITIALIZERS:
        raise InputError(
            "initializer must be one of {known}. Received: initializer={initializer!r}",
            known=", ".join(INITIALIZERS),
            initializer=name,
        )
    return INITIALIZERS[name]
