"""Numbers below each other are rows; a five's bar and an eight's circles are none."""

import numpy as np
import pytest

from digitapp.core.paper.rows import rows_of
from digitapp.core.paper.strokes import Stroke, Strokes, strokes_from_points
from digitapp.core.reading.drawing import read_drawing
from tests.core.samples import bundled_moment, drawn


def at(digit: int, x: float, y: float, size: float = 0.2) -> Strokes:
    """A digit so high, its upper left corner there."""
    points = np.concatenate([stroke.points for stroke in drawn(digit)])
    low, high = points.min(axis=0), points.max(axis=0)
    return tuple(Stroke((stroke.points - low) * size / (high - low)[1] + (x, y)) for stroke in drawn(digit))


def read(strokes: Strokes) -> list[int]:
    return [digit.reading.ranking[0] for digit in read_drawing(bundled_moment(), strokes)]


@pytest.mark.parametrize("gap", [0.05, 0.1, 0.4])
def test_two_numbers_below_each_other_are_read_row_by_row(gap: float) -> None:
    below = 0.1 + 0.2 + gap
    upper = at(2, 0.1, 0.1) + at(0, 0.35, 0.1) + at(3, 0.6, 0.1)
    lower = at(4, 0.1, below) + at(7, 0.4, below)
    assert read(upper + lower) == [2, 0, 3, 4, 7]
    assert read(lower + upper) == [2, 0, 3, 4, 7]  # whichever was drawn first


def test_one_digit_below_another_needs_more_paper_between_them() -> None:
    assert read(at(7, 0.3, 0.05) + at(2, 0.3, 0.4)) == [7, 2]
    circles = strokes_from_points(
        [[(0.5 + 0.1 * np.cos(t), y + 0.1 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 40)] for y in (0.3, 0.53)]
    )
    assert len(rows_of(circles)) == 1


def test_a_bar_high_above_belongs_to_its_five() -> None:
    five = at(5, 0.2, 0.3)
    bar = strokes_from_points([[(0.22, 0.2), (0.4, 0.2)]])
    assert len(rows_of(five + bar)) == 1
    assert len(rows_of(at(1, 0.6, 0.3) + five + bar)) == 1


def test_three_rows_keep_the_order_of_their_strokes() -> None:
    strokes = tuple(stroke for y in (0.7, 0.05, 0.4) for stroke in at(4, 0.1, y) + at(5, 0.5, y))
    rows = rows_of(strokes)
    assert [row.strokes[0].box[1] for row in rows] == sorted(row.strokes[0].box[1] for row in rows)
    for row in rows:
        places = [strokes.index(stroke) for stroke in row.strokes]
        assert places == sorted(places)


def test_nothing_is_one_empty_row() -> None:
    (row,) = rows_of(())
    assert row.divided([]) == ()
    (row,) = rows_of((Stroke(np.empty((0, 2))),))
    assert row.divided([]) == ()
