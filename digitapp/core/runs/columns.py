"""Networks side by side: what each reads in one drawing, and the units that do most for its answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitapp.core.paper.rasterize import Image
from digitapp.core.reading.reading import Reading, Vector, read
from digitapp.core.runs.moment import Moment

MOST_UNITS = 6


@dataclass(frozen=True, eq=False)
class UnitPicture:
    """A unit of the first layer, and what it looks for.

    Attributes:
        unit: its number, from 0.
        weights: (784,) float32.
        activation: for the drawing; None without one.
    """

    unit: int
    weights: Vector
    activation: float | None


@dataclass(frozen=True, eq=False)
class Column:
    """A network beside others.

    Attributes:
        run: the number of its run.
        at: its place in its run, in epochs.
        reading: what it reads in the drawing; None without one.
        units: of its first layer those that do most for its answer, without a drawing those with the largest weights.
        strongest: what the strongest colour of their pictures stands for.
    """

    run: int
    at: float
    reading: Reading | None
    units: tuple[UnitPicture, ...]
    strongest: float


def column(run: int, moment: Moment, image: Image | None, most: int = MOST_UNITS) -> Column:
    """Return a network as a column; `image` is (28, 28) uint8, or None without a drawing."""
    reading = None if image is None else read(moment, image)
    first = moment.network.dense_layers[0].kernel  # (784, units)
    worth = _size(first) if reading is None else _share(moment, reading)
    found = [int(unit) for unit in np.argsort(-worth, kind="stable")[:most]]
    said = None if reading is None else reading.layers[0].activation
    units = tuple(UnitPicture(unit, first[:, unit], None if said is None else float(said[unit])) for unit in found)
    strongest = max((float(np.abs(each.weights).max()) for each in units), default=1.0)
    return Column(run, moment.at, reading, units, strongest)


def _size(kernel: Vector) -> Vector:
    return np.asarray(np.square(kernel).sum(axis=0), np.float32)


def _share(moment: Moment, reading: Reading) -> Vector:
    """Return how much each unit of the first layer does for the answer, (units,).

    That is what it adds to the answer's score; where there are more layers, how much it tells the second one; and of a
    network without hidden layers the scores themselves.
    """
    dense = moment.network.dense_layers
    activation = reading.layers[0].activation
    if len(dense) == 1:
        return activation
    if len(dense) == 2:
        share: Vector = activation * dense[1].kernel[:, reading.ranking[0]]
        return share
    return np.asarray(np.abs(activation) * np.sqrt(np.square(dense[1].kernel).sum(axis=1)), np.float32)
