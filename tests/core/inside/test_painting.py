"""A unit's weights as a picture to paint."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from digitapp.core.inside.painting import Pen, PenStroke, explain_sum, smoothed, template
from digitapp.core.reading.reading import Reading, read
from tests.core import samples
from tests.core.samples import bundled_moment, mnist


def painted(pen: Pen, *points: tuple[float, float], before: np.ndarray | None = None) -> np.ndarray:
    stroke = PenStroke(pen, np.zeros(784, np.float32) if before is None else before)
    for point in points:
        weights = stroke.to(point)
    return weights.reshape(28, 28)


def seen() -> Reading:
    return read(bundled_moment(), mnist().test_images[0])


def test_a_pen_paints_its_weight_where_it_goes_and_nothing_elsewhere() -> None:
    weights = painted(Pen(0.3, 1.5), (4.5, 10.5), (20.5, 10.5))
    np.testing.assert_array_equal(weights[9:12, 5:20], np.float32(0.3))
    assert weights[8, 10] == weights[12, 10] == 0
    assert (weights[:, 23:] == 0).all()
    assert ((weights >= 0) & (weights <= np.float32(0.3))).all()


def test_blue_is_below_zero_and_the_eraser_makes_zeros() -> None:
    blue = painted(Pen(-0.5, 2), (14.5, 14.5))
    assert blue[14, 14] == -0.5
    assert (painted(Pen(0.0, 3), (14.5, 14.5), before=blue.ravel()) == 0).all()


def test_a_stroke_that_goes_twice_over_a_pixel_paints_once() -> None:
    once = painted(Pen(0.4, 1.2), (5.2, 5.2), (9.7, 9.1))
    twice = painted(Pen(0.4, 1.2), (5.2, 5.2), (9.7, 9.1), (5.2, 5.2))
    np.testing.assert_allclose(twice, once, atol=1e-7)


def test_a_point_outside_is_no_error() -> None:
    assert (painted(Pen(1.0, 1.5), (-20.0, 40.0)) == 0).all()


def test_smoothing_is_what_scipy_makes_of_it() -> None:
    weights = np.random.default_rng(0).normal(size=784).astype(np.float32)
    kernel = np.outer([1, 2, 1], [1, 2, 1]) / 16
    expected = ndimage.convolve(weights.reshape(28, 28).astype(np.float64), kernel, mode="nearest")
    np.testing.assert_allclose(smoothed(weights).reshape(28, 28), expected, atol=1e-6)


def test_a_drawing_as_weights_has_its_ink() -> None:
    inputs = seen().inputs
    np.testing.assert_allclose(template(inputs, 0.25), inputs / 4, atol=1e-7)


@given(unit=st.integers(0, 511))
def test_red_and_blue_and_b_are_the_engines_sum(unit: int) -> None:
    found = explain_sum(seen(), unit)
    assert found.red >= 0 >= found.blue
    assert found.red + found.blue + found.bias == pytest.approx(found.z, abs=1e-4)
    assert found.activation == max(found.z, 0)
    assert samples.bundled().dense_layers[0].activation.kind == "relu"
