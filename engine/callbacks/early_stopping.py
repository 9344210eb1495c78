"""Ends a training when nothing is learned any more: when the images that were held out are read no better."""

from __future__ import annotations

from typing import Any

from .. import checks
from ..errors import InputError
from ..history import EpochLog
from ..types import Array
from .callback import Logs
from .monitor import Monitor


class EarlyStopping(Monitor):
    """Ends training when a number has not become better for `patience` epochs, as Keras's callback of that name does.

    Attributes:
        patience: epochs without a better one before it stops.
        restore_best_weights: whether the weights of the best epoch come back in the end.
        baseline: what must be beaten for an epoch to count as better.
        start_from_epoch: how many epochs are not looked at.
        best_epoch: the epoch, from 0, after which it was best; None before the first.
        stopped_epoch: after which it stopped; 0 if it did not.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience = checks.integer_from_zero("patience", patience)
        self.restore_best_weights = checks.boolean("restore_best_weights", restore_best_weights)
        self.verbose, self.baseline = verbose, baseline
        self.start_from_epoch = checks.integer_from_zero("start_from_epoch", start_from_epoch)
        self.on_train_begin()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget what was before."""
        del logs
        self.best: float | None = None
        self.best_epoch: int | None = None
        self.stopped_epoch = self.wait = 0
        self._weights: list[Array] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Note the end of an epoch, and stop the training if it was one too many."""
        value = self.value(logs)
        if value is not None and self._is_last(epoch, value, self.model):
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Bring the best weights back, if that was asked for."""
        del logs
        if self.verbose and self.stopped_epoch:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.verbose and self._weights is not None and self.best_epoch is not None:
            print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
        self.finish(self.model)

    def should_stop(self, log: EpochLog, model: Any) -> bool:
        """Note the end of an epoch of fit_steps(); return whether it was one too many.

        Raises:
            InputError: there is no such number, because nothing was held out.
        """
        value = log.values.get(self.monitor)
        if value is None:
            raise InputError("early stopping by {monitor} needs validation data. Received: none", monitor=self.monitor)
        self.model = model
        return self._is_last(log.epoch, value, model)

    def finish(self, model: Any) -> None:
        """Give the model the weights of the best epoch back, if that was asked for."""
        if self._weights is not None:
            model.set_weights(self._weights)

    def _is_last(self, epoch: int, value: float, model: Any) -> bool:
        if epoch < self.start_from_epoch:
            return False
        self.wait += 1
        better = self.is_better(value, self.best)
        if better:
            self.best, self.best_epoch = value, epoch
            if self.baseline is None or self.is_better(value, self.baseline):
                self.wait = 0
        if self.restore_best_weights and (better or self._weights is None):
            self._weights = model.snapshot()
        return not better and self.wait >= self.patience and epoch > 0
