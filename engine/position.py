"""Where in a training run a model stands, so that the run can be broken off and gone on with as if nothing had been."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import checks
from .errors import InputError, Words
from .metrics import RunningMean

MOST_COUNTS = 100_000  # that a metric may have


@dataclass
class Position:
    """A place between two batches; fit_steps() begins at the one it is given, and keeps it up to date.

    Attributes:
        epoch: the epoch it is in, from 0.
        batches: how many batches of this epoch are done.
        order: the state that the model's generator had before it drew this epoch's order; None where nothing was drawn.
        passed: how many batches of that order earlier epochs have had, where an epoch is not a whole round of the data.
        mean: loss and metrics over the batches done.
        cut_short: set from outside, it ends the epoch after the batch that was just learned from.
    """

    epoch: int = 0
    batches: int = 0
    order: dict[str, Any] | None = None
    passed: int = 0
    mean: RunningMean = field(default_factory=RunningMean)
    cut_short: bool = False

    def next_epoch(self, left: int = 0) -> None:
        """Move to the beginning of the next epoch, in the same order of images if batches of it are left."""
        self.epoch, self.passed, self.batches = self.epoch + 1, self.passed + self.batches if left else 0, 0
        self.order, self.mean = self.order if left else None, RunningMean()

    def to_dict(self) -> dict[str, Any]:
        """Return the place as values that JSON can hold."""
        mean = {"loss": self.mean.loss_sum, "metrics": _plain(self.mean.sums), "images": self.mean.images}
        passed = {"passed": self.passed} if self.passed else {}
        return {"epoch": self.epoch, "batches": self.batches, "order": self.order, **passed, "mean": mean}

    @classmethod
    def from_dict(cls, values: Any) -> Position:
        """Return the place that to_dict() described.

        Raises:
            InputError: something is missing, or a value does not fit.
        """
        checks.config_keys(Words("a position"), values, ("epoch", "batches", "order", "passed", "mean"))
        checks.config_keys(Words("a mean"), values.get("mean"), ("loss", "metrics", "accuracy", "images"))
        order = values.get("order")
        if order is not None and not isinstance(order, dict):
            raise InputError("order must be a mapping or null. Received: order={order!r}", order=order)
        mean = values["mean"]
        accuracy = mean.get("accuracy")  # of files from before there were other metrics
        sums = mean.get("metrics", {} if accuracy is None else {"accuracy": accuracy})
        if not isinstance(sums, dict):
            raise InputError("metrics must be a mapping. Received: metrics={sums!r}", sums=sums)
        return cls(
            checks.integer_from_zero("epoch", values["epoch"]),
            checks.integer_from_zero("batches", values.get("batches")),
            order,
            checks.integer_from_zero("passed", values.get("passed", 0)),
            RunningMean(
                checks.number("loss", mean["loss"]),
                {str(name): _sum(value) for name, value in sums.items()},
                checks.integer_from_zero("images", mean.get("images")),
            ),
        )


def _plain(sums: dict[str, Any]) -> dict[str, Any]:
    """Return sums as values that JSON can hold."""
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in sums.items()}


def _sum(value: Any) -> Any:
    """Return the sum of a metric, a number or a row of them."""
    if not isinstance(value, list):
        return checks.number("metrics", value)
    return np.array([checks.number("metrics", each) for each in value[:MOST_COUNTS]], np.float64)
