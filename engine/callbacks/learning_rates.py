"""Callbacks that change the learning rate: by a plan, or when nothing gets better any more."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from .. import checks
from ..errors import InputError
from .callback import Callback, Logs
from .monitor import Monitor


class LearningRateScheduler(Callback):
    """Asks a function for the learning rate before each epoch: schedule(epoch), or schedule(epoch, rate of now)."""

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        if not callable(schedule):
            raise InputError("schedule must be a function. Received: schedule={schedule!r}", schedule=schedule)
        self.schedule, self.verbose = schedule, verbose
        try:
            self._arguments = len(inspect.signature(schedule).parameters)
        except (TypeError, ValueError):  # a function without a signature
            self._arguments = 2

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Set the rate."""
        del logs
        rate = self.model.optimizer.learning_rate
        new = float(self.schedule(epoch) if self._arguments == 1 else self.schedule(epoch, rate))
        self.model.optimizer.learning_rate = new
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {new}.")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Have the rate in the history."""
        del epoch
        if logs is not None:
            logs["learning_rate"] = self.model.optimizer.learning_rate


class ReduceLROnPlateau(Monitor):
    """Makes the learning rate smaller by `factor` when a number has not become better for `patience` epochs.

    After that it waits `cooldown` epochs before it counts again; the rate never goes below `min_lr`.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        if not 0 <= checks.number("factor", factor) < 1:
            raise InputError("factor must be from 0 to below 1. Received: factor={factor}", factor=factor)
        self.factor, self.verbose = factor, verbose
        self.patience = checks.integer_from_zero("patience", patience)
        self.cooldown = checks.integer_from_zero("cooldown", cooldown)
        self.min_lr = checks.not_negative("min_lr", min_lr)
        self.on_train_begin()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget what was before."""
        del logs
        self.best = None
        self._left = self._wait = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Note the end of an epoch."""
        logs = {} if logs is None else logs
        logs["learning_rate"] = rate = self.model.optimizer.learning_rate
        value = self.value(logs)
        if value is None:
            return
        if self._left:
            self._left, self._wait = self._left - 1, 0
        if self.is_better(value, self.best):
            self.best, self._wait = value, 0
        elif not self._left:
            self._wait += 1
            if self._wait >= self.patience and rate > self.min_lr:
                self.model.optimizer.learning_rate = new = max(rate * self.factor, self.min_lr)
                self._left, self._wait = self.cooldown, 0
                if self.verbose:
                    print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.")
