"""What may end a training early: nothing is learned any more when the held-out images are read no better."""

from typing import Protocol

from . import checks
from .errors import InputError
from .history import EpochLog
from .types import Array


class Model(Protocol):
    """What can hand out its weights and take them back."""

    def snapshot(self) -> list[Array]:
        """Return copies of the weights."""

    def set_weights(self, weights: list[Array]) -> None:
        """Take these weights."""


class EarlyStopping:
    """Ends training when a loss has not become smaller for `patience` epochs, as Keras's callback of that name does.

    Attributes:
        monitor: "val_loss" or "loss".
        patience: epochs without a smaller one before it stops.
        restore_best_weights: whether the weights of the best epoch come back in the end.
        best_epoch: the epoch, from 0, after which it was smallest; None before the first.
    """

    def __init__(self, monitor: str = "val_loss", patience: int = 0, restore_best_weights: bool = False) -> None:
        if monitor not in ("val_loss", "loss"):
            raise InputError("monitor must be val_loss or loss. Received: monitor={monitor!r}", monitor=monitor)
        self.monitor = monitor
        self.patience = checks.integer_from_zero("patience", patience)
        self.restore_best_weights = checks.boolean("restore_best_weights", restore_best_weights)
        self.best_epoch: int | None = None
        self._best = float("inf")
        self._weights: list[Array] | None = None

    def should_stop(self, log: EpochLog, model: Model) -> bool:
        """Note the end of an epoch; return whether it was one too many.

        Raises:
            InputError: there is no such loss, because nothing was held out.
        """
        value = getattr(log, self.monitor)
        if value is None:
            raise InputError("early stopping by val_loss needs validation data. Received: none")
        if self.best_epoch is None or value < self._best:
            self.best_epoch, self._best = log.epoch, value
            if self.restore_best_weights:
                self._weights = model.snapshot()
        return log.epoch - self.best_epoch >= max(self.patience, 1)

    def finish(self, model: Model) -> None:
        """Give the model the weights of the best epoch back, if that was asked for."""
        if self._weights is not None:
            model.set_weights(self._weights)
