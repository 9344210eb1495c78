"""The bundled network reads hands that MNIST's writers do not have, and says no to what is no digit."""

import numpy as np
import pytest

from benchmarks.refusal import LETTERS, UNTAUGHT, letter, refused, scribble
from digitapp.core.paper.rasterize import Points, rasterize_lines
from digitapp.core.recipe.pen_digits import template_curves, written_by_hands
from digitapp.core.recipe.rarer_templates import RARER
from tests.core.samples import bundled, bundled_moment


def by_hands(template: str, count: int) -> list[list[Points]]:
    strokes = written_by_hands(template_curves(template), count, np.random.default_rng(4))
    return [[stroke[hand] for stroke in strokes] for hand in range(count)]


@pytest.mark.parametrize("digit", range(10))
def test_it_reads_the_rarer_ways_of_writing(digit: int) -> None:
    images = rasterize_lines([drawing for template in RARER[digit] for drawing in by_hands(template, 10)])
    read = bundled().predict(images.reshape(-1, 784) / np.float32(255), verbose=0).argmax(axis=1)
    assert (read == digit).mean() > 0.84  # the first network: 60 to 93 %


def test_it_refuses_letters_whether_it_was_shown_them_or_not() -> None:
    generator = np.random.default_rng(1)
    shares = {
        name: refused(bundled_moment(), rasterize_lines([letter(name, generator) for _ in range(60)]))
        for name in LETTERS
    }
    assert np.mean(list(shares.values())) > 0.9
    assert np.mean([shares[name] for name in UNTAUGHT]) > 0.85
    assert min(shares["T"], shares["U"]) > 0.85


def test_it_refuses_most_scribbles() -> None:
    generator = np.random.default_rng(1)
    assert refused(bundled_moment(), rasterize_lines([scribble(generator) for _ in range(300)])) > 0.8
