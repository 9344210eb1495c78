"""A snapshot is a run after one of its batches, with all that the next one needs."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from digitapp.core.runs.moment import Moment, size_of
from engine.models import Sequential
from engine.position import Position
from engine.types import Array


def sparseness(batch: int) -> float:
    """Return how far apart snapshots may be around a batch, beside those around others."""
    return float((batch + 8) ** 0.6)


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


@dataclass(frozen=True, eq=False)
class Recorded:
    """What a recording has at one time; its settings and its data set are known elsewhere.

    Attributes:
        begin, arithmetic, steps, planned, before: as of the Recording.
        losses: (batches,), before each batch's update.
        rates: from which batch on which learning rate counts.
        digests: of snapshots that are not among these any more, by their batches.
        snapshots: in order.
    """

    begin: float
    arithmetic: dict[str, str]
    steps: int
    planned: int
    before: int
    losses: NDArray[np.float64]
    rates: tuple[tuple[int, float], ...]
    digests: Mapping[int, bytes]
    snapshots: tuple[Snapshot, ...] = ()

    def place_of(self, batch: int) -> float:
        """Return where a batch is, in epochs."""
        return self.begin + batch / self.steps if self.steps else self.begin


def moment_in_run(
    shell: Moment,
    learner: Sequential,
    at: float,
    position: Position,
    steps: int,
    weights: Sequence[Array] | None = None,
) -> Moment:
    """Return the exact moment of a run that has just done a batch; all is copied, and the run may go on.

    After the last of the `steps` batches of an epoch it stands at the next one's beginning: what is measured in between
    changes nothing of what comes. For the rest see Moment.exact.
    """
    position = copy.deepcopy(position)
    if position.batches == steps:
        position.next_epoch()
    return shell.exact(learner, at, position, weights)
