"""The workers of a training: each has a share of the first layer's units, and does its part of every step.

The first share is done by whoever calls. Each other one is in the hands of a thread, and of a process as soon as there
is one; where that ends, the thread has the share again. All do the same sums in the same order.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial

from .activations import Activation
from .arrangement import Batch, Order
from .layout import Layout
from .optimizer import Optimizer
from .orders import Stage
from .shared_memory import SharedMemory, placed, size_of
from .shares import Share
from .thread_pool import ThreadPool
from .types import Array, nothing
from .workers import Remote, WorkerProcess

Begin = Callable[[Callable[[], object]], Callable[[], BaseException | None]]  # ThreadPool.begin, for one of its threads


class Hand:
    """Has one share's part of each step done."""

    def __init__(self, share: Share, begin: Begin, remote: Remote | None) -> None:
        self.share, self._begin, self._remote = share, begin, remote
        self._optimizer: Optimizer | None = None
        self._wait: Callable[[], object] = nothing

    @property
    def process(self) -> WorkerProcess | None:
        """The process that does the steps by now, if it is one."""
        return self._remote.process if self._remote is not None and self._remote.is_ready else None

    def use(self, optimizer: Optimizer) -> None:
        """Take the steps with a copy of this optimizer: the original may change while a step is under way."""
        if self._optimizer is not None and self._optimizer.arguments == optimizer.arguments:
            return
        self._optimizer = optimizer.stand_in()
        if self._remote is not None:
            self._remote.use(optimizer)

    def start(self, batch: Batch, coming: Batch | None, iterations: int, rate: float) -> None:
        """Begin with a step."""
        assert self._optimizer is not None
        self._optimizer.stand_at(iterations, rate)
        step = partial(self.share.step, self._optimizer, batch, coming)
        if self._remote is not None and self._remote.is_ready:
            self._remote.ask(batch, coming, iterations, rate)
            self._wait = partial(self._wait_for_process, self._remote, self._optimizer, batch, coming)
        else:
            self._wait = partial(_raise_error_of, self._begin(step))

    def wait(self) -> None:
        """Wait for the end of the step, if one is under way; an error in it is raised."""
        wait, self._wait = self._wait, nothing
        wait()

    def leave(self) -> None:
        """Let the process go to other work."""
        if self._remote is not None:
            self._remote.leave()

    def _wait_for_process(self, remote: Remote, optimizer: Optimizer, batch: Batch, coming: Batch | None) -> None:
        ended_at = remote.wait()
        if ended_at is None:
            return
        self._remote = None
        if ended_at == Stage.CHANGING:
            warnings.warn(
                "a worker process ended in the middle of a step, which may have changed some of its weights and others"
                " not. The training goes on without that process.",
                RuntimeWarning,
                stacklevel=2,
            )
        if ended_at == Stage.BEFORE:
            self.share.change(optimizer, batch)
        if ended_at != Stage.IN_PLACE:
            self.share.put_back(batch)
        if coming is not None:
            self.share.prepare(coming)


class Crew:
    """All shares, with the arrays in which they work.

    Attributes:
        a: for each room, what the first layer made of the batch in it; (rooms, batch, units).
        da: where dL/da is to be put, (batch, units).
        rooms: where batches are to be laid.
        hands: those of all shares but the first.
    """

    def __init__(
        self,
        layout: Layout,
        order: Order,
        activation: Activation,
        pool: ThreadPool,
        processes: Sequence[WorkerProcess] = (),
    ) -> None:
        self._layout, self._order = layout, order
        plan = layout.plan
        self._shared: SharedMemory | None = None
        if processes:
            with suppress(OSError):
                self._shared = SharedMemory(size_of(plan))
        arrays = placed(plan, bytearray(size_of(plan)) if self._shared is None else self._shared.memory)
        self.a, self.da, self.rooms = arrays["a"], arrays["da"], layout.rooms(arrays)
        self._shares = [layout.share(arrays, number, activation) for number in range(layout.workers)]
        remotes: list[Remote | None] = [None] * layout.workers
        if self._shared is not None:
            for number, process in enumerate(processes, start=1):
                work = {"memory": self._shared.address, "layout": asdict(layout), "number": number}
                remotes[number] = Remote(process, layout.orders(arrays, number), work | {"activation": activation.name})
        self.hands = [
            Hand(self._shares[number], partial(pool.begin, number), remotes[number])
            for number in range(1, layout.workers)
        ]

    def use(self, optimizer: Optimizer) -> None:
        """Take the steps as this optimizer does."""
        for hand in self.hands:
            hand.use(optimizer)

    def arrange(self, parameters: list[Array], slots: dict[str, list[Array]]) -> None:
        """Copy kernel and bias of the first layer, and their slots, into the shares."""
        for values, arrays in self._places(parameters, slots):
            self._order.arrange(arrays, values)

    def restore(self, parameters: list[Array], slots: dict[str, list[Array]]) -> None:
        """Put all values back where they came from."""
        for values, arrays in self._places(parameters, slots):
            self._order.restore(values, arrays)

    def prepare(self, batch: Batch) -> None:
        """Compute the activations for a batch, as each step does for the next one."""
        for share in self._shares:
            share.prepare(batch)

    def start(self, batch: Batch, coming: Batch | None, optimizer: Optimizer) -> None:
        """Let the others begin with a step, and do the first share's part."""
        iterations, rate = optimizer.iterations, optimizer.rate
        for hand in self.hands:
            hand.start(batch, coming, iterations, rate)
        self._shares[0].step(optimizer, batch, coming)

    def wait(self) -> None:
        """Wait until everybody has done the step."""
        for hand in self.hands:
            hand.wait()

    def leave(self) -> None:
        """Let the processes go to other work."""
        for hand in self.hands:
            hand.leave()
        if self._shared is not None:
            self._shared.close()

    def _places(self, parameters: list[Array], slots: dict[str, list[Array]]) -> list[tuple[Array, list[Array]]]:
        """Return the values of each share, and where they belong: some columns of the kernel, and of the bias."""
        belong = {"kernel": parameters, **slots}
        places = []
        for number, share in enumerate(self._shares):
            units = self._layout.units(number)
            for name, values in {"kernel": share.kernel, **share.slots}.items():
                arrays = [array[..., units] for array in belong[name][: 1 + self._order.biases]]
                places.append((values, arrays))
        return places


def _raise_error_of(wait: Callable[[], BaseException | None]) -> None:
    error = wait()
    if error is not None:
        raise error
