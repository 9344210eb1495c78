"""Makes drawings that are no digits: letters, signs of lines and arcs, scribbles, turned digits, two digits at once.

A network that has only ever seen digits calls everything a digit. Shown these as well, and taught that none of the ten
is more likely than the others, it learns to say so.
"""

from __future__ import annotations

import numpy as np

from digitapp.core.paper.rasterize import Image, Points, rasterize_lines
from digitapp.core.recipe.digit_templates import USUAL
from digitapp.core.recipe.non_digit_templates import NON_DIGITS
from digitapp.core.recipe.pen_digits import Curve, draw_pen_digits, template_curves, written_by_hands

_HANDS = 12  # drawings made of each sign
_MIRRORED = (3, 4, 6, 7, 9)  # digits that are none in a mirror
_ON_THE_SIDE = (2, 3, 4, 5, 7)  # and those that are none when they lie on their side
_UPSIDE_DOWN = (3, 4, 7)
_TURNS = (  # which digits, and how
    (_MIRRORED, ((-1, 0), (0, 1))),
    (_ON_THE_SIDE, ((0, 1), (-1, 0))),
    (_ON_THE_SIDE, ((0, -1), (1, 0))),
    (_UPSIDE_DOWN, ((-1, 0), (0, -1))),
)
_SHARES = (
    0.25,
    0.25,
    0.2,
    0.18,
    0.12,
)  # of letters and signs, of lines and arcs, scribbles, turned digits, two at once


def draw_non_digits(count: int, generator: np.random.Generator) -> list[list[Points]]:
    """Return `count` drawings that are no digits: strokes as `draw_pen_digits` gives them."""
    drawings: list[list[Points]] = []
    while len(drawings) < count:
        kind = generator.choice(len(_SHARES), p=_SHARES)
        if kind == 0:
            template = NON_DIGITS[generator.integers(len(NON_DIGITS))]
            drawings += _by_hands(template_curves(template), generator)
        elif kind == 1:
            drawings += _by_hands(_sign(generator), generator)
        elif kind == 2:
            scribble = (_scribble, _coil, _tangle)[generator.choice(3, p=[0.4, 0.25, 0.35])]
            drawings += _by_hands([scribble(generator)], generator)
        elif kind == 3:
            drawings += _turned_digits(generator)
        else:
            drawings += _two_at_once(generator)
    order = generator.permutation(len(drawings))[:count]
    return [drawings[place] for place in order]


def non_digit_images(count: int, generator: np.random.Generator) -> Image:
    """Return pictures (count, 28, 28) uint8 of such drawings, made by the rasterizer that the canvas uses."""
    return rasterize_lines(draw_non_digits(count, generator))


def _by_hands(curves: list[Curve], generator: np.random.Generator) -> list[list[Points]]:
    strokes = written_by_hands(curves, _HANDS, generator)
    return [[stroke[hand] for stroke in strokes] for hand in range(_HANDS)]


def _sign(generator: np.random.Generator) -> list[Curve]:
    """Return two to five lines and arcs that begin and end at places of a grid, or where another one did."""
    places = [np.array([x, y]) for x in (10.0, 50.0, 90.0) for y in (0.0, 50.0, 100.0)]
    used: list[Points] = []
    curves: list[Curve] = []
    for _ in range(generator.choice([1, 2, 3, 4, 5], p=[0.15, 0.3, 0.3, 0.15, 0.1])):
        count = 2 if len(curves) or generator.random() < 0.3 else 3
        pick = generator.choice(len(places), count, replace=False)
        points = [places[number] for number in pick]
        if used and generator.random() < 0.6:
            points[0] = used[generator.integers(len(used))]
        if np.hypot(*(points[-1] - points[0])) < 20:
            continue
        used += points
        curves.append(_line(points, generator) if generator.random() < 0.6 else _arc(points[0], points[-1], generator))
    if len(curves) < 2:  # one line, or one bow, may well be a digit; an open bow is none
        return [_open_bow(generator)]
    return curves


def _line(points: list[Points], generator: np.random.Generator) -> Curve:
    corners = range(1, len(points) - 1) if generator.random() < 0.7 else ()
    return Curve.through(np.array(points), corners)


