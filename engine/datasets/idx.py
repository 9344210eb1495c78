"""Reads and writes IDX files, the plain format of MNIST: a magic number, the sizes of the axes, then the numbers.

    0  0  type  axes     four bytes, type 8 = unsigned byte, 12 = 32-bit integer
    size of each axis    32-bit integers, the most significant byte first
    the numbers          in C order

The file may be packed with gzip. What the header promises is held against what the file can hold before any memory is
taken, so that a damaged or malicious file costs nothing.
"""

import gzip
import os
import struct
import zlib
from io import BufferedIOBase
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, Words
from ..files import not_a_file
from ..saving import atomic
from ..types import Array

TYPES: dict[int, np.dtype[Any]] = {0x08: np.dtype(np.uint8), 0x0C: np.dtype(">i4")}
MOST_AXES = 4
MOST_BYTES = 2**30
GZIP_MAGIC = b"\x1f\x8b"
MOST_PER_PACKED_BYTE = 1032  # what deflate can make of a byte at best (zlib's technical details)


def read(path: str | os.PathLike[str]) -> Array:
    """Return the array in an IDX file, packed with gzip or not: uint8, or int32 in big-endian order.

    Raises:
        InputError: there is no such file, it cannot be read, it is not IDX of those types, it ends too early or too
            late, or it promises more than 1 GB.
    """
    path = Path(path)
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected an IDX file. Received: {received}", file=path, received=received)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            packed = file.read(2) == GZIP_MAGIC
            file.seek(0)
            if path.suffix == ".gz" and not packed:
                raise InputError("{file}: expected a file packed with gzip. Received: something else", file=path)
            if packed:
                with gzip.open(file) as unpacked:
                    return _read(path, unpacked, size * MOST_PER_PACKED_BYTE)
            return _read(path, file, size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError("{file}: expected a whole gzip file. Received: {error}", file=path, error=error) from error
    except OSError as error:
        raise InputError("{file}: expected a readable file. Received: {error}", file=path, error=error) from error


def write(path: str | os.PathLike[str], array: Array) -> None:
    """Write a uint8 array of 1 to 4 axes as an IDX file, not packed; a file already there stays whole if that fails.

    Raises:
        InputError: another kind of array.
        OSError: it cannot be written there.
    """
    if array.dtype != np.uint8 or not 1 <= array.ndim <= MOST_AXES:
        raise InputError(
            "an IDX file needs a uint8 array of 1 to {most} axes. Received: {dtype} array of shape {shape}",
            most=MOST_AXES,
            dtype=array.dtype,
            shape=array.shape,
        )
    header = struct.pack(f">BBBB{array.ndim}i", 0, 0, 0x08, array.ndim, *array.shape)
    atomic.write(path, header + np.ascontiguousarray(array).tobytes())


def _read(path: Path, file: BufferedIOBase, most: int) -> Array:
    """Read from the file's beginning; `most` is how many bytes it can hold at all."""
    dtype, shape = _header(path, file)
    count = prod(shape) * dtype.itemsize
    if count > MOST_BYTES:
        raise InputError(
            "{file}: expected at most {most} bytes of data. Received: a header that promises {promised}, shape {shape}",
            file=path,
            most=MOST_BYTES,
            promised=count,
            shape=shape,
        )
    if count > most:
        raise InputError(
            "{file}: expected {promised} bytes of data for shape {shape}. Received: a file that holds less than {most}",
            file=path,
            promised=count,
            shape=shape,
            most=most,
        )
    data = bytearray(count)
    view = memoryview(data)
    filled = 0
    while filled < count and (got := file.readinto(view[filled:])):
        filled += got
    if filled < count:
        raise InputError(
            "{file}: expected {promised} bytes of data for shape {shape}. Received: {filled}",
            file=path,
            promised=count,
            shape=shape,
            filled=filled,
        )
    if file.read(1):
        raise InputError(
            "{file}: expected {promised} bytes of data for shape {shape}. Received: more",
            file=path,
            promised=count,
            shape=shape,
        )
    return np.frombuffer(data, dtype).reshape(shape)


def _header(path: Path, file: BufferedIOBase) -> tuple[np.dtype[Any], tuple[int, ...]]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0":
        raise InputError(
            "{file}: expected an IDX file: two zero bytes, the type and the number of axes. Received: {magic}",
            file=path,
            magic=magic.hex(" ") or Words("an empty file"),
        )
    kind, axes = magic[2], magic[3]
    if kind not in TYPES:
        raise InputError(
            "{file}: expected type 0x08 (unsigned byte) or 0x0c (32-bit integer). Received: type {kind:#04x}",
            file=path,
            kind=kind,
        )
    if not 1 <= axes <= MOST_AXES:
        raise InputError("{file}: expected 1 to {most} axes. Received: {axes}", file=path, most=MOST_AXES, axes=axes)
    sizes = file.read(4 * axes)
    if len(sizes) < 4 * axes:
        raise InputError(
            "{file}: expected the sizes of {axes} axes. Received: {count} bytes, of {expected}",
            file=path,
            axes=axes,
            count=len(sizes),
            expected=4 * axes,
        )
    shape: tuple[int, ...] = struct.unpack(f">{axes}i", sizes)
    if min(shape) < 1:
        raise InputError("{file}: expected positive sizes. Received: shape {shape}", file=path, shape=shape)
    return TYPES[kind], shape
