"""The rows of a first layer's weights in an order that lets training leave out the pixels that are off (see fast.py).

    common rows   those of the bias, which is a pixel that is always on, and of the pixels that are on in most batches
    active rows   for one step, copies of the other rows whose pixels are on in its batch
    other rows    those of all other pixels

Common and active rows are one matrix without gaps. Between the steps everything is up to date in common and other rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .types import Array, Rows

SAMPLE = 1024  # images that tell how often each pixel is on
IN_MOST = 0.5  # of the batches a pixel is on for, if its row is a common one


@dataclass(frozen=True)
class Batch:
    """The pixels of a batch that are on, common before active.

    Attributes:
        x: a column for each of them, (n, rows).
        origins: where the active ones are among the other rows.
        place: which of the rooms for batches it lies in.
    """

    x: Array
    origins: Array
    place: int = 0

    @property
    def rows(self) -> int:
        """How many rows of W these pixels need."""
        return int(self.x.shape[1])


@dataclass(frozen=True)
class Rooms:
    """Where batches are laid: so many, one after the other, then again in the first.

    Attributes:
        pixels: (rooms, the most rows of a batch · its most images).
        origins: (rooms, the most active rows), int64.
    """

    pixels: Array
    origins: Array

    def batch(self, place: int, images: int, common: int, active: int) -> Batch:
        """Return what lies in a room: so many images, with so many common and active rows."""
        rows = common + active
        x = self.pixels[place, : rows * images].reshape(rows, images).T
        return Batch(x, self.origins[place, :active], place)


class Order:
    """Which pixels have common rows and which other rows."""

    def __init__(self, x: Rows, batch_size: int, biases: int) -> None:
        sample = x[np.linspace(0, len(x) - 1, min(len(x), SAMPLE)).astype(int)]
        how_often = np.count_nonzero(sample, axis=0) / len(sample)
        order = np.argsort(-how_often, kind="stable")
        in_batches = 1 - (1 - how_often[order]) ** batch_size
        common = int(np.count_nonzero(in_batches >= IN_MOST))
        self.biases, self.common, self.others = biases, order[:common], order[common:]
        self.common_rows = biases + common
        self.other_rows = slice(self.common_rows + len(self.others), self.common_rows + 2 * len(self.others))
        self._common_columns = np.concatenate([np.zeros(biases, int), self.common])

    def batch(self, images: Array, rooms: Rooms, place: int) -> Batch:
        """Lay what is on in a batch (n, pixels) in a room."""
        bits = images.view(f"u{images.itemsize}")  # all 0 in the number 0; this is faster than np.any
        on = np.flatnonzero(np.bitwise_or.reduce(bits, axis=0)[self.others])
        columns = np.concatenate([self._common_columns, self.others[on]])
        batch = rooms.batch(place, len(images), self.common_rows, len(on))
        pixels = np.ascontiguousarray(images.T)  # rows that lie together are picked faster
        np.take(pixels, columns, axis=0, out=batch.x.T, mode="clip")  # without a copy on the way, unlike "raise"
        batch.x[:, : self.biases] = 1
        np.add(on, self.other_rows.start, out=batch.origins)
        return batch

    def arrange(self, arrays: Sequence[Array], values: Array) -> None:
        """Copy a kernel, and a bias if there is one, into `values`: common and other rows."""
        kernel, *biases = arrays
        values[self.biases : self.common_rows] = kernel[self.common]
        values[self.other_rows] = kernel[self.others]
        for row, bias in enumerate(biases):
            values[row] = bias

    def restore(self, values: Array, arrays: Sequence[Array]) -> None:
        """Put common and other rows back where they came from."""
        kernel, *biases = arrays
        kernel[self.common] = values[self.biases : self.common_rows]
        kernel[self.others] = values[self.other_rows]
        for row, bias in enumerate(biases):
            bias[...] = values[row]
