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
    """The pixels of a batch that are on, common before active, and where the active ones are among the other rows."""

    x: Array
    origins: Array

    @property
    def rows(self) -> int:
        """How many rows of W these pixels need."""
        return int(self.x.shape[1])


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

    def batch(self, images: Array) -> Batch:
        """Return what is on in a batch (n, pixels)."""
        on = np.flatnonzero(np.any(images, axis=0)[self.others])
        columns = np.concatenate([self._common_columns, self.others[on]])
        x = np.ascontiguousarray(images.T).take(columns, axis=0).T  # rows that lie together are picked faster
        x[:, : self.biases] = 1
        return Batch(x, self.other_rows.start + on)


class Arranged:
    """Kernel and bias, or what an optimizer remembers of them, as common, active and other rows."""

    def __init__(self, order: Order, arrays: Sequence[Array]) -> None:
        self._order = order
        self._kernel, *self._biases = arrays[: 1 + order.biases]
        self.values = np.empty((order.other_rows.stop, self._kernel.shape[1]), self._kernel.dtype)
        self.values[order.biases : order.common_rows] = self._kernel[order.common]
        self.values[order.other_rows] = self._kernel[order.others]
        for row, bias in enumerate(self._biases):
            self.values[row] = bias

    def restore(self) -> None:
        """Put the values where they came from."""
        self._kernel[self._order.common] = self.values[self._order.biases : self._order.common_rows]
        self._kernel[self._order.others] = self.values[self._order.other_rows]
        for row, bias in enumerate(self._biases):
            bias[...] = self.values[row]

    def gather_active(self, batch: Batch) -> None:
        """Fetch the rows that only this batch needs."""
        active = self.values[self._order.common_rows : batch.rows]
        np.take(
            self.values, batch.origins, axis=0, out=active, mode="clip"
        )  # without a copy on the way, unlike "raise"

    def scatter_active(self, batch: Batch) -> None:
        """Put the active rows back among the other rows."""
        self.values[batch.origins] = self.values[self._order.common_rows : batch.rows]
