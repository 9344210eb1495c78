"""What training and evaluation report while they run, and the record that is left at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class _Measured:
    """Numbers under Keras's names: loss, the metrics' names, and in the log of an epoch val_loss and so on."""

    values: Mapping[str, float]

    @property
    def loss(self) -> float:
        """The mean over the images; in the log of an epoch each was measured just before the update of its batch."""
        return self.values["loss"]

    @property
    def accuracy(self) -> float | None:
        """Measured with it; None when the model was not compiled with it."""
        return self.values.get("accuracy", self.values.get("acc"))

    @property
    def val_loss(self) -> float | None:
        """On the validation images after the epoch; None without any."""
        return self.values.get("val_loss")

    @property
    def val_accuracy(self) -> float | None:
        """On the validation images after the epoch; None without any."""
        return self.values.get("val_accuracy", self.values.get("val_acc"))


@dataclass(frozen=True)
class StepLog(_Measured):
    """One batch was learned from. `epoch` and `step` count from 0; `values` are of before its update."""

    epoch: int
    epochs: int
    step: int
    steps: int
    """Batches an epoch."""
    images: int
    """Images in this batch."""
    so_far: Mapping[str, float] = field(default_factory=dict)
    """The values over all images of this epoch up to here."""


@dataclass(frozen=True)
class EvaluationLog:
    """One more batch was evaluated: `done` of `total` images."""

    done: int
    total: int
    so_far: Mapping[str, float] = field(default_factory=dict, compare=False)
    """The values over all images up to here."""


@dataclass(frozen=True)
class EpochLog(_Measured):
    """One epoch is over. `epoch` counts from 0."""

    epoch: int
    epochs: int


def in_order(values: Mapping[str, float], validation: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return values in the order in which Keras shows them: by name, and behind them those of the validation."""
    held_out = {} if validation is None else {f"val_{name}": validation[name] for name in sorted(validation)}
    return {name: values[name] for name in sorted(values)} | held_out


@dataclass
class History:
    """The numbers of every epoch, as Keras's fit() returns them."""

    epoch: list[int] = field(default_factory=list)
    """Which epochs, counted from 0."""
    history: dict[str, list[float]] = field(default_factory=dict)
    """One list under each name that was measured, such as loss, accuracy, val_loss and val_accuracy."""
    params: dict[str, Any] = field(default_factory=dict)
    """What Keras keeps here: verbose, epochs and steps."""

    def add(self, log: EpochLog) -> None:
        """Append the numbers of one more epoch."""
        self.append(log.epoch, log.values)

    def append(self, epoch: int, values: Mapping[str, float]) -> None:
        """Append the numbers of one more epoch, whatever they are called."""
        self.epoch.append(epoch)
        for name, value in values.items():
            self.history.setdefault(name, []).append(value)
