"""Reads NumPy's .npz files, a zip of arrays, as if a stranger had made them: nothing is unpickled, no size believed.

What an array's header promises is held against what its entry in the zip holds, and that against a limit, before any
memory is taken.
"""

import io
import os
import sys
import zipfile
import zlib
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, Words
from ..files import not_a_file
from ..types import Array

MOST_BYTES = 2**29  # of all arrays together
MOST_ARRAYS = 5001
KINDS = "fiubUS"  # numbers, and texts of a fixed length; objects would have to be unpickled


def read(path: str | os.PathLike[str], wanted: Callable[[str], bool] = lambda _: True) -> dict[str, Array]:
    """Return the arrays in a file whose names are wanted.

    Raises:
        InputError: there is no such file, it cannot be read, it is no zip of arrays, an array is damaged or made of
            objects, or there is more than 512 MB of them.
    """
    return _read(Path(path), Path(path), wanted)


def read_bytes(content: bytes, path: Path) -> dict[str, Array]:
    """Return the arrays in an .npz that is in memory; messages speak of the file `path`.

    Raises:
        InputError: as for read.
    """
    return _read(path, io.BytesIO(content), lambda _: True)


def _read(path: Path, source: Path | io.BytesIO, wanted: Callable[[str], bool]) -> dict[str, Array]:
    received = not_a_file(source) if isinstance(source, Path) else None
    if received:
        raise InputError("{file}: expected an .npz file. Received: {received}", file=path, received=received)
    try:
        with zipfile.ZipFile(source) as file:
            entries = {entry.filename.removesuffix(".npy"): entry for entry in file.infolist()}
            entries = {name: entry for name, entry in entries.items() if wanted(name)}
            _check_sizes(path, list(entries.values()))
            return {name: _array(path, file, name, entry) for name, entry in entries.items()}
    except InputError:
        raise
    except zipfile.BadZipFile:
        received = Words("another kind of file, or a damaged one")
        raise InputError("{file}: expected a whole .npz file. Received: {error}", file=path, error=received) from None
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError("{file}: expected a whole .npz file. Received: {error}", file=path, error=error) from error
    except OSError as error:
        raise InputError("{file}: expected a readable file. Received: {error}", file=path, error=error) from error


def _check_sizes(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ARRAYS:
        raise InputError(
            "{file}: expected at most {most} arrays. Received: {count}", file=path, most=MOST_ARRAYS, count=len(entries)
        )
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise InputError("{file}: expected arrays that are deflated or not packed. Received: others", file=path)
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES:
        raise InputError(
            "{file}: expected at most {most} bytes of data. Received: {size}", file=path, most=MOST_BYTES, size=size
        )


def _array(path: Path, file: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> Array:
    with file.open(entry) as data:
        shape, in_columns, dtype = _header(path, name, data)
        size = prod(shape) * dtype.itemsize
        if dtype.kind not in KINDS or not dtype.itemsize:
            raise InputError(
                "{file}: expected {name} as numbers or as text. Received: the type {dtype}",
                file=path,
                name=name,
                dtype=dtype,
            )
        if size > entry.file_size:
            raise InputError(
                "{file}: expected {size} bytes for {name} of shape {shape}. Received: {received}",
                file=path,
                size=size,
                name=name,
                shape=shape,
                received=entry.file_size,
            )
        content = data.read(size + 1)
    if len(content) != size:
        raise InputError(
            "{file}: expected {size} bytes for {name} of shape {shape}. Received: {received}",
            file=path,
            size=size,
            name=name,
            shape=shape,
            received=Words("more") if len(content) > size else len(content),
        )
    if dtype.kind == "U" and np.frombuffer(content, f"{dtype.byteorder}u4").max(initial=0) > sys.maxunicode:
        raise InputError("{file}: expected {name} as text. Received: numbers that are no letters", file=path, name=name)
    values = np.frombuffer(content, dtype)
    return values.reshape(shape[::-1]).T if in_columns else values.reshape(shape)


def _header(path: Path, name: str, data: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Return the shape, whether the numbers come column by column, and the type."""
    try:
        version = np.lib.format.read_magic(data)
        read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        if version not in read_header:
            raise ValueError(f"version {version[0]}.{version[1]}")
        shape, in_columns, dtype = read_header[version](data)
    except (ValueError, TypeError, EOFError, SyntaxError, RecursionError, MemoryError) as error:
        raise InputError(
            "{file}: expected {name} as an array of NumPy's. Received: {error}",
            file=path,
            name=name,
            error=str(error).split("\n", 1)[0][:200] or type(error).__name__,
        ) from error
    if not all(isinstance(side, int) and side >= 0 for side in shape):
        raise InputError(
            "{file}: expected {name} with sizes of 0 or more. Received: shape {shape}",
            file=path,
            name=name,
            shape=shape,
        )
    return shape, bool(in_columns), dtype
