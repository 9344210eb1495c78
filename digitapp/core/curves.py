"""The curves of a training run: how loss and accuracy went, batch by batch and epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, brief

Series = NDArray[np.float64]
MOST_POINTS_IN_A_FILE = 400
LARGEST = 1e300  # a number beyond it is damage, not a loss
SERIES = ("batch_at", "batch_loss", "batch_accuracy", "epoch_at", "loss", "accuracy", "val_loss", "val_accuracy")


def _empty() -> Series:
    return np.empty(0)


@dataclass(frozen=True, eq=False)
class Curves:
    """Loss and accuracy over a run. All places are in epochs: 2.5 is the middle of the third one.

    Attributes:
        batch_at, batch_loss, batch_accuracy: (batches,) each, measured on a batch just before its update.
        epoch_at, loss, accuracy: (epochs,) each, the mean over an epoch's batches.
        val_loss, val_accuracy: (epochs,) each, measured after the epoch on images that it was not trained on.
        held_out: which images those are: "test" or "validation".
        planned_end: where the run under way will end.
    """

    batch_at: Series = field(default_factory=_empty)
    batch_loss: Series = field(default_factory=_empty)
    batch_accuracy: Series = field(default_factory=_empty)
    epoch_at: Series = field(default_factory=_empty)
    loss: Series = field(default_factory=_empty)
    accuracy: Series = field(default_factory=_empty)
    val_loss: Series = field(default_factory=_empty)
    val_accuracy: Series = field(default_factory=_empty)
    held_out: str = "test"
    planned_end: float = 0.0

    @property
    def end(self) -> float:
        """Where the run stands, in epochs."""
        return float(max(self.batch_at[-1:].max(initial=0.0), self.epoch_at[-1:].max(initial=0.0)))

    def test_accuracy_at_end(self) -> float | None:
        """Return the accuracy on the test images of the network as it is at the end, None if that was not measured."""
        measured = self.held_out == "test" and len(self.epoch_at) > 0 and self.epoch_at[-1] == self.end
        return float(self.val_accuracy[-1]) if measured else None

    def with_more(self, held_out: str, **more: Sequence[float]) -> Curves:
        """Return the curves with `more` values at the end of the named series."""
        series: dict[str, Any] = {name: getattr(self, name) for name in SERIES}
        for name, values in more.items():
            if len(values):
                series[name] = np.concatenate([series[name], np.asarray(values, np.float64)])
        return Curves(**series, held_out=held_out, planned_end=self.planned_end)

    def to_dict(self) -> dict[str, Any]:
        """Return the curves as they are written to a model's file: long ones thinned out, numbers rounded."""
        step = max(1, -(-len(self.batch_at) // MOST_POINTS_IN_A_FILE))
        kept = np.arange(len(self.batch_at))[::-1][::step][::-1]  # the last one always
        result: dict[str, Any] = {"held_out": self.held_out}
        for name in SERIES:
            values = getattr(self, name)
            values = values[kept] if name.startswith("batch_") else values
            result[name] = [round(float(value), 5) for value in values]
        return result

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Curves:
        """Return the curves of a model's file.

        Raises:
            InputError: they are not lists of numbers, or lists that belong together differ in length.
        """
        series: dict[str, Any] = {name: _series(name, values.get(name, [])) for name in SERIES}
        lengths = [{len(series[name]) for name in SERIES[:3]}, {len(series[name]) for name in SERIES[3:]}]
        if any(len(found) > 1 for found in lengths):
            raise InputError(
                "Expected the history's lists to be of the same length. Received lengths: {received}",
                received=", ".join(f"{name} {len(series[name])}" for name in SERIES),
            )
        held_out = values.get("held_out")
        return cls(**series, held_out="validation" if held_out == "validation" else "test")


def _series(name: str, values: object) -> Series:
    numbers = [value for value in values if type(value) in (int, float)] if isinstance(values, list) else []
    if not isinstance(values, list) or len(numbers) < len(values) or not all(abs(n) < LARGEST for n in numbers):
        raise InputError(
            "Expected the history's {name} as a list of finite numbers. Received: {received}",
            name=name,
            received=brief(values),
        )
    return np.asarray(numbers, np.float64)


def running_mean(values: Series, window: int) -> Series:
    """Return for each value the mean of it and of up to `window` - 1 values before it."""
    if not len(values):
        return values
    padded = np.concatenate([np.full(window - 1, np.nan), values])
    mean: Series = np.nanmean(np.lib.stride_tricks.sliding_window_view(padded, window), axis=1)
    return mean


def thinned(at: Series, values: Series, most: int) -> tuple[Series, Series]:
    """Return a line of about `most` points at the most that looks the same: each stretch's lowest and highest value."""
    stretch = -(-2 * len(values) // most)
    if stretch < 3:
        return at, values
    whole = len(values) // stretch * stretch
    rows = values[:whole].reshape(-1, stretch)
    offsets = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)], axis=1), axis=1)
    kept = (offsets + np.arange(len(rows))[:, None] * stretch).ravel()
    kept = np.concatenate([kept, np.arange(whole, len(values))])
    return at[kept], values[kept]
