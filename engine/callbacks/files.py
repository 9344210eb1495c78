"""Callbacks that write files while a model is trained: the model itself, and what was measured."""

from __future__ import annotations

import csv
import os
from typing import Any

from .. import checks
from ..errors import InputError
from .callback import Callback, Logs
from .monitor import Monitor


class ModelCheckpoint(Monitor):
    """Saves the model after every epoch, or after `save_freq` batches; with save_best_only, only where it got better.

    The file's name may hold the epoch, counted from 1, and numbers: "model-{epoch:02d}-{val_loss:.2f}.keras".
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode)
        self.filepath, self.verbose = os.fspath(filepath), verbose
        self.save_best_only = checks.boolean("save_best_only", save_best_only)
        self.save_weights_only = checks.boolean("save_weights_only", save_weights_only)
        self.save_freq = save_freq if save_freq == "epoch" else checks.positive_integer("save_freq", save_freq)
        self.best = initial_value_threshold
        self._epoch = self._batches = 0
        if self.save_weights_only and not self.filepath.endswith(".weights.h5"):
            raise InputError(
                "a file of weights only must end in .weights.h5. Received: filepath={filepath!r}",
                filepath=self.filepath,
            )

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remember the epoch, for the file's name."""
        del logs
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Save the model if so many batches have been learned from."""
        self._batches += 1
        if self.save_freq != "epoch" and self._batches % int(self.save_freq) == 0:
            self._save({"batch": batch + 1, **(logs or {})})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the model, if it is wanted."""
        del epoch
        if self.save_freq == "epoch":
            self._save(logs)

    def _save(self, logs: Logs | None) -> None:
        number = self._epoch + 1
        if self.save_best_only:
            value = self.value(logs)
            if value is not None and not self.is_better(value, self.best):
                if self.verbose:
                    print(f"\nEpoch {number}: {self.monitor} did not improve from {self.best:.5f}")
                return
            self.best = value if value is not None else self.best
        try:
            path = self.filepath.format(epoch=number, **(logs or {}))
        except (KeyError, ValueError, IndexError) as error:
            raise InputError(
                "the file's name must hold only {names}. Received: filepath={filepath!r}",
                names=", ".join(["epoch", *(logs or {})]),
                filepath=self.filepath,
            ) from error
        if self.verbose:
            print(f"\nEpoch {number}: saving model to {path}")
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path)
        else:
            self.model.save(path)


class CSVLogger(Callback):
    """Writes the numbers of each epoch as a line of a table, under a line with their names."""

    def __init__(self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False) -> None:
        self.filename, self.separator = os.fspath(filename), checks.text("separator", separator)
        self.append = checks.boolean("append", append)
        self._file: Any = None
        self._names: list[str] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file."""
        del logs
        goes_on = self.append and os.path.exists(self.filename) and os.path.getsize(self.filename) > 0
        self._file = open(self.filename, "a" if self.append else "w", encoding="utf-8", newline="")  # noqa: SIM115
        self._header, self._names = not goes_on, []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a line."""
        values = logs or {}
        writer = csv.writer(self._file, delimiter=self.separator)
        if not self._names:
            self._names = sorted(values)
            if not any(name.startswith("val_") for name in values):  # there may be a validation after a later epoch
                self._names += [f"val_{name}" for name in self._names]
            if self._header:
                writer.writerow(["epoch", *self._names])
        writer.writerow([epoch, *(values.get(name, "NA") for name in self._names)])
        self._file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        del logs
        self._file.close()
