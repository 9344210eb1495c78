"""Reads a drawing digit by digit, and again and again while it is drawn: what did not change is not read anew."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.grouping import Box, Row, box_of
from digitapp.core.paper.rasterize import Image, rasterize, rasterize_lines
from digitapp.core.paper.rows import rows_of
from digitapp.core.paper.strokes import Strokes
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.moment import Moment

_DOT = 0.02  # of the canvas's side
AT_ONCE = 16  # drawings that the network is asked about in one go
_ROWS = 256  # runs of a row that are put together in one go

Steps = Generator[None, None, tuple["SeenDigit", ...]]


@dataclass(frozen=True, eq=False)
class SeenDigit:
    """One of the digits in a drawing or a picture, and what the network makes of it.

    Attributes:
        strokes: what it is drawn with; none in a picture.
        reading: what the network computed.
        row: in which row it stands, the topmost being 0.
        corners: (4, 2) where it is in a picture, in sides of the canvas on which that is shown; None for strokes.
    """

    strokes: Strokes
    reading: Reading
    row: int = 0
    corners: NDArray[np.float64] | None = None

    @cached_property
    def box(self) -> Box:
        """The box around its strokes, of which there must be some."""
        return box_of(self.strokes)


class DrawingReader:
    """Reads drawings that differ little from one to the next.

    Strokes never change, so what the network made of some of them is kept for as long as the next drawing has them
    together again. The result is the same as without anything kept, to the last bit.
    """

    def __init__(self) -> None:
        self._moment: Moment | None = None
        self._images: dict[Strokes, Image] = {}
        self._certainty: dict[Strokes, float] = {}
        self._digits: dict[Strokes, SeenDigit] = {}

    def steps(self, moment: Moment, strokes: Strokes) -> Steps:
        """Read a drawing in small steps, between which others may use the thread.

        Return its digits, left to right and one row after the other.
        """
        if moment is not self._moment:  # what another network said is worth nothing; pictures do not depend on it
            self._moment = moment
            self._certainty.clear()
            self._digits.clear()
        rows = rows_of(strokes)
        yield
        drawings: list[Strokes] = []
        groups: list[tuple[int, Strokes]] = []
        for number, row in enumerate(rows):
            of_row = yield from _drawings(row)
            yield from self._ask(moment, [each for each in of_row if each not in self._certainty])
            groups += [(number, each) for each in row.divided([self._certainty[each] for each in of_row])]
            drawings += of_row
            yield
        digits = []
        for number, group in groups:
            known = self._digits.get(group)
            digits.append(_in_row(known or self._seen(moment, group), number))
            if known is None:
                yield
        self._keep(drawings, digits)
        return tuple(digits)

    def _ask(self, moment: Moment, drawings: Sequence[Strokes]) -> Generator[None]:
        """Ask the network how sure it is of its first digit in each of these."""
        for first in range(0, len(drawings), AT_ONCE):
            some = drawings[first : first + AT_ONCE]
            new = [each for each in some if each not in self._images]
            self._images.update(zip(new, rasterize_lines([[s.points for s in each] for each in new]), strict=True))
            certainty = certainty_of(moment, [self._images[each] for each in some])
            self._certainty.update(zip(some, certainty.tolist(), strict=True))
            yield

    def _seen(self, moment: Moment, group: Strokes) -> SeenDigit:
        image = self._images.get(group)
        if image is None:
            image = self._images[group] = rasterize(group)
        reading = read(moment, image)
        box = box_of(group)
        is_dot = max(box.right - box.left, box.bottom - box.top) < _DOT
        digit = self._digits[group] = SeenDigit(group, replace(reading, is_dot=is_dot))
        return digit

    def _keep(self, drawings: Sequence[Strokes], digits: Sequence[SeenDigit]) -> None:
        """Keep what this drawing needed, and nothing older."""
        self._certainty = {each: self._certainty[each] for each in drawings}
        self._digits = {digit.strokes: digit for digit in digits}
        needed = {*self._certainty, *self._digits}
        self._images = {each: image for each, image in self._images.items() if each in needed}


def read_drawing(moment: Moment, strokes: Strokes) -> tuple[SeenDigit, ...]:
    """Return the digits that are drawn, row by row from left to right, all of them read anew."""
    steps = DrawingReader().steps(moment, strokes)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            digits: tuple[SeenDigit, ...] = end.value
            return digits


def _in_row(digit: SeenDigit, row: int) -> SeenDigit:
    return digit if digit.row == row else replace(digit, row=row)


def _drawings(row: Row) -> Generator[None, None, list[Strokes]]:
    """Return the strokes of each run of a row, many at a step."""
    drawings = []
    for first in range(0, len(row.runs), _ROWS):
        drawings += [row.drawing(run) for run in row.runs[first : first + _ROWS]]
        yield
    return drawings


def certainty_of(moment: Moment, images: Sequence[Image]) -> NDArray[np.float32]:
    """Return how sure the network is of its first digit in each of at most 16 pictures, (n,).

    There are always 16, of which the last may be empty: a product of matrices may round differently with another number
    of rows, and what was asked alone must come out as it does among others.
    """
    pictures = np.zeros((AT_ONCE, images[0].size), np.float32)
    received = moment.received(np.stack(list(images)))
    pictures[: len(images)] = received.reshape(len(images), -1) / np.float32(255)
    z = moment.network.trace(pictures)[-1].z[: len(images)]
    return np.asarray(moment.calibration.probabilities(z).max(axis=1))
