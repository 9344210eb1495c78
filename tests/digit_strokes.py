"""The ten digits as a person might draw them: lists of points (x, y) in the unit square, y pointing down.

The tests draw with these instead of with recorded handwriting. `DIGITS[7]` is a list of strokes, each an (n, 2) array.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def line(*corners: tuple[float, float], points: int = 12) -> Points:
    """Return the way along the corners, with `points` points on each straight part."""
    parts = [np.linspace(start, end, points, endpoint=False) for start, end in pairwise(corners)]
    return np.concatenate([*parts, [corners[-1]]])


def arc(centre: tuple[float, float], radii: tuple[float, float], start: float, end: float, points: int = 40) -> Points:
    """Return a part of an ellipse; angles in degrees, 0 at the right, 90 at the bottom, either way round."""
    angles = np.radians(np.linspace(start, end, points))
    return np.stack([centre[0] + radii[0] * np.cos(angles), centre[1] + radii[1] * np.sin(angles)], axis=1)


def joined(*parts: Points) -> Points:
    """Return one stroke that goes through all parts without lifting the pen."""
    return np.concatenate(parts)


DIGITS: Mapping[int, list[Points]] = {
    0: [arc((0.5, 0.5), (0.24, 0.36), -80, 285)],
    1: [line((0.56, 0.12), (0.47, 0.88))],
    2: [joined(arc((0.48, 0.32), (0.22, 0.19), 195, 390), line((0.65, 0.46), (0.24, 0.86), (0.78, 0.84)))],
    3: [
        joined(
            arc((0.46, 0.31), (0.23, 0.18), 205, 440),
            arc((0.46, 0.68), (0.27, 0.2), -80, 150),
        )
    ],
    4: [line((0.34, 0.12), (0.26, 0.52), (0.76, 0.5)), line((0.68, 0.12), (0.6, 0.9))],
    5: [
        joined(line((0.36, 0.14), (0.32, 0.46)), arc((0.47, 0.65), (0.24, 0.22), 225, 490)),
        line((0.36, 0.14), (0.74, 0.12)),
    ],
    6: [joined(arc((0.68, 0.6), (0.38, 0.5), 265, 165), arc((0.5, 0.68), (0.2, 0.2), 175, -190))],
    7: [line((0.24, 0.18), (0.74, 0.16), (0.42, 0.9))],
    8: [
        joined(
            arc((0.51, 0.3), (0.19, 0.18), -30, -270),
            arc((0.49, 0.69), (0.22, 0.21), -90, 270),
            arc((0.51, 0.3), (0.19, 0.18), 90, -30),
        )
    ],
    9: [joined(arc((0.49, 0.34), (0.2, 0.2), -20, -370), line((0.69, 0.36), (0.58, 0.9)))],
}
