"""What watches one number from epoch to epoch, and knows whether it has become better."""

from __future__ import annotations

import warnings
from typing import Any

from .. import checks
from ..errors import InputError
from .callback import Callback, Logs


class Monitor(Callback):
    """A callback that watches a number.

    Attributes:
        monitor: its name, such as "val_loss".
        mode: "min" or "max" for what is better, or "auto": less of a loss, more of an accuracy.
        min_delta: how much better it must be to count.
        best: the best one so far; None before the first.
    """

    def __init__(self, monitor: str, mode: str = "auto", min_delta: float = 0.0) -> None:
        self.monitor = checks.text("monitor", monitor)
        if mode not in ("auto", "min", "max"):
            raise InputError("mode must be auto, min or max. Received: mode={mode!r}", mode=mode)
        self.mode = mode
        self.min_delta = abs(checks.number("min_delta", min_delta))
        self.best: float | None = None

    def is_better(self, value: float, than: float | None) -> bool:
        """Return whether a value is better than another by more than min_delta."""
        if than is None:
            return True
        return value + self.min_delta < than if self._less_is_better() else value - self.min_delta > than

    def value(self, logs: Logs | None) -> float | None:
        """Return the number; None, with a warning, where there is none of that name."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"{type(self).__name__} watches {self.monitor!r}, which is not there. Measured: "
                f"{', '.join(logs or {})}.",
                stacklevel=3,
            )
        return None if value is None else float(value)

    def _less_is_better(self) -> bool:
        if self.mode != "auto":
            return self.mode == "min"
        name = self.monitor.removeprefix("val_")
        if name == "loss":
            return True
        metrics: Any = getattr(self.model, "metrics", ())
        for metric in metrics:
            if metric.name == name:
                return bool(metric.direction == "min")
        raise InputError(
            "mode must be min or max where monitor is neither a loss nor a metric of the model. "
            "Received: monitor={monitor!r}",
            monitor=self.monitor,
        )
