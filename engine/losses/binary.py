"""Binary cross-entropy is the surprise at the right answer where each unit says yes or no for itself.

With targets t and probabilities p, both (n, units), the loss of one image is the mean over its units of

    -t log p - (1 - t) log (1 - p)

For a last layer with sigmoid both are taken together: with p = sigmoid(z), for each unit,

    max(z, 0) - z t + log(1 + e^-|z|)      dL/dz = (p - t) / units
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from ..types import Array
from .crossentropy import EPSILON, smoothing
from .loss import Loss


@dataclass(frozen=True)
class BinaryCrossentropy(Loss):
    """Cross-entropy of labels 0 and 1, (n,) or (n, units); label smoothing s makes them t (1 - s) + s / 2."""

    name = "binary_crossentropy"
    goes_with = "sigmoid"
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        smoothing(self.label_smoothing)

    def targets(self, labels: Array, units: int, dtype: DTypeLike) -> Array:
        """Return a batch of labels as smoothed rows."""
        rows = super().targets(labels, units, dtype)
        if not self.label_smoothing:
            return rows
        smoothed: Array = rows * rows.dtype.type(1 - self.label_smoothing) + rows.dtype.type(self.label_smoothing / 2)
        return smoothed

    def of_each(self, targets: Array, outputs: Array) -> Array:
        """Return the mean of -t log p - (1 - t) log (1 - p), with p clipped to [ε, 1 - ε] as Keras does."""
        p = outputs.clip(EPSILON, 1 - EPSILON)
        each: Array = -(targets * np.log(p) + (1 - targets) * np.log(1 - p)).mean(axis=-1)
        return each

    def gradient(self, targets: Array, outputs: Array) -> Array:
        """Return dL/dp = (p - t) / (p (1 - p) units), 0 where p is clipped."""
        inside = (outputs >= EPSILON) & (outputs <= 1 - EPSILON)
        p = np.where(inside, outputs, 0.5)
        da: Array = (p - targets) / (p * (1 - p)) * inside / outputs.shape[-1]
        return da

    def of_each_from_z(self, targets: Array, z: Array) -> Array:
        """Return the mean of max(z, 0) - z t + log(1 + e^-|z|)."""
        each: Array = (np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))).mean(axis=-1)
        return each

    def gradient_from_z(self, targets: Array, a: Array) -> Array:
        """Return (p - t) / units."""
        dz: Array = (a - targets) / a.shape[-1]
        return dz
