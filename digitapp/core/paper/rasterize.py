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

from digitapp.core.paper.strokes import Stroke

SIDE = 28  # pixels of the picture
INK_SIDE = 20.0  # pixels that the longest side of the ink fills
PEN = 2.0  # pixels, the pen's width
CENTRE = 14.0  # the pixel index that the centre of mass comes to, in both directions

_MARGIN = 8  # pixels around the picture, so that ink pushed over its edge still counts for the centre of mass
_PADDED = SIDE + 2 * _MARGIN
_REACH = PEN / 2 + 0.5  # pixels from the centre line to where the ink ends, half a pixel of it fading
_WINDOW = np.arange(
    int(np.ceil(2 * _REACH + 1)) + 1
)  # the rows (or columns) that a piece of at most one pixel may touch

_SMALLEST = 1e-12  # of any unit: points nearer to each other are one
_AT_ONCE = 64  # drawings that are rasterized together; more would leave the processor's cache

Points = NDArray[np.float64]
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
    for first in range(0, len(inked), _AT_ONCE):
        places, some = zip(*inked[first : first + _AT_ONCE], strict=True)
        images[list(places)] = _pictures(some)
    return images


def _with_points(lines: Sequence[Points]) -> list[Points]:
    return [line for line in lines if len(line)]


def _pictures(drawings: Sequence[list[Points]]) -> Image:
    """Return the pictures (n, 28, 28) of drawings that all have ink."""
    starts, ends, owner = _pieces(drawings)
    ink = _ink(starts, ends, owner, len(drawings))
    shift = (CENTRE - _centres_of_mass(ink))[owner]
    ink = _ink(starts + shift, ends + shift, owner, len(drawings))
    return np.asarray(np.rint(ink[:, _MARGIN:-_MARGIN, _MARGIN:-_MARGIN] * 255), np.uint8)


def _pieces(drawings: Sequence[list[Points]]) -> tuple[Points, Points, Indices]:
    """Return straight pieces of at most one pixel that together are the drawings, each scaled to fit.

    Returns:
        The pieces' starts (p, 2) and ends (p, 2) in pixels, and which drawing each of them belongs to, (p,).
    """
    lines = [line for drawing in drawings for line in drawing]
    points = _fitted(
        np.concatenate(lines).astype(np.float64), np.array([sum(map(len, drawing)) for drawing in drawings])
    )
    lengths = np.array([len(line) for line in lines])
    line_of_point = np.repeat(np.arange(len(lines)), lengths)
    drawing_of_line = np.repeat(np.arange(len(drawings)), [len(drawing) for drawing in drawings])
    first = np.flatnonzero(np.append(line_of_point[1:] == line_of_point[:-1], False) | (lengths == 1)[line_of_point])
    second = np.where((lengths == 1)[line_of_point[first]], first, first + 1)  # a line of one point is a dot

    counts = np.maximum(np.ceil(np.hypot(*(points[second] - points[first]).T)), 1).astype(np.intp)
    which = np.repeat(np.arange(len(first)), counts)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)  # 0, 1, ... within each straight line
    step = ((points[second] - points[first]) / counts[:, None])[which]
    starts = points[first][which] + nth[:, None] * step
    return starts, starts + step, drawing_of_line[line_of_point[first]][which]


def _fitted(points: Points, counts: Indices) -> Points:
    """Return the points so scaled that each drawing's longest side is INK_SIDE with ink, its box's middle on CENTRE.

    `counts` are the points that belong to the first drawing, to the second, and so on.
    """
    begin = np.cumsum(counts) - counts
    low, high = np.minimum.reduceat(points, begin), np.maximum.reduceat(points, begin)  # (drawings, 2)
    extent = (high - low).max(axis=1)
    scale = np.where(extent > _SMALLEST, (INK_SIDE - PEN) / np.maximum(extent, _SMALLEST), 1)
    middle, scale = np.repeat((low + high) / 2, counts, axis=0), np.repeat(scale, counts)
    fitted: Points = (points - middle) * scale[:, None] + CENTRE
    return fitted


def _ink(starts: Points, ends: Points, owner: Indices, drawings: int) -> NDArray[np.float64]:
    """Return how much of each pixel is covered by a round pen moved along the pieces, (drawings, 28 + margins, ...).

    The coverage of a pixel is taken from its centre's distance to the centre line: full within the pen, none half a
    pixel outside of it, and linear in between. The distance to a line is the smallest one to its pieces, so that it
    does not matter how a line is cut into pieces.
    """
    along = ends - starts
    length2 = np.maximum((along**2).sum(axis=1), 1e-18)
    corner = np.ceil(np.minimum(starts, ends) - _REACH).astype(np.intp)  # (n, 2), the first column and row touched
    columns = corner[:, 0, None] + _WINDOW  # (n, window)
    rows = corner[:, 1, None] + _WINDOW
    dx = columns - starts[:, 0, None]
    dy = rows - starts[:, 1, None]
    share = dx[:, None, :] * along[:, 0, None, None] + dy[:, :, None] * along[:, 1, None, None]
    share = np.clip(share / length2[:, None, None], 0, 1)  # (n, window, window): the place on the piece, 0 to 1
    distance2 = (dx[:, None, :] - share * along[:, 0, None, None]) ** 2
    distance2 += (dy[:, :, None] - share * along[:, 1, None, None]) ** 2

    columns = np.clip(columns + _MARGIN, 0, _PADDED - 1)
    rows = np.clip(rows + _MARGIN, 0, _PADDED - 1) + owner[:, None] * _PADDED
    nearest2 = np.full(drawings * _PADDED * _PADDED, np.inf)
    np.minimum.at(nearest2, (rows[:, :, None] * _PADDED + columns[:, None, :]).ravel(), distance2.ravel())
    covered: NDArray[np.float64] = np.clip(_REACH - np.sqrt(nearest2), 0, 1).reshape(drawings, _PADDED, _PADDED)
    return covered


def _centres_of_mass(ink: NDArray[np.float64]) -> Points:
    """Return the centres of mass (drawings, 2) of ink (drawings, height, width) as (x, y) in pixel indices."""
    indices = np.arange(_PADDED) - _MARGIN
    moments = np.stack([ink.sum(axis=1) @ indices, ink.sum(axis=2) @ indices], axis=1)
    centres: Points = moments / ink.sum(axis=(1, 2))[:, None]
    return centres
