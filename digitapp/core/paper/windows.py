"""The largest or smallest value around each pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]


def extreme_within(plane: Plane, reach: int, axis: int, extreme: np.ufunc) -> Plane:
    """Return for each pixel the largest (or smallest) value within `reach` along an axis.

    Two windows that overlap are a longer one: so the windows double, and the last two overlap as they have to.
    """
    window = 2 * reach + 1
    result = np.pad(plane, [(reach, reach) if each == axis else (0, 0) for each in (0, 1)], mode="edge")
    length = 1
    while length < window:
        step = min(length, window - length)
        ahead, behind = [slice(None)] * 2, [slice(None)] * 2
        ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
        result = extreme(result[tuple(behind)], result[tuple(ahead)])
        length += step
    return np.asarray(result)


def extreme_around(plane: Plane, reach: int, extreme: np.ufunc) -> Plane:
    """Return for each pixel the largest (or smallest) value within `reach` rows and columns of it."""
    for axis in (0, 1):
        plane = extreme_within(plane, reach, axis, extreme)
    return plane
