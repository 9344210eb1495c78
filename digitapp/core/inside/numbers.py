"""The numbers behind a drawing: its pixels, what relu does to them, and the weights as they began and as they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitapp.core.reading.reading import Reading, Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import IMAGE_SIZE, TrainingSettings
from engine import explain
from engine.layers import Dense
from engine.models import Sequential

BINS = 61
_AT_ONCE = 2**16  # weights, which stay in the processor's cache


@dataclass(frozen=True, eq=False)
class PictureNumbers:
    """What the picture is made of.

    Attributes:
        pixels: (784,) uint8, row by row.
        bent: of how many of them relu would change the value, and the same for each hidden layer's z.
        units: how many units each hidden layer has.
        functions: each hidden layer's function, such as "relu".
    """

    pixels: NDArray[np.uint8]
    bent: tuple[int, ...]
    units: tuple[int, ...]
    functions: tuple[str, ...]


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
    functions = tuple(layer.function for layer in reading.hidden)
    bent = explain.bent([reading.inputs, *z])
    return PictureNumbers(reading.seen.reshape(-1), tuple(bent), tuple(len(values) for values in z), functions)


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
    began = first_kernel(units[0] if units else now.shape[1], settings.seed, settings.first_weights)
    end = float(max(now.max(), -now.min(), began.max(), -began.min()))
    edges = np.linspace(-end, end, BINS + 1) if end else np.linspace(-1, 1, BINS + 1)
    counts = [_counted(kernel, float(edges[-1])) for kernel in (began, now)]
    return Weights(unit, began[:, unit].copy(), now[:, unit].copy(), edges, counts[0], counts[1], settings.seed)


@lru_cache(maxsize=4)
def first_kernel(units: int, seed: int, first_weights: str = TrainingSettings.first_weights) -> Vector:
    """Return what the first layer begins with, whose numbers are drawn before those of the layers after it."""
    initializer = TrainingSettings(first_weights=first_weights).initializer()
    layer = Dense(units, activation="relu", input_shape=(IMAGE_SIZE,), kernel_initializer=initializer)
    network = Sequential([layer], generator=np.random.default_rng(seed))
    return np.asarray(network.dense_layers[0].kernel, np.float32)


def _counted(kernel: Vector, end: float) -> NDArray[np.int64]:
    """Return how many of the weights lie in each of BINS bins from -end to end, a part at a time."""
    counts = np.zeros(BINS, np.int64)
    flat = kernel.reshape(-1)
    for first in range(0, flat.size, _AT_ONCE):
        bins = ((flat[first : first + _AT_ONCE] + np.float32(end)) * np.float32(BINS / (2 * end))).astype(np.uint8)
        counts += np.bincount(np.minimum(bins, BINS - 1), minlength=BINS)
    return counts


def numbers_table(numbers: PictureNumbers) -> str:
    """Return the pixels as CSV, a line for each."""
    lines = ["index,row,column,of 255,of 1"]
    for index, pixel in enumerate(numbers.pixels.tolist()):
        lines.append(f"{index},{index // 28},{index % 28},{pixel},{pixel / 255:.6g}")
    return "\n".join(lines) + "\n"
