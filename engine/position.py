"""Where in a training run a model stands, so that the run can be broken off and gone on with as if nothing had been."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import checks
from .errors import InputError, Words
from .metrics import RunningMean


@dataclass
class Position:
    """A place between two batches; fit_steps() begins at the one it is given, and keeps it up to date.

    Attributes:
        epoch: the epoch it is in, from 0.
        batches: how many batches of this epoch are done.
        order: the state that the model's generator had before it drew this epoch's order; None where nothing was drawn.
        mean: loss and accuracy over the batches done.
    """

    epoch: int = 0
    batches: int = 0
    order: dict[str, Any] | None = None
    mean: RunningMean = field(default_factory=RunningMean)

    def next_epoch(self) -> None:
        """Move to the beginning of the next epoch."""
        self.epoch, self.batches, self.order, self.mean = self.epoch + 1, 0, None, RunningMean()

    def to_dict(self) -> dict[str, Any]:
        """Return the place as values that JSON can hold."""
        mean = {"loss": self.mean.loss_sum, "accuracy": self.mean.accuracy_sum, "images": self.mean.images}
        return {"epoch": self.epoch, "batches": self.batches, "order": self.order, "mean": mean}

    @classmethod
    def from_dict(cls, values: Any) -> Position:
        """Return the place that to_dict() described.

        Raises:
            InputError: something is missing, or a value does not fit.
        """
        checks.config_keys(Words("a position"), values, ("epoch", "batches", "order", "mean"))
        checks.config_keys(Words("a mean"), values.get("mean"), ("loss", "accuracy", "images"))
        order = values.get("order")
        if order is not None and not isinstance(order, dict):
            raise InputError("order must be a mapping or null. Received: order={order!r}", order=order)
        mean, accuracy = values["mean"], values["mean"].get("accuracy")
        return cls(
            checks.integer_from_zero("epoch", values["epoch"]),
            checks.integer_from_zero("batches", values.get("batches")),
            order,
            RunningMean(
                checks.number("loss", mean["loss"]),
                None if accuracy is None else checks.number("accuracy", accuracy),
                checks.integer_from_zero("images", mean.get("images")),
            ),
        )
