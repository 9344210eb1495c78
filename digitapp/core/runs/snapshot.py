"""A snapshot is a run after one of its batches, with all that the next one needs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from digitapp.core.runs.moment import Moment, size_of


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run after one of its batches, with all that the next one needs.

    Attributes:
        batch: how many batches the run had done.
        moment: the network then, with its optimizer's averages, its generator and its position.
    """

    batch: int
    moment: Moment

    @cached_property
    def digest(self) -> bytes:
        """The SHA-256 of all weights and of what the optimizer remembers."""
        whole = hashlib.sha256()
        for numbers in self.moment.arrays:
            whole.update(numbers.tobytes() if not numbers.flags.c_contiguous else numbers.data)
        return whole.digest()

    @cached_property
    def size(self) -> int:
        """How many bytes it keeps."""
        return size_of([self.moment])
