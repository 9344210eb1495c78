"""How far a network's probabilities can be trusted, and below which of them it had better say nothing.

A network's softmax is often too sure of itself, or not sure enough. Dividing its scores z by one number, the
temperature, before the softmax mends that without changing which digit is ahead (C. Guo and others, "On Calibration of
Modern Neural Networks", 2017). Both numbers are found on pictures that the network was not trained with, and are kept
with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, brief

Numbers = NDArray[np.float64]
BINS = 15  # of the calibration error, as the paper has it
_COLDEST, _HOTTEST = 0.05, 20.0


@dataclass(frozen=True)
class Calibration:
    """What a network's scores are divided by, and how probable a digit must be for it to be said.

    The defaults are for a network of which nothing is known: its scores as they are, and a digit only if it is more
    likely than all the others together.
    """

    temperature: float = 1.0
    least: float = 0.5

    def __post_init__(self) -> None:
        for name, low, high in (("temperature", _COLDEST, _HOTTEST), ("least", 0.0, 1.0)):
            value = getattr(self, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
                raise InputError(
                    "{name} must be a number from {low} to {high}. Received: {received}",
                    name=name,
                    low=f"{low:g}",
                    high=f"{high:g}",
                    received=brief(value),
                )

    def probabilities(self, z: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return softmax(z / temperature) of scores (..., 10)."""
        scaled = z / self.temperature
        powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)

    def to_dict(self) -> dict[str, Any]:
        """Return the two numbers as they are written to a model's file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """Return the calibration of a model's file.

        Raises:
            InputError: a value is of the wrong kind or out of its range.
        """
        return cls(**{name: value for name, value in values.items() if name in cls.__dataclass_fields__})


UNKNOWN = Calibration()  # of a network that nobody has measured


def calibrate(z: NDArray[np.floating], labels: NDArray[np.integer], refused: float) -> Calibration:
    """Return what suits scores (n, 10) of pictures that the network was not trained with.

    The temperature is the one under which the right digits are most probable; `least` is where the share `refused` of
    these pictures falls below.
    """
    temperature = _best_temperature(np.asarray(z, np.float64), labels)
    most = Calibration(temperature).probabilities(z).max(axis=-1)
    return Calibration(round(temperature, 4), round(float(np.quantile(most, refused)), 4))


def expected_calibration_error(probabilities: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """Return by how much, on average, the probability of the first digit differs from how often it is right.

    The pictures are sorted into 15 bins by that probability, (n, 10) of them, and each bin counts by its size.
    """
    most, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    bins = np.minimum((most * BINS).astype(np.intp), BINS - 1)
    difference = np.bincount(bins, most - right, BINS)
    return float(np.abs(difference).sum() / len(labels))


def _best_temperature(z: Numbers, labels: NDArray[np.integer]) -> float:
    """Return the temperature with the smallest cross-entropy, to a thousandth, by golden-section search."""

    def loss(logarithm: float) -> float:
        scaled = z / np.exp(logarithm)
        shifted = scaled - scaled.max(axis=1, keepdims=True)
        surprise = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
        return float(surprise.mean())

    golden = (np.sqrt(5) - 1) / 2
    low, high = np.log(_COLDEST), np.log(_HOTTEST)
    left, right = high - golden * (high - low), low + golden * (high - low)
    loss_left, loss_right = loss(left), loss(right)
    while high - low > 1e-3:
        if loss_left < loss_right:
            high, right, loss_right = right, left, loss_left
            left = high - golden * (high - low)
            loss_left = loss(left)
        else:
            low, left, loss_left = left, right, loss_right
            right = low + golden * (high - low)
            loss_right = loss(right)
    return float(np.exp((low + high) / 2))
