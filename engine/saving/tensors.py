"""Named arrays in the safetensors layout, from and to memory: eight bytes of length, a JSON header, then the numbers.

The numbers are written from where they lie, without a copy, so that who writes holds up no other thread; and they are
read as if a stranger had made them: every size is compared before anything is taken for numbers.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from ..errors import InputError, Words
from ..types import Array

Numbers: TypeAlias = np.ndarray[Any, Any]
Buffer: TypeAlias = bytes | memoryview

KINDS: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8")}
MOST_HEADER = 2**24
MOST_ARRAYS = 20_000
_MOST_AXES = 8
_METADATA = "__metadata__"
_ALIGNED = 8


def packed(arrays: Mapping[str, Numbers], metadata: Mapping[str, str]) -> list[Buffer]:
    """Return what a file of these arrays, float32 or float64, consists of, one part after the other."""
    header: dict[str, Any] = {_METADATA: dict(metadata)}
    parts: list[Buffer] = []
    at = 0
    for name, array in arrays.items():
        kind = next(kind for kind, dtype in KINDS.items() if dtype == array.dtype)
        array = np.asarray(array, KINDS[kind], order="C")
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
        parts.append(array.reshape(-1).view(np.uint8).data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % _ALIGNED)
    return [len(text).to_bytes(8, "little"), text, *parts]


def unpacked(data: Buffer, file: str) -> tuple[dict[str, Numbers], dict[str, str]]:
    """Return the arrays, which cannot be written to, and the metadata in the content of a file of this name.

    Raises:
        InputError: it is no whole and sound content of that kind.
    """
    try:
        return _unpacked(memoryview(data))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise damaged(file) from error


def damaged(file: str) -> InputError:
    """Return the error of a file that is no safetensors file, or a damaged one."""
    received = Words("another kind of file, or a damaged one")
    return InputError("{file}: expected a readable safetensors file. Received: {error}", file=file, error=received)


def _unpacked(data: memoryview) -> tuple[dict[str, Numbers], dict[str, str]]:
    """Do it; where the content is unsound, that raises whatever it raises."""
    length = int.from_bytes(data[:8], "little")
    if not 2 <= length <= min(MOST_HEADER, len(data) - 8):
        raise ValueError
    header, numbers = json.loads(bytes(data[8 : 8 + length])), data[8 + length :]
    metadata = header.pop(_METADATA, {})
    if len(header) > MOST_ARRAYS or not all(isinstance(text, str) for pair in metadata.items() for text in pair):
        raise ValueError
    arrays: dict[str, Numbers] = {}
    places: list[tuple[int, int]] = []
    for name, entry in header.items():
        dtype, shape, (begin, end) = KINDS[entry["dtype"]], entry["shape"], entry["data_offsets"]
        sizes = [*shape, begin, end]
        if len(shape) > _MOST_AXES or not all(type(size) is int and size >= 0 for size in sizes):
            raise ValueError
        if end - begin != math.prod(shape) * dtype.itemsize or end > len(numbers):
            raise ValueError
        places.append((begin, end))
        arrays[name] = np.frombuffer(numbers[begin:end], dtype).reshape(shape)
    places.sort()
    if [0, *(end for _, end in places)] != [*(begin for begin, _ in places), len(numbers)]:
        raise ValueError  # a gap, or what two of them share
    return arrays, metadata


def floats(array: Numbers, shape: tuple[int, ...] | None = None) -> Array:
    """Return an array if it is of finite float32 numbers, and of this shape if one is given.

    Raises:
        ValueError: it is not.
    """
    if array.dtype != np.float32 or (shape is not None and array.shape != shape) or not np.isfinite(array).all():
        raise ValueError("expected other numbers")
    return array
