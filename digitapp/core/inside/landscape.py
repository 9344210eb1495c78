"""The way it went: the loss around the way of a run's weights, on the plane that holds most of it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.influences import loss_of
from digitapp.core.inside.kept_moments import Part, chosen_moments, undistorted
from engine import explain
from engine.explain import Plane

MOMENTS = 40  # whose plane it is
IMAGES = 500  # whose mean loss it is
COLUMNS, ROWS = 45, 33  # of the grid
_MARGIN = 0.35  # of the way's extent, around it
_PLANE_SHARE = 0.2  # of the work, when the plane is found


@dataclass(frozen=True, eq=False)
class Landscape:
    """The loss around a way.

    Attributes:
        across, up: (columns,) and (rows,), places along the two directions; the scale is the same in both.
        heights: (rows, columns), the mean loss of some training images there.
        path: (moments, 2), where the way's moments lie.
        places: (moments,), theirs on the way, in batches.
        losses: (moments,), the loss of the same images at the moments themselves, which lie off the plane.
        shares: how much of the way's variance each direction holds, from 0 to 1.
        images: how many images it is the loss of.
    """

    across: NDArray[np.float64]
    up: NDArray[np.float64]
    heights: NDArray[np.float64]
    path: NDArray[np.float64]
    places: NDArray[np.int64]
    losses: NDArray[np.float64]
    shares: tuple[float, float]
    images: int

    def at(self, place: int) -> tuple[float, float]:
        """Return where the way is at a place; between two moments on the line from one to the other."""
        x, y = (float(np.interp(place, self.places, self.path[:, axis])) for axis in range(2))
        return x, y

    def nearest(self, x: float, y: float) -> tuple[int, float]:
        """Return the place of the way that is nearest to a point, and how far it is."""
        starts, ends = self.path[:-1], self.path[1:]
        along, point = ends - starts, np.array([x, y])
        lengths = np.maximum((along**2).sum(axis=1), np.finfo(float).tiny)
        shares = (((point - starts) * along).sum(axis=1) / lengths).clip(0, 1)
        far = np.hypot(*(starts + shares[:, np.newaxis] * along - point).T)
        number = int(far.argmin())
        first, last = self.places[number], self.places[number + 1]
        return round(float(first + shares[number] * (last - first))), float(far[number])


def landscape_steps(parts: Sequence[Part]) -> Generator[float, None, Landscape]:
    """Find the landscape of a recorded way; yield how much is done, from 0 to 1.

    Raises:
        InputError: fewer than three moments were kept, they do not differ, or there are layers that are not Dense.
    """
    last = parts[-1]
    moments = chosen_moments(parts, MOMENTS)
    weights = [[array for layer in each.moment.network.layers for array in layer.parameters] for each in moments]
    plane = yield from _scaled(explain.plane_steps(weights), 0.0, _PLANE_SHARE)
    learned, loss = undistorted(last.recording.load(), last.settings), loss_of(last.settings)
    count = min(IMAGES, len(learned.labels))
    some = np.sort(np.random.default_rng(0).choice(len(learned.labels), count, replace=False))
    x, labels = learned.rows[some], learned.labels[some]
    across, up = _grid(plane)
    network = moments[-1].moment.network
    steps = explain.landscape_steps(network, plane, loss, x, labels, across, up)
    heights = yield from _scaled(steps, _PLANE_SHARE, 1.0)
    losses = []
    for each in moments:
        losses.append(float(explain.errors(each.moment.network, loss, x, labels).losses.mean()))
        yield 1.0
    places = np.array([each.place for each in moments])
    return Landscape(across, up, heights, plane.places, places, np.array(losses), plane.shares, count)


def _grid(plane: Plane) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the places of a grid around the way, as far apart in both directions."""
    low, high = plane.places.min(axis=0), plane.places.max(axis=0)
    middle, extent = (low + high) / 2, (high - low) * (1 + 2 * _MARGIN)
    step = max(float(extent[0]) / (COLUMNS - 1), float(extent[1]) / (ROWS - 1))
    across, up = (
        middle[axis] + step * (np.arange(count) - (count - 1) / 2) for axis, count in enumerate((COLUMNS, ROWS))
    )
    return across, up


def _scaled(steps: Generator[float, None, Any], first: float, last: float) -> Generator[float, None, Any]:
    """Pass on what steps return; their shares become parts of the stretch from `first` to `last`."""
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            return end.value
        yield first + share * (last - first)
