"""A stroke is the path of the pen from where it touches the paper to where it lifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

DEFAULT_PEN_WIDTH = 0.07  # of the canvas's side


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

    def extended(self, point: tuple[float, float], pressure: float | None = None) -> Stroke:
        """Return this stroke with one more point."""
        pressures = self.pressures if pressure is None else np.append(self.pressures, np.float32(pressure))
        return Stroke(np.vstack([self.points, point]), self.pen_width, pressures)

    def without_jitter(self, reach: float) -> Stroke:
        """Return a dot when the pen hardly moved (all points within `reach` of the first), else this stroke.

        A quick tap moves the mouse by a pixel or two; it means a dot.
        """
        moved = np.abs(self.points - self.points[0]).max()
        return Stroke(self.points[:1], self.pen_width, self.pressures[:1]) if moved <= reach else self

    def distance_to(self, point: tuple[float, float]) -> float:
        """Return how far `point` is from the nearest place on the stroke's centre line, in sides of the canvas."""
        start = self.points[:-1] if len(self.points) > 1 else self.points
        along = (self.points[1:] if len(self.points) > 1 else self.points) - start
        to_point = np.asarray(point) - start
        length2 = np.maximum((along**2).sum(axis=1), 1e-18)
        share = np.clip((to_point * along).sum(axis=1) / length2, 0, 1)
        return float(np.sqrt(((to_point - share[:, None] * along) ** 2).sum(axis=1)).min())


Strokes = tuple[Stroke, ...]


def strokes_from_points(polylines: Sequence[ArrayLike]) -> Strokes:
    """Return strokes with the default pen along the given lists of (x, y)."""
    return tuple(Stroke(np.asarray(points, np.float64).reshape(-1, 2)) for points in polylines)
