"""A stroke grows point by point, a tap becomes a dot, and an eraser finds the stroke it touches."""

import numpy as np
import pytest

from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH, GrowingStroke, Stroke, strokes_from_points


def stroke(*points: tuple[float, float]) -> Stroke:
    return Stroke(np.array(points))


def test_a_stroke_grows_and_the_ones_before_stay() -> None:
    growing = GrowingStroke()
    grown = [growing.add((number / 10, number / 20)) for number in range(200)]
    for count, each in enumerate(grown, 1):
        assert each.points.tolist() == [[number / 10, number / 20] for number in range(count)]
        assert each.pressures.size == 0
    assert grown[-1].pen_width == DEFAULT_PEN_WIDTH


def test_a_stroke_keeps_its_pen_and_gathers_pressures() -> None:
    growing = GrowingStroke(0.1)
    strokes = [growing.add((number / 10, 0.5), number / 256) for number in range(200)]
    for count, each in enumerate(strokes, 1):
        assert each.pen_width == 0.1
        assert each.pressures.tolist() == [number / 256 for number in range(count)]
        assert each.pressures.dtype == np.float32


def test_a_growing_stroke_is_not_copied_with_every_point() -> None:
    growing = GrowingStroke()
    strokes = [growing.add((0.1, 0.2)) for _ in range(1000)]
    copies = {each.points.__array_interface__["data"][0] for each in strokes}
    assert len(copies) < 10


def test_nobody_can_change_a_stroke_that_is_still_growing() -> None:
    with pytest.raises(ValueError, match="read-only"):
        GrowingStroke().add((0.1, 0.2)).points[0, 0] = 1.0


def test_the_box_is_around_all_points() -> None:
    assert stroke((0.1, 0.5), (0.3, 0.2), (0.2, 0.9)).box == (0.1, 0.2, 0.3, 0.9)


def test_a_tap_is_a_dot() -> None:
    tap = Stroke(np.array([[0.5, 0.5], [0.502, 0.499], [0.501, 0.5]]), 0.1, np.array([0.2, 0.3, 0.4], np.float32))
    dot = tap.without_jitter(0.008)
    assert dot.points.tolist() == [[0.5, 0.5]]
    assert dot.pressures.tolist() == [np.float32(0.2)]
    assert dot.pen_width == 0.1


def test_a_short_stroke_is_no_tap() -> None:
    short = stroke((0.5, 0.5), (0.52, 0.5), (0.5, 0.5))  # it comes back to where it began
    assert short.without_jitter(0.008) is short


@pytest.mark.parametrize(
    ("point", "distance"),
    [
        ((0.5, 0.2), 0.0),  # on the line
        ((0.5, 0.5), 0.3),  # beside its middle
        ((1.1, 0.2), 0.2),  # beyond its end
        ((0.1, 0.6), 0.4),  # beside its beginning, which is a corner
        ((-0.2, -0.2), 0.5),  # before its beginning
    ],
)
def test_the_distance_is_that_to_the_nearest_place_on_the_line(point: tuple[float, float], distance: float) -> None:
    assert stroke((0.1, 0.2), (0.9, 0.2)).distance_to(point) == pytest.approx(distance)
    assert stroke((0.1, 0.2), (0.1, 0.2), (0.4, 0.2), (0.9, 0.2)).distance_to(point) == pytest.approx(distance)


@pytest.mark.parametrize(
    ("start", "end", "distance"),
    [
        ((0.5, 0.0), (0.5, 0.4), 0.0),  # across it
        ((0.2, 0.5), (0.8, 0.5), 0.3),  # along it
        ((0.5, 0.3), (0.5, 0.9), 0.1),  # to it, and not across
        ((1.0, 0.0), (1.0, 0.9), 0.1),  # past its end
        ((0.5, 0.5), (0.5, 0.5), 0.3),  # on the spot
    ],
)
def test_the_distance_to_a_way(start: tuple[float, float], end: tuple[float, float], distance: float) -> None:
    assert stroke((0.1, 0.2), (0.9, 0.2)).distance_to(start, end) == pytest.approx(distance)
    assert stroke((0.1, 0.2), (0.4, 0.2), (0.9, 0.2)).distance_to(end, start) == pytest.approx(distance)


def test_the_distance_of_a_way_to_a_dot() -> None:
    assert stroke((0.5, 0.5)).distance_to((0.0, 0.6), (1.0, 0.6)) == pytest.approx(0.1)


def test_the_distance_to_a_dot() -> None:
    assert stroke((0.5, 0.5)).distance_to((0.8, 0.9)) == pytest.approx(0.5)
    assert stroke((0.5, 0.5)).distance_to((0.5, 0.5)) == 0


def test_strokes_from_lists_of_points() -> None:
    line, dot = strokes_from_points([[(0, 0), (1, 1)], [0.5, 0.5]])
    assert line.points.shape == (2, 2)
    assert dot.points.shape == (1, 2)
    assert line.points.dtype == dot.points.dtype == np.float64
    assert line.pen_width == DEFAULT_PEN_WIDTH
