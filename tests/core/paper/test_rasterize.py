"""The network sees pictures like MNIST's, no matter how large, where and in how many parts one draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.paper.rasterize import Image, rasterize, rasterize_lines
from digitapp.core.paper.strokes import Stroke, Strokes, strokes_from_points
from digitapp.core.reading.reading import read
from tests.core.samples import bundled_moment, drawn, mnist
from tests.digit_strokes import DIGITS

digits = st.sampled_from(sorted(DIGITS))


def centre_of_mass(image: Image) -> tuple[float, float]:
    ink = image.astype(np.float64)
    places = np.arange(28)
    return float(ink.sum(axis=0) @ places / ink.sum()), float(ink.sum(axis=1) @ places / ink.sum())


def sides(image: Image) -> tuple[int, int]:
    """Width and height of what is inked by half or more."""
    rows, columns = np.nonzero(image >= 128)
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def difference(image: Image, other: Image) -> int:
    return int(np.abs(image.astype(int) - other).max())


def moved(strokes: Strokes, scale: float, dx: float, dy: float) -> Strokes:
    return tuple(Stroke(stroke.points * scale + (dx, dy)) for stroke in strokes)


@pytest.mark.parametrize("strokes", [(), (Stroke(np.empty((0, 2))),)])
def test_without_ink_the_picture_is_empty(strokes: Strokes) -> None:
    image = rasterize(strokes)
    assert (image.shape, image.dtype) == ((28, 28), np.uint8)
    assert not image.any()


def test_a_dot_is_as_large_as_the_pen_and_in_the_middle() -> None:
    image = rasterize(strokes_from_points([[(0.2, 0.9)]]))
    assert image[14, 14] == 255
    np.testing.assert_array_equal(image, image.T)
    np.testing.assert_array_equal(image[1:, 1:], image[1:, 1:][::-1, ::-1])  # around pixel 14, of 1 to 27
    assert image.sum() / 255 == pytest.approx(np.pi, rel=0.1)  # a disc of 2 pixels across
    assert sides(image) == (3, 3)


def test_a_dot_does_not_change_when_the_pen_rests_on_it() -> None:
    once, often = strokes_from_points([[(0.4, 0.4)]]), strokes_from_points([[(0.4, 0.4)] * 50, [(0.4, 0.4)]])
    np.testing.assert_array_equal(rasterize(often), rasterize(once))


def test_a_horizontal_line_is_20_pixels_long_and_2_thick() -> None:
    image = rasterize(strokes_from_points([[(0.3, 0.5), (0.4, 0.5)]]))
    assert image[14].sum() / 255 == pytest.approx(20, abs=0.02)
    np.testing.assert_allclose(image[:, 8:21].sum(axis=0) / 255, 2, atol=0.02)
    np.testing.assert_array_equal(image[13], image[15])


def test_a_vertical_line_is_the_horizontal_one_turned() -> None:
    lying, standing = strokes_from_points([[(0, 0), (1, 0)]]), strokes_from_points([[(0, 0), (0, 1)]])
    assert difference(rasterize(standing), rasterize(lying).T) <= 1


@pytest.mark.parametrize("digit", DIGITS)
def test_the_longest_side_is_20_pixels(digit: int) -> None:
    assert max(sides(rasterize(drawn(digit)))) in (19, 20, 21)  # as a side of 20 lies on the pixels' centres


@pytest.mark.parametrize("digit", DIGITS)
def test_the_centre_of_mass_is_in_the_middle(digit: int) -> None:
    assert centre_of_mass(rasterize(drawn(digit))) == pytest.approx((14, 14), abs=0.2)


def test_mnist_itself_is_made_like_that() -> None:
    images = mnist().test_images[:2000]
    centres = np.array([centre_of_mass(image) for image in images])
    np.testing.assert_allclose(np.median(centres, axis=0), 14, atol=0.1)
    boxes = [max(np.ptp(axis) + 1 for axis in np.nonzero(image)) for image in images]
    assert np.median(boxes) == 20


@given(
    digits,
    st.floats(-2, 1.5).map(lambda power: 10**power),
    st.floats(-3, 3),
    st.floats(-3, 3),
)
@settings(deadline=None)
def test_size_and_place_make_no_difference(digit: int, scale: float, dx: float, dy: float) -> None:
    strokes = drawn(digit)
    assert difference(rasterize(moved(strokes, scale, dx, dy)), rasterize(strokes)) <= 2


def test_a_stroke_that_leaves_the_canvas_counts_whole() -> None:
    inside = strokes_from_points([[(0.4, 0.4), (0.6, 0.4), (0.5, 0.6)]])
    outside = strokes_from_points([[(-0.5, 0.2), (1.5, 0.2), (0.5, 2.2)]])
    assert difference(rasterize(outside), rasterize(inside)) <= 2


@given(digits, st.data())
@settings(deadline=None)
def test_a_stroke_cut_in_two_makes_no_difference(digit: int, data: st.DataObject) -> None:
    strokes = DIGITS[digit]
    which = data.draw(st.integers(0, len(strokes) - 1))
    at = data.draw(st.integers(1, len(strokes[which]) - 2))
    cut = [*strokes[:which], strokes[which][: at + 1], strokes[which][at:], *strokes[which + 1 :]]
    assert difference(rasterize(strokes_from_points(cut)), rasterize(drawn(digit))) <= 1


@given(digits, st.lists(st.tuples(st.floats(0, 0.999), st.sampled_from([0.0, 0.25, 0.5, 1.0])), max_size=20))
@settings(deadline=None)
def test_more_points_on_the_same_line_make_no_difference(digit: int, extra: list[tuple[float, float]]) -> None:
    lines = []
    for line in DIGITS[digit]:
        more = line
        for place, share in extra:  # a share of 0 or 1 repeats a point
            at = int(place * (len(more) - 1))
            more = np.insert(more, at + 1, more[at] + share * (more[at + 1] - more[at]), axis=0)
        lines.append(more)
    assert difference(rasterize(strokes_from_points(lines)), rasterize(drawn(digit))) <= 1


@pytest.mark.parametrize("digit", DIGITS)
def test_the_direction_and_order_of_strokes_make_no_difference(digit: int) -> None:
    backwards = strokes_from_points([line[::-1] for line in DIGITS[digit][::-1]])
    assert difference(rasterize(backwards), rasterize(drawn(digit))) <= 1


def test_the_pen_on_the_screen_makes_no_difference() -> None:
    thick = tuple(
        Stroke(stroke.points, 0.15, np.linspace(0, 1, len(stroke.points), dtype=np.float32)) for stroke in drawn(3)
    )
    np.testing.assert_array_equal(rasterize(thick), rasterize(drawn(3)))


def test_a_line_that_crosses_itself_is_not_darker_there() -> None:
    once = rasterize(strokes_from_points([[(0, 0), (1, 1)], [(0, 1), (1, 0)]]))
    twice = rasterize(strokes_from_points([[(0, 0), (1, 1)], [(0, 1), (1, 0)], [(1, 1), (0, 0)]]))
    assert difference(once, twice) <= 1


def test_a_lopsided_drawing_is_centred_too() -> None:
    scribble = [(0.4 * (row % 2), row / 100) for row in range(41)]  # a filled square with a long tail
    image = rasterize(strokes_from_points([scribble, [(0.4, 0.2), (1, 0.2)]]))
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.2)
    assert image[14, 26] > 0  # the tail reaches the edge


@pytest.mark.parametrize("digit", DIGITS)
def test_the_bundled_network_reads_drawn_digits(digit: int) -> None:
    reading = read(bundled_moment(), rasterize(drawn(digit)))
    assert reading.ranking[0] == digit
    assert reading.probabilities[digit] > 0.9


def test_many_drawings_at_once_are_the_same_as_one_by_one() -> None:
    drawings = [[stroke.points for stroke in drawn(digit)] for digit in DIGITS] * 10  # more than are done in one go
    drawings[3:3] = [[], [np.empty((0, 2))], [np.array([[5.0, 5.0]])], [np.empty((0, 2)), np.array([[0.0, 0.0]])]]
    together = rasterize_lines(drawings)
    assert together.shape == (len(drawings), 28, 28)
    for lines, image in zip(drawings, together, strict=True):
        np.testing.assert_array_equal(image, rasterize_lines([lines])[0])
    assert not together[3:5].any()
    assert rasterize_lines([]).shape == (0, 28, 28)


CURVES = {
    "a circle": lambda t: (np.cos(2 * np.pi * t), np.sin(2 * np.pi * t)),
    "an eight": lambda t: (0.5 * np.sin(4 * np.pi * t), np.cos(2 * np.pi * t)),
    "a spiral": lambda t: ((0.3 + t) * np.cos(3 * np.pi * t), (0.3 + t) * np.sin(3 * np.pi * t)),
    "a wave": lambda t: (0.4 * np.sin(3 * np.pi * t), 2 * t),
}


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("count", [150, 300, 1000])
def test_a_smooth_curve_is_the_same_however_densely_it_is_sampled(curve: str, count: int) -> None:
    def drawn_with(points: int) -> Image:
        return rasterize([Stroke(np.stack(CURVES[curve](np.linspace(0, 1, points)), axis=1))])

    assert difference(drawn_with(count), drawn_with(20_001)) <= 2


def test_points_that_hardly_differ_are_a_dot() -> None:
    dot = rasterize(strokes_from_points([[(0.0, 0.0)]]))
    for tiny in (1e-310, 1e-200, 1e-15):
        assert difference(rasterize(strokes_from_points([[(0.0, 0.0), (tiny, 0.0)]])), dot) == 0
