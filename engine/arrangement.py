"""The rows of a first layer's weights in an order that lets training leave out the pixels that are off (see fast.py).

    head    the bias, which is a pixel that is always on, and the pixels that are on in most batches
    bench   for one step, the other pixels that are on in its batch
    tail    where those are at home

Head and bench are one matrix without gaps. Between the steps everything is up to date in head and tail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .types import Array, Rows

SAMPLE = 1024  # images that tell how often each pixel is on
IN_MOST = 0.5  # of the batches a pixel is on for, if it belongs to the head


@dataclass(frozen=True)
class Batch:
    """The pixels of a batch that are on, in the order of head and bench, and at which rows those of the bench live."""

    x: Array
    homes: Array

    @property
    def rows(self) -> int:
        """How many rows of W these pixels need."""
        return int(self.x.shape[1])


class Order:
    """Which pixels the head has and which the tail."""

    def __init__(self, x: Rows, batch_size: int, biases: int) -> None:
        sample = x[np.linspace(0, len(x) - 1, min(len(x), SAMPLE)).astype(int)]
        how_often = np.count_nonzero(sample, axis=0) / len(sample)
        order = np.argsort(-how_often, kind="stable")
        in_batches = 1 - (1 - how_often[order]) ** batch_size
        common = int(np.count_nonzero(in_batches >= IN_MOST))
        self.biases, self.common, self.others = biases, order[:common], order[common:]
        self.head = biases + common
        self.tail = slice(self.head + len(self.others), self.head + 2 * len(self.others))
        self._head_columns = np.concatenate([np.zeros(biases, int), self.common])

    def batch(self, images: Array) -> Batch:
        """Return what is on in a batch (n, pixels)."""
        on = np.flatnonzero(np.any(images, axis=0)[self.others])
        columns = np.concatenate([self._head_columns, self.others[on]])
        x = np.ascontiguousarray(images.T).take(columns, axis=0).T  # rows that lie together are picked faster
        x[:, : self.biases] = 1
        return Batch(x, self.tail.start + on)


class Arranged:
    """Kernel and bias, or what an optimizer remembers of them, as rows of head, bench and tail."""

    def __init__(self, order: Order, arrays: Sequence[Array]) -> None:
        self._order = order
        self._kernel, *self._biases = arrays[: 1 + order.biases]
        self.values = np.empty((order.tail.stop, self._kernel.shape[1]), self._kernel.dtype)
        self.values[order.biases : order.head] = self._kernel[order.common]
        self.values[order.tail] = self._kernel[order.others]
        for row, bias in enumerate(self._biases):
            self.values[row] = bias

    def give_back(self) -> None:
        """Put the values where they came from."""
        self._kernel[self._order.common] = self.values[self._order.biases : self._order.head]
        self._kernel[self._order.others] = self.values[self._order.tail]
        for row, bias in enumerate(self._biases):
            bias[...] = self.values[row]

    def to_bench(self, batch: Batch) -> None:
        """Fetch the rows that only this batch needs."""
        bench = self.values[self._order.head : batch.rows]
        np.take(self.values, batch.homes, axis=0, out=bench, mode="clip")  # without a copy on the way, unlike "raise"

    def from_bench(self, batch: Batch) -> None:
        """Bring them home."""
        self.values[batch.homes] = self.values[self._order.head : batch.rows]
