"""How wrong the answers are: cross-entropy is the surprise at the right answer, -log of the probability it was given.

With targets t (n, classes), one-hot or any other weights, and probabilities p (n, classes), the loss of one image is

    L = -Σ_k t_k log p_k

For a last layer with softmax, loss and activation are taken together: with p = softmax(z),

    L = Σ_k t_k (log Σ_j e^z_j - z_k)      dL/dz = p Σ_k t_k - t      (p - t when the targets sum to 1)

which never takes the log of a probability that has been rounded to 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from . import checks
from .errors import InputError
from .types import Array

EPSILON = 1e-7  # probabilities are kept this far from 0 and 1, as Keras does, where no logits are at hand


def from_logits(targets: Array, z: Array) -> Array:
    """Return the loss of each image (n,) from the targets and the logits z, both (n, classes)."""
    shifted = z - z.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    each: Array = (targets * (log_sum - shifted)).sum(axis=-1)
    return each


def gradient_from_logits(targets: Array, probabilities: Array) -> Array:
    """Return d(mean loss)/dz (n, classes), given the targets and softmax(z)."""
    dz: Array = (probabilities * targets.sum(axis=-1, keepdims=True) - targets) / len(targets)
    return dz


def from_probabilities(targets: Array, outputs: Array) -> Array:
    """Return the loss of each image (n,) from the targets and any outputs, both (n, classes).

    As Keras does it: outputs are divided by their sum and clipped to [ε, 1 - ε].
    """
    probabilities = outputs / outputs.sum(axis=-1, keepdims=True)
    each: Array = -(targets * np.log(probabilities.clip(EPSILON, 1 - EPSILON))).sum(axis=-1)
    return each


def gradient_from_probabilities(targets: Array, outputs: Array) -> Array:
    """Return d(mean loss)/d outputs (n, classes): the chain of logarithm, clipping (0 where it bites) and division."""
    total = outputs.sum(axis=-1, keepdims=True)
    probabilities = outputs / total
    inside = (probabilities >= EPSILON) & (probabilities <= 1 - EPSILON)
    gradient = -targets / np.where(inside, probabilities, 1) * inside / len(targets)
    da: Array = (gradient - (gradient * probabilities).sum(axis=-1, keepdims=True)) / total
    return da


def categorical_crossentropy(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    """Return the loss of each image (n,) for one-hot labels (n, classes) and probabilities, or logits, (n, classes)."""
    return _loss_of_each(y_true, y_pred, from_logits)


def sparse_categorical_crossentropy(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    """Return the loss of each image (n,) for integer labels (n,) and probabilities, or logits, (n, classes)."""
    return _loss_of_each(_one_hot(y_true, y_pred.shape[-1], y_pred.dtype), y_pred, from_logits)


def _loss_of_each(targets: Array, outputs: Array, are_logits: bool) -> Array:
    return from_logits(targets, outputs) if are_logits else from_probabilities(targets, outputs)


def _one_hot(labels: Array, classes: int, dtype: DTypeLike) -> Array:
    rows = np.zeros((len(labels), classes), dtype)
    rows[np.arange(len(labels)), labels] = 1
    return rows


@dataclass(frozen=True)
class Loss:
    """Cross-entropy for one way of writing labels: as integers if sparse, as one-hot rows if not.

    With label smoothing, a share of each target is spread evenly over all classes, so that the network never needs to
    be certain (C. Szegedy and others, "Rethinking the Inception Architecture for Computer Vision", 2016).
    """

    name: str
    sparse: bool
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= checks.number("label_smoothing", self.label_smoothing) <= 1:
            raise InputError(
                "label_smoothing must be from 0 to 1. Received: label_smoothing={value}", value=self.label_smoothing
            )

    def targets(self, labels: Array, classes: int, dtype: DTypeLike) -> Array:
        """Return a batch of labels as rows (n, classes) of that dtype: t (1 - s) + s / classes with smoothing s."""
        rows: Array = _one_hot(labels, classes, dtype) if self.sparse else labels.astype(dtype, copy=False)
        if self.label_smoothing:
            rows = rows * rows.dtype.type(1 - self.label_smoothing) + rows.dtype.type(self.label_smoothing / classes)
        return rows


def CategoricalCrossentropy(label_smoothing: float = 0.0) -> Loss:  # noqa: N802 (Keras's name)
    """Return the loss for one-hot labels."""
    return Loss("categorical_crossentropy", sparse=False, label_smoothing=label_smoothing)


def SparseCategoricalCrossentropy(label_smoothing: float = 0.0) -> Loss:  # noqa: N802 (Keras's name)
    """Return the loss for integer labels; Keras has no smoothing for these."""
    return Loss("sparse_categorical_crossentropy", sparse=True, label_smoothing=label_smoothing)


LOSSES = {
    "categorical_crossentropy": Loss("categorical_crossentropy", sparse=False),
    "sparse_categorical_crossentropy": Loss("sparse_categorical_crossentropy", sparse=True),
}


def get(name: str | Loss | None) -> Loss:
    """Return the loss of that name.

    Raises:
        InputError: no loss has that name.
    """
    if isinstance(name, Loss):
        return name
    if not isinstance(name, str) or name not in LOSSES:
        raise InputError("loss must be one of {known}. Received: loss={loss!r}", known=", ".join(LOSSES), loss=name)
    return LOSSES[name]
