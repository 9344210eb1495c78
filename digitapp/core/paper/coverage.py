"""How much of each pixel a round pen covers when it is moved along a line.

The coverage of a pixel is taken from its centre's distance to the centre line: full within the pen, none half a pixel
outside of it, and linear in between. The distance to a line is the smallest one to its pieces, so that it does not
matter how a line is cut into pieces.

A hand that scribbles leaves many more pieces than there are pixels, and most of them decide nothing: another piece is
nearer to each pixel around them, or the pixel is covered anyway. So pieces that follow each other are taken together in
chunks. A chunk's middle and its radius tell how near its pieces can be to a pixel at most; only chunks that may hold
the nearest piece are looked at piece by piece. The result is exactly the one of looking at all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIDE = 28  # pixels of the picture
PEN = 2.0  # pixels, the pen's width
MARGIN = 8  # pixels around the picture, so that ink pushed over its edge still counts for the centre of mass
PADDED = SIDE + 2 * MARGIN

_REACH = PEN / 2 + 0.5  # pixels from the centre line to where the ink ends
_COVERED = PEN / 2 - 0.5  # pixels from the centre line within which a pixel is ink and nothing else
_CHUNK = 0.125  # pixels, about the length of a chunk
_SURE = 1e-6  # pixels, far more than any rounding
AT_ONCE = 2**16 // PADDED**2  # drawings, so that the places of their pixels can be sorted as 16-bit numbers

Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Pieces:
    """Straight pieces of at most one pixel that together are some drawings.

    Attributes:
        x, y: (p,) float64, where each begins, in pixels.
        end_x, end_y: (p,) float64, where it ends.
        line: (p,) which line it belongs to; the pieces of a line follow each other.
        owner: (p,) which drawing it belongs to.
        drawings: how many drawings there are.
    """

    x: Numbers
    y: Numbers
    end_x: Numbers
    end_y: Numbers
    line: Indices
    owner: Indices
    drawings: int

    def shifted(self, x: Numbers, y: Numbers) -> Pieces:
        """Return the pieces with each drawing moved by its own (drawings,) pixels."""
        dx, dy = x[self.owner], y[self.owner]
        return Pieces(self.x + dx, self.y + dy, self.end_x + dx, self.end_y + dy, self.line, self.owner, self.drawings)


@dataclass(frozen=True, eq=False)
class Chunks:
    """Pieces of a line that follow each other, (c,) of them, taken together.

    Attributes:
        first, count: (c,) the number of a chunk's first piece, and how many there are.
        middle: (c,) the piece whose middle is the chunk's.
        radius: (c,) float64, pixels from there within which all of the chunk lies.
    """

    first: Indices
    count: Indices
    middle: Indices
    radius: Numbers


def chunks_of(pieces: Pieces) -> Chunks:
    """Return the chunks of pieces; they stay the same when the pieces are moved."""
    lengths = np.hypot(pieces.end_x - pieces.x, pieces.end_y - pieces.y)
    along = np.cumsum(lengths)
    long = lengths > _CHUNK
    cell = np.floor((along - lengths) / _CHUNK)
    begins = np.empty(len(lengths), bool)
    begins[0] = True
    begins[1:] = (cell[1:] != cell[:-1]) | (pieces.line[1:] != pieces.line[:-1]) | long[1:] | long[:-1]
    first = np.flatnonzero(begins)
    end = np.append(first[1:], len(lengths))
    middle = (first + end - 1) // 2
    centre = along[middle] - lengths[middle] / 2
    radius = np.maximum(centre - (along[first] - lengths[first]), along[end - 1] - centre)
    return Chunks(first, end - first, middle, radius)


def coverage(pieces: Pieces, chunks: Chunks) -> Numbers:
    """Return how much of each pixel is covered, from 0 to 1, (drawings, 28 + margins, 28 + margins) float64."""
    nearest2 = np.full(pieces.drawings * PADDED * PADDED, np.inf)
    chunk, place = _deciding(pieces, chunks, nearest2)
    counts = chunks.count[chunk]
    begin = np.cumsum(counts) - counts
    piece = np.repeat(chunks.first[chunk] - begin, counts) + np.arange(counts.sum())
    if len(piece):
        distance2 = _distances2(pieces, piece, np.repeat(place, counts))
        np.minimum.at(nearest2, place, np.minimum.reduceat(distance2, begin))
    covered: Numbers = np.clip(_REACH - np.sqrt(nearest2), 0, 1).reshape(pieces.drawings, PADDED, PADDED)
    return covered


def _deciding(pieces: Pieces, chunks: Chunks, nearest2: Numbers) -> tuple[Indices, Indices]:
    """Return which chunks (n,) may hold the piece that is nearest to which pixels (n,), where that matters.

    The pixels that are covered anyway are noted in `nearest2` as if the line went through them.
    """
    x = (pieces.x[chunks.middle] + pieces.end_x[chunks.middle]) / 2
    y = (pieces.y[chunks.middle] + pieces.end_y[chunks.middle]) / 2
    owner = pieces.owner[chunks.middle]
    _note_covered(x, y, owner, nearest2)
    farthest = _REACH + float(chunks.radius.max()) + _SURE  # pixels from a chunk's middle that its ink may touch
    side = int(2 * farthest) + 1  # columns, and rows, of the window of pixels around it that these are at most
    left, top = _corner(x, farthest, side), _corner(y, farthest, side)
    window = (owner * PADDED + (top + MARGIN)) * PADDED + (left + MARGIN)
    order = np.argsort(window.astype(np.uint16), kind="stable")  # chunks with the same window stand side by side
    window = window[order]
    begin = np.flatnonzero(np.append(True, window[1:] != window[:-1]))
    place = window[begin] + _in_window(side)[:, np.newaxis]  # (pixels of a window, windows)
    open_windows = np.flatnonzero(np.logical_or.reduce(nearest2[place] > 0))
    if not len(open_windows):
        return order[:0], place[0, :0]
    size = np.diff(np.append(begin, len(window)))[open_windows]
    chunk = order[np.repeat(begin[open_windows] - np.cumsum(size) + size, size) + np.arange(size.sum())]
    place, begin, of_window = place[:, open_windows], np.cumsum(size) - size, np.repeat(np.arange(len(size)), size)

    far2 = _far2(x[chunk] - left[chunk], y[chunk] - top[chunk], side)  # (pixels of a window, chunks)
    at_most2 = np.full(len(nearest2), _REACH**2)  # the middles lie on the line, so it is no farther than they are
    np.minimum.at(at_most2, place, np.minimum.reduceat(far2, begin, axis=1))
    radius = chunks.radius[chunk]
    limit2 = (np.sqrt(at_most2[place]) + np.maximum.reduceat(radius, begin) + _SURE) ** 2
    limit2[nearest2[place] == 0] = -1
    pixel, nth = np.nonzero(far2 <= limit2[:, of_window])
    at = place[pixel, of_window[nth]]
    may = np.flatnonzero(far2[pixel, nth] <= (np.sqrt(at_most2[at]) + radius[nth] + _SURE) ** 2)
    return chunk[nth[may]], at[may]


def _note_covered(x: Numbers, y: Numbers, owner: Indices, nearest2: Numbers) -> None:
    """Note the pixels that a line through these points (n,) covers, as if it went through the middle of each."""
    column, row = np.rint(x), np.rint(y)
    on = np.flatnonzero((x - column) ** 2 + (y - row) ** 2 <= (_COVERED - _SURE) ** 2)
    place = (owner[on] * PADDED + MARGIN + row[on].astype(np.intp)) * PADDED + MARGIN + column[on].astype(np.intp)
    nearest2[place] = 0


def _corner(middle: Numbers, farthest: float, side: int) -> Indices:
    """Return the first of the columns (or rows) that chunks with these middles (c,) may touch."""
    first = np.ceil(middle - farthest).astype(np.intp)
    corner: Indices = np.clip(first, -MARGIN, SIDE + MARGIN - side)
    return corner


def _in_window(side: int) -> Indices:
    """Return how far the places of a window's pixels, row by row, are from that of its first one."""
    in_window: Indices = (np.arange(side)[:, np.newaxis] * PADDED + np.arange(side)).ravel()
    return in_window


def _far2(x: Numbers, y: Numbers, side: int) -> Numbers:
    """Return the squared distances (pixels of a window, n) of the pixels in windows from points (n,) in them."""
    steps = np.arange(side)[:, np.newaxis]
    far2 = ((steps - y) ** 2)[:, np.newaxis] + ((steps - x) ** 2)[np.newaxis]
    return far2.reshape(side**2, -1)


def _distances2(pieces: Pieces, piece: Indices, place: Indices) -> Numbers:
    """Return the squared distances (n,) of pixels from pieces, given by their numbers, in pixels."""
    x, y = pieces.x[piece], pieces.y[piece]
    along_x, along_y = pieces.end_x[piece] - x, pieces.end_y[piece] - y
    length2 = np.maximum(along_x**2 + along_y**2, 1e-18)
    row, column = np.divmod(place % (PADDED * PADDED), PADDED)
    dx, dy = (column - MARGIN) - x, (row - MARGIN) - y
    share = np.clip((dx * along_x + dy * along_y) / length2, 0, 1)  # the place on the piece, 0 to 1
    distances2: Numbers = (dx - share * along_x) ** 2 + (dy - share * along_y) ** 2
    return distances2
