"""Dropout: leaves some of the numbers out while training, others each time."""

from typing import Any, Unpack

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from .. import checks
from ..errors import InputError
from ..types import Array, Shape
from .layer import Common, Layer


class Dropout(Layer):
    """While training, each value is set to 0 with probability `rate`, so that no unit can rely on one other alone.

    The others are divided by 1 - rate, which keeps the expected sum; so nothing has to change when it is used.
    """

    config_names = ("rate", "seed")

    def __init__(
        self, rate: float, noise_shape: None = None, seed: int | None = None, **common: Unpack[Common]
    ) -> None:
        super().__init__(**common)
        checks.none(noise_shape=noise_shape)
        self.seed = None if seed is None else checks.integer_from_zero("seed", seed)
        self.rate = checks.number("rate", rate)
        if not 0 <= self.rate < 1:
            raise InputError("rate must be from 0 to below 1. Received: rate={rate}", rate=rate)

    def build(self, input_shape: int | Shape, generator: Generator, dtype: DTypeLike = np.float32) -> None:
        """Keep the generator that chooses what is dropped."""
        self._generator = generator if self.seed is None else np.random.default_rng(self.seed)
        super().build(input_shape, generator, dtype)

    def forward_with_z(self, x: Array, training: bool = False) -> tuple[Array, Array]:
        """Return x · mask while training, x itself otherwise."""
        if not training:
            return x, x
        kept = self._generator.random(x.shape, dtype=np.float32) >= self.rate
        self._mask = kept * x.dtype.type(1 / (1 - self.rate))
        dropped = x * self._mask
        return dropped, dropped

    def backward_activation(self, gradient: Array) -> Array:
        """Return dL/da · mask."""
        dx: Array = gradient * self._mask
        return dx

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        seed = {} if self.seed is None else {"seed": self.seed}
        return {"rate": self.rate, **seed, **super().get_config()}
