"""A share is some of the first layer's units, with all that belongs to them: their columns of W, and of its averages.

Each unit of a layer is computed, corrected and changed by itself: a_j = f(x · W_j) needs column j of W and no other. So
several workers, each with its share of the units, do a step side by side without asking each other anything. All that
passes between a worker and the rest of the step is a on the way forward, and dL/da on the way back.

What a share does, and in which order it adds up, is the same on whatever thread and in whatever process it is done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .activations import Activation
from .arrangement import Batch
from .optimizer import Optimizer
from .types import Array

ROUNDED_TO = 16  # units: as many numbers as a processor may take at once
HEAD_START = 112  # units: what the first worker does besides takes as long as so many units, with two workers


def cuts(units: int, workers: int) -> list[int]:
    """Return the first unit of each share, and the end of the last.

    The first worker's is smaller, since that one has the batches and the other layers too.
    """
    if workers == 1:
        return [0, units]
    first = max(0.0, units / workers - HEAD_START * (workers - 1))
    firsts = [first + (units - first) * number / (workers - 1) for number in range(workers - 1)]
    return [0, *(min(units, round(unit / ROUNDED_TO) * ROUNDED_TO) for unit in firsts), units]


@dataclass
class Share:
    """The arrays of some units, common, active and other rows as arrangement.py has them.

    Attributes:
        kernel: their columns of W and b, (rows, units of the share).
        slots: what the optimizer remembers of these, by name.
        z: of the batch that is learned from, (batch, units of the share).
        a: for each room where a batch may lie, where the share writes f(x · W); (rooms, batch, units of the share).
        da: where it finds dL/da, (batch, units of the share).
        activation: f; where there are several shares, one that takes each number by itself.
        common_rows: how many there are.
        other_rows: where they are.
    """

    kernel: Array
    slots: dict[str, Array]
    z: Array
    a: Array
    da: Array
    activation: Activation
    common_rows: int
    other_rows: slice

    def __post_init__(self) -> None:
        self._gradient = np.empty((self.other_rows.start, self.kernel.shape[1]), self.kernel.dtype)

    @property
    def arrays(self) -> list[Array]:
        """All that has common, active and other rows."""
        return [self.kernel, *self.slots.values()]

    def rows(self, part: slice) -> tuple[Array, dict[str, Array]]:
        """Return some rows of the kernel and of the slots."""
        return self.kernel[part], {name: slot[part] for name, slot in self.slots.items()}

    def change(self, optimizer: Optimizer, batch: Batch) -> None:
        """Change the weights by their gradient, xᵀ dL/dz: (rows, batch) · (batch, units)."""
        part, images = slice(0, batch.rows), slice(0, len(batch.x))
        dz = self.activation.backward(self.da[images], self.z[images], self.a[batch.place, images])
        gradient = np.matmul(batch.x.T, dz, out=self._gradient[part])
        w, slots = self.rows(part)
        optimizer.update_part(w, gradient, slots)
        optimizer.rest_part(*self.rows(self.other_rows))

    def put_back(self, batch: Batch) -> None:
        """Put the active rows back among the other rows."""
        for values in self.arrays:
            values[batch.origins] = values[self.common_rows : batch.rows]

    def prepare(self, batch: Batch) -> None:
        """Fetch the rows that only this batch needs, and compute its activations."""
        for values in self.arrays:
            active = values[self.common_rows : batch.rows]
            np.take(values, batch.origins, axis=0, out=active, mode="clip")
        z = np.matmul(batch.x, self.kernel[: batch.rows], out=self.z[: len(batch.x)])
        self.a[batch.place, : len(batch.x)] = self.activation(z)

    def step(self, optimizer: Optimizer, batch: Batch, coming: Batch | None) -> None:
        """Learn from a batch, and be ready for the next one."""
        if not self.kernel.size:
            return
        self.change(optimizer, batch)
        self.put_back(batch)
        if coming is not None:
            self.prepare(coming)  # now, while the weights are in the processor's cache
