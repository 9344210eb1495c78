"""Images kept as the bytes they are, and handed out a batch at a time as the numbers from 0 to 1 a network reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .errors import InputError
from .types import Array, Rows


class ScaledImages:
    """Behaves like `images.reshape(n, -1).astype('float32') / 255`, bit for bit, in a quarter of the memory.

    Only the rows that are asked for are converted: `scaled[index]` with an integer array or a slice gives a new float32
    array of shape (batch, pixels).
    """

    dtype = np.dtype(np.float32)
    ndim = 2

    def __init__(self, images: Array) -> None:
        """Keep uint8 images of shape (n, height, width) or (n, pixels), without copying them.

        Raises:
            InputError: another dtype or another number of axes.
        """
        images = np.asarray(images)
        if images.dtype != np.uint8 or images.ndim not in (2, 3):
            raise InputError(
                "images must be a uint8 array of shape (n, height, width) or (n, pixels). "
                "Received: {dtype} array of shape {shape}",
                dtype=images.dtype,
                shape=images.shape,
            )
        self.images = images.reshape(len(images), int(np.prod(images.shape[1:])))  # (n, pixels)

    @property
    def shape(self) -> tuple[int, int]:
        """(n, pixels)."""
        rows, pixels = self.images.shape
        return rows, pixels

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: Any, /) -> Array:
        scaled: Array = np.divide(self.images[index], np.float32(255), dtype=np.float32)
        return scaled

    def subset(self, rows: slice) -> "ScaledImages":
        """Return those rows as another ScaledImages that shares the bytes."""
        return ScaledImages(self.images[rows])


class JoinedRows:
    """Several tables of images as one, the rows of the first before those of the second, and so on."""

    def __init__(self, parts: Sequence[Rows]) -> None:
        """Keep the tables, which must have equally many columns.

        Raises:
            InputError: there is none, or one has another number of columns.
        """
        columns = {part.shape[1] for part in parts}
        if len(columns) != 1:
            raise InputError(
                "the parts must be one or more tables of equally many columns. Received: {columns}",
                columns=sorted(columns),
            )
        self._parts = tuple(parts)
        self._starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
        self.shape = (int(self._starts[-1]), columns.pop())

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: Any, /) -> Array:
        rows = np.arange(len(self))[index]
        owner = np.searchsorted(self._starts, rows, side="right") - 1
        joined = np.empty((len(rows), self.shape[1]), np.float32)
        for number, part in enumerate(self._parts):
            here = owner == number
            if here.any():
                joined[here] = part[rows[here] - self._starts[number]]
        return joined
