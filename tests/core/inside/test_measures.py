"""A digit's ink in four numbers, held against figures of which one knows them."""

import numpy as np
import pytest

from digitapp.core.inside.measures import Measure, measure, share_below


def bar(top: int, left: int, height: int, width: int) -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    image[top : top + height, left : left + width] = 255
    return image


def one(image: np.ndarray) -> dict[Measure, float]:
    return {name: float(values[0]) for name, values in measure(image[np.newaxis]).items()}


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_bar_is_as_thick_as_it_is_wide(width: int) -> None:
    found = one(bar(2, 12, 24, width))
    assert found[Measure.THICKNESS] == pytest.approx(width, rel=0.2)
    assert found[Measure.INK] == pytest.approx(24 * width / 784)
    assert found[Measure.SLANT] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("degrees", [-30, -10, 0, 20, 40])
def test_a_leaning_line_has_its_angle(degrees: float) -> None:
    image = np.zeros((28, 28), np.uint8)
    rows = np.arange(4, 24)
    columns = 14 - (rows - 14) * np.tan(np.radians(degrees))
    image[rows, np.rint(columns).astype(int)] = 255
    assert one(image)[Measure.SLANT] == pytest.approx(degrees, abs=3)


def test_the_offset_is_the_way_from_the_middle_pixel() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[14 + 3, 14 - 4] = 200
    assert one(image)[Measure.OFFSET] == pytest.approx(5)


def test_nothing_measures_nothing_and_many_are_measured_as_one_by_one() -> None:
    assert set(one(np.zeros((28, 28), np.uint8)).values()) == {0.0}
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    together = measure(images)
    for number, image in enumerate(images):
        for name, value in one(image).items():
            assert together[name][number] == pytest.approx(value)
    assert all(len(values) == 0 for values in measure(images[:0]).values())


@pytest.mark.parametrize(("value", "share"), [(0, 0), (1, 0.125), (2, 0.5), (2.5, 0.75), (9, 1)])
def test_a_place_among_many(value: float, share: float) -> None:
    assert share_below(np.array([1.0, 2, 2, 3]), value) == share


def test_a_place_among_none() -> None:
    assert share_below(np.zeros(0), 3) == 0
