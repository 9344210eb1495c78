"""A digit's ink in four numbers, to hold a drawing beside the digits that the network learned from."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_MIDDLE = 14.0  # the pixel to which MNIST's digits have their centre of mass moved


class Measure(Enum):
    """What is measured."""

    INK = "ink"
    THICKNESS = "thickness"
    SLANT = "slant"
    OFFSET = "offset"


def measure(images: NDArray[np.uint8]) -> dict[Measure, Numbers]:
    """Return each measure of pictures (n, 28, 28), (n,).

    Ink is the mean of all pixels, 0 to 1. Thickness, in pixels, is twice the ink's area over the length of its edge,
    which for a line of width w is w; the length is the sum of all changes from pixel to pixel. Slant, in degrees to the
    right, is how the ink's middle moves from row to row, from its second moments. Offset, in pixels, is how far its
    centre of mass is from pixel (14, 14), where MNIST has it. A picture without ink has zeros.
    """
    ink = np.pad(images / 255.0, ((0, 0), (1, 1), (1, 1)))
    area = ink.sum(axis=(1, 2))
    safe = np.maximum(area, 1e-9)
    down, right = np.diff(ink, axis=1)[:, :, :-1], np.diff(ink, axis=2)[:, :-1, :]
    edge = np.hypot(down, right).sum(axis=(1, 2))
    place = np.arange(ink.shape[1]) - 1.0
    y, x = (ink.sum(axis=2) @ place) / safe, (ink.sum(axis=1) @ place) / safe
    rows = place[np.newaxis] - y[:, np.newaxis]
    columns = place[np.newaxis] - x[:, np.newaxis]
    along = np.einsum("nij,ni,nj->n", ink, rows, columns) / safe
    tall = np.einsum("nij,ni->n", ink, rows**2) / safe
    there = area > 0
    return {
        Measure.INK: area / images[0].size if len(images) else area,
        Measure.THICKNESS: np.where(there, 2 * area / np.maximum(edge, 1e-9), 0.0),
        Measure.SLANT: np.where(there, np.degrees(np.arctan2(-along, np.maximum(tall, 1e-9))), 0.0),
        Measure.OFFSET: np.where(there, np.hypot(x - _MIDDLE, y - _MIDDLE), 0.0),
    }


def share_below(sorted_values: Numbers, value: float) -> float:
    """Return which share of the values is below this one, ties by half."""
    low, high = np.searchsorted(sorted_values, [value], "left"), np.searchsorted(sorted_values, [value], "right")
    return float(low[0] + high[0]) / 2 / max(len(sorted_values), 1)
