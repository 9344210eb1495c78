"""The same training, faster where most of the input is 0. Nothing in here changes what is learned; skip it at will.

Where a pixel is off in every image of a batch, its row of W takes no part in x W, and its row of xᵀ dL/dz is 0. In any
128 handwritten digits a third of the pixels are like that. So the rows of W, and of what the optimizer remembers of
them, are kept in another order while the training goes on, in which those of a batch stand together (arrangement.py):
the textbook's products are computed with these alone. Between the steps everything is up to date: nothing depends on
which batches came before, and whoever looks at the layer's parameters or the optimizer's slots gets them in their own
order first (restore).

A step is arranged so that the pool's threads, each with its share of the rows, meet only once: as soon as the rows of a
share are changed, their part of the next batch's x W is computed, while they are still in the processor's cache.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from . import checks, step
from .arrangement import Arranged, Batch, Order
from .data import ScaledImages
from .errors import InputError
from .labels import Labels
from .layers import Dense, Layer, Rescaling
from .step import BatchLog, RowSet, Setup
from .thread_pool import WORTH_SHARING, ThreadPool
from .types import Array, Rows, nothing

WORKERS_MORE = (
    1.06  # times an even share of the rows: the first thread has the active rows and the other layers besides
)
WORTH_ARRANGING = 30_000  # weights in the first layer; with fewer, the arranging costs more than it saves

Learn: TypeAlias = Callable[[Labels, Sequence[RowSet]], Iterator[BatchLog]]


@contextmanager
def learning(setup: Setup, x: Rows, batch_size: int) -> Iterator[Learn]:
    """Give what learns from batches of `x` and its labels: the textbook's step.learn, or the same made faster."""
    if not suits(setup, x):
        yield partial(step.learn, setup, x)
        return
    learner = FastLearner(setup, x, batch_size)
    tied = (learner.first, setup.optimizer)
    try:
        for each in tied:
            each.flush = learner.restore
        yield learner.learn
    finally:
        learner.restore()
        for each in tied:
            each.flush = nothing


def suits(setup: Setup, x: Rows) -> bool:
    """Return whether the fast way can be gone, and is worth it.

    Rows that are made anew whenever they are looked at must not be read ahead, and a kernel that has to stay small has
    a gradient where the input is 0.
    """
    scaling = _scaling(setup.layers)
    first, *rest = setup.layers[len(scaling) :] or setup.layers
    return (
        (isinstance(x, np.ndarray) or type(x) is ScaledImages)
        and isinstance(first, Dense)
        and first.kernel_regularizer is None
        and first.bias_regularizer is None
        and first.trainable
        and setup.optimizer.takes_parts
        and len(rest) > 0
        and first.kernel.size >= WORTH_ARRANGING
    )


