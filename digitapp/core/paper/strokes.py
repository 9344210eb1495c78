"""A stroke is the path of the pen from where it touches the paper to where it lifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

DEFAULT_PEN_WIDTH = 0.07  # of the canvas's side

_Numbers = NDArray[np.float64]


def _no_pressures() -> NDArray[np.float32]:
    return np.empty(0, np.float32)


@dataclass(frozen=True, eq=False)
class Stroke:
    """One stroke as a vector.

    Attributes:
        points: (n, 2) float64, x to the right and y down, in sides of the canvas: (0, 0) is its top left corner and
            (1, 1) its bottom right one. A stroke may leave the canvas.
        pen_width: how wide it is shown, in sides of the canvas. What the network sees does not depend on it.
        pressures: (n,) float32 from 0 to 1 from a tablet's pen, or empty for a mouse.
    """

    points: NDArray[np.float64]
    pen_width: float = DEFAULT_PEN_WIDTH
    pressures: NDArray[np.float32] = field(default_factory=_no_pressures)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the centre line, in sides of the canvas; the stroke must have points."""
        x, y = self.points[:, 0], self.points[:, 1]
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    def without_jitter(self, reach: float) -> Stroke:
        """Return a dot when the pen hardly moved (all points within `reach` of the first), else this stroke.

        A quick tap moves the mouse by a pixel or two; it means a dot.
        """
        moved = np.abs(self.points - self.points[0]).max()
        return Stroke(self.points[:1], self.pen_width, self.pressures[:1]) if moved <= reach else self

    def distance_to(self, point: tuple[float, float], end: tuple[float, float] | None = None) -> float:
        """Return how far `point`, or the straight way from it to `end`, is from the stroke's centre line.

        In sides of the canvas; 0 where the two cross.
        """
        way = np.array([point, point if end is None else end])
        starts = self.points[:-1] if len(self.points) > 1 else self.points
        ends = self.points[1:] if len(self.points) > 1 else self.points
        # Two straight lines that do not cross are nearest to each other at an end of one of them.
        nearest = [_distances(way[:1], starts, ends).min(), _distances(way[1:], starts, ends).min()]
        if end is not None and end != point:
            nearest.append(_distances(self.points, way[:1], way[1:]).min())
            if _cross(way[0], way[1], starts, ends).any():
                return 0.0
        return float(min(nearest))


class GrowingStroke:
    """The stroke under the pen: it takes one point after the other, however many, and each costs the same."""

    def __init__(self, pen_width: float = DEFAULT_PEN_WIDTH) -> None:
        self._pen_width = pen_width
        self._count = 0
        self._points = np.empty((64, 2))
        self._pressures: NDArray[np.float32] | None = None  # until the first point with one

    def add(self, point: tuple[float, float], pressure: float | None = None) -> Stroke:
        """Take a point, with the pressure from 0 to 1 that a tablet's pen has; return the stroke up to here.

        The strokes that were returned before stay as they were.
        """
        if self._count == len(self._points):
            self._points = np.concatenate([self._points, np.empty_like(self._points)])
            if self._pressures is not None:
                self._pressures = np.concatenate([self._pressures, np.empty_like(self._pressures)])
        if self._count == 0 and pressure is not None:
            self._pressures = np.empty(len(self._points), np.float32)
        self._points[self._count] = point
        if self._pressures is not None:  # a pen that reports none for once is pressed as before
            before = self._pressures[max(self._count - 1, 0)]
            self._pressures[self._count] = before if pressure is None else pressure
        self._count += 1
        points = self._points[: self._count]
        points.flags.writeable = False
        if self._pressures is None:
            return Stroke(points, self._pen_width)
        return Stroke(points, self._pen_width, self._pressures[: self._count])


def _distances(points: _Numbers, starts: _Numbers, ends: _Numbers) -> _Numbers:
    """Return how far points (n, 2) are from straight lines (m, 2), with n or m being 1."""
    along, to_point = ends - starts, points - starts
    length2 = np.maximum((along**2).sum(axis=1), 1e-18)
    share = np.clip((to_point * along).sum(axis=1) / length2, 0, 1)
    distances: _Numbers = np.sqrt(((to_point - share[:, np.newaxis] * along) ** 2).sum(axis=1))
    return distances


def _cross(start: _Numbers, end: _Numbers, starts: _Numbers, ends: _Numbers) -> NDArray[np.bool_]:
    """Return which of the straight lines (m, 2) cross the one from `start` to `end`, (2,) each."""

    def side(of: _Numbers, begin: _Numbers, way: _Numbers) -> _Numbers:
        to = of - begin
        return np.sign(way[..., 0] * to[..., 1] - way[..., 1] * to[..., 0])

    way, ways = end - start, ends - starts
    apart = side(starts, start, way) * side(ends, start, way) < 0
    crossed: NDArray[np.bool_] = apart & (side(start, starts, ways) * side(end, starts, ways) < 0)
    return crossed


Strokes = tuple[Stroke, ...]


def strokes_from_points(polylines: Sequence[ArrayLike]) -> Strokes:
    """Return strokes with the default pen along the given lists of (x, y)."""
    return tuple(Stroke(np.asarray(points, np.float64).reshape(-1, 2)) for points in polylines)
