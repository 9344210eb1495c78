"""Sorts the strokes of a drawing into digits, left to right: "2026" drawn in one go is four digits.

Strokes that lie over each other belong together, and strokes far apart do not. Between the two the network is asked:
of all ways to divide the row, the one is taken whose digits it is surest of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.rasterize import rasterize, rasterize_lines
from digitapp.core.paper.strokes import Stroke, Strokes
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.moment import Moment

Boxes = NDArray[np.float64]  # (n, 4): left, top, right, bottom
Certainty = Callable[[Sequence[Strokes]], NDArray[np.floating]]

# All lengths in heights of the tallest stroke.
_APART = 0.35  # strokes with a gap this wide belong to different digits
_NARROWEST = 0.15  # a stroke counts as at least this wide when it is asked how much of it lies over another
_OVER = 0.4  # strokes of which this share lies over another belong to its digit
_SMALL = 0.4  # what is less tall than this is rarely a digit by itself
_MOST_PARTS = 4  # of a digit, after what lies over each other has been put together

_DOT = 0.02  # of the canvas's side
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
class SeenDigit:
    """One of the digits in a drawing: its strokes and what the network makes of them."""

    strokes: Strokes
    reading: Reading


def read_drawing(moment: Moment, strokes: Strokes) -> tuple[SeenDigit, ...]:
    """Return the digits that are drawn, from left to right."""
    groups = group_strokes(strokes, certainty_of(moment))
    return tuple(SeenDigit(group, replace(read(moment, rasterize(group)), is_dot=_is_dot(group))) for group in groups)


def _is_dot(strokes: Strokes) -> bool:
    box = box_of(strokes)
    return max(box.right - box.left, box.bottom - box.top) < _DOT


def group_strokes(strokes: Strokes, certainty: Certainty) -> tuple[Strokes, ...]:
    """Return the strokes of each digit, the digits from left to right.

    Args:
        strokes: the whole drawing.
        certainty: how sure the network is of the digit in each of some drawings, from 0 to 1.
    """
    strokes = tuple(stroke for stroke in strokes if len(stroke.points))
    if len(strokes) < 2:
        return (strokes,) if strokes else ()
    parts = _parts(strokes)
    if len(parts) == 1:
        return (strokes,)
    return tuple(tuple(strokes[number] for number in sorted(digit)) for digit in _best(strokes, parts, certainty))


def box_of(strokes: Strokes) -> Box:
    """Return the box around the strokes of a digit."""
    left, top, right, bottom = _around(_boxes(strokes)).tolist()
    return Box(left, top, right, bottom)


def certainty_of(moment: Moment) -> Certainty:
    """Return how sure the network of a moment is of its first digit, for each of some drawings."""

    def certainty(drawings: Sequence[Strokes]) -> NDArray[np.floating]:
        images = rasterize_lines([[stroke.points for stroke in strokes] for strokes in drawings])
        z = moment.network.trace(np.asarray(images.reshape(len(images), -1) / np.float32(255), np.float32))[-1].z
        return np.asarray(moment.calibration.probabilities(z).max(axis=1))

    return certainty


def _boxes(strokes: Sequence[Stroke]) -> Boxes:
    return np.array([[*stroke.points.min(axis=0), *stroke.points.max(axis=0)] for stroke in strokes])


def _around(boxes: Boxes) -> NDArray[np.float64]:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _height(boxes: Boxes) -> float:
    """Return the height of the tallest stroke, or of the largest side where all are flat."""
    tallest = float((boxes[:, 3] - boxes[:, 1]).max())
    widest = float((boxes[:, 2] - boxes[:, 0]).max())
    return max(tallest, widest / 2, 1e-9)


def _parts(strokes: Strokes) -> list[list[int]]:
    """Return the strokes, by number, put together where they lie over each other; from left to right."""
    boxes = _boxes(strokes)
    least = _NARROWEST * _height(boxes)
    owner = list(range(len(strokes)))
    for one in range(len(strokes)):
        for other in range(one):
            shared = min(boxes[one, 2], boxes[other, 2]) - max(boxes[one, 0], boxes[other, 0])
            width = max(min(boxes[one, 2] - boxes[one, 0], boxes[other, 2] - boxes[other, 0]), least)
            if shared + (least - width if width == least else 0) >= _OVER * width or _inside(boxes[one], boxes[other]):
                old, new = owner[one], owner[other]
                owner = [new if each == old else each for each in owner]
    parts = [[number for number, each in enumerate(owner) if each == which] for which in set(owner)]
    return sorted(parts, key=lambda part: float(boxes[part, 0].min() + boxes[part, 2].max()))


def _inside(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether the middle of one box's width lies within the other box."""
    middle, other_middle = (one[0] + one[2]) / 2, (other[0] + other[2]) / 2
    return bool(other[0] < middle < other[2] or one[0] < other_middle < one[2])


def _best(strokes: Strokes, parts: list[list[int]], certainty: Certainty) -> list[list[int]]:
    """Return the cheapest way to divide the row of parts, by going through it from left to right."""
    boxes = _boxes(strokes)
    height = _height(boxes)
    edges = np.array([_around(boxes[part]) for part in parts])
    gaps = (edges[1:, 0] - np.maximum.accumulate(edges[:, 2])[:-1]) / height
    runs = [
        (first, end)
        for first in range(len(parts))
        for end in range(first + 1, min(first + _MOST_PARTS, len(parts)) + 1)
        if (gaps[first : end - 1] < _APART).all()
    ]
    members = {run: [number for part in parts[slice(*run)] for number in part] for run in runs}
    sure = certainty([tuple(strokes[number] for number in sorted(members[run])) for run in runs])
    costs = {}
    for run, share in zip(runs, sure, strict=True):
        _, top, _, bottom = _around(boxes[members[run]])
        small = (bottom - top) < _SMALL * height
        gap = np.maximum(gaps[run[0] : run[1] - 1], 0).sum()
        costs[run] = -np.log(max(float(share), 1e-6)) + _COST_OF_SMALL * small + _COST_OF_GAP * gap + _COST_OF_DIGIT
    cheapest: list[tuple[float, list[list[int]]]] = [(0.0, [])]
    for end in range(1, len(parts) + 1):
        ways = [
            (cheapest[first][0] + costs[first, end], [*cheapest[first][1], members[first, end]])
            for first in range(end)
            if (first, end) in costs
        ]
        cheapest.append(min(ways, key=lambda way: way[0]))
    return cheapest[-1][1]
