"""Sorts the strokes of a drawing into rows, as somebody writes two numbers below each other.

Between two rows lies paper from one side to the other, and each is about as high as the others. A bar high above its
five is no row; nor are the two circles of an eight that do not touch: where all could be one digit, the rows must be
farther apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from digitapp.core.paper.grouping import Row, row_of
from digitapp.core.paper.strokes import Stroke, Strokes

_LOWEST = 0.55  # of the highest row's height
_APART = 0.12  # of the lower of two rows' heights, that lies between them at least,
_APART_ALONE = 0.4  # and where both together are hardly wider than one digit
_ONE_DIGIT = 1.2  # widths of a digit in heights of the higher row


@dataclass(frozen=True, eq=False)
class _Band:
    """Strokes between which no level line passes."""

    strokes: tuple[tuple[int, Stroke], ...]  # with their numbers, oldest 0
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def joined(self, other: _Band) -> _Band:
        return _Band(
            self.strokes + other.strokes,
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


def rows_of(strokes: Strokes) -> tuple[Row, ...]:
    """Return the rows of a drawing, the topmost first, each with its strokes in the order in which they were drawn."""
    bands = _bands(strokes)
    while len(bands) > 1:
        highest = max(band.height for band in bands)
        pairs = range(len(bands) - 1)
        near = [pair for pair in pairs if not _are_rows(bands[pair], bands[pair + 1], highest)]
        if not near:
            break
        pair = min(near, key=lambda pair: bands[pair + 1].top - bands[pair].bottom)
        bands[pair : pair + 2] = [bands[pair].joined(bands[pair + 1])]
    if len(bands) < 2:
        return (row_of(strokes),)
    return tuple(row_of(tuple(stroke for _, stroke in sorted(band.strokes, key=_number))) for band in bands)


def _number(numbered: tuple[int, Stroke]) -> int:
    return numbered[0]


def _bands(strokes: Strokes) -> list[_Band]:
    """Return what lies between lines across all of the paper on which there is no ink, from top to bottom."""
    single = [_Band(((number, stroke),), *stroke.box) for number, stroke in enumerate(strokes) if len(stroke.points)]
    bands: list[_Band] = []
    for band in sorted(single, key=lambda band: band.top):
        if bands and band.top <= bands[-1].bottom:
            bands[-1] = bands[-1].joined(band)
        else:
            bands.append(band)
    return bands


def _are_rows(upper: _Band, lower: _Band, highest: float) -> bool:
    if min(upper.height, lower.height) < _LOWEST * highest:
        return False
    wide = max(upper.right, lower.right) - min(upper.left, lower.left)
    alone = wide < _ONE_DIGIT * max(upper.height, lower.height)
    gap = lower.top - upper.bottom
    return gap >= (_APART_ALONE if alone else _APART) * min(upper.height, lower.height)
