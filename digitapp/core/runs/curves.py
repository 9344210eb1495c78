"""The curves of a training run: how loss and accuracy went, batch by batch and epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, brief

Series = NDArray[np.float64]
MOST_POINTS_IN_A_FILE = 400
_LONGEST_NAME = 200
LARGEST = 1e300  # a number beyond it is damage, not a loss
BATCHES = ("batch_at", "batch_loss", "batch_accuracy", "batch_seconds")
EPOCHS = ("epoch_at", "loss", "accuracy", "val_loss", "val_accuracy")
SERIES = (*BATCHES, *EPOCHS)


def _empty() -> Series:
    return np.empty(0)


@dataclass(frozen=True, eq=False)
class Curves:
    """Loss and accuracy over one run. All places are in epochs: 2.5 is the middle of the third one.

    A run that goes on from another one begins where that one was; each has curves of its own.

    Attributes:
        batch_at, batch_loss, batch_accuracy: (batches,) each, measured on a batch just before its update.
        batch_seconds: (batches,), how long the run had trained after the batch, without pauses and without what is
            measured after an epoch; NaN where that is not known.
        epoch_at, loss, accuracy: (epochs,) each, the mean over an epoch's batches.
        val_loss, val_accuracy: (epochs,) each, measured after the epoch on images that it was not trained on; NaN where
            nothing was measured.
        held_out: which images those are: "test" or "validation".
        data: the data set's name.
        images: how many images an epoch has; 0 where that is not known.
        begin, planned_end: where the run began, and where it will end while it is under way.
    """

    batch_at: Series = field(default_factory=_empty)
    batch_loss: Series = field(default_factory=_empty)
    batch_accuracy: Series = field(default_factory=_empty)
    batch_seconds: Series = field(default_factory=_empty)
    epoch_at: Series = field(default_factory=_empty)
    loss: Series = field(default_factory=_empty)
    accuracy: Series = field(default_factory=_empty)
    val_loss: Series = field(default_factory=_empty)
    val_accuracy: Series = field(default_factory=_empty)
    held_out: str = "test"
    data: str = "MNIST"
    images: int = 0
    begin: float = 0.0
    planned_end: float = 0.0

    def __post_init__(self) -> None:
        missing = len(self.batch_at) - len(self.batch_seconds)
        if missing > 0:
            object.__setattr__(self, "batch_seconds", np.append(self.batch_seconds, np.full(missing, np.nan)))

    @property
    def end(self) -> float:
        """Where the run stands, in epochs."""
        return float(max(self.begin, self.batch_at[-1:].max(initial=0.0), self.epoch_at[-1:].max(initial=0.0)))

    def test_accuracy_at_end(self) -> float | None:
        """Return the accuracy on the test images of the network as it is at the end, None if that was not measured."""
        measured = self.held_out == "test" and len(self.epoch_at) > 0 and self.epoch_at[-1] == self.end
        return float(self.val_accuracy[-1]) if measured and not np.isnan(self.val_accuracy[-1]) else None

    @property
    def seconds(self) -> float:
        """How long the run has trained, without pauses and without what is measured after an epoch; NaN if unknown."""
        return float(self.batch_seconds[-1]) if len(self.batch_seconds) else float("nan")

    def ended_early(self, patience: int) -> bool:
        """Whether a run of this patience has ended itself: its loss on the held-out images fell no more for so long."""
        losses = np.nan_to_num(self.val_loss, nan=np.inf)
        if not 0 < patience < len(losses) or self.epoch_at[-1] < self.end - 1e-9:
            return False
        return len(losses) - 1 - int(losses.argmin()) >= patience

    def started(self, held_out: str, data: str, images: int = 0) -> Curves:
        """Return the curves of a run that is measured on those images of `data`, and has `images` in an epoch."""
        return replace(self, held_out=held_out, data=data, images=images)

    def until(self, at: float) -> Curves:
        """Return the curves as they were at a place, in epochs."""
        batches, epochs = (int(np.searchsorted(place, at + 1e-9, "right")) for place in (self.batch_at, self.epoch_at))
        cut = {name: getattr(self, name)[: batches if name.startswith("batch_") else epochs] for name in SERIES}
        return replace(self, planned_end=0.0, **cut)

    def with_more(self, **more: Sequence[float]) -> Curves:
        """Return the curves with `more` values at the end of the named series."""
        series: dict[str, Any] = {name: getattr(self, name) for name in SERIES}
        for name, values in more.items():
            if len(values):
                series[name] = np.concatenate([series[name], np.asarray(values, np.float64)])
        return replace(self, **series)

    def to_dict(self) -> dict[str, Any]:
        """Return the curves as they are written to a model's file: long ones thinned out, numbers rounded."""
        step = max(1, -(-len(self.batch_at) // MOST_POINTS_IN_A_FILE))
        kept = np.arange(len(self.batch_at))[::-1][::step][::-1]  # the last one always
        result: dict[str, Any] = {
            "held_out": self.held_out,
            "data": self.data,
            "images": self.images,
            "begin": self.begin,
        }
        for name in SERIES:
            values = getattr(self, name)
            values = values[kept] if name.startswith("batch_") else values
            result[name] = [None if np.isnan(value) else round(float(value), 5) for value in values]
        return result

    @classmethod
    def from_dict(cls, values: object) -> Curves:
        """Return the curves of a model's file.

        Raises:
            InputError: they are no mapping, no lists of numbers, or lists that belong together differ in length.
        """
        if not isinstance(values, Mapping):
            raise InputError("Expected the history as a JSON object. Received: {received}", received=brief(values))
        batches = values.get("batch_at")
        untimed = [None] * len(batches) if isinstance(batches, list) else []  # of a file from before there were times
        given = {"batch_seconds": untimed, **values}
        series: dict[str, Any] = {name: _series(name, given.get(name, [])) for name in SERIES}
        lengths = [{len(series[name]) for name in BATCHES}, {len(series[name]) for name in EPOCHS}]
        if any(len(found) > 1 for found in lengths):
            raise InputError(
                "Expected the history's lists to be of the same length. Received lengths: {received}",
                received=", ".join(f"{name} {len(series[name])}" for name in SERIES),
            )
        held_out, data = values.get("held_out"), values.get("data", cls.data)
        begin, images = values.get("begin", 0.0), values.get("images", 0)
        if type(begin) not in (int, float) or not 0 <= begin < LARGEST:
            raise InputError(
                "Expected the beginning of the history as a number of epochs. Received: {received}",
                received=brief(begin),
            )
        return cls(
            **series,
            begin=float(begin),
            held_out="validation" if held_out == "validation" else "test",
            data=data[:_LONGEST_NAME].encode(errors="replace").decode() if isinstance(data, str) else cls.data,
            images=images if type(images) is int and 0 <= images < LARGEST else 0,
        )


def _series(name: str, values: object) -> Series:
    given = values if isinstance(values, list) else []
    if name.startswith("val_") or name == "batch_seconds":
        given = [float("nan") if value is None else value for value in given]
    missing = [value for value in given if value != value]
    numbers = [value for value in given if type(value) in (int, float)]
    unsound = any(not abs(number) < LARGEST for number in numbers if number == number)
    if not isinstance(values, list) or len(numbers) < len(given) or unsound or len(missing) > values.count(None):
        raise InputError(
            "Expected the history's {name} as a list of finite numbers. Received: {received}",
            name=name,
            received=brief(values),
        )
    return np.asarray(numbers, np.float64)


def joined(runs: Sequence[Curves]) -> Curves:
    """Return the curves of runs that went on from each other as one line; a gap parts other held-out images.

    What is held out, the data and the end are the last run's.
    """
    if not runs:
        return Curves()
    series: dict[str, list[Series]] = {name: [] for name in SERIES}
    for number, run in enumerate(runs):
        other = number > 0 and (run.held_out, run.data) != (runs[number - 1].held_out, runs[number - 1].data)
        for name, parts in series.items():
            if other and name.startswith(("epoch_", "val_", "loss", "accuracy")):
                parts.append(np.array([run.begin if name == "epoch_at" else np.nan]))
            parts.append(getattr(run, name))
    whole: dict[str, Any] = {name: np.concatenate(parts) for name, parts in series.items()}
    return replace(runs[-1], **whole)


def running_mean(values: Series, window: int) -> Series:
    """Return for each value the mean of it and of up to `window` - 1 values before it.

    Missing values (NaN) do not count; where there are no others, the mean is missing too.
    """
    if not len(values):
        return values
    there = ~np.isnan(values)
    ones = np.ones(window)
    sums = np.convolve(np.where(there, values, 0.0), ones)[: len(values)]
    counts = np.convolve(there, ones)[: len(values)]
    mean: Series = np.divide(sums, counts, out=np.full(len(values), np.nan), where=counts > 0)
    return mean


def thinned(at: Series, values: Series, most: int) -> tuple[Series, Series]:
    """Return a line of about `most` points at the most that looks the same: each stretch's lowest and highest value.

    A stretch without any value (all NaN) stays a gap.
    """
    stretch = -(-2 * len(values) // most)
    if stretch < 3:
        return at, values
    whole = len(values) // stretch * stretch
    rows = values[:whole].reshape(-1, stretch)
    missing = np.isnan(rows)
    lowest, highest = np.where(missing, np.inf, rows).argmin(axis=1), np.where(missing, -np.inf, rows).argmax(axis=1)
    offsets = np.sort(np.stack([lowest, highest], axis=1), axis=1)
    kept = (offsets + np.arange(len(rows))[:, None] * stretch).ravel()
    kept = np.concatenate([kept, np.arange(whole, len(values))])
    return at[kept], values[kept]
