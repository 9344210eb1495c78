"""Strokes are sorted into digits: what lies over each other together, what is far apart not, else by the network."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.paper import overlaps
from digitapp.core.paper.grouping import box_of, row_of
from digitapp.core.paper.strokes import Stroke, Strokes, strokes_from_points
from tests.core.paper import direct
from tests.core.samples import drawn

Certainty = Callable[[Sequence[Strokes]], np.ndarray]


def grouped(strokes: Strokes, certainty: Certainty) -> tuple[Strokes, ...]:
    """The strokes of each digit, by how sure someone is of the digit in each of some drawings."""
    row = row_of(strokes)
    return row.divided(certainty([row.drawing(run) for run in row.runs]) if row.runs else [])


def unasked(_: Sequence[Strokes]) -> np.ndarray:
    raise AssertionError("the network must not be asked")


def test_nothing_and_one_stroke_are_no_question() -> None:
    assert grouped((), unasked) == ()
    assert grouped((Stroke(np.empty((0, 2))),), unasked) == ()
    seven = drawn(7)
    assert grouped(seven, unasked) == (seven,)


def test_a_stroke_across_another_belongs_to_it() -> None:
    zero, slash = drawn(0)[0], strokes_from_points([[(0.9, 0.05), (0.1, 0.95)]])[0]
    assert grouped((zero, slash), unasked) == ((zero, slash),)


def test_what_is_far_apart_is_never_put_together() -> None:
    def together(drawings: Sequence[Strokes]) -> np.ndarray:
        return np.array([1.0 if len(drawing) > 1 else 1e-6 for drawing in drawings])

    strokes = strokes_from_points([[(0.1, 0.2), (0.1, 0.5)], [(0.6, 0.2), (0.6, 0.5)]])
    assert len(grouped(strokes, together)) == 2


def test_between_the_two_the_network_decides() -> None:
    strokes = strokes_from_points([[(0.1, 0.2), (0.1, 0.5)], [(0.15, 0.2), (0.15, 0.5)]])
    for sure, count in ((True, 1), (False, 2)):

        def certainty(drawings: Sequence[Strokes], sure: bool = sure) -> np.ndarray:
            return np.array([0.99 if (len(drawing) > 1) == sure else 0.01 for drawing in drawings])

        assert len(grouped(strokes, certainty)) == count


def opinion(drawings: Sequence[Strokes]) -> np.ndarray:
    """How sure someone is that looks at nothing but where the points lie; no two drawings are alike to him."""
    sums = [sum(float(np.cos(97 * stroke.points).sum()) for stroke in strokes) for strokes in drawings]
    return np.abs(np.sin(np.array(sums)))


@pytest.mark.parametrize("height", [0.02, 0.2])
@pytest.mark.parametrize("strokes", [2, 5, 12, 40])
def test_the_groups_are_those_of_looking_at_every_pair(strokes: int, height: float) -> None:
    generator = np.random.default_rng(strokes)
    for _ in range(25):
        drawing = tuple(
            Stroke(generator.random((1, 2)) + generator.normal(0, height, (generator.integers(1, 9), 2)))
            for _ in range(strokes)
        )
        assert grouped(drawing, opinion) == direct.groups(drawing, opinion)


coordinates = st.one_of(st.floats(-2, 3), st.integers(0, 8).map(lambda eighths: eighths / 8))
points = st.tuples(coordinates, coordinates)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(points, min_size=1, max_size=4), max_size=12))
def test_the_parts_are_those_of_looking_at_every_pair(lines: list[list[tuple[float, float]]]) -> None:
    strokes = strokes_from_points(lines)
    assert {frozenset(part) for part in row_of(strokes).parts} == {frozenset(part) for part in direct.parts(strokes)}


@settings(deadline=None)
@given(st.lists(st.lists(points, min_size=1, max_size=4), max_size=8))
def test_any_strokes_are_sorted_and_none_is_lost(lines: list[list[tuple[float, float]]]) -> None:
    strokes = strokes_from_points(lines)
    groups = grouped(strokes, opinion)
    assert sorted(id(stroke) for group in groups for stroke in group) == sorted(map(id, strokes))
    assert all(groups)


def test_of_thousands_of_strokes_over_each_other_few_pairs_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0
    belong = overlaps._belong

    def counted(left: np.ndarray, right: np.ndarray, one: np.ndarray, other: np.ndarray, least: float) -> np.ndarray:
        nonlocal looked_at
        looked_at += len(one)
        return belong(left, right, one, other, least)

    monkeypatch.setattr(overlaps, "_belong", counted)
    generator = np.random.default_rng(1)
    places = [number // 150 + 0.6 * generator.random((6, 2)) for number in range(3000)]  # 20 digits of 150 strokes
    row = row_of(tuple(map(Stroke, places)))
    assert len(row.parts) == 20
    assert looked_at < 20 * 150


def test_the_box_is_around_all_strokes_of_a_digit() -> None:
    box = box_of(strokes_from_points([[(0.1, 0.5), (0.3, 0.2)], [(0.2, 0.9)]]))
    assert (box.left, box.top, box.right, box.bottom) == (0.1, 0.2, 0.3, 0.9)
