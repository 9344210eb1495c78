"""Finds the strokes that lie over each other, by where each of them begins at the left and ends at the right.

Two strokes belong together when a good part of the narrower one lies over the other, or the middle of one lies within
the other; and so do all that hang together by such pairs. There may be thousands of strokes, and pairs by the million:
so each stroke is first put together with the one that reaches farthest to the right over its middle, and only pairs
that are still apart after that are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_OVER = 0.4  # of the narrower stroke: what has this share over another belongs to it
_AT_ONCE = 2**16  # pairs

Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]


def put_together(left: Numbers, right: Numbers, narrowest: float) -> list[tuple[int, ...]]:
    """Return the numbers of the strokes that belong together, rising; what lies left comes first.

    Args:
        left, right: (n,) where each stroke begins and ends.
        narrowest: as wide as this a stroke counts at least.
    """
    order = np.argsort(left, kind="stable")
    own_left, own_right = left[order], right[order]  # from now on by place in that order
    owner = _Owners(len(left))
    for one, other in _over_middles(own_left, own_right):
        owner.unite(one, other)
    for ones, others in _still_apart(own_left, own_right, owner.of_all()):
        related = _belong(own_left, own_right, ones, others, narrowest)
        for one, other in zip(ones[related].tolist(), others[related].tolist(), strict=True):
            owner.unite(one, other)
    parts: dict[int, list[int]] = {}
    for place, which in enumerate(owner.of_all().tolist()):
        parts.setdefault(which, []).append(int(order[place]))
    found = [tuple(sorted(part)) for part in parts.values()]
    ends = [(float(left[list(part)].min() + right[list(part)].max()), part[0]) for part in found]
    return [part for _, part in sorted(zip(ends, found, strict=True))]


class _Owners:
    """Which strokes hang together, as trees: each stroke knows one above it, and the topmost stands for all."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def top(self, one: int) -> int:
        """Return who stands for all that hang together with this one."""
        above = self._above
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    def unite(self, one: int, other: int) -> None:
        """Note that two hang together."""
        self._above[self.top(one)] = self.top(other)

    def of_all(self) -> Indices:
        """Return who stands for each, (n,)."""
        return np.array([self.top(one) for one in range(len(self._above))], np.intp)


def _over_middles(left: Numbers, right: Numbers) -> Iterator[tuple[int, int]]:
    """Yield for each stroke whose middle another covers one that does: of those that begin before it, the farthest."""
    middle = (left + right) / 2
    farthest = np.maximum.accumulate(right)
    new = np.append(True, right[1:] > farthest[:-1])
    which = np.maximum.accumulate(np.where(new, np.arange(len(right)), 0))  # whose end that is
    before = np.searchsorted(left, middle, "left") - 1  # the last one that begins left of the middle
    covered = (before >= 0) & (farthest[before] > middle)
    yield from zip(np.flatnonzero(covered).tolist(), which[before[covered]].tolist(), strict=True)


def _still_apart(left: Numbers, right: Numbers, owner: Indices) -> Iterator[tuple[Indices, Indices]]:
    """Yield the pairs of strokes that touch and have different owners, many at once."""
    count = len(left)
    ends = np.append(np.flatnonzero(owner[1:] != owner[:-1]) + 1, count)  # where another owner's strokes follow
    first = ends[np.searchsorted(ends, np.arange(count), "right")]  # of the others behind each
    end = np.searchsorted(left, right, "right")  # what begins later than it ends does not touch it
    pairs = np.maximum(end - first, 0)
    having = np.flatnonzero(pairs)
    for some in np.split(having, np.flatnonzero(np.diff(np.cumsum(pairs[having]) // _AT_ONCE)) + 1):
        one = np.repeat(some, pairs[some])
        begin = np.cumsum(pairs[some]) - pairs[some]
        other = np.arange(len(one)) + np.repeat(first[some] - begin, pairs[some])
        apart = owner[one] != owner[other]
        yield one[apart], other[apart]


def _belong(left: Numbers, right: Numbers, one: Indices, other: Indices, narrowest: float) -> NDArray[np.bool_]:
    """Return which pairs of strokes (n,) belong together."""
    left_one, right_one, left_other, right_other = left[one], right[one], left[other], right[other]
    shared = np.minimum(right_one, right_other) - np.maximum(left_one, left_other)
    width = np.maximum(np.minimum(right_one - left_one, right_other - left_other), narrowest)
    middle, other_middle = (left_one + right_one) / 2, (left_other + right_other) / 2
    within = (left_other < middle) & (middle < right_other)
    around = (left_one < other_middle) & (other_middle < right_one)
    belong: NDArray[np.bool_] = (shared >= _OVER * width) | within | around
    return belong
