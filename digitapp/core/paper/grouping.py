"""Sorts the strokes of a drawing into digits, left to right: "2026" drawn in one go is four digits.

Strokes that lie over each other belong together, and strokes far apart do not. Between the two the network is asked:
of all ways to divide the row, the one is taken whose digits it is surest of. Who asks it stands elsewhere, since a
drawing changes little from one movement of the pen to the next, and what was asked once need not be asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitapp.core.paper.overlaps import put_together
from digitapp.core.paper.strokes import Stroke, Strokes

Boxes = NDArray[np.float64]  # (n, 4): left, top, right, bottom
Run = tuple[int, int]  # the number of its first part, and of the one after its last

# All lengths in heights of the tallest stroke.
_APART = 0.35  # strokes with a gap this wide belong to different digits
_NARROWEST = 0.15  # a stroke counts as at least this wide when it is asked how much of it lies over another
_SMALL = 0.4  # what is less tall than this is rarely a digit by itself
_MOST_PARTS = 4  # of a digit, after what lies over each other has been put together

_COST_OF_SMALL = 4.0  # in units of -log(certainty)
_COST_OF_GAP = 6.0  # for each height of gap within a digit
_COST_OF_DIGIT = 0.3  # so that nothing is divided without need


@dataclass(frozen=True)
class Box:
    """Where a digit is on the canvas, in sides of it, its ink's centre line included."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, eq=False)
class Row:
    """The strokes of a drawing, put together as far as that is sure, and how they could be divided into digits.

    Attributes:
        strokes: those with points, oldest first.
        parts: the strokes, by number, of each part; parts from left to right, numbers rising.
        runs: which parts beside each other could be one digit; none where there is nothing to ask.
    """

    strokes: Strokes
    parts: tuple[tuple[int, ...], ...]
    runs: tuple[Run, ...]
    _costs: tuple[tuple[float, float], ...]  # of each run, for being small and for its gaps

    def drawing(self, run: Run) -> Strokes:
        """Return the strokes of a run, oldest first."""
        return tuple(self.strokes[number] for number in self._numbers(run))

    def divided(self, certainty: ArrayLike) -> tuple[Strokes, ...]:
        """Return the strokes of each digit, from left to right.

        Args:
            certainty: (runs,), how sure the network is of the digit in each run, from 0 to 1.
        """
        if not self.runs:
            return (self.strokes,) if self.strokes else ()
        surprise = -np.log(np.maximum(np.asarray(certainty, np.float64), 1e-6))
        return tuple(self.drawing(run) for run in self._cheapest(surprise.tolist()))

    def _numbers(self, run: Run) -> list[int]:
        first, end = run
        return sorted(number for part in self.parts[first:end] for number in part)

    def _cheapest(self, surprise: Sequence[float]) -> list[Run]:
        """Return the cheapest way to divide the row, by going through it from left to right."""
        ending: list[list[tuple[int, float]]] = [[] for _ in range(len(self.parts) + 1)]
        for (first, end), each, (small, gap) in zip(self.runs, surprise, self._costs, strict=True):
            ending[end].append((first, each + small + gap + _COST_OF_DIGIT))
        total, came_from = [0.0], [0]
        for runs in ending[1:]:  # the runs that end there; the first one is taken of those that cost the same
            cost, first = min(((total[first] + cost, first) for first, cost in runs), key=lambda way: way[0])
            total.append(cost)
            came_from.append(first)
        way, end = [], len(self.parts)
        while end:
            way.append((came_from[end], end))
            end = came_from[end]
        return way[::-1]


def row_of(strokes: Strokes) -> Row:
    """Return the strokes of a drawing as a row, which has not been divided yet."""
    strokes = tuple(stroke for stroke in strokes if len(stroke.points))
    if len(strokes) < 2:
        return Row(strokes, tuple((number,) for number in range(len(strokes))), (), ())
    boxes = np.array([stroke.box for stroke in strokes])
    height = _height(boxes)
    parts = put_together(boxes[:, 0], boxes[:, 2], _NARROWEST * height)
    if len(parts) == 1:
        return Row(strokes, tuple(parts), (), ())
    return Row(strokes, tuple(parts), *_runs(boxes, height, parts))


def box_of(strokes: Sequence[Stroke]) -> Box:
    """Return the box around the strokes of a digit."""
    left, top, right, bottom = zip(*(stroke.box for stroke in strokes), strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def _height(boxes: Boxes) -> float:
    """Return the height of the tallest stroke, or of the largest side where all are flat."""
    tallest = float((boxes[:, 3] - boxes[:, 1]).max())
    widest = float((boxes[:, 2] - boxes[:, 0]).max())
    return max(tallest, widest / 2, 1e-9)


def _runs(
    boxes: Boxes, height: float, parts: Sequence[tuple[int, ...]]
) -> tuple[tuple[Run, ...], tuple[tuple[float, float], ...]]:
    """Return the runs of parts that could be a digit, and what each costs for being small and for its gaps."""
    members = np.concatenate(parts)
    begin = np.cumsum([0, *map(len, parts[:-1])])
    left, top = (np.minimum.reduceat(boxes[members, side], begin) for side in (0, 1))
    right, bottom = (np.maximum.reduceat(boxes[members, side], begin) for side in (2, 3))
    gaps = ((left[1:] - np.maximum.accumulate(right)[:-1]) / height).tolist()
    tops, bottoms = top.tolist(), bottom.tolist()
    runs, costs = [], []
    for first in range(len(parts)):
        high, low, gap = tops[first], bottoms[first], 0.0
        for end in range(first + 1, min(first + _MOST_PARTS, len(parts)) + 1):
            if end - first > 1:
                if gaps[end - 2] >= _APART:
                    break
                high, low, gap = min(high, tops[end - 1]), max(low, bottoms[end - 1]), gap + max(gaps[end - 2], 0.0)
            small = (low - high) < _SMALL * height
            runs.append((first, end))
            costs.append((_COST_OF_SMALL * small, _COST_OF_GAP * gap))
    return tuple(runs), tuple(costs)
