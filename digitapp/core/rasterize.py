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

from digitapp.core.strokes import Stroke

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

Points = NDArray[np.float64]
Image = NDArray[np.uint8]


def rasterize(strokes: Sequence[Stroke]) -> Image:
    """Return the picture of `strokes` as MNIST would have it: (28, 28) uint8, 0 for paper to 255 for ink.

    Without strokes the picture is empty. A single point becomes a dot of the pen's size.
    """
    polylines = [stroke.points for stroke in strokes if len(stroke.points)]
    if not polylines:
        return np.zeros((SIDE, SIDE), np.uint8)
    starts, ends = _pieces(_fitted(polylines))
    shift = CENTRE - _centre_of_mass(_ink(starts, ends))
    ink = _ink(starts + shift, ends + shift)
    inside = ink[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    return np.asarray(np.rint(inside * 255), np.uint8)


def _fitted(polylines: list[Points]) -> list[Points]:
    """Return the lines scaled so that the ink's longest side is INK_SIDE, the middle of their box on CENTRE."""
    points = np.concatenate(polylines)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    scale = (INK_SIDE - PEN) / extent if extent > 0 else 1.0
    middle = (low + high) / 2
    return [(line - middle) * scale + CENTRE for line in polylines]


def _pieces(polylines: list[Points]) -> tuple[Points, Points]:
    """Return starts and ends, (n, 2) each, of straight pieces of at most one pixel that together are the lines."""
    starts = np.concatenate([line[:-1] if len(line) > 1 else line for line in polylines])
    ends = np.concatenate([line[1:] if len(line) > 1 else line for line in polylines])
    counts = np.maximum(np.ceil(np.hypot(*(ends - starts).T)), 1).astype(np.intp)
    which = np.repeat(np.arange(len(starts)), counts)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)  # 0, 1, ... within each line
    step = ((ends - starts) / counts[:, None])[which]
    first = starts[which] + nth[:, None] * step
    return first, first + step


def _ink(starts: Points, ends: Points) -> NDArray[np.float64]:
    """Return how much of each pixel is covered by a round pen moved along the pieces, (28 + margins)² from 0 to 1.

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
    rows = np.clip(rows + _MARGIN, 0, _PADDED - 1)
    nearest2 = np.full(_PADDED * _PADDED, np.inf)
    np.minimum.at(nearest2, (rows[:, :, None] * _PADDED + columns[:, None, :]).ravel(), distance2.ravel())
    covered: NDArray[np.float64] = np.clip(_REACH - np.sqrt(nearest2), 0, 1).reshape(_PADDED, _PADDED)
    return covered


def _centre_of_mass(ink: NDArray[np.float64]) -> Points:
    """Return the ink's centre of mass as (x, y) in pixel indices of the picture."""
    indices = np.arange(_PADDED) - _MARGIN
    return np.array([ink.sum(axis=0) @ indices, ink.sum(axis=1) @ indices], np.float64) / float(ink.sum())
