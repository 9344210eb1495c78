"""Takes the lines of ruled and squared paper away from what may be ink.

A printed line goes from one side of the sheet to the other, is thin, and seldom alone. What is as strong as that for a
long way along a row or a column is its share in the strength of each pixel there; what is above it is ink.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.windows import extreme_within

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LENGTH = 0.15  # of the side: how far a line is followed
_WIDEST = 0.02  # of the side
_LONG = 0.4  # of the side: so long is a line that tells by how much the paper is turned,
_FEWEST_LONG = 2  # if it is not alone
_BETWEEN = 0.05  # of the side, from one to the next
_ACROSS = 0.7  # of the side that a row of lines covers together
_FEWEST = 3  # lines that are a ruled paper
_WEAKEST = 8  # of 255
_MORE = 1.25  # times its usual strength that a line may have in places


def without_rules(strength: Plane, known: Mask | None = None) -> Plane:
    """Return how much each pixel (height, width) differs from paper, without the share of printed lines.

    Args:
        strength: how much each pixel differs.
        known: (height, width) which pixels are on the sheet, if not all are.
    """
    on_sheet = np.ones(strength.shape, bool) if known is None else known
    lines = np.maximum(_lines(strength, on_sheet), _lines(strength.T, on_sheet.T).T)
    return np.asarray(np.maximum(strength - lines, 0), np.float32)


def has_rules(strength: Plane) -> bool:
    """Return whether there are printed lines that are level: several, each as long as a good part of the picture."""
    return any(_count_long(plane) >= _FEWEST_LONG for plane in (strength, np.ascontiguousarray(strength.T)))


def _count_long(strength: Plane) -> int:
    height, width = strength.shape
    if min(height, width) < 60:
        return 0
    thin = _thin(strength, max(8, int(_LONG * width)))
    places = np.flatnonzero((thin > _WEAKEST).any(axis=1))
    return int(len(places) > 0) + int((np.diff(places) > _BETWEEN * height).sum())


def _thin(strength: Plane, length: int) -> Plane:
    """Return how strong the thin lines along the rows are that are at least so long."""
    widest = max(1, round(_WIDEST * strength.shape[0]))
    tilted = extreme_within(strength, 1, 0, np.maximum)  # a line that is not quite level goes on in the next row
    long = extreme_within(extreme_within(tilted, length // 2, 1, np.minimum), length // 2, 1, np.maximum)
    thick = extreme_within(extreme_within(long, widest + 1, 0, np.minimum), widest + 1, 0, np.maximum)
    return np.asarray(np.where(thick < 0.5 * long, long, 0), np.float32)


def _lines(strength: Plane, known: Mask) -> Plane:
    """Return how strong the lines along the rows are, 0 where there are none."""
    height, width = strength.shape
    none = np.zeros_like(strength)
    if min(height, width) < 60:
        return none
    thin = _thin(strength, max(8, int(_LENGTH * width)))
    there = known.sum(axis=1)
    is_line = ((thin > _WEAKEST) & known).sum(axis=1) >= _ACROSS * np.maximum(there, _LENGTH * width)
    starts = int((np.diff(is_line.astype(np.int8), prepend=0) == 1).sum())
    if starts < _FEWEST:
        return none
    usual = float(np.median(thin[is_line][thin[is_line] > _WEAKEST]))
    return np.asarray(np.where(is_line[:, np.newaxis], np.minimum(thin, _MORE * usual), 0), np.float32)
