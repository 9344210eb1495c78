"""Turns a picture so that its rows are level, and tells where a place in it was before.

By how much a page is turned is seen from its printed lines, or else from the rows that its digits stand in: whatever is
level lies within few rows of pixels, so the sums of the rows differ most when it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Boxes = NDArray[np.intp]  # (n, 4): left, top, right, bottom
Corners = NDArray[np.float64]  # (4, 2): x and y, from the upper left one clockwise

MOST = 24.0  # degrees
_LEAST = 0.75  # degrees: what is turned by less stays as it is
_SMALL = 320  # pixels of the longer side, on which lines are looked for
_PEAKED = 1.6  # times as peaked as at most angles is what has lines,
_MORE_PEAKED = 1.15  # and so many times as peaked as when it is not turned
_FEWEST = 4  # digits whose rows tell an angle
_IN_ROWS = 1.12


@dataclass(frozen=True)
class Turn:
    """A turn about the middle of a picture.

    Attributes:
        degrees: counterclockwise.
        before: the picture's height and width, in pixels, before,
        after: and after, when it has room for all of it.
    """

    degrees: float
    before: tuple[int, int]
    after: tuple[int, int]

    def plane(self, plane: Plane) -> Plane:
        """Return what was before, (height, width), turned; 0 where there was nothing."""
        from PIL import Image as Pillow

        if not self.degrees:
            return plane
        picture = Pillow.fromarray(np.asarray(plane, np.float32))
        turned = picture.rotate(self.degrees, Pillow.Resampling.BILINEAR, expand=True)
        return np.asarray(turned, np.float32)

    def back(self, places: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return where places (..., 2), x and y in pixels after the turn, were before it."""
        if not self.degrees:
            return np.asarray(places, np.float64)
        angle = np.radians(self.degrees)
        away = places - np.array(self.after[::-1]) / 2
        x = np.cos(angle) * away[..., 0] - np.sin(angle) * away[..., 1]
        y = np.sin(angle) * away[..., 0] + np.cos(angle) * away[..., 1]
        return np.stack([x, y], axis=-1) + np.array(self.before[::-1]) / 2


def turn_of(plane: Plane, degrees: float) -> Turn:
    """Return the turn of a picture (height, width) by so many degrees counterclockwise."""
    from PIL import Image as Pillow

    height, width = plane.shape
    if abs(degrees) < _LEAST:
        return Turn(0.0, (height, width), (height, width))
    size = Pillow.new("1", (width, height)).rotate(degrees, expand=True).size
    return Turn(degrees, (height, width), (size[1], size[0]))


def corners_of(left: float, top: float, right: float, bottom: float) -> Corners:
    """Return the corners of a box, from the upper left one clockwise."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def angle_of_lines(strength: Plane) -> float:
    """Return by how many degrees a picture must be turned for its printed lines to be level; 0 if there are none.

    Args:
        strength: (height, width) how much each pixel differs from paper.
    """
    from PIL import Image as Pillow

    height, width = strength.shape
    step = max(1, round(max(height, width) / _SMALL))
    rows, columns = height // step, width // step
    if min(rows, columns) < 40:
        return 0.0
    # The strongest of some pixels, so that a thin line stays; above a bound all ink is alike: digits count little.
    blocks = strength[: rows * step, : columns * step].reshape(rows, step, columns, step).max(axis=(1, 3))
    bound = max(float(np.quantile(blocks, 0.9)), float(np.quantile(blocks, 0.99)) / 4)
    if bound <= 0:
        return 0.0
    small = Pillow.fromarray(np.asarray(np.minimum(blocks, bound), np.float32))
    everywhere = Pillow.new("F", small.size, 1.0)

    def peaked(degrees: float) -> float:
        turned = np.asarray(small.rotate(degrees, Pillow.Resampling.BILINEAR, expand=True))
        there = np.asarray(everywhere.rotate(degrees, Pillow.Resampling.BILINEAR, expand=True)).sum(axis=1)
        long = there > 0.4 * there.max()
        means = turned.sum(axis=1)[long] / there[long]
        return float((np.diff(means) ** 2).mean())

    return _best(peaked, _PEAKED, _MORE_PEAKED)


def angle_of_rows(boxes: Boxes) -> float:
    """Return by how many degrees a picture must be turned for its digits (n boxes) to stand in level rows, or 0."""
    if len(boxes) < _FEWEST:
        return 0.0
    middles = np.stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)], axis=1)
    heights = boxes[:, 3] - boxes[:, 1]
    usual = float(np.median(heights))
    if np.ptp(middles[:, 0]) < 3 * usual:
        return 0.0

    def peaked(degrees: float) -> float:
        angle = np.radians(degrees)
        level = np.cos(angle) * middles[:, 1] - np.sin(angle) * middles[:, 0]
        apart = np.abs(level[:, np.newaxis] - level) / (0.35 * usual)
        return float(np.exp(-(apart**2)).sum())

    return _best(peaked, 1.0, _IN_ROWS)


def _best(peaked: Callable[[float], float], usual: float, as_it_is: float) -> float:
    """Return the angle at which something is most peaked, if it is so many times as peaked as usually and as at 0."""
    angles = np.arange(-MOST, MOST + 0.1, 1.5)
    found = [peaked(float(angle)) for angle in angles]
    best = float(angles[int(np.argmax(found))])
    for step in (0.75, 0.375, 0.19):
        best = max((best - step, best, best + step), key=peaked)
    most = peaked(best)
    if most < usual * float(np.median(found)) or most < as_it_is * peaked(0.0):
        return 0.0
    return best
