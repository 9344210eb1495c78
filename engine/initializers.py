"""The first weights of a layer: random, and of a size that lets signals through it neither die out nor explode.

Each takes a shape and a NumPy Generator and returns a new float32 array. For a kernel of shape (inputs, units), fan_in
is inputs and fan_out is units; for a bias of shape (units,), both are units.
"""

from collections.abc import Callable
from math import sqrt
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.random import Generator

from . import checks
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
    return _normal(sqrt(2 / shape[0]), shape, generator)


def glorot_normal(shape: tuple[int, ...], generator: Generator) -> Array:
    """Normal with standard deviation sqrt(2 / (fan_in + fan_out)), truncated as in he_normal (Glorot, Bengio 2010)."""
    return _normal(sqrt(2 / (shape[0] + shape[-1])), shape, generator)


def lecun_normal(shape: tuple[int, ...], generator: Generator) -> Array:
    """Normal with standard deviation sqrt(1 / fan_in), truncated as in he_normal (LeCun 1998); what selu wants."""
    return _normal(sqrt(1 / shape[0]), shape, generator)


def lecun_uniform(shape: tuple[int, ...], generator: Generator) -> Array:
    """Uniform in [-l, l) with l = sqrt(3 / fan_in) (LeCun 1998)."""
    return _uniform(sqrt(3 / shape[0]), shape, generator)


def random_normal(shape: tuple[int, ...], generator: Generator) -> Array:
    """Normal with standard deviation 0.05, whatever the shape."""
    values = generator.standard_normal(shape, dtype=np.float32)
    values *= 0.05
    return values


def random_uniform(shape: tuple[int, ...], generator: Generator) -> Array:
    """Uniform in [-0.05, 0.05), whatever the shape."""
    return _uniform(0.05, shape, generator)


def ones(shape: tuple[int, ...], generator: Generator) -> Array:  # noqa: ARG001
    """All one."""
    return np.ones(shape, np.float32)


def zeros(shape: tuple[int, ...], generator: Generator) -> Array:  # noqa: ARG001
    """All zero: how biases start."""
    return np.zeros(shape, np.float32)


def _uniform(limit: float, shape: tuple[int, ...], generator: Generator) -> Array:
    values = generator.random(shape, dtype=np.float32)
    values *= 2 * limit
    values -= limit
    return values


def _normal(deviation: float, shape: tuple[int, ...], generator: Generator) -> Array:
    values = generator.standard_normal(shape, dtype=np.float32)
    while (beyond := np.abs(values) > 2).any():
        values[beyond] = generator.standard_normal(np.count_nonzero(beyond), dtype=np.float32)
    values *= deviation / _DEVIATION_WHEN_TRUNCATED
    return values


INITIALIZERS: dict[str, Initializer] = {
    function.__name__: function
    for function in (
        glorot_normal,
        glorot_uniform,
        he_normal,
        he_uniform,
        lecun_normal,
        lecun_uniform,
        random_normal,
        random_uniform,
        ones,
        zeros,
    )
}
_SHORT = {"normal": "random_normal", "uniform": "random_uniform", "one": "ones", "zero": "zeros"}


class Seeded:
    """An initializer as an object, as in HeNormal(seed=1): with a seed of its own it does not draw from the model's."""

    name: ClassVar[str]

    def __init__(self, seed: int | None = None) -> None:
        self.seed = None if seed is None else checks.integer_from_zero("seed", seed)

    def __call__(self, shape: tuple[int, ...], generator: Generator) -> Array:
        """Return the first weights."""
        return self.draw(shape, generator if self.seed is None else np.random.default_rng(self.seed))

    def draw(self, shape: tuple[int, ...], generator: Generator) -> Array:
        """Return what the function of that name draws."""
        return INITIALIZERS[self.name](shape, generator)


class GlorotNormal(Seeded):
    """glorot_normal."""

    name = "glorot_normal"


class GlorotUniform(Seeded):
    """glorot_uniform."""

    name = "glorot_uniform"


class HeNormal(Seeded):
    """he_normal."""

    name = "he_normal"


class HeUniform(Seeded):
    """he_uniform."""

    name = "he_uniform"


class LecunNormal(Seeded):
    """lecun_normal."""

    name = "lecun_normal"


class LecunUniform(Seeded):
    """lecun_uniform."""

    name = "lecun_uniform"


class Ones(Seeded):
    """ones."""

    name = "ones"


class Zeros(Seeded):
    """zeros."""

    name = "zeros"


class RandomNormal(Seeded):
    """Normal with a mean and a standard deviation; a layer's description keeps only random_normal of it."""

    name = "random_normal"

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = checks.number("mean", mean), checks.not_negative("stddev", stddev)

    def draw(self, shape: tuple[int, ...], generator: Generator) -> Array:
        """Return mean + stddev times standard normal numbers."""
        values = generator.standard_normal(shape, dtype=np.float32)
        values *= self.stddev
        values += self.mean
        return values


class RandomUniform(Seeded):
    """Uniform in [minval, maxval); a layer's description keeps only random_uniform of it."""

    name = "random_uniform"

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.minval, self.maxval = checks.number("minval", minval), checks.number("maxval", maxval)

    def draw(self, shape: tuple[int, ...], generator: Generator) -> Array:
        """Return minval + (maxval - minval) times uniform numbers."""
        values = generator.random(shape, dtype=np.float32)
        values *= self.maxval - self.minval
        values += self.minval
        return values


_CLASSES: dict[str, type[Seeded]] = {
    kind.__name__: kind
    for kind in (GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal, LecunUniform, Ones, Zeros)
} | {"RandomNormal": RandomNormal, "RandomUniform": RandomUniform}


def name_of(identifier: Any) -> str:
    """Return the name of an initializer that is given by its name or its class's, as a function, an object or a class.

    Raises:
        InputError: no initializer has that name, or it is an initializer of one's own.
    """
    if isinstance(identifier, Seeded):
        return identifier.name
    if kind := _CLASSES.get(str(getattr(identifier, "__name__", identifier))):
        return kind.name
    name = getattr(identifier, "__name__", None) if callable(identifier) else identifier
    name = _SHORT.get(name, name) if isinstance(name, str) else None
    if name is None or name not in INITIALIZERS or (callable(identifier) and identifier is not INITIALIZERS[name]):
        raise InputError(
            "initializer must be one of {known}. Received: initializer={initializer!r}",
            known=", ".join(INITIALIZERS),
            initializer=identifier,
        )
    return name


def get(identifier: Any) -> Initializer:
    """Return the initializer of that name, or the object that is one.

    Raises:
        InputError: no initializer has that name.
    """
    return identifier if isinstance(identifier, Seeded) else INITIALIZERS[name_of(identifier)]