def _scaling(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers in front that multiply each pixel by a number, or do nothing: what is off stays off."""
    found: list[Layer] = []
    for layer in layers:
        if not layer.passes_through and not (isinstance(layer, Rescaling) and not layer.offset):
            break
        found.append(layer)
    return found


@dataclass
class _Taken:
    """Everything that a step changes."""

    kernel: Arranged
    slots: dict[str, Arranged]
    others: list[tuple[Array, Array, dict[str, Array]]]  # parameter, gradient and slots of the other layers
    parameters: list[Array]

    @property
    def arranged(self) -> list[Arranged]:
        """What has common, active and other rows."""
        return [self.kernel, *self.slots.values()]

    def rows(self, part: slice) -> tuple[Array, dict[str, Array]]:
        """Return some rows of W and of its slots."""
        return self.kernel.values[part], {name: slot.values[part] for name, slot in self.slots.items()}


@dataclass(frozen=True)
class _Job:
    """One step: what is changed, by which batch and which dL/dz (batch, units) of the first layer, and what is left."""

    taken: _Taken
    batch: Batch
    coming: Batch | None
    dz: Array
    read_on: Callable[[], None]
    finish: Callable[[], BatchLog]


class FastLearner:
    """Trains a network whose first layer is Dense, and not its only one; Rescaling may stand in front of it."""

    def __init__(self, setup: Setup, x: Rows, batch_size: int) -> None:
        self._scaling = _scaling(setup.layers)
        first = setup.layers[len(self._scaling)]
        assert isinstance(first, Dense)
        self.first = first
        self._setup, self._x = setup, x
        self._first, self._rest = copy(first), setup.layers[len(self._scaling) + 1 :]
        self._order = Order(x, batch_size, 1 if first.use_bias else 0)
        units, common = first.units, self._order.common_rows
        self._pool = setup.pool if batch_size * common * units >= WORTH_SHARING else ThreadPool(1)
        self._cuts = [round(common * WORKERS_MORE * number / self._pool.size) for number in range(self._pool.size)]
        self._sums = np.empty((self._pool.size, batch_size, units), setup.dtype)  # each thread's part of z
        self._gradient = np.empty((common + len(self._order.others), units), setup.dtype)
        self._taken: _Taken | None = None

    def restore(self) -> None:
        """Put all values where they belong; the next step takes them again."""
        taken, self._taken = self._taken, None
        if taken is not None:
            for arranged in taken.arranged:
                arranged.restore()

    def learn(self, labels: Labels, batches: Sequence[RowSet]) -> Iterator[BatchLog]:
        """Learn from each batch, as step.learn does; the next two are read ahead."""
        reading = map(self._read, batches)
        ahead = deque([next(reading, None), next(reading, None)])
        prepared = False
        for rows in batches:
            batch = ahead.popleft()
            if isinstance(batch, InputError):
                raise batch
            assert batch is not None
            coming = ahead[0] if isinstance(ahead[0], Batch) else None
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                if self._taken is None:
                    self._taken, prepared = self._take(), False
                taken = self._taken
                if not prepared:
                    self._prepare(taken, batch)
                    prepared = True
                dz, finish = self._through_the_rest(taken, batch, labels[rows])
                job = _Job(taken, batch, coming, dz, lambda: ahead.append(next(reading, None)), finish)
                log = self._share_out(job)
            yield log

    def _read(self, rows: RowSet) -> Batch | InputError:
        """Return a batch; an error waits until its turn comes."""
        try:
            images = checks.batch(self._x[rows], self._setup.dtype)
            for layer in self._scaling:
                images = layer.forward(images)
            return self._order.batch(images)
        except InputError as error:
            return error

    def _take(self) -> _Taken:
        layers, optimizer = self._setup.layers, self._setup.optimizer
        parameters = [parameter for layer in layers for parameter in layer.trained]
        gradients = [gradient for layer in layers if layer.trainable for gradient in layer.gradients]
        optimizer.build(parameters)
        slots = optimizer.slots
        of_rest = range(1 + self._order.biases, len(parameters))
        return _Taken(
            Arranged(self._order, parameters),
            {name: Arranged(self._order, arrays) for name, arrays in slots.items()},
            [(parameters[i], gradients[i], {name: arrays[i] for name, arrays in slots.items()}) for i in of_rest],
            parameters,
        )

    def _prepare(self, taken: _Taken, batch: Batch) -> None:
        """Have the active rows and the sums ready, as each step does for the next one."""
        for arranged in taken.arranged:
            arranged.gather_active(batch)
        for number, part in enumerate(self._parts(batch)):
            self._sum(taken, number, part, batch)

    def _parts(self, batch: Batch) -> list[slice]:
        """Return which rows are whose; the last, with the active ones, are the first thread's."""
        return [slice(first, last) for first, last in pairwise([*self._cuts, batch.rows])]

    def _through_the_rest(self, taken: _Taken, batch: Batch, labels: Labels) -> tuple[Array, Callable[[], BatchLog]]:
        """Return dL/dz of the first layer, from the sums that are ready, and what changes the other layers."""
        setup, first, rest = self._setup, self._first, self._rest
        z = self._sums[0, : len(batch.x)]
        for part in self._sums[1:, : len(batch.x)]:
            z += part
        a = first.activation(z)
        if np.may_share_memory(a, z):  # "linear": the next batch's sums will lie there before the others have used it
            a = a.copy()
        first.remember(batch.x, z, a)
        z, outputs = step.forward(rest, a, training=True)
        targets = setup.loss.targets(labels.y, outputs.shape[-1], setup.dtype)
        dz = step.loss_gradient(setup, labels, targets, outputs)
        gradients = []
        for layer, before in zip(reversed(rest), (*reversed(rest[:-1]), first), strict=True):
            if layer.trainable:
                gradients.append(partial(layer.backward_parameters, dz))
            dz = before.backward_activation(layer.backward_inputs(dz))

        def finish() -> BatchLog:
            measured = step.measure(setup, labels, targets, z, outputs)
            for write_gradients in gradients:
                write_gradients()
            for other in taken.others:
                setup.optimizer.update_part(*other)
            return (len(labels), *measured)

        return dz, finish

    def _share_out(self, job: _Job) -> BatchLog:
        self._setup.optimizer.begin_step(job.taken.parameters)
        *parts, own = self._parts(job.batch)
        workers = [partial(self._as_worker, job, number, part) for number, part in enumerate(parts)]
        return self._pool.together(partial(self._as_first, job, own), *workers)

    def _as_worker(self, job: _Job, number: int, part: slice) -> None:
        if number == 0:
            job.read_on()
        self._change(job, part)
        if job.coming is not None:
            self._sum(job.taken, number, part, job.coming)

    def _as_first(self, job: _Job, part: slice) -> BatchLog:
        self._change(job, part)
        self._setup.optimizer.rest_part(*job.taken.rows(self._order.other_rows))
        for arranged in job.taken.arranged:
            arranged.scatter_active(job.batch)
            if job.coming is not None:
                arranged.gather_active(job.coming)
        if job.coming is not None:
            self._sum(job.taken, self._pool.size - 1, slice(part.start, job.coming.rows), job.coming)
        if self._pool.size == 1:
            job.read_on()
        return job.finish()

    def _change(self, job: _Job, part: slice) -> None:
        """Change some rows of W by their gradient, (inputs, batch) · (batch, units)."""
        gradient = np.matmul(job.batch.x[:, part].T, job.dz, out=self._gradient[part])
        w, slots = job.taken.rows(part)
        self._setup.optimizer.update_part(w, gradient, slots)

    def _sum(self, taken: _Taken, number: int, part: slice, batch: Batch) -> None:
        """Compute a part of z: what some of the pixels add to it."""
        np.matmul(batch.x[:, part], taken.kernel.values[part], out=self._sums[number, : len(batch.x)])
