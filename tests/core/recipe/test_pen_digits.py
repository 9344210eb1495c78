"""Made pen digits: every way of writing a digit, no two alike, repeatable, and digits to a network too."""

from collections import Counter

import numpy as np
import pytest

from digitapp.core.paper.rasterize import rasterize_lines
from digitapp.core.recipe import pen_digits
from digitapp.core.recipe.digit_templates import TEMPLATES, USUAL, shares
from digitapp.core.recipe.pen_digits import draw_pen_digits, pen_digit_images
from tests.core.samples import bundled

ALL = [(digit, template) for digit, templates in TEMPLATES.items() for template in templates]


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def points_of(template: str) -> np.ndarray:
    return np.concatenate([pen_digits._curve(stroke).points for stroke in template.split("/")])


def test_each_digit_has_several_templates_and_none_twice() -> None:
    assert sorted(TEMPLATES) == list(range(10))
    assert min(len(templates) for templates in TEMPLATES.values()) >= 15
    assert max(Counter(template for _, template in ALL).values()) == 1


@pytest.mark.parametrize("template", [template for _, template in ALL])
def test_a_template_fills_about_its_box(template: str) -> None:
    points = points_of(template)
    assert points.min() >= -20
    assert points.max() <= 120
    assert np.ptp(points[:, 1]) >= 75


def test_the_curve_goes_through_the_points_of_its_template() -> None:
    for _, template in ALL:
        for text in template.split("/"):
            curve = pen_digits._curve(text)
            line = curve.weights @ curve.points
            gaps = np.hypot(*(line[:, None] - curve.points[None]).transpose(2, 0, 1)).min(axis=0)
            assert gaps.max() < 8  # points of the line are up to this far apart
            np.testing.assert_allclose(curve.weights.sum(axis=1), 1)


def test_a_corner_stays_sharp_and_a_bend_is_round() -> None:
    def sharpest_turn(text: str) -> float:
        curve = pen_digits._curve(text)
        steps = np.diff(curve.weights @ curve.points, axis=0)
        angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
        return float(np.degrees(np.abs(np.diff(angles))).max())

    assert sharpest_turn("0,0 100,0! 100,100") > 40
    assert sharpest_turn("0,0 100,0 100,100") < 25


def test_the_same_seed_draws_the_same_digits_and_another_one_others() -> None:
    labels = np.arange(50) % 10
    first, again, other = (pen_digit_images(labels, generator(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not (first == other).all(axis=(1, 2)).any()


def test_no_two_drawings_of_a_digit_are_alike() -> None:
    images = pen_digit_images(np.full(500, 7), generator())
    assert len(np.unique(images, axis=0)) == 500


def test_pictures_are_the_drawings_seen_by_the_canvas() -> None:
    labels = [3, 1, 4]
    np.testing.assert_array_equal(
        pen_digit_images(labels, generator()), rasterize_lines(draw_pen_digits(labels, generator()))
    )


def test_a_drawing_has_the_strokes_of_one_of_its_templates() -> None:
    drawings = draw_pen_digits(np.full(200, 4), generator())
    assert {len(strokes) for strokes in drawings} == {template.count("/") + 1 for template in TEMPLATES[4]}


def test_nothing_is_drawn_for_no_labels() -> None:
    assert draw_pen_digits([], generator()) == []
    assert pen_digit_images([], generator()).shape == (0, 28, 28)


def test_a_network_that_learned_mnist_reads_most_of_them() -> None:
    labels = np.tile(np.arange(10), 200)
    images = pen_digit_images(labels, generator()).reshape(-1, 784) / np.float32(255)
    read = bundled().predict(images, verbose=0).argmax(axis=1)
    right = [(read[labels == digit] == digit).mean() for digit in range(10)]
    assert min(right) > 0.5, right


def test_the_rarer_ways_are_written_less_often() -> None:
    for digit, templates in TEMPLATES.items():
        often = shares(digit)
        assert len(often) == len(templates) > len(USUAL[digit])
        assert sum(often) == pytest.approx(1)
        assert often[0] > often[-1]


def test_the_usual_ways_can_be_had_alone() -> None:
    drawings = draw_pen_digits(np.full(300, 0), generator(), usual=True)
    assert {len(strokes) for strokes in drawings} == {template.count("/") + 1 for template in USUAL[0]}
