"""A stroke grows point by point, a tap becomes a dot, and an eraser finds the stroke it touches."""

import numpy as np
import pytest

from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH, Stroke, strokes_from_points


def stroke(*points: tuple[float, float]) -> Stroke:
    return Stroke(np.array(points))


def test_a_stroke_grows_and_the_one_before_stays() -> None:
    before = stroke((0.1, 0.2))
    after = before.extended((0.3, 0.4))
    assert before.points.tolist() == [[0.1, 0.2]]
    assert after.points.tolist() == [[0.1, 0.2], [0.3, 0.4]]
    assert after.pressures.size == 0


def test_a_stroke_keeps_its_pen_and_gathers_pressures() -> None:
    grown = Stroke(np.array([[0.0, 0.0]]), 0.1, np.array([0.5], np.float32)).extended((1.0, 1.0), 0.75)
    assert grown.pen_width == 0.1
    assert grown.pressures.tolist() == [0.5, 0.75]
    assert grown.pressures.dtype == np.float32


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


def test_the_distance_to_a_dot() -> None:
    assert stroke((0.5, 0.5)).distance_to((0.8, 0.9)) == pytest.approx(0.5)
    assert stroke((0.5, 0.5)).distance_to((0.5, 0.5)) == 0


def test_strokes_from_lists_of_points() -> None:
    line, dot = strokes_from_points([[(0, 0), (1, 1)], [0.5, 0.5]])
    assert line.points.shape == (2, 2)
    assert dot.points.shape == (1, 2)
    assert line.points.dtype == dot.points.dtype == np.float64
    assert line.pen_width == DEFAULT_PEN_WIDTH
