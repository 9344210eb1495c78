"""Sorts ink into connected pieces, and leaves out those that are no part of a digit: dirt, frames, lines beneath."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.windows import extreme_around, extreme_within

Mask = NDArray[np.bool_]

_SPECK = 0.04  # of the largest piece of ink: smaller pieces are dirt
_FRAME = 0.16  # of the rectangle around it that a frame's ink fills at most
_FRAME_EDGE = 0.8  # of each side of that rectangle that a frame covers at least
_WALLED = 0.5  # of the rectangle around boxes that they fill at most, with what is written in them
_WALL = 0.85  # of a box's height: a straight line as long as that is its wall
_THIN_LINE = 0.12  # of the digit's height: a line beneath it is thinner,
_GAP = 0.1  # and farther away,
_LONG_LINE = 0.8  # and at least so many times as long as the digit is wide


def digit_in(mask: Mask) -> Mask:
    """Return the ink without specks, frames and a line beneath, and without what comes in from the border when there is
    other ink."""
    labels, sizes = pieces(mask)
    if not len(sizes):
        return mask
    boxes = boxes_of(labels, len(sizes))
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    at_edge = np.isin(np.arange(1, len(sizes) + 1), edge)
    frames = np.array([_is_frame(labels, number, boxes, sizes) for number in range(len(sizes))])
    sizes = np.where(frames, 0, sizes)
    inner = sizes[~at_edge]
    if len(inner) and inner.max() >= 2 * _SPECK * sizes.max():
        sizes = np.where(at_edge, 0, sizes)
    kept = np.flatnonzero(sizes >= _SPECK * sizes.max())
    kept = kept[~_lines_beneath(boxes[kept])]
    return np.isin(labels, kept + 1)


def without_walls(mask: Mask) -> Mask:
    """Return the ink without the walls of printed boxes that it touches: straight lines as long as such a box is high,
    within a piece that goes along all four sides of the rectangle around it."""
    labels, sizes = pieces(mask)
    result = mask
    for number, (left, top, right, bottom) in enumerate(boxes_of(labels, len(sizes))):
        height, width = bottom - top, right - left
        if min(height, width) < 16 or sizes[number] > _WALLED * height * width:
            continue
        piece = labels[top:bottom, left:right] == number + 1
        if min(_covered(piece)) < _FRAME_EDGE:
            continue
        length = round(_WALL * min(height, width))
        walls = (_runs(_widened(piece), length) | _runs(_widened(piece).T, length).T) & piece
        if min(_covered(walls)) < _FRAME_EDGE:
            continue
        result = result.copy()
        result[top:bottom, left:right] &= ~_widened(walls)
    return result


def pieces(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each pixel the number of the connected piece of ink that it belongs to, 0 for paper, and their sizes.

    Runs of ink in a row are joined with those that they touch in the row above.
    """
    height, width = mask.shape
    padded = np.zeros((height, width + 2), np.int8)
    padded[:, 1:-1] = mask
    change = np.diff(padded, axis=1)
    row, begin = np.nonzero(change == 1)
    end = np.nonzero(change == -1)[1]
    owner = list(range(len(row)))

    def root(run: int) -> int:
        while owner[run] != run:
            owner[run] = owner[owner[run]]
            run = owner[run]
        return run

    first = np.searchsorted(row, np.arange(height + 1))
    for y in range(1, height):
        above, here = first[y - 1], first[y]
        while above < first[y] and here < first[y + 1]:
            if begin[above] <= end[here] and begin[here] <= end[above]:
                owner[root(int(here))] = root(int(above))
            if end[above] < end[here]:
                above += 1
            else:
                here += 1
    _, number = np.unique([root(run) for run in range(len(row))], return_inverse=True)
    labels = np.zeros(mask.shape, np.intp)
    lengths = end - begin
    places = np.repeat(begin - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
    labels[np.repeat(row, lengths), places] = np.repeat(number + 1, lengths)
    return labels, np.bincount(number, lengths).astype(np.intp) if len(row) else np.empty(0, np.intp)


def boxes_of(labels: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Return the left, top, right and bottom (count, 4) of each piece."""
    rows, columns = np.nonzero(labels)
    number = labels[rows, columns] - 1
    boxes = np.empty((count, 4), np.intp)
    boxes[:, :2], boxes[:, 2:] = max(labels.shape), -1
    for side, values in enumerate((columns, rows)):
        np.minimum.at(boxes[:, side], number, values)
        np.maximum.at(boxes[:, 2 + side], number, values + 1)
    return boxes


def _is_frame(labels: NDArray[np.intp], number: int, boxes: NDArray[np.intp], sizes: NDArray[np.intp]) -> bool:
    """Return whether a piece is a thin rectangle with other ink inside it."""
    left, top, right, bottom = boxes[number]
    height, width = bottom - top, right - left
    if sizes[number] > _FRAME * height * width or min(height, width) < 8:
        return False
    inside = (boxes[:, 0] > left) & (boxes[:, 1] > top) & (boxes[:, 2] < right) & (boxes[:, 3] < bottom)
    if sizes[inside].sum() < _SPECK * sizes[number]:
        return False
    return min(_covered(labels[top:bottom, left:right] == number + 1)) >= _FRAME_EDGE


def _covered(piece: Mask) -> tuple[float, float, float, float]:
    """Return which share of each side of the rectangle around it a piece goes along."""
    rows, columns = (max(1, side // 8) for side in piece.shape)
    return (
        float(piece[:rows].any(axis=0).mean()),
        float(piece[-rows:].any(axis=0).mean()),
        float(piece[:, :columns].any(axis=1).mean()),
        float(piece[:, -columns:].any(axis=1).mean()),
    )


def _runs(mask: Mask, length: int) -> Mask:
    """Return the pixels of runs along the rows that are at least so long."""
    values = mask.astype(np.float32)
    reach = max(length // 2, 1)
    inner = extreme_within(np.pad(values, ((0, 0), (reach, reach))), reach, 1, np.minimum)[:, reach:-reach]
    return np.asarray(extreme_within(inner, reach, 1, np.maximum) > 0)


def _widened(walls: Mask) -> Mask:
    """Return walls with the soft edge beside them."""
    return np.asarray(extreme_around(walls.astype(np.float32), 1, np.maximum) > 0)


def _lines_beneath(boxes: NDArray[np.intp]) -> Mask:
    """Return which of some pieces (n,) are lines on which the others stand without touching them."""
    beneath = np.zeros(len(boxes), bool)
    for number, (left, top, right, bottom) in enumerate(boxes):
        others = np.delete(boxes, number, axis=0)
        if not len(others):
            continue
        height, width = np.ptp(others[:, [1, 3]]), np.ptp(others[:, [0, 2]])
        is_line = bottom - top <= _THIN_LINE * height and right - left >= _LONG_LINE * width
        beneath[number] = is_line and top - others[:, 3].max() >= _GAP * height
    return beneath
