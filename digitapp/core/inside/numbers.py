"""The numbers behind a drawing: its pixels, what relu does to them, and the weights as they began and as they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitapp.core.reading.reading import Reading, Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine import explain

BINS = 61


@dataclass(frozen=True, eq=False)
class PictureNumbers:
    """What the picture is made of.

    Attributes:
        pixels: (784,) uint8, row by row.
        bent: of how many of them relu would change the value, and the same for each hidden layer's z.
        units: how many units each hidden layer has.
    """

    pixels: NDArray[np.uint8]
    bent: tuple[int, ...]
    units: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Weights:
    """The first layer's weights of now, and those that such a network begins with.

    Attributes:
        unit: which unit's are shown one by one.
        began, now: (784,), the unit's.
        edges: (BINS + 1,), of the bins.
        began_counts, now_counts: (BINS,), how many of all weights lie in each bin.
        seed: the random numbers that it begins with.
    """

    unit: int
    began: Vector
    now: Vector
    edges: NDArray[np.float64]
    began_counts: NDArray[np.int64]
    now_counts: NDArray[np.int64]
    seed: int


def picture_numbers(reading: Reading) -> PictureNumbers:
    """Return the numbers of a reading's picture."""
    z = [layer.z for layer in reading.hidden]
    bent = explain.bent([reading.inputs, *z])
    return PictureNumbers(reading.image.reshape(-1), tuple(bent), tuple(len(values) for values in z))


def weights_then_and_now(moment: Moment, settings: TrainingSettings, unit: int) -> Weights:
    """Return a unit's weights, and all of the first layer's as counts.

    Args:
        moment: the network as it is.
        settings: its own; a network that someone else made has none, and begins as one of these settings would.
        unit: of the first layer.
    """
    network = moment.network
    now = network.dense_layers[0].kernel
    units = tuple(layer.units for layer in network.dense_layers[:-1])
    began = _first_kernel(units or (now.shape[1],), settings.seed)
    end = float(max(np.abs(now).max(), np.abs(began).max()))
    edges = np.linspace(-end, end, BINS + 1) if end else np.linspace(-1, 1, BINS + 1)
    counts = [np.histogram(kernel, BINS, (float(edges[0]), float(edges[-1])))[0] for kernel in (began, now)]
    return Weights(unit, began[:, unit].copy(), now[:, unit].copy(), edges, counts[0], counts[1], settings.seed)


@lru_cache(maxsize=4)
def _first_kernel(units: tuple[int, ...], seed: int) -> Vector:
    return TrainingSettings(hidden_units=units, seed=seed).build().dense_layers[0].kernel


def numbers_table(numbers: PictureNumbers) -> str:
    """Return the pixels as CSV, a line for each."""
    lines = ["index,row,column,of 255,of 1"]
    for index, pixel in enumerate(numbers.pixels.tolist()):
        lines.append(f"{index},{index // 28},{index % 28},{pixel},{pixel / 255:.6g}")
    return "\n".join(lines) + "\n"
