"""Drawings that are no digits: as many as asked for, repeatable, of many kinds, and never an empty paper."""

import re
from pathlib import Path

import numpy as np

from digitapp.core.paper.rasterize import rasterize_lines
from digitapp.core.recipe import non_digits
from digitapp.core.recipe.non_digit_templates import NON_DIGITS
from digitapp.core.recipe.non_digits import draw_non_digits, non_digit_images
from digitapp.core.recipe.pen_digits import template_curves


def test_as_many_as_asked_for_and_no_two_alike() -> None:
    images = non_digit_images(500, np.random.default_rng(1))
    assert images.shape == (500, 28, 28)
    assert images.any(axis=(1, 2)).all()
    assert len(np.unique(images, axis=0)) == 500
    assert non_digit_images(0, np.random.default_rng(1)).shape == (0, 28, 28)


def test_the_same_seed_draws_the_same_ones_by_the_canvas_own_rasterizer() -> None:
    images = non_digit_images(60, np.random.default_rng(2))
    np.testing.assert_array_equal(images, rasterize_lines(draw_non_digits(60, np.random.default_rng(2))))
    assert not np.array_equal(images, non_digit_images(60, np.random.default_rng(3)))


def test_there_are_simple_and_busy_ones() -> None:
    drawings = draw_non_digits(500, np.random.default_rng(1))
    strokes = [len(drawing) for drawing in drawings]
    assert min(strokes) == 1
    assert max(strokes) >= 4
    assert all(np.isfinite(line).all() for drawing in drawings for line in drawing)


def test_every_template_of_a_letter_or_sign_can_be_drawn() -> None:
    assert len(set(NON_DIGITS)) == len(NON_DIGITS) >= 80
    for template in NON_DIGITS:
        assert all(np.isfinite(curve.points).all() for curve in template_curves(template))


def test_the_letters_of_the_benchmark_stay_apart_from_the_recipe() -> None:
    for path in Path(non_digits.__file__).parent.glob("*.py"):
        assert not re.search(r"^(import|from) +benchmarks", path.read_text(encoding="utf-8"), re.MULTILINE)
