"""Makes digits as people draw them with a pen, as many as one wants and no two alike.

MNIST's digits were written on paper forms in one country. To read everybody's, a network also learns from these: each
starts from one of the hand-made templates (`digit_templates`), which is then written by an imaginary hand: other
proportions and slant, an unsteady pen, strokes that end early or run over, small hooks where the pen comes and goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.rasterize import Image, Points, rasterize_lines
from digitapp.core.recipe.digit_templates import TEMPLATES, USUAL, shares

_SAMPLES = 40  # points on each stroke
_ALONG = np.linspace(0, 1, _SAMPLES)


@dataclass(frozen=True, eq=False)
class Curve:
    """A stroke of a template: its points, and the smooth curve through them as weights (samples, points)."""

    points: Points
    weights: NDArray[np.float64]

    @classmethod
    def through(cls, points: Points, corners: Sequence[int] = ()) -> Curve:
        """Return the curve through `points` (n, 2), round except at the `corners`, which are numbers of points."""
        return cls(points, _spline_weights(points, corners))


def draw_pen_digits(
    labels: Sequence[int] | NDArray[np.integer], generator: np.random.Generator, *, usual: bool = False
) -> list[list[Points]]:
    """Return a new drawing of each of the `labels`: its strokes, each (points, 2), in percent of a digit's box.

    In all ways that there are templates of, or in the `usual` ones only.
    """
    labels = np.asarray(labels)
    drawings: list[list[Points]] = [[] for _ in labels]
    for digit, templates in (USUAL if usual else TEMPLATES).items():
        places = np.flatnonzero(labels == digit)
        if usual:
            choice = generator.integers(len(templates), size=len(places))
        else:
            choice = generator.choice(len(templates), len(places), p=shares(digit))
        for number, template in enumerate(templates):
            chosen = places[choice == number]
            if len(chosen):
                strokes = written_by_hands(template_curves(template), len(chosen), generator)
                for nth, place in enumerate(chosen):
                    drawings[place] = [stroke[nth] for stroke in strokes]
    return drawings


def pen_digit_images(labels: Sequence[int] | NDArray[np.integer], generator: np.random.Generator) -> Image:
    """Return pictures (n, 28, 28) uint8 of new drawings of `labels`, made by the rasterizer that the canvas uses."""
    return rasterize_lines(draw_pen_digits(labels, generator))


def template_curves(template: str) -> list[Curve]:
    """Return the strokes of a template in the writing of `digit_templates`."""
    return [_curve(text) for text in template.split("/")]


def written_by_hands(curves: Sequence[Curve], count: int, generator: np.random.Generator) -> list[Points]:
    """Return the strokes of a template as `count` imaginary hands write them, each stroke (count, samples, 2)."""
    careless = generator.uniform(0.3, 1.5, (count, 1, 1))  # how far this hand is from the template
    strokes = []
    for curve in curves:
        points = curve.points + 4.0 * careless * generator.standard_normal((count, *curve.points.shape))
        stroke = curve.weights @ points
        stroke = _ends_moved(stroke, careless, generator)
        middle = stroke.mean(axis=1, keepdims=True)
        size = np.exp(0.07 * careless * generator.standard_normal((count, 1, 2)))
        strokes.append((stroke - middle) * size + middle + 3.0 * careless * generator.standard_normal((count, 1, 2)))
    hand = _Hand(count, generator, careless)
    return [_trembling(hand.bent(stroke), generator) for stroke in strokes]


class _Hand:
    """How each of `count` writers bends, slants and stretches a whole digit."""

    def __init__(self, count: int, generator: np.random.Generator, careless: Points) -> None:
        def normal(*shape: int) -> Points:
            return generator.standard_normal((count, 1, *shape))

        self._waves = [
            (generator.normal(0, 0.6, (count, 2, 1)), generator.uniform(0, 2 * np.pi, (count, 1, 1)), normal(2))
            for _ in range(3)
        ]
        self._careless = careless
        self._middle_moves = np.clip(0.25 * normal(2), -0.6, 0.6)  # a larger upper (or left) half, or a smaller one
        self._narrow = 0.8 * np.exp(0.22 * normal())
        self._slant = 0.05 + 0.22 * normal()
        self._turn = np.radians(6.0) * normal()

    def bent(self, stroke: Points) -> Points:
        """Return the stroke (count, samples, 2) as these hands write it."""
        place = stroke / 100
        for direction, phase, strength in self._waves:
            wave = np.sin(2 * np.pi * (place @ direction) + phase)  # (count, samples, 1)
            place = place + 0.025 * self._careless * strength * wave
        place = place + self._middle_moves * place * (1 - place) * 0.6
        x, y = (place[..., axis] - 0.5 for axis in (0, 1))
        x = self._narrow * x - self._slant * y
        cosine, sine = np.cos(self._turn), np.sin(self._turn)
        return 100 * np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=-1) + 50


def _ends_moved(stroke: Points, careless: Points, generator: np.random.Generator) -> Points:
    """Return the stroke (count, samples, 2) ended early or run over at both ends, some with a small hook there."""
    count = len(stroke)
    share = 0.04 * careless[:, 0] * generator.standard_normal((count, 2))
    begin, end = np.clip(share, -0.1, 0.12).T[:, :, None]
    at = (begin + _ALONG * (1 - end - begin)) * (_SAMPLES - 1)  # (count, samples); beyond the ends is straight on
    before = np.clip(at.astype(np.intp), 0, _SAMPLES - 2)
    rest = (at - before)[..., None]
    hand = np.arange(count)[:, None]
    moved: Points = stroke[hand, before] * (1 - rest) + stroke[hand, before + 1] * rest
    for tip in (slice(0, 3), slice(-1, -4, -1)):
        hooked = generator.random((count, 1, 1)) < 0.2
        moved[:, tip] += hooked * 6.0 * generator.standard_normal((count, 1, 2)) * np.array([1.0, 0.5, 0.2])[:, None]
    return moved


def _trembling(stroke: Points, generator: np.random.Generator) -> Points:
    """Return the stroke with small unsteady movements."""
    count = len(stroke)
    noise = generator.standard_normal((count, _SAMPLES + 4, 2))
    smooth = sum(noise[:, shift : shift + _SAMPLES] for shift in range(5)) / np.sqrt(5)
    trembling: Points = stroke + generator.gamma(1.0, 0.6, (count, 1, 1)) * smooth
    return trembling


@cache
def _curve(text: str) -> Curve:
    words = text.split()
    points = np.array([[float(number) for number in word.rstrip("!").split(",")] for word in words])
    corners = [place for place, word in enumerate(words) if word.endswith("!")]
    return Curve.through(points, corners)


def _spline_weights(points: Points, corners: Sequence[int]) -> NDArray[np.float64]:
    """Return the weights (samples, points) of a Catmull-Rom spline through `points` that turns sharply at `corners`."""
    count = len(points)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    at = np.interp(_ALONG * lengths.sum(), np.append(0, np.cumsum(lengths)), np.arange(count))
    piece = np.minimum(at.astype(np.intp), count - 2)
    t = at - piece
    breaks = {0, count - 1, *corners}
    identity = np.eye(count)
    weights = np.zeros((len(at), count))
    for sample, (start, u) in enumerate(zip(piece, t, strict=True)):
        here, there = identity[start], identity[start + 1]
        ahead, behind = there - here, there - here  # the directions in which the curve leaves and comes in
        if start not in breaks:
            ahead = (there - identity[start - 1]) / 2
        if start + 1 not in breaks:
            behind = (identity[start + 2] - here) / 2
        weights[sample] = (
            (2 * u**3 - 3 * u**2 + 1) * here
            + (u**3 - 2 * u**2 + u) * ahead
            + (3 * u**2 - 2 * u**3) * there
            + (u**3 - u**2) * behind
        )
    return weights
