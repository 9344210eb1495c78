"""Cross-entropy is the surprise at the right answer, -log of the probability it was given.

With targets t (n, classes), one-hot or any other weights, and probabilities p (n, classes), the loss of one image is

    L = -Σ_k t_k log p_k

For a last layer with softmax, loss and activation are taken together: with p = softmax(z),

    L = Σ_k t_k (log Σ_j e^z_j - z_k)      dL/dz = p Σ_k t_k - t      (p - t when the targets sum to 1)

which never takes the log of a probability that has been rounded to 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from .. import checks
from ..activations import largest
from ..errors import InputError
from ..types import Array
from .loss import Loss

EPSILON = 1e-7  # probabilities are kept this far from 0 and 1, as Keras does, where no logits are at hand


def from_logits(targets: Array, z: Array) -> Array:
    """Return the loss of each image (n,) from the targets and the logits z, both (n, classes)."""
    shifted = z - largest(z)
    log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    each: Array = (targets * (log_sum - shifted)).sum(axis=-1)
    return each


def gradient_from_logits(targets: Array, probabilities: Array) -> Array:
    """Return dL/dz (n, classes) of each image, given the targets and softmax(z)."""
    dz: Array = probabilities * targets.sum(axis=-1, keepdims=True) - targets
    return dz


def from_probabilities(targets: Array, outputs: Array) -> Array:
    """Return the loss of each image (n,) from the targets and any outputs, both (n, classes).

    As Keras does it: outputs are divided by their sum and clipped to [ε, 1 - ε].
    """
    probabilities = outputs / outputs.sum(axis=-1, keepdims=True)
    each: Array = -(targets * np.log(probabilities.clip(EPSILON, 1 - EPSILON))).sum(axis=-1)
    return each


def gradient_from_probabilities(targets: Array, outputs: Array) -> Array:
    """Return dL/d outputs (n, classes): the chain of logarithm, clipping (0 where it bites) and division."""
    total = outputs.sum(axis=-1, keepdims=True)
    probabilities = outputs / total
    inside = (probabilities >= EPSILON) & (probabilities <= 1 - EPSILON)
    gradient = -targets / np.where(inside, probabilities, 1) * inside
    da: Array = (gradient - (gradient * probabilities).sum(axis=-1, keepdims=True)) / total
    return da


@dataclass(frozen=True)
class CategoricalCrossentropy(Loss):
    """Cross-entropy of one-hot labels (n, classes).

    With label smoothing s, a share of each target is spread evenly over all classes, t (1 - s) + s / classes, so that
    the network never needs to be certain (C. Szegedy and others, "Rethinking the Inception Architecture for Computer
    Vision", 2016).
    """

    name = "categorical_crossentropy"
    goes_with = "softmax"
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        smoothing(self.label_smoothing)

    def targets(self, labels: Array, units: int, dtype: DTypeLike) -> Array:
        """Return a batch of labels as smoothed rows."""
        return self._smoothed(super().targets(labels, units, dtype), units)

    def _smoothed(self, rows: Array, units: int) -> Array:
        if not self.label_smoothing:
            return rows
        smoothed: Array = rows * rows.dtype.type(1 - self.label_smoothing) + rows.dtype.type(
            self.label_smoothing / units
        )
        return smoothed

    def of_each(self, targets: Array, outputs: Array) -> Array:
        """Return -Σ t log p."""
        return from_probabilities(targets, outputs)

    def gradient(self, targets: Array, outputs: Array) -> Array:
        """Return dL/dp."""
        return gradient_from_probabilities(targets, outputs)

    def of_each_from_z(self, targets: Array, z: Array) -> Array:
        """Return Σ t (log Σ e^z - z)."""
        return from_logits(targets, z)

    def gradient_from_z(self, targets: Array, a: Array) -> Array:
        """Return p Σ t - t."""
        return gradient_from_logits(targets, a)


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """The same for integer labels (n,); Keras has no smoothing for these."""

    name = "sparse_categorical_crossentropy"
    sparse = True

    def targets(self, labels: Array, units: int, dtype: DTypeLike) -> Array:
        """Return a batch of labels as smoothed one-hot rows."""
        rows = np.zeros((len(labels), units), dtype)
        rows[np.arange(len(labels)), labels] = 1
        return self._smoothed(rows, units)


def smoothing(value: float) -> None:
    """Check a label smoothing.

    Raises:
        InputError: it is not from 0 to 1.
    """
    if not 0 <= checks.number("label_smoothing", value) <= 1:
        raise InputError("label_smoothing must be from 0 to 1. Received: label_smoothing={value}", value=value)
