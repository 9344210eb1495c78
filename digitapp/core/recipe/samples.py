"""Ten digits to begin with, one of each, as ten imaginary hands write them."""

from __future__ import annotations

from functools import cache

import numpy as np

from digitapp.core.paper.strokes import Strokes, strokes_from_points
from digitapp.core.recipe.pen_digits import draw_pen_digits

_HANDS = (7, 1, 4, 1, 5, 9, 2, 6, 5, 3)  # where the random numbers of each digit's hand begin
_MARGIN = 0.16  # sides of the canvas around the digit


@cache
def sample_digits() -> tuple[Strokes, ...]:
    """Return the strokes of the digits 0 to 9, each as if it had been drawn on the whole canvas."""
    return tuple(_written(digit, hand) for digit, hand in enumerate(_HANDS))


def _written(digit: int, hand: int) -> Strokes:
    (lines,) = draw_pen_digits([digit], np.random.default_rng(hand), usual=True)
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (1 - 2 * _MARGIN) / float((high - low).max())
    middle = (low + high) / 2
    return strokes_from_points([(line - middle) * scale + 0.5 for line in lines])
