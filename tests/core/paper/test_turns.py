"""Turned pictures are made level, and places are found again in the picture as it was."""

import numpy as np
import pytest
from PIL import Image as Pillow

from digitapp.core.paper.turns import Turn, angle_of_lines, angle_of_rows, turn_of


def ruled(degrees: float) -> np.ndarray:
    """How strong the pixels of ruled paper are that is turned counterclockwise, with some ink on it."""
    strength = np.zeros((400, 500), np.float32)
    strength[20::50] = strength[21::50] = 60
    strength[150:260, 200:212] = 200
    return np.asarray(Pillow.fromarray(strength).rotate(degrees, Pillow.Resampling.BILINEAR))


@pytest.mark.parametrize("degrees", [-18.0, -4.0, 7.0, 20.0])
def test_printed_lines_tell_by_how_much_a_page_is_turned(degrees: float) -> None:
    assert angle_of_lines(ruled(degrees)) == pytest.approx(-degrees, abs=0.6)


def test_level_lines_and_a_page_without_lines_are_not_turned() -> None:
    assert abs(angle_of_lines(ruled(0.0))) < 0.75
    assert angle_of_lines(np.zeros((300, 300), np.float32)) == 0
    assert angle_of_lines(np.ones((10, 10), np.float32)) == 0


def boxes(degrees: float, rows: int = 3, columns: int = 4) -> np.ndarray:
    """The boxes of digits in rows that are turned counterclockwise."""
    angle = np.radians(degrees)
    places = [(100.0 * column, 140.0 * row) for row in range(rows) for column in range(columns)]
    turned = [(np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x) for x, y in places]
    return np.array([(x - 25, y - 40, x + 25, y + 40) for x, y in turned]).round().astype(np.intp)


@pytest.mark.parametrize("degrees", [-16.0, 9.0, 20.0])
def test_rows_of_digits_tell_it_too(degrees: float) -> None:
    assert angle_of_rows(boxes(degrees)) == pytest.approx(-degrees, abs=1.0)


def test_few_digits_tell_nothing() -> None:
    assert angle_of_rows(boxes(15.0, rows=1, columns=3)) == 0
    assert abs(angle_of_rows(boxes(0.0))) < 0.75


def test_places_are_found_again() -> None:
    plane = np.zeros((120, 200), np.float32)
    plane[30:34, 150:154] = 1
    turn = turn_of(plane, 17.0)
    turned = turn.plane(plane)
    assert turned.shape == turn.after
    rows, columns = np.nonzero(turned > 0.5)
    np.testing.assert_allclose(turn.back(np.array([columns.mean() + 0.5, rows.mean() + 0.5])), (152, 32), atol=1)


def test_hardly_turned_is_not_turned() -> None:
    plane = np.zeros((20, 30), np.float32)
    turn = turn_of(plane, 0.3)
    assert turn == Turn(0.0, (20, 30), (20, 30))
    assert turn.plane(plane) is plane
    np.testing.assert_array_equal(turn.back(np.array([3.0, 4.0])), (3, 4))
