"""The bars between the cells of a grid, as a picture with a rounded hole for each cell.

Qt takes half a second for a path with 10,000 rounded holes. But all holes of a row are equally high and all of a column
equally wide, so how much of each pixel they leave open is a product of two thin matrices: one says how far each pixel's
row is at a corner's rounding, the other how wide the holes of a row are open there.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPixmap, qRgba

_STEPS = 4  # for each pixel of a corner's radius, into which its rounding is cut

Numbers = NDArray[np.float32]


def openness(
    shape: tuple[int, int], cells: int, columns: int, cell: tuple[float, float], gap: float, radius: float
) -> Numbers:
    """Return how much of each pixel is open, from 0 to 1, (height, width) float32.

    Args:
        shape: height and width of the picture in pixels.
        cells: how many there are; they fill row after row, the last one perhaps not whole.
        columns: how many cells a row has.
        cell: a cell's width and height in pixels.
        gap: pixels between a cell's edge and its hole.
        radius: pixels, of a hole's corners.
    """
    whole, rest = divmod(cells, columns)
    parts = []
    for first, rows, across in ((0, whole, columns), (whole, 1 if rest else 0, rest)):
        if rows:
            down = _at_rounding(shape[0], first, rows, cell[1], gap, radius)  # (height, steps + 1)
            parts.append((down, _open_across(shape[1], across, cell[0], gap, radius)))  # (steps + 1, width)
    result: Numbers = np.concatenate([part[0] for part in parts], axis=1) @ np.concatenate([part[1] for part in parts])
    return np.clip(result, 0, 1, out=result)


def frame(open_share: Numbers, colour: QColor, ratio: float) -> QPixmap:
    """Return a picture in one colour that is clear where it is open; `ratio` is a screen's pixels to one of Qt's."""
    height, width = open_share.shape
    clear = (255.5 * open_share).astype(np.uint8)  # rounded
    image = QImage(clear.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable([qRgba(colour.red(), colour.green(), colour.blue(), 255 - share) for share in range(256)])
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _rounding(radius: float) -> tuple[Numbers, Numbers]:
    """Return where the steps of a corner's rounding begin and end, from its edge inward, (steps + 1,) pixels.

    And how much narrower the hole is in each step, and at last, behind the rounding, not at all, (steps + 1,).
    """
    steps = max(int(np.ceil(_STEPS * radius)), 1)
    angles = np.linspace(0, np.pi / 2, 2 * steps + 1)
    ends, insets = radius * (1 - np.cos(angles[::2])), radius * (1 - np.sin(angles[1::2]))
    return ends.astype(np.float32), np.append(insets, 0.0).astype(np.float32)


def _at_rounding(height: int, first: int, rows: int, cell: float, gap: float, radius: float) -> Numbers:
    """Return how much of each row of pixels is at which step of the holes' rounding, (height, steps + 1)."""
    top = (first + np.arange(rows)) * cell + gap
    bottom = top + cell - 2 * gap
    ends, _ = _rounding(radius)
    result = np.empty((height, len(ends)), np.float32)
    for number, (near, far) in enumerate(pairwise(ends.tolist())):
        starts, stops = np.stack([top + near, bottom - far], axis=1), np.stack([top + far, bottom - near], axis=1)
        result[:, number] = _covered(height, starts.ravel(), stops.ravel())
    result[:, -1] = _covered(height, top + radius, bottom - radius)
    return result


def _open_across(width: int, columns: int, cell: float, gap: float, radius: float) -> Numbers:
    """Return how much of each column of pixels is open at each step of the rounding, (steps + 1, width)."""
    left = np.arange(columns) * cell + gap
    right = left + cell - 2 * gap
    return np.stack([_covered(width, left + inset, right - inset) for inset in _rounding(radius)[1]])


def _covered(pixels: int, starts: NDArray[np.floating], ends: NDArray[np.floating]) -> Numbers:
    """Return how much of each of so many pixels in a line lies in stretches (n,), which do not overlap."""
    edges = np.stack([starts, ends], axis=1).ravel()
    before = np.cumsum(np.stack([np.zeros(len(starts)), ends - starts], axis=1).ravel())  # of stretches, to each edge
    covered: Numbers = np.diff(np.interp(np.arange(pixels + 1), edges, before)).astype(np.float32)
    return covered
