"""What drawings come to when everything is worked out from scratch, pair by pair: slow, and plain to check."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

MARGIN, SIDE, REACH = 8, 44, 1.5  # pixels


def rasterize(lines: Sequence[np.ndarray]) -> np.ndarray:
    """Return the picture (28, 28) of lines, by the distance of every piece of them from every pixel that it touches."""
    lines = [line for line in lines if len(line)]
    if not lines:
        return np.zeros((28, 28), np.uint8)
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = (high - low).max()
    scale = 18.0 / extent if extent > 1e-12 else 1.0
    pieces = [cut((line - (low + high) / 2) * scale + 14.0) for line in lines]
    starts = np.concatenate([piece[0] for piece in pieces])
    ends = np.concatenate([piece[1] for piece in pieces])
    covered = ink(starts, ends)
    places = np.arange(SIDE) - MARGIN
    moments = np.concatenate([covered.sum(axis=0)[np.newaxis] @ places, covered.sum(axis=1)[np.newaxis] @ places])
    shift = 14.0 - moments / covered.sum()
    covered = ink(starts + shift, ends + shift)
    return np.asarray(np.rint(covered[MARGIN:-MARGIN, MARGIN:-MARGIN] * 255), np.uint8)


def cut(line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where pieces of at most one pixel start and end that together are the line; a dot is one of no length."""
    if len(line) == 1:
        return line, line
    starts, steps = [], []
    for start, end in pairwise(line):
        count = max(int(np.ceil(np.hypot(*(end - start)))), 1)
        step = (end - start) / count
        starts += [start + number * step for number in range(count)]
        steps += [step] * count
    return np.array(starts), np.array(starts) + np.array(steps)


def ink(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return how much of each pixel is covered, (44, 44)."""
    rows, columns = np.mgrid[:SIDE, :SIDE] - MARGIN
    nearest2 = np.full((SIDE, SIDE), np.inf)
    for start, end in zip(starts, ends, strict=True):
        along = end - start
        dx, dy = columns - start[0], rows - start[1]
        share = np.clip((dx * along[0] + dy * along[1]) / max((along**2).sum(), 1e-18), 0, 1)
        np.minimum(nearest2, (dx - share * along[0]) ** 2 + (dy - share * along[1]) ** 2, out=nearest2)
    return np.clip(REACH - np.sqrt(nearest2), 0, 1)
