"""Where ink that hangs together could be cut, since it may be digits that touch.

A cut runs from the top to the bottom, through as little ink as possible; it may lean and bend a little, as the gap
between two digits does. Which of the cuts are made, if any, is for the network to say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

_NEAR = 0.28  # of the height: two cuts are farther apart,
_FROM_END = 0.12  # and a cut is farther from the ends
_REACH = 0.22  # of the height: how far a cut bends to either side
_BEND = 0.35  # pixels of ink that a step aside costs
_MOST = 8  # cuts
_THROUGH = 0.45  # of the height: a cut through more ink than that is none


def cuts_through(ink: Mask, height: float) -> list[tuple[Indices, int]]:
    """Return the cuts through ink (rows, columns), from left to right: for each row the column before which it is cut,
    and how many pixels of ink it goes through.

    Args:
        ink: the ink, cut out.
        height: of a digit, in pixels.
    """
    columns = ink.shape[1]
    near, end = max(2, round(_NEAR * height)), max(2, round(_FROM_END * height))
    found: list[tuple[float, int, Indices]] = []
    reach = max(1, round(_REACH * height))
    for middle in range(end, columns - end + 1, max(1, near // 3)):
        left, right = max(1, middle - reach), min(columns - 1, middle + reach)
        cut, through = _cheapest(ink, left, right + 1, middle)
        if through <= _THROUGH * height:
            found.append((through, middle, cut))
    chosen: list[tuple[Indices, int]] = []
    for through, _, cut in sorted(found, key=lambda each: each[:2]):
        place = float(cut.mean())
        if end <= place <= columns - end and all(abs(float(other.mean()) - place) >= near for other, _ in chosen):
            chosen.append((cut, int(through)))
        if len(chosen) == _MOST:
            break
    return sorted(chosen, key=lambda each: float(each[0].mean()))


def _cheapest(ink: Mask, left: int, right: int, middle: int) -> tuple[Indices, float]:
    """Return the way down between two columns that goes through least ink, and through how much."""
    cost = ink[:, left:right].astype(np.float64)
    places = np.arange(right - left)
    total = 0.02 * np.abs(places + left - middle)
    came = np.zeros(cost.shape, np.intp)
    for row in range(cost.shape[0]):
        from_left = np.append(np.inf, total[:-1]) + _BEND
        from_right = np.append(total[1:], np.inf) + _BEND
        ways = np.stack([total, from_left, from_right])
        which = ways.argmin(axis=0)
        came[row] = places + np.array([0, -1, 1])[which]
        total = ways[which, places] + cost[row]
    way = np.empty(cost.shape[0], np.intp)
    at = int(total.argmin())
    for row in range(cost.shape[0] - 1, -1, -1):
        way[row] = at
        at = int(came[row, at])
    through = float(cost[np.arange(cost.shape[0]), way].sum())
    return way + left, through
