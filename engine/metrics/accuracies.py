"""The share of images, or of outputs, that are right: accuracy in all its forms."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import checks
from ..types import Array
from .metric import Metric


def categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return for each image (n,) whether the largest of its outputs (n, classes) is that of its row (n, classes)."""
    return sparse_categorical_accuracy(np.asarray(y_true).argmax(axis=-1), y_pred)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return for each image (n,) whether the largest of its outputs (n, classes) is that of its label (n,)."""
    right: Array = np.asarray(y_pred).argmax(axis=-1) == np.asarray(y_true).reshape(-1)
    return right


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Array:
    """Return for each image (n,) the share of outputs (n, units) that are on the right side of the threshold."""
    said = np.asarray(y_pred) > threshold
    share: Array = (said == np.asarray(y_true).reshape(said.shape)).mean(axis=-1)
    return share


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Array:
    """Return for each image (n,) whether fewer than k outputs are larger than that of its label."""
    labels, outputs = np.asarray(y_true).reshape(-1), np.asarray(y_pred)
    right: Array = (outputs > outputs[np.arange(len(labels)), labels][:, np.newaxis]).sum(axis=-1) < k
    return right


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Array:
    """Return the same for one-hot rows (n, classes)."""
    return sparse_top_k_categorical_accuracy(np.asarray(y_true).argmax(axis=-1), y_pred, k)


class AnyAccuracy(Metric):
    """accuracy in the form that fits the labels: binary for one output, else categorical, sparse or not."""

    default_name = "accuracy"
    direction = "max"

    def fit_for(self, sparse: bool, units: int) -> Metric:
        """Return the form that fits."""
        if units == 1 and not sparse:
            return BinaryAccuracy(self.name)
        return SparseCategoricalAccuracy(self.name) if sparse else CategoricalAccuracy(self.name)


class CategoricalAccuracy(Metric):
    """The share of images whose largest output is that of their one-hot row."""

    default_name = "categorical_accuracy"
    direction = "max"
    sparse = False

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return who is read right."""
        return categorical_accuracy(labels, outputs)


class SparseCategoricalAccuracy(Metric):
    """The share of images whose largest output is that of their integer label."""

    default_name = "sparse_categorical_accuracy"
    direction = "max"
    sparse = True

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return who is read right."""
        return sparse_categorical_accuracy(labels, outputs)


class BinaryAccuracy(Metric):
    """The share of outputs that are above the threshold where the label is 1, and not where it is 0."""

    default_name = "binary_accuracy"
    direction = "max"
    sparse = False

    def __init__(self, name: str | None = None, dtype: Any = None, threshold: float = 0.5) -> None:
        super().__init__(name, dtype)
        self.threshold = checks.number("threshold", threshold)

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return the share of each image."""
        return binary_accuracy(labels, outputs, self.threshold)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {**super().get_config(), "threshold": self.threshold}


class TopKCategoricalAccuracy(Metric):
    """The share of images for which fewer than k outputs are larger than the right one."""

    default_name = "top_k_categorical_accuracy"
    direction = "max"
    sparse = False

    def __init__(self, k: int = 5, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name, dtype)
        self.k = checks.positive_integer("k", k)

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return who is among the k."""
        top = sparse_top_k_categorical_accuracy if self.sparse else top_k_categorical_accuracy
        return top(labels, outputs, self.k)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {**super().get_config(), "k": self.k}


class SparseTopKCategoricalAccuracy(TopKCategoricalAccuracy):
    """The same for integer labels."""

    default_name = "sparse_top_k_categorical_accuracy"
    sparse = True
