"""Makes IDX files for the tests of the reader."""

import struct

import numpy as np

from engine.types import Array

KINDS = {"u1": 0x08, "i1": 0x09, "i4": 0x0C}


def packed(array: Array) -> bytes:
    """The bytes of an IDX file that holds the array."""
    kind = KINDS[array.dtype.str[1:]]
    header = struct.pack(f">BBBB{array.ndim}i", 0, 0, kind, array.ndim, *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def images(count: int = 3) -> Array:
    """Some 28x28 images."""
    return np.random.default_rng(0).integers(0, 256, (count, 28, 28), dtype=np.uint8)
