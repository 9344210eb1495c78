"""Turns pen strokes into the 28 x 28 picture that the network sees, prepared the way MNIST's digits were.

MNIST's makers scaled each digit's ink so that its longest side is 20 pixels, drew it anti-aliased, and moved it so that
its centre of mass lies in the middle of the picture (measured on MNIST's files: at pixel (14, 14), counted from 0). A
network can only be expected to read pictures that are made like those it learned from. So the strokes are fitted as
vectors and drawn again with a pen of always the same width: how large, where and how thick someone draws makes no
difference.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.coverage import AT_ONCE, MARGIN, PADDED, Pieces, chunks_of, coverage
from digitapp.core.paper.coverage import PEN as PEN
from digitapp.core.paper.coverage import SIDE as SIDE
from digitapp.core.paper.strokes import Stroke

INK_SIDE = 20.0  # pixels that the longest side of the ink fills
CENTRE = 14.0  # the pixel index that the centre of mass comes to, in both directions

_SMALLEST = 1e-12  # of any unit: points nearer to each other are one

Points = NDArray[np.float64]
Coordinates = NDArray[np.float64]
Indices = NDArray[np.intp]
Image = NDArray[np.uint8]


def rasterize(strokes: Sequence[Stroke]) -> Image:
    """Return the picture of `strokes` as MNIST would have it: (28, 28) uint8, 0 for paper to 255 for ink.

    Without strokes the picture is empty. A single point becomes a dot of the pen's size.
    """
    picture: Image = rasterize_lines([[stroke.points for stroke in strokes]])[0]
    return picture


def rasterize_lines(drawings: Sequence[Sequence[Points]]) -> Image:
    """Return the pictures of many drawings, (n, 28, 28) uint8, each the same as `rasterize` would make it alone.

    Args:
        drawings: the lines of each drawing, a line being the points (m, 2) that a stroke goes through.
    """
    images = np.zeros((len(drawings), SIDE, SIDE), np.uint8)
    inked = [(place, _with_points(lines)) for place, lines in enumerate(drawings)]
    inked = [(place, lines) for place, lines in inked if lines]
    for first in range(0, len(inked), AT_ONCE):
        places, some = zip(*inked[first : first + AT_ONCE], strict=True)
        images[list(places)] = _pictures(some)
    return images


def _with_points(lines: Sequence[Points]) -> list[Points]:
    return [line for line in lines if len(line)]


def _pictures(drawings: Sequence[list[Points]]) -> Image:
    """Return the pictures (n, 28, 28) of drawings that all have ink."""
    pieces = _pieces(drawings)
    chunks = chunks_of(pieces)
    x, y = _centres_of_mass(coverage(pieces, chunks))
    ink = coverage(pieces.shifted(CENTRE - x, CENTRE - y), chunks)
    return np.asarray(np.rint(ink[:, MARGIN:-MARGIN, MARGIN:-MARGIN] * 255), np.uint8)


def _pieces(drawings: Sequence[list[Points]]) -> Pieces:
    """Return straight pieces of at most one pixel that together are the drawings, each scaled to fit."""
    lines = [line for drawing in drawings for line in drawing]
    lengths = np.array([len(line) for line in lines])
    points = np.concatenate(lines).astype(np.float64, copy=False)
    x, y = _fitted(points, np.array([sum(map(len, drawing)) for drawing in drawings]))
    line_of_point = np.repeat(np.arange(len(lines)), lengths)
    drawing_of_line = np.repeat(np.arange(len(drawings)), [len(drawing) for drawing in drawings])
    first = np.flatnonzero(np.append(line_of_point[1:] == line_of_point[:-1], False) | (lengths == 1)[line_of_point])
    line = line_of_point[first]
    second = np.where((lengths == 1)[line], first, first + 1)  # a line of one point is a dot

    x0, y0 = x[first], y[first]
    way_x, way_y = x[second] - x0, y[second] - y0
    counts = np.maximum(np.ceil(np.hypot(way_x, way_y)), 1)
    step_x, step_y = way_x / counts, way_y / counts
    cuts = counts.astype(np.intp)
    which = np.repeat(np.arange(len(first)), cuts)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(cuts) - cuts, cuts)  # 0, 1, ... within each straight line
    step_x, step_y, line = step_x[which], step_y[which], line[which]
    start_x, start_y = x0[which] + nth * step_x, y0[which] + nth * step_y
    owner = drawing_of_line[line]
    return Pieces(start_x, start_y, start_x + step_x, start_y + step_y, line, owner, len(drawings))


def _fitted(points: Points, counts: Indices) -> tuple[Coordinates, Coordinates]:
    """Return the points' x and y so scaled that each drawing's longest side is INK_SIDE, its box's middle on CENTRE.

    `counts` are the points that belong to the first drawing, to the second, and so on.
    """
    begin = np.cumsum(counts) - counts
    sides = [np.ascontiguousarray(points[:, axis]) for axis in (0, 1)]
    low = [np.minimum.reduceat(side, begin) for side in sides]  # (drawings,) each
    high = [np.maximum.reduceat(side, begin) for side in sides]
    extent = np.maximum(high[0] - low[0], high[1] - low[1])
    scale = np.where(extent > _SMALLEST, (INK_SIDE - PEN) / np.maximum(extent, _SMALLEST), 1)
    scale = np.repeat(scale, counts)
    x, y = (
        (side - np.repeat((least + most) / 2, counts)) * scale + CENTRE
        for side, least, most in zip(sides, low, high, strict=True)
    )
    return x, y


def _centres_of_mass(ink: NDArray[np.float64]) -> tuple[Coordinates, Coordinates]:
    """Return the centres of mass, x and y (drawings,) in pixel indices, of ink (drawings, height, width).

    Each is worked out by itself: a product of matrices may round differently when others stand beside it.
    """
    indices = np.arange(PADDED) - MARGIN
    mass = ink.sum(axis=(1, 2))
    x = [float((columns[np.newaxis] @ indices)[0]) for columns in ink.sum(axis=1)]
    y = [float((rows[np.newaxis] @ indices)[0]) for rows in ink.sum(axis=2)]
    return np.array(x) / mass, np.array(y) / mass
