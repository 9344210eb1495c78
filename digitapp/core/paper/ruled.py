"""Takes the lines of ruled and squared paper away from what may be ink.

A printed line goes from one side of the sheet to the other, is thin, and seldom alone. What is as strong as that for a
long way along a row or a column is its share in the strength of each pixel there; what is above it is ink.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.windows import extreme_within

Plane = NDArray[np.float32]

_LENGTH = 0.15  # of the side: how far a line is followed
_WIDEST = 0.02  # of the side
_ACROSS = 0.7  # of the side that a row of lines covers together
_FEWEST = 3  # lines that are a ruled paper
_WEAKEST = 8  # of 255
_MORE = 1.25  # times its usual strength that a line may have in places


def without_rules(strength: Plane) -> Plane:
    """Return how much each pixel (height, width) differs from paper, without the share of printed lines."""
    lines = np.maximum(_lines(strength), _lines(strength.T).T)
    return np.asarray(np.maximum(strength - lines, 0), np.float32)


def _lines(strength: Plane) -> Plane:
    """Return how strong the lines along the rows are, 0 where there are none."""
    height, width = strength.shape
    none = np.zeros_like(strength)
    length, widest = max(8, int(_LENGTH * width)), max(1, round(_WIDEST * height))
    if min(height, width) < 60:
        return none
    tilted = extreme_within(strength, 1, 0, np.maximum)  # a line that is not quite level goes on in the next row
    long = extreme_within(extreme_within(tilted, length // 2, 1, np.minimum), length // 2, 1, np.maximum)
    thick = extreme_within(extreme_within(long, widest + 1, 0, np.minimum), widest + 1, 0, np.maximum)
    thin = np.where(thick < 0.5 * long, long, 0)
    is_line = (thin > _WEAKEST).mean(axis=1) >= _ACROSS
    starts = int((np.diff(is_line.astype(np.int8), prepend=0) == 1).sum())
    if starts < _FEWEST:
        return none
    usual = float(np.median(thin[is_line][thin[is_line] > _WEAKEST]))
    return np.asarray(np.where(is_line[:, np.newaxis], np.minimum(thin, _MORE * usual), 0), np.float32)
