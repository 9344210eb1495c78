"""Losses as metrics: how far off the answers are, whatever it was that the training made small."""

from __future__ import annotations

from math import sqrt
from typing import Any, ClassVar

from .. import losses
from ..losses import Loss
from ..losses.loss import of_images
from ..types import Array
from .metric import Metric


class _LossAsMetric(Metric):
    """The mean of a loss, without what the weights add to it."""

    loss: ClassVar[type[Loss]]

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return the loss of each image."""
        return of_images(self.loss(), labels, outputs)


class MeanSquaredError(_LossAsMetric):
    """The mean of (t - a)²."""

    default_name, loss, sparse = "mean_squared_error", losses.MeanSquaredError, False


class RootMeanSquaredError(MeanSquaredError):
    """The root of that mean: in the unit of the numbers themselves."""

    default_name = "root_mean_squared_error"

    def value(self, mean: Any) -> float:
        """Return the root."""
        return sqrt(mean)


class MeanAbsoluteError(_LossAsMetric):
    """The mean of |t - a|."""

    default_name, loss, sparse = "mean_absolute_error", losses.MeanAbsoluteError, False


class BinaryCrossentropy(_LossAsMetric):
    """The mean of the loss of that name."""

    default_name, loss, sparse = "binary_crossentropy", losses.BinaryCrossentropy, False


class CategoricalCrossentropy(_LossAsMetric):
    """The mean of the loss of that name."""

    default_name, loss, sparse = "categorical_crossentropy", losses.CategoricalCrossentropy, False


class SparseCategoricalCrossentropy(_LossAsMetric):
    """The mean of the loss of that name."""

    default_name, loss, sparse = "sparse_categorical_crossentropy", losses.SparseCategoricalCrossentropy, True
