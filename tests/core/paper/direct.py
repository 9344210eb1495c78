"""What drawings come to when everything is worked out from scratch, pair by pair: slow, and plain to check."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from digitapp.core.paper.strokes import Strokes

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


def parts(strokes: Strokes) -> list[list[int]]:
    """Return the strokes, by number, put together where they lie over each other, by looking at every pair."""
    boxes = [stroke.box for stroke in strokes]
    least = 0.15 * height(strokes) if strokes else 0.0
    owner = list(range(len(strokes)))
    for one, (left, _, right, _) in enumerate(boxes):
        for other, (other_left, _, other_right, _) in enumerate(boxes[:one]):
            shared = min(right, other_right) - max(left, other_left)
            width = max(min(right - left, other_right - other_left), least)
            within = other_left < (left + right) / 2 < other_right or left < (other_left + other_right) / 2 < right
            if shared >= 0.4 * width or within:
                old, new = owner[one], owner[other]
                owner = [new if each == old else each for each in owner]
    found = [[number for number, each in enumerate(owner) if each == which] for which in set(owner)]
    return sorted(found, key=lambda part: (min(boxes[n][0] for n in part) + max(boxes[n][2] for n in part), part[0]))


def height(strokes: Strokes) -> float:
    """Return what lengths are measured by."""
    tall = max(bottom - top for _, top, _, bottom in (stroke.box for stroke in strokes))
    wide = max(right - left for left, _, right, _ in (stroke.box for stroke in strokes))
    return max(tall, wide / 2, 1e-9)


def groups(strokes: Strokes, certainty: Callable[[Sequence[Strokes]], np.ndarray]) -> tuple[Strokes, ...]:
    """Return the strokes of each digit, from left to right, by trying every way to divide the row of parts."""
    row = parts(strokes)
    boxes = np.array([stroke.box for stroke in strokes])
    if len(row) < 2:
        return (strokes,)
    edges = np.array([[*boxes[part, :2].min(axis=0), *boxes[part, 2:].max(axis=0)] for part in row])
    gaps = (edges[1:, 0] - np.maximum.accumulate(edges[:, 2])[:-1]) / height(strokes)
    cheapest: list[tuple[float, tuple[Strokes, ...]]] = [(0.0, ())]
    for end in range(1, len(row) + 1):
        ways = []
        for first in range(max(end - 4, 0), end):
            between = gaps[first : end - 1]
            if (between < 0.35).all():
                together = tuple(strokes[number] for number in sorted(n for part in row[first:end] for n in part))
                _, top, _, bottom = np.concatenate([edges[first:end, :2].min(axis=0), edges[first:end, 2:].max(axis=0)])
                cost = -np.log(max(float(certainty([together])[0]), 1e-6)) + 4.0 * (
                    bottom - top < 0.4 * height(strokes)
                )
                cost = cost + 6.0 * np.maximum(between, 0).sum() + 0.3
                ways.append((cheapest[first][0] + cost, (*cheapest[first][1], together)))
        cheapest.append(min(ways, key=lambda way: way[0]))
    return cheapest[-1][1]
