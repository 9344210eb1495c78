"""Reads a picture: one digit, or several in rows, where the network says how the rows are best divided."""

from __future__ import annotations

from digitapp.core.paper.ink import FoundRow
from digitapp.core.paper.pictures import Picture
from digitapp.core.reading.drawing import AT_ONCE, SeenDigit, Steps, certainty_of
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment


def picture_steps(moment: Moment, picture: Picture) -> Steps:
    """Read a picture in small steps, between which others may use the thread.

    Return its digits, left to right and one row after the other.
    """
    chosen: list[tuple[FoundRow, int]] = []
    for found in picture.rows:
        certainty: list[float] = []
        for first in range(0, len(found.images), AT_ONCE):
            certainty += certainty_of(moment, found.images[first : first + AT_ONCE]).tolist()
            yield
        chosen += [(found, number) for number in found.row.divided(certainty)]
    if len(chosen) < 2:
        return (SeenDigit((), read(moment, picture.image), corners=picture.on_canvas(picture.corners)),)
    digits: list[SeenDigit] = []
    rows: list[FoundRow] = []
    for found, number in chosen:
        if found not in rows:
            rows.append(found)
        corners = picture.on_canvas(found.corners[number])
        digits.append(SeenDigit((), read(moment, found.images[number]), len(rows) - 1, corners))
        yield
    return tuple(digits)


def read_picture(moment: Moment, picture: Picture) -> tuple[SeenDigit, ...]:
    """Return the digits in a picture, row by row from left to right."""
    steps = picture_steps(moment, picture)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            digits: tuple[SeenDigit, ...] = end.value
            return digits
