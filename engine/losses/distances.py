"""How far outputs are from numbers that they should be, such as the price of a house: squared, or as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import checks
from ..errors import InputError
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
class Huber(Loss):
    """L = mean over the units of e² / 2 where the distance e = |t - a| is at most δ, else δ (e - δ / 2).

    Near it counts as the square does, and one far off no more than by its distance (P. Huber 1964).
    """

    name = "huber"
    delta: float = 1.0

    def __post_init__(self) -> None:
        if self.from_logits:
            raise InputError("from_logits is not for Huber. Received: from_logits={value!r}", value=self.from_logits)
        checks.number("delta", self.delta)

    def of_each(self, targets: Array, outputs: Array) -> Array:
        """Return the mean of the distances, bent at δ."""
        e = np.abs(targets - outputs)
        each: Array = np.where(e <= self.delta, e * e / 2, self.delta * (e - self.delta / 2)).mean(axis=-1)
        return each

    def gradient(self, targets: Array, outputs: Array) -> Array:
        """Return a - t, but at most δ, / units."""
        da: Array = (outputs - targets).clip(-self.delta, self.delta) / outputs.dtype.type(outputs.shape[-1])
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
