"""Sorts the ink of a picture into rows, and says how each row could be divided into digits.

Pieces of ink that stand side by side are a row. What lies over each other belongs together; ink that is wide for a
digit may be several that touch, and pieces with a narrow gap may be one digit. Between such ways the network is asked
(core/reading/pages.py), as it is for strokes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitapp.core.paper.cuts import cuts_through
from digitapp.core.paper.overlaps import put_together
from digitapp.core.paper.pieces import boxes_of

Boxes = NDArray[np.intp]  # (n, 4): left, top, right, bottom, in pixels
Labels = NDArray[np.intp]
Run = tuple[int, int]  # the number of its first part, and of the one after its last

# All lengths in heights of a digit.
_TALL = 0.5  # what is taller is a digit by itself,
_LEAST_ROW = 0.4  # of the highest row: what is lower is no row
_TOO_HIGH = 2.5  # a line down the margin
_TOO_LONG = 2.5  # of a piece
_FLAT = 0.3  # that is a line
_BESIDE = 0.4  # of the lower of two pieces: as much of it lies beside the other one in one row
_FAR_BELOW = 0.6  # from its row's middle: what is small and farther away is no part of a digit
_NARROWEST = 0.15
_SMALL = 0.4
_APART = 0.35
_MAY_TOUCH = 0.72  # as wide as this, ink may be two digits
_HALF_WAY = 0.2  # from half the height: a hyphen is nearer
_FREE = 0.04  # to either side of a hyphen, at least
_MOST_PARTS = 5
_WIDE = 0.95  # a digit is seldom wider

_COST_OF_SMALL = 4.0  # in units of -log(certainty)
_COST_OF_GAP = 6.0
_COST_OF_WIDTH = 4.0  # for each height beyond
_COST_OF_DIGIT = 0.3
_COST_OF_CUT = 0.9
_COST_OF_INK = 2.0  # for each height of ink that a cut goes through
_COST_OF_HYPHEN = 3.0  # as a part of a digit
_COST_OF_LEAVING = 1.5  # something small out, such as a hyphen


@dataclass(frozen=True, eq=False)
class Candidate:
    """What could be a digit in a row of a picture.

    Attributes:
        parts: which parts of the row it is.
        ink: (height, width) bool, its ink within its box.
        box: left, top, right and bottom, in pixels.
        cost: what it costs beside the network's doubt.
    """

    parts: Run
    ink: NDArray[np.bool_]
    box: tuple[int, int, int, int]
    cost: float


@dataclass(frozen=True, eq=False)
class PageRow:
    """A row of a picture, and how it could be divided.

    Attributes:
        candidates: what could be a digit.
        leaving: what it costs to leave a part out, for each part; infinite where that is not possible.
    """

    candidates: tuple[Candidate, ...]
    leaving: tuple[float, ...]

    def divided(self, certainty: ArrayLike) -> tuple[int, ...]:
        """Return which of the candidates are the digits, from left to right.

        Args:
            certainty: (candidates,), how sure the network is of the digit in each, from 0 to 1.
        """
        surprise = -np.log(np.maximum(np.asarray(certainty, np.float64), 1e-6))
        count = len(self.leaving)
        total, came = [0.0], [(0, -1)]
        ending: list[list[tuple[float, int, int]]] = [[] for _ in range(count + 1)]
        for number, (each, doubt) in enumerate(zip(self.candidates, surprise.tolist(), strict=True)):
            first, end = each.parts
            ending[end].append((each.cost + doubt, first, number))
        for end in range(1, count + 1):
            ways = [*ending[end], (self.leaving[end - 1], end - 1, -1)]
            cost, first, number = min((total[first] + cost, first, number) for cost, first, number in ways)
            total.append(cost)
            came.append((first, number))
        digits, end = [], count
        while end > 0:
            first, number = came[end]
            if number >= 0:
                digits.append(number)
            end = first
        return tuple(digits[::-1])


def heights_of(boxes: Boxes) -> tuple[float, NDArray[np.bool_]]:
    """Return how high a digit is in pixels, and which of the pieces (n,) are as high as a digit."""
    heights = boxes[:, 3] - boxes[:, 1]
    long = (boxes[:, 2] - boxes[:, 0] > _TOO_LONG * heights) & (heights < _FLAT * heights.max())
    some = heights[~long & (heights >= 0.3 * heights[~long].max())] if not long.all() else heights
    usual = float(np.quantile(some, 0.7))
    return usual, ~long & (heights >= _TALL * usual) & (heights <= _TOO_HIGH * usual)


def rows_in(labels: Labels, count: int) -> tuple[PageRow, ...]:
    """Return the rows of pieces of ink, the topmost first.

    Args:
        labels: (height, width) the number of the piece that each pixel belongs to, from 1; 0 for paper.
        count: how many pieces there are.
    """
    boxes = boxes_of(labels, count)
    usual, tall = heights_of(boxes)
    rows = _rows_of_tall(boxes, np.flatnonzero(tall))
    if not rows:
        return ()
    _add_small(boxes, np.flatnonzero(~tall & (boxes[:, 3] - boxes[:, 1] < _TALL * usual)), rows)
    highest = max(_height(boxes[row]) for row in rows)
    rows = [row for row in rows if _height(boxes[row]) >= _LEAST_ROW * highest]
    rows.sort(key=lambda row: float(boxes[row][:, [1, 3]].mean()))
    return tuple(_row(labels, boxes, row) for row in rows)


def _height(boxes: Boxes) -> float:
    heights = boxes[:, 3] - boxes[:, 1]
    return float(np.quantile(heights[heights >= _TALL * heights.max()], 0.7))


def _rows_of_tall(boxes: Boxes, numbers: NDArray[np.intp]) -> list[list[int]]:
    """Return the pieces of each row: from left to right each joins the row whose last piece lies most beside it."""
    rows: list[list[int]] = []
    for number in numbers[np.argsort(boxes[numbers, 0] + boxes[numbers, 2], kind="stable")].tolist():
        beside = [_beside(boxes[number], boxes[row[-3:]]) for row in rows]
        best = int(np.argmax(beside)) if beside else -1
        if best >= 0 and beside[best] >= _BESIDE:
            rows[best].append(number)
        else:
            rows.append([number])
    return rows


def _beside(box: Boxes, others: Boxes) -> float:
    """Return how much of the lower of two lies beside the other, a piece and the last few of a row taken together."""
    top, bottom = float(np.median(others[:, 1])), float(np.median(others[:, 3]))
    shared = min(box[3], bottom) - max(box[1], top)
    return float(shared / max(min(box[3] - box[1], bottom - top), 1))


def _add_small(boxes: Boxes, numbers: NDArray[np.intp], rows: list[list[int]]) -> None:
    """Put each small piece into the row in which it lies, if it lies in one."""
    tall = [np.array(row) for row in rows]
    for number in numbers.tolist():
        middle, centre = boxes[number, [1, 3]].mean(), boxes[number, [0, 2]].mean()
        away = []
        for row in tall:
            near = row[np.argsort(np.abs(boxes[row][:, [0, 2]].mean(axis=1) - centre))[:2]]
            height = _height(boxes[row])
            away.append(abs(float(boxes[near][:, [1, 3]].mean()) - float(middle)) / height)
        if min(away) <= _FAR_BELOW:
            rows[int(np.argmin(away))].append(number)


def _row(labels: Labels, boxes: Boxes, numbers: Sequence[int]) -> PageRow:
    """Return a row of these pieces: its parts, where they are cut, and what could be a digit."""
    numbers = sorted(numbers)
    own = boxes[numbers]
    height = _height(own)
    left, right = own[:, 0].astype(np.float64), own[:, 2].astype(np.float64)
    parts: list[tuple[tuple[int, int, int, int], NDArray[np.bool_]]] = []
    cutting: list[float] = []  # what it costs to begin a digit with this part
    for members in put_together(left, right, _NARROWEST * height):
        pieces = [numbers[member] for member in members]
        box = _around(boxes[pieces])
        ink = np.isin(labels[box[1] : box[3], box[0] : box[2]], np.array(pieces) + 1)
        parts += _cut(box, ink, height, cutting)
    costs = _Costs(parts, cutting, height)
    return PageRow(tuple(costs.candidates()), tuple(costs.leaving()))


def _cut(
    box: tuple[int, int, int, int], ink: NDArray[np.bool_], height: float, cutting: list[float]
) -> list[tuple[tuple[int, int, int, int], NDArray[np.bool_]]]:
    """Return the pieces that a part falls into if it is cut wherever it could be; note what each cut costs."""
    cutting.append(0.0)
    if ink.shape[1] < _MAY_TOUCH * height:
        return [(box, ink)]
    columns = np.arange(ink.shape[1])
    result, begin = [], np.zeros(ink.shape[0], np.intp)
    cuts = cuts_through(ink, height)
    for cut, through in [*cuts, (np.full(ink.shape[0], ink.shape[1]), 0)]:
        piece = ink & (columns >= begin[:, np.newaxis]) & (columns < cut[:, np.newaxis])
        if not piece.any():
            cutting.pop()
        else:
            result.append(_tight(box, piece))
        cutting.append(_COST_OF_CUT + _COST_OF_INK * through / height)
        begin = cut
    cutting.pop()
    return result


def _tight(
    box: tuple[int, int, int, int], ink: NDArray[np.bool_]
) -> tuple[tuple[int, int, int, int], NDArray[np.bool_]]:
    """Return the box and the ink without empty rows and columns around them."""
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    x, y = box[:2]
    return (x + left, y + top, x + right, y + bottom), ink[top:bottom, left:right]


def _around(boxes: Boxes) -> tuple[int, int, int, int]:
    left, top = boxes[:, :2].min(axis=0)
    right, bottom = boxes[:, 2:].max(axis=0)
    return int(left), int(top), int(right), int(bottom)


class _Costs:
    """What the ways to divide a row cost."""

    def __init__(
        self,
        parts: Sequence[tuple[tuple[int, int, int, int], NDArray[np.bool_]]],
        cutting: Sequence[float],
        height: float,
    ) -> None:
        self._parts, self._cutting, self._height = parts, cutting, height
        self._boxes = np.array([box for box, _ in parts])
        self._hyphens = self._are_hyphens()

    def candidates(self) -> list[Candidate]:
        """Return what could be a digit."""
        result = []
        for first in range(len(self._parts)):
            gap = 0.0
            for end in range(first + 1, min(first + _MOST_PARTS, len(self._parts)) + 1):
                if end - first > 1:
                    between = (self._boxes[end - 1, 0] - self._boxes[first : end - 1, 2].max()) / self._height
                    if between >= _APART:
                        break
                    gap += max(float(between), 0.0)
                box = _around(self._boxes[first:end])
                wide = (box[2] - box[0]) / self._height
                if wide > 2 * _WIDE and end - first > 1:
                    break
                small = box[3] - box[1] < _SMALL * self._height
                cost = _COST_OF_DIGIT + _COST_OF_SMALL * small + _COST_OF_GAP * gap + self._cutting[first]
                cost += _COST_OF_WIDTH * max(wide - _WIDE, 0.0) + _COST_OF_HYPHEN * bool(self._hyphens[first:end].any())
                result.append(Candidate((first, end), self._together(first, end, box), box, cost))
        return result

    def leaving(self) -> list[float]:
        """Return what it costs to leave each part out."""
        heights = self._boxes[:, 3] - self._boxes[:, 1]
        small = heights < _SMALL * self._height
        leaving: list[float] = np.where(self._hyphens, 0.0, np.where(small, _COST_OF_LEAVING, np.inf)).tolist()
        return leaving

    def _are_hyphens(self) -> NDArray[np.bool_]:
        """Return which parts are flat and lie at half the height of those beside them."""
        size = (self._boxes[:, 2:] - self._boxes[:, :2]) / self._height
        middle = self._boxes[:, [1, 3]].mean(axis=1)
        tall = np.flatnonzero(size[:, 1] >= _TALL)
        hyphens = np.zeros(len(self._boxes), bool)
        for number in np.flatnonzero((size[:, 1] < _FLAT) & (size[:, 0] < 0.8)).tolist():
            beside = tall[np.argsort(np.abs(tall - number), kind="stable")[:2]]
            if len(beside):
                level = float(self._boxes[beside][:, [1, 3]].mean())
                hyphens[number] = abs(float(middle[number]) - level) <= _HALF_WAY * self._height and self._stands_free(
                    number
                )
        return hyphens

    def _stands_free(self, number: int) -> bool:
        """Return whether there is paper on both sides of a part."""
        before = self._boxes[number, 0] - self._boxes[:number, 2].max(initial=-1000)
        after = self._boxes[number + 1 :, 0].min(initial=1_000_000) - self._boxes[number, 2]
        return bool(min(before, after) >= _FREE * self._height)

    def _together(self, first: int, end: int, box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
        ink = np.zeros((box[3] - box[1], box[2] - box[0]), bool)
        for (left, top, right, bottom), part in self._parts[first:end]:
            ink[top - box[1] : bottom - box[1], left - box[0] : right - box[0]] |= part
        return ink
