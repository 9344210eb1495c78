"""What training and evaluation report while they run, and the record that is left at the end."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StepLog:
    """One batch was learned from. `epoch` and `step` count from 0."""

    epoch: int
    epochs: int
    step: int
    steps: int
    """Batches an epoch."""
    images: int
    """Images in this batch."""
    loss: float
    """Mean over this batch, before its update."""
    accuracy: float | None
    """Over this batch, before its update; None when the model was not compiled with it."""


@dataclass(frozen=True)
class EvaluationLog:
    """One more batch was evaluated: `done` of `total` images."""

    done: int
    total: int


@dataclass(frozen=True)
class EpochLog:
    """One epoch is over. `epoch` counts from 0."""

    epoch: int
    epochs: int
    loss: float
    """Mean over the epoch's images, each taken just before the update of its batch, as Keras reports it."""
    accuracy: float | None
    val_loss: float | None
    """On the validation images after the epoch; None without any."""
    val_accuracy: float | None

    @property
    def values(self) -> dict[str, float]:
        """Those of the four numbers that there are, under Keras's names."""
        named = {
            "accuracy": self.accuracy,
            "loss": self.loss,
            "val_accuracy": self.val_accuracy,
            "val_loss": self.val_loss,
        }
        return {name: value for name, value in named.items() if value is not None}


@dataclass
class History:
    """The numbers of every epoch, as Keras's fit() returns them."""

    epoch: list[int] = field(default_factory=list)
    """Which epochs, counted from 0."""
    history: dict[str, list[float]] = field(default_factory=dict)
    """One list under each of loss, accuracy, val_loss and val_accuracy that was measured."""

    def add(self, log: EpochLog) -> None:
        """Append the numbers of one more epoch."""
        self.epoch.append(log.epoch)
        for name, value in log.values.items():
            self.history.setdefault(name, []).append(value)
