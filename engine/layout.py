"""How the arrays of a training lie in one piece of memory, so that whoever has the memory and this plan finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import shared_memory
from .activations import Activation
from .arrangement import Rooms
from .orders import Orders
from .shares import Share
from .types import Array

ROOMS = 3  # for batches: the present one, the next, and the one that is read meanwhile


@dataclass(frozen=True)
class Layout:
    """What decides where everything lies; all of it can be written as JSON.

    Attributes:
        batch_size: the most images of a batch.
        columns: the first unit of each share, and the end of the last.
        slots: the names of what the optimizer remembers.
        common_rows, others: how many common rows there are, and how many other pixels.
        dtype: of the weights.
    """

    batch_size: int
    columns: Sequence[int]
    slots: Sequence[str]
    common_rows: int
    others: int
    dtype: str

    @property
    def workers(self) -> int:
        """How many shares there are."""
        return len(self.columns) - 1

    @property
    def plan(self) -> shared_memory.Plan:
        """Name, shape and dtype of each array."""
        most_rows = self.common_rows + self.others  # common and active
        batch, units = self.batch_size, self.columns[-1]
        plan: list[tuple[str, Sequence[int], str]] = [
            ("pixels", (ROOMS, most_rows * batch), self.dtype),
            ("origins", (ROOMS, self.others), "<i8"),
            ("a", (ROOMS, batch, units), self.dtype),
            ("da", (batch, units), self.dtype),
        ]
        for number in range(self.workers):
            size = (most_rows + self.others, self.columns[number + 1] - self.columns[number])
            plan += [(f"{name} {number}", size, self.dtype) for name in ("kernel", *self.slots)]
            plan.append((f"z {number}", (batch, size[1]), self.dtype))
            plan += [(f"orders {number}", (Orders.SIZE,), "<i8"), (f"rates {number}", (1,), "<f8")]
        return plan

    def units(self, number: int) -> slice:
        """Return whose the units are."""
        return slice(self.columns[number], self.columns[number + 1])

    def rooms(self, arrays: dict[str, Array]) -> Rooms:
        """Return where the batches lie."""
        return Rooms(arrays["pixels"], arrays["origins"])

    def share(self, arrays: dict[str, Array], number: int, activation: Activation) -> Share:
        """Return a worker's share."""
        units, most_rows = self.units(number), self.common_rows + self.others
        return Share(
            kernel=arrays[f"kernel {number}"],
            slots={name: arrays[f"{name} {number}"] for name in self.slots},
            z=arrays[f"z {number}"],
            a=arrays["a"][..., units],
            da=arrays["da"][:, units],
            activation=activation,
            common_rows=self.common_rows,
            other_rows=slice(most_rows, most_rows + self.others),
        )

    def orders(self, arrays: dict[str, Array], number: int) -> Orders:
        """Return what is said to a worker."""
        return Orders(arrays[f"orders {number}"], arrays[f"rates {number}"], self.rooms(arrays), self.common_rows)
