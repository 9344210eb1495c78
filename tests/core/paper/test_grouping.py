"""Strokes are sorted into digits: what lies over each other together, what is far apart not, else by the network."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.paper.grouping import box_of, certainty_of, group_strokes, read_drawing
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.strokes import Stroke, Strokes, strokes_from_points
from digitapp.core.reading.reading import read
from tests.core.samples import bundled_moment, drawn


def row(digits: Sequence[int], gap: float = 0.15, height: float = 0.25) -> Strokes:
    """The digits side by side, as one drawing."""
    strokes: list[Stroke] = []
    edge = 0.0
    for digit in digits:
        low = np.min([stroke.points.min(axis=0) for stroke in drawn(digit)], axis=0)
        high = np.max([stroke.points.max(axis=0) for stroke in drawn(digit)], axis=0)
        scale = height / (high - low)[1]
        strokes += [Stroke((stroke.points - low) * scale + (edge, 0.3)) for stroke in drawn(digit)]
        edge += (high - low)[0] * scale + gap * height
    return tuple(strokes)


def digits_of(groups: Sequence[Strokes]) -> list[int]:
    return [read(bundled_moment(), rasterize(group)).ranking[0] for group in groups]


def unasked(_: Sequence[Strokes]) -> np.ndarray:
    raise AssertionError("the network must not be asked")


def test_nothing_and_one_stroke_are_no_question() -> None:
    assert group_strokes((), unasked) == ()
    assert group_strokes((Stroke(np.empty((0, 2))),), unasked) == ()
    seven = drawn(7)
    assert group_strokes(seven, unasked) == (seven,)


@pytest.mark.parametrize("digit", range(10))
def test_the_strokes_of_one_digit_stay_together(digit: int) -> None:
    strokes = drawn(digit)
    (group,) = group_strokes(strokes, certainty_of(bundled_moment()))
    assert list(map(id, group)) == list(map(id, strokes))


@pytest.mark.parametrize("gap", [0.15, 0.3, 1.0])
@pytest.mark.parametrize("digits", [(2, 0, 2, 6), (1, 1), (4, 5), (7, 7, 7), tuple(range(10))])
def test_digits_side_by_side_are_read_from_left_to_right(digits: tuple[int, ...], gap: float) -> None:
    groups = group_strokes(row(digits, gap), certainty_of(bundled_moment()))
    assert len(groups) == len(digits)
    assert digits_of(groups) == list(digits)


def test_the_order_in_which_they_are_drawn_makes_no_difference() -> None:
    groups = group_strokes(row((4, 2, 5))[::-1], certainty_of(bundled_moment()))
    assert digits_of(groups) == [4, 2, 5]


def test_a_stroke_across_another_belongs_to_it() -> None:
    zero, slash = drawn(0)[0], strokes_from_points([[(0.9, 0.05), (0.1, 0.95)]])[0]
    assert group_strokes((zero, slash), unasked) == ((zero, slash),)


def test_what_is_far_apart_is_never_put_together() -> None:
    def together(drawings: Sequence[Strokes]) -> np.ndarray:
        return np.array([1.0 if len(drawing) > 1 else 1e-6 for drawing in drawings])

    strokes = strokes_from_points([[(0.1, 0.2), (0.1, 0.5)], [(0.6, 0.2), (0.6, 0.5)]])
    assert len(group_strokes(strokes, together)) == 2


def test_between_the_two_the_network_decides() -> None:
    strokes = strokes_from_points([[(0.1, 0.2), (0.1, 0.5)], [(0.15, 0.2), (0.15, 0.5)]])
    for sure, count in ((True, 1), (False, 2)):

        def certainty(drawings: Sequence[Strokes], sure: bool = sure) -> np.ndarray:
            return np.array([0.99 if (len(drawing) > 1) == sure else 0.01 for drawing in drawings])

        assert len(group_strokes(strokes, certainty)) == count


points = st.tuples(st.floats(-2, 3), st.floats(-2, 3))


@settings(deadline=None)
@given(st.lists(st.lists(points, min_size=1, max_size=4), max_size=8))
def test_any_strokes_are_sorted_and_none_is_lost(lines: list[list[tuple[float, float]]]) -> None:
    strokes = strokes_from_points(lines)
    groups = group_strokes(strokes, certainty_of(bundled_moment()))
    assert sorted(id(stroke) for group in groups for stroke in group) == sorted(map(id, strokes))
    assert all(groups)


def test_the_box_is_around_all_strokes_of_a_digit() -> None:
    box = box_of(strokes_from_points([[(0.1, 0.5), (0.3, 0.2)], [(0.2, 0.9)]]))
    assert (box.left, box.top, box.right, box.bottom) == (0.1, 0.2, 0.3, 0.9)


def test_a_drawing_is_read_digit_by_digit() -> None:
    seen = read_drawing(bundled_moment(), row((3, 8)))
    assert [digit.reading.ranking[0] for digit in seen] == [3, 8]
    for digit in seen:
        np.testing.assert_array_equal(digit.reading.image, rasterize(digit.strokes))