def _arc(start: Points, end: Points, generator: np.random.Generator) -> Curve:
    """Return a bow from one place to another, flat or round, to either side."""
    across = (end - start) @ np.array([[0, 1], [-1, 0]])
    height = generator.choice([-1, 1]) * generator.uniform(0.2, 0.9)
    along = np.linspace(0, 1, 5)[:, None]
    return Curve.through(start + along * (end - start) + height * 4 * along * (1 - along) * across / 1.6)


def _open_bow(generator: np.random.Generator) -> Curve:
    """Return a part of an ellipse, a third or more of it missing."""
    span = np.radians(generator.uniform(120, 240))
    angle = generator.uniform(0, 2 * np.pi) + np.linspace(0, span, 7)
    size = generator.uniform(30, 50, 2)
    return Curve.through(50 + np.stack([size[0] * np.cos(angle), size[1] * np.sin(angle)], axis=1))


def _scribble(generator: np.random.Generator) -> Curve:
    """Return a line to and fro, over the same ground or wandering off."""
    count = generator.integers(5, 20)
    points = generator.uniform(0, 100, (count, 2))
    if generator.random() < 0.5:  # a zigzag
        points[:, 0] = np.linspace(0, 100, count) + generator.normal(0, 5, count)
        points[:, 1] = np.where(np.arange(count) % 2, 80, 20) + generator.normal(0, 12, count)
    if generator.random() < 0.3:
        points = points[:, ::-1].copy()
    return Curve.through(points, range(1, count - 1) if generator.random() < 0.4 else ())


def _coil(generator: np.random.Generator) -> Curve:
    """Return loops that follow each other along a way that bends, or wind about one place."""
    turns, each = generator.uniform(1.6, 5), 10
    along = np.linspace(0, 1, int(turns * each))
    angle = generator.choice([-1, 1]) * 2 * np.pi * turns * along + generator.uniform(0, 2 * np.pi)
    radius = np.interp(along, np.linspace(0, 1, 4), generator.uniform(4, 45, 4))
    way = np.stack([np.interp(along, np.linspace(0, 1, 4), generator.uniform(0, 100, 4)) for _ in (0, 1)], axis=1)
    round_it = radius[:, None] * np.stack([np.cos(angle), generator.uniform(0.4, 1.6) * np.sin(angle)], axis=1)
    return Curve.through(way * generator.choice([0.2, 1.0]) + round_it)


def _tangle(generator: np.random.Generator) -> Curve:
    """Return a line that wanders about, turning to one side for a while and then to the other."""
    count = generator.integers(7, 16)
    turns = np.repeat(generator.uniform(-2.2, 2.2, 8), generator.integers(1, 5, 8))[:count]
    angle = generator.uniform(0, 2 * np.pi) + np.cumsum(np.resize(turns, count))
    steps = generator.uniform(15, 45, count)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.cumsum(steps - 0.7 * steps.mean(axis=0), axis=0)
    return Curve.through(100 * (points - points.min(axis=0)) / np.ptp(points, axis=0).max())


def _turned_digits(generator: np.random.Generator) -> list[list[Points]]:
    """Return drawings of one usual way of writing a digit, in a mirror, on its side or upside down."""
    digits, turn = _TURNS[generator.choice(len(_TURNS), p=[0.5, 0.15, 0.15, 0.2])]
    templates = USUAL[generator.choice(digits)]
    curves = template_curves(templates[generator.integers(len(templates))])
    matrix = np.array(turn, np.float64)
    return _by_hands([Curve((curve.points - 50) @ matrix + 50, curve.weights) for curve in curves], generator)


def _two_at_once(generator: np.random.Generator) -> list[list[Points]]:
    """Return drawings of two digits side by side, near or touching."""
    pairs = generator.integers(10, size=(_HANDS, 2))
    left, right = (draw_pen_digits(pairs[:, side], generator) for side in (0, 1))
    drawings = []
    for first, second in zip(left, right, strict=True):
        edge = max(stroke[:, 0].max() for stroke in first) - min(stroke[:, 0].min() for stroke in second)
        move = np.array([edge + generator.uniform(-10, 40), generator.normal(0, 8)])
        drawings.append([*first, *(stroke + move for stroke in second)])
    return drawings
