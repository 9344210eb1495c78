"""What all metrics have in common: a number for each image, and the mean of these over all images.

Nothing is learned from a metric; it says to people how good the answers are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np

from .. import checks
from ..errors import InputError
from ..types import Array


class Metric:
    """A number for each image, or a row of them; the metric is their mean, or is computed from it.

    `update_state`, `result` and `reset_state` use it by hand.

    Attributes:
        name: under which history and progress show it.
    """

    default_name: ClassVar[str] = "metric"
    direction: ClassVar[str] = "min"  # what is better
    _sum: Any
    _count: float
    sparse: ClassVar[bool | None] = None  # whether labels are integers (n,), or rows; None where either will do

    def __init__(self, name: str | None = None, dtype: Any = None) -> None:
        checks.float32(dtype)
        self.name = self.default_name if name is None else checks.text("name", name)
        self.reset_state()

    def of_each(self, labels: Array, outputs: Array) -> Array:
        """Return the number of each image (n,), or its numbers (n, k)."""
        raise NotImplementedError

    def mean(self, labels: Array, outputs: Array) -> Any:
        """Return the mean of `of_each` over the images: a number, or a row of them where each image gives several."""
        means = self.of_each(labels, outputs).mean(axis=0)
        return means if np.ndim(means) else float(means)

    def value(self, mean: Any) -> float:
        """Return the metric from the mean over images."""
        return float(mean)

    def fit_for(self, sparse: bool, units: int) -> Metric:
        """Return the metric for labels of that kind and so many outputs.

        Raises:
            InputError: it wants the other kind of labels.
        """
        del units
        if self.sparse not in (None, sparse):
            raise InputError(
                "metrics must fit the labels, integers for sparse ones and rows for the others, as the loss does. "
                "Received: {name}",
                name=self.name,
            )
        return self

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in more images, some of which may count more than others."""
        each = self.of_each(np.asarray(y_true), np.asarray(y_pred)).astype(np.float64)
        weights = np.ones(len(each)) if sample_weight is None else np.asarray(sample_weight, np.float64)
        self._sum = self._sum + (each.T * weights).T.sum(axis=0)
        self._count += float(weights.sum())

    def result(self) -> float:
        """Return the metric over all images so far, 0 before the first."""
        return self.value(self._sum / self._count) if self._count else 0.0

    def reset_state(self) -> None:
        """Forget them."""
        self._sum, self._count = 0.0, 0.0

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
        """Take in more images; return the metric over all so far."""
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.get_config() == other.get_config()

    def __hash__(self) -> int:
        return hash((type(self), self.name))

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, as values that JSON can hold."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make the metric that get_config() described."""
        checks.config_keys(cls.__name__, config, tuple(cls().get_config()))
        return cls(**config)


@dataclass
class RunningMean:
    """The mean loss and the means of the metrics over several batches, each weighted by how many images it has.

    Attributes:
        loss_sum: over all images so far.
        sums: of each metric, by its name.
        images: how many they are.
    """

    loss_sum: float = 0.0
    sums: dict[str, Any] = field(default_factory=dict)
    images: int = 0

    def add(self, loss: float, means: Mapping[str, Any], images: int) -> None:
        """Take in a batch of `images` images, of which these are the mean loss and the metrics' means."""
        self.loss_sum += loss * images
        for name, mean in means.items():
            self.sums[name] = self.sums.get(name, 0.0) + mean * images
        self.images += images

    def values(self, metrics: Sequence[Metric]) -> dict[str, float]:
        """Return the loss and the metrics over all images so far, by their names."""
        means = {name: total / self.images for name, total in self.sums.items()}
        return {"loss": self.loss_sum / self.images, **values(metrics, means)}


def values(metrics: Sequence[Metric], means: Mapping[str, Any]) -> dict[str, float]:
    """Return the metrics by their names, from the means over images that they were measured as."""
    return {metric.name: metric.value(means[metric.name]) for metric in metrics if metric.name in means}
