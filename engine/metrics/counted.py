"""Metrics that are made of several counts: precision, recall, and the area under a curve.

Each image gives a row of counts; the metric is computed from the means of these over all images, so that the whole
epoch counts together and not batch by batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import checks
from ..errors import InputError
from ..types import Array
from .metric import Metric


class Precision(Metric):
    """Of all outputs that say yes, the share that is right: true positives / (true and false positives)."""

    default_name = "precision"
    direction = "max"
    sparse = False

    def __init__(self, thresholds: float | None = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name, dtype)
        self.thresholds = None if thresholds is None else checks.share("thresholds", thresholds)

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return for each image how many outputs say yes rightly, and how many are to be found (n, 2)."""
        said = outputs > (0.5 if self.thresholds is None else self.thresholds)
        true = np.asarray(labels).reshape(said.shape) > 0
        return np.stack([(said & true).sum(axis=-1), self.of_all(said, true).sum(axis=-1)], axis=-1)

    def of_all(self, said: Array, true: Array) -> Array:
        """Return which outputs (n, units) the right ones are a share of."""
        del true
        return said

    def value(self, mean: Any) -> float:
        """Return the share, 0 of none."""
        right, all_ = mean
        return float(right / all_) if all_ else 0.0

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {**super().get_config(), "thresholds": self.thresholds}


class Recall(Precision):
    """Of all labels that are yes, the share that is found: true positives / (true positives and false negatives)."""

    default_name = "recall"

    def of_all(self, said: Array, true: Array) -> Array:
        """Return the labels that are yes."""
        del said
        return true


class AUC(Metric):
    """The area under the curve of true positives over false positives, as the threshold goes from 1 to 0.

    It is the chance that of a yes and a no, taken by lot, the yes has the larger output. As Keras does it, 200
    thresholds are tried and the curve between them is straight.
    """

    default_name = "auc"
    direction = "max"
    sparse = False

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name, dtype)
        self.num_thresholds = checks.positive_integer("num_thresholds", num_thresholds)
        if self.num_thresholds < 2:
            raise InputError("num_thresholds must be at least 2. Received: num_thresholds={n}", n=num_thresholds)
        if (curve, summation_method) != ("ROC", "interpolation"):
            raise InputError(
                "curve must be 'ROC' and summation_method 'interpolation'. Received: curve={curve!r},"
                " summation_method={method!r}",
                curve=curve,
                method=summation_method,
            )
        self.curve, self.summation_method = curve, summation_method
        self.from_logits = checks.boolean("from_logits", from_logits)
        inside = np.arange(1, self.num_thresholds - 1) / (self.num_thresholds - 1)
        self._thresholds = np.array([-1e-7, *inside, 1 + 1e-7])

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return for each image the true and the false positives at each threshold, and how many yes and no there are.

        That is (n, 2 thresholds + 2).
        """
        shares = 1 / (1 + np.exp(-np.clip(outputs, -500, 500))) if self.from_logits else outputs
        true = np.asarray(labels).reshape(outputs.shape) > 0
        said = shares[..., np.newaxis] > self._thresholds  # (n, units, thresholds)
        found = (said & true[..., np.newaxis]).sum(axis=1)
        wrong = (said & ~true[..., np.newaxis]).sum(axis=1)
        return np.concatenate(
            [found, wrong, true.sum(axis=1)[:, np.newaxis], (~true).sum(axis=1)[:, np.newaxis]], axis=1
        )

    def value(self, mean: Any) -> float:
        """Return the area, 0 without a yes or without a no."""
        *counts, yes, no = np.asarray(mean, np.float64)
        found, wrong = np.array(counts[: self.num_thresholds]), np.array(counts[self.num_thresholds :])
        up, right = (found / yes if yes else 0 * found), (wrong / no if no else 0 * wrong)
        return float(((right[:-1] - right[1:]) * (up[:-1] + up[1:]) / 2).sum())

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        own = ("num_thresholds", "curve", "summation_method", "from_logits")
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}


class OwnFunction(Metric):
    """A function of one's own, of labels and outputs as NumPy arrays: a number for each image, or one for all."""

    def __init__(self, function: Any) -> None:
        super().__init__(str(getattr(function, "__name__", "metric")))
        self.function = function

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return what the function says of each image."""
        said = np.asarray(self.function(labels, outputs), np.float64)
        if said.ndim and len(said) != len(outputs):
            raise InputError(
                "a metric of one's own must return a number for each of {count} images, or one. Received: shape"
                " {shape}",
                count=len(outputs),
                shape=said.shape,
            )
        return said.reshape(len(outputs), -1).mean(axis=1) if said.ndim else np.full(len(outputs), said)
