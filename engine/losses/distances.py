"""How far outputs are from numbers that they should be, such as the price of a house: squared, or as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..types import Array
from .loss import Loss


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """L = mean over the units of (t - a)²; a distance twice as far counts four times."""

    name = "mean_squared_error"

    def of_each(self, targets: Array, outputs: Array) -> Array:
        """Return the mean of (t - a)²."""
        each: Array = ((targets - outputs) ** 2).mean(axis=-1)
        return each

    def gradient(self, targets: Array, outputs: Array) -> Array:
        """Return 2 (a - t) / units."""
        da: Array = 2 * (outputs - targets) / outputs.shape[-1]
        return da


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """L = mean over the units of |t - a|; one far off counts no more than several near."""

    name = "mean_absolute_error"

    def of_each(self, targets: Array, outputs: Array) -> Array:
        """Return the mean of |t - a|."""
        each: Array = np.abs(targets - outputs).mean(axis=-1)
        return each

    def gradient(self, targets: Array, outputs: Array) -> Array:
        """Return sign(a - t) / units."""
        da: Array = np.sign(outputs - targets) / outputs.dtype.type(outputs.shape[-1])
        return da
