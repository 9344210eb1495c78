"""Arrays that two processes see at the same time.

The memory has no name in any folder, and no size but the computer's: it is gone when the last process that uses it
has ended, in whatever way. Only Linux and Windows have such memory for Python's mmap, and only processors of x86's kind
let other cores see what one has written in the order in which it was written, which all that is said here relies on.
"""

from __future__ import annotations

import itertools
import mmap
import os
import platform
import sys
from collections.abc import Sequence
from math import prod
from typing import Any, TypeAlias

import numpy as np

from .types import Array

Plan: TypeAlias = Sequence[tuple[str, Sequence[int], str]]  # name, shape and dtype of each array
Address: TypeAlias = dict[str, Any]  # where a process finds another one's memory
ALIGNED = 64  # bytes
PROCESSORS = ("x86_64", "amd64")

_numbers = itertools.count()


def is_possible() -> bool:
    """Return whether processes can share memory here."""
    return sys.platform in ("linux", "win32") and platform.machine().lower() in PROCESSORS


def placed(plan: Plan, memory: Any) -> dict[str, Array]:
    """Return the arrays of a plan, one after the other in a piece of memory."""
    arrays, start = {}, 0
    for name, shape, dtype in plan:
        count = prod(shape)
        arrays[name] = np.frombuffer(memory, dtype, count, start).reshape(shape)
        start += -(-count * np.dtype(dtype).itemsize // ALIGNED) * ALIGNED
    return arrays


def size_of(plan: Plan) -> int:
    """Return how many bytes they need."""
    return sum(-(-prod(shape) * np.dtype(dtype).itemsize // ALIGNED) * ALIGNED for _, shape, dtype in plan)


class SharedMemory:
    """New memory, full of zeros, which other processes find by its `address` until it is closed."""

    def __init__(self, size: int) -> None:
        """Raise an OSError where there is none to be had."""
        name = f"engine-{os.getpid()}-{next(_numbers)}-{os.urandom(8).hex()}"
        self._file = -1
        self.address: Address = {"name": name, "size": size}
        if sys.platform == "win32":
            self.memory = mmap.mmap(-1, size, tagname=name)
        elif sys.platform == "linux":
            self._file = os.memfd_create(name)
            os.ftruncate(self._file, size)
            self.memory = mmap.mmap(self._file, size)
            self.address |= {"process": os.getpid(), "file": self._file}
        else:
            raise OSError("no memory that ends with its processes")

    def close(self) -> None:
        """Let nobody find it any more; who has it keeps it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def found(address: Address) -> mmap.mmap:
    """Return the memory of another process.

    Raises:
        OSError: it is there no more.
    """
    name, size = address["name"], address["size"]
    if sys.platform == "win32":
        return mmap.mmap(-1, size, tagname=name)
    file = os.open(f"/proc/{address['process']}/fd/{address['file']}", os.O_RDWR)
    try:
        if name not in os.readlink(f"/proc/self/fd/{file}"):  # the number belongs to another file by now
            raise FileNotFoundError(name)
        return mmap.mmap(file, size)
    finally:
        os.close(file)
