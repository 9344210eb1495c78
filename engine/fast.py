"""The same training, faster where most of the input is 0. Nothing in here changes what is learned; skip it at will.

Where a pixel is off in every image of a batch, its row of W takes no part in x W, and its row of xᵀ dL/dz is 0. In any
128 handwritten digits a third of the pixels are like that. So the rows of W, and of what the optimizer remembers of
them, are kept in another order while the training goes on, in which those of a batch stand together (arrangement.py):
the textbook's products are computed with these alone. Between the steps everything is up to date: nothing depends on
which batches came before, and whoever looks at the layer's parameters or the optimizer's slots gets them in their own
order first (restore).

The units of the first layer are shared out between workers (shares.py): this thread is the first, and has the batches
and the other layers besides; others are threads, and processes when a training goes on for long (workers.py). They meet
once a step: as soon as dL/da is known, each changes its weights, and computes its units' a for the next batch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any, TypeAlias

import numpy as np

from . import checks, optimizers, step
from .activations import ACTIVATIONS, Activation
from .arrangement import Batch, Order
from .crew import Crew
from .data import ScaledImages
from .errors import InputError
from .labels import Labels
from .layers import Dense, Layer, Rescaling
from .layout import ROOMS, Layout
from .shares import cuts
from .step import BatchLog, RowSet, Setup
from .thread_pool import WORTH_SHARING
from .types import Array, Rows, nothing
from .workers import lent

WORTH_ARRANGING = 30_000  # weights in the first layer; with fewer, the arranging costs more than it saves
PER_SECOND = 5e10  # of a step's multiplications, roughly: enough to tell a short training from a long one

Learn: TypeAlias = Callable[[Labels, Sequence[RowSet]], Iterator[BatchLog]]


@contextmanager
def learning(setup: Setup, x: Rows, batch_size: int, steps: int) -> Iterator[Learn]:
    """Give what learns from batches of `x` and its labels, about so many: the textbook's step, or the same faster."""
    if not suits(setup, x):
        yield partial(step.learn, setup, x)
        return
    with FastLearner(setup, x, min(batch_size, len(x))).at_work(steps) as learn:
        yield learn


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


def _takes_each(activation: Activation) -> bool:
    """Return whether a function is known, and takes each number by itself, as softmax does not."""
    return ACTIVATIONS.get(activation.kind) is not None and activation.kind != "softmax"


@dataclass(frozen=True)
class _Taken:
    """What the steps change, until somebody else looks at it.

    Attributes:
        parameters: of all layers.
        slots: of the optimizer.
        others: parameter, gradient and slots of each layer but the first.
        arguments: of the optimizer.
    """

    parameters: list[Array]
    slots: dict[str, list[Array]]
    others: list[tuple[Array, Array, dict[str, Array]]]
    arguments: dict[str, Any]


class FastLearner:
    """Trains a network whose first layer is Dense, and not its only one; Rescaling may stand in front of it."""

    def __init__(self, setup: Setup, x: Rows, batch_size: int) -> None:
        self._scaling = _scaling(setup.layers)
        first = setup.layers[len(self._scaling)]
        assert isinstance(first, Dense)
        self._setup, self._x = setup, x
        self._first, self._rest = first, setup.layers[len(self._scaling) + 1 :]
        self._order = Order(x, batch_size, 1 if first.use_bias else 0)
        self._of_a_step = batch_size * self._order.common_rows * first.units  # multiplications
        workers = setup.pool.size if self._of_a_step >= WORTH_SHARING and _takes_each(first.activation) else 1
        common, others = self._order.common_rows, len(self._order.others)
        columns, slots = cuts(first.units, workers), setup.optimizer.slot_names
        self._layout = Layout(batch_size, columns, slots, common, others, setup.dtype.str)
        self._room = np.empty((batch_size, x.shape[1]), getattr(x, "dtype", setup.dtype))
        self._taken: _Taken | None = None

    @contextmanager
    def at_work(self, steps: int) -> Iterator[Learn]:
        """Be ready to learn from about so many batches, with worker processes if that takes long."""
        optimizer, layout = self._setup.optimizer, self._layout
        others = layout.workers - 1 if type(optimizer) in optimizers.OPTIMIZERS.values() else 0
        with lent(others, steps * self._of_a_step / PER_SECOND) as processes:
            self._crew = Crew(layout, self._order, self._first.activation, self._setup.pool, processes)
            try:
                self._first.flush = optimizer.flush = self.restore
                self._first.show = self.show
                yield self.learn
            finally:
                self._first.flush = optimizer.flush = self._first.show = nothing
                try:
                    self.restore()
                finally:
                    self._crew.leave()

    def show(self) -> None:
        """Put all values where they belong, to be looked at."""
        if self._taken is not None:
            self._crew.wait()
            self._crew.restore(self._taken.parameters, self._taken.slots)

    def restore(self) -> None:
        """Put all values where they belong; the next step takes them again, for somebody may have changed them."""
        try:
            self.show()
        finally:
            self._taken = None

    def learn(self, labels: Labels, batches: Sequence[RowSet]) -> Iterator[BatchLog]:
        """Learn from each batch, as step.learn does; the next two are read ahead."""
        self._crew.wait()
        reading = map(self._read, batches, cycle(range(ROOMS)))
        ahead = deque([next(reading, None), next(reading, None)])
        is_prepared = False
        for rows in batches:
            batch = ahead.popleft()
            if isinstance(batch, InputError):
                raise batch
            assert batch is not None
            coming = ahead[0] if isinstance(ahead[0], Batch) else None
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                taken, is_new = self._take()
                self._crew.wait()
                if is_new or not is_prepared:
                    self._crew.prepare(batch)
                finish = self._through_the_rest(taken, self._crew.a[batch.place, : len(batch.x)], labels[rows])
                self._setup.optimizer.begin_step(taken.parameters)
                self._crew.start(batch, coming, self._setup.optimizer)
                log = finish()
                is_prepared = coming is not None
                ahead.append(next(reading, None))
            yield log

    def _read(self, rows: RowSet, place: int) -> Batch | InputError:
        """Return a batch; an error waits until its turn comes."""
        try:
            images = checks.batch(self._rows(rows), self._setup.dtype)
            for layer in self._scaling:
                images = layer.forward(images)
            return self._order.batch(images, self._crew.rooms, place)
        except InputError as error:
            return error

    def _rows(self, rows: RowSet) -> Array:
        """Return some rows of x, until the next ones are asked for."""
        if isinstance(rows, slice) or not isinstance(self._x, np.ndarray):
            some: Array = self._x[rows]
            return some
        room = self._room[: len(rows)]
        return np.take(self._x, rows, axis=0, out=room, mode="clip")  # without a copy on the way, unlike "raise"

    def _take(self) -> tuple[_Taken, bool]:
        """Return what a step changes, and whether it was fetched just now, since somebody may have changed it."""
        layers, optimizer = self._setup.layers, self._setup.optimizer
        if self._taken is not None and self._taken.arguments == optimizer.arguments:
            return self._taken, False
        self.restore()
        parameters = [parameter for layer in layers for parameter in layer.trained]
        gradients = [gradient for layer in layers if layer.trainable for gradient in layer.gradients]
        optimizer.build(parameters)
        slots = optimizer.slots
        others = [
            (parameters[i], gradients[i], {name: arrays[i] for name, arrays in slots.items()})
            for i in range(1 + self._order.biases, len(parameters))
        ]
        self._crew.use(optimizer)
        self._crew.arrange(parameters, slots)
        self._taken = _Taken(parameters, slots, others, optimizer.arguments)
        return self._taken, True

    def _through_the_rest(self, taken: _Taken, a: Array, labels: Labels) -> Callable[[], BatchLog]:
        """Leave dL/da with the crew, from the first layer's a (batch, units); return what changes the other layers."""
        setup, rest = self._setup, self._rest
        z, outputs = step.forward(rest, a, training=True)
        targets = setup.loss.targets(labels.y, outputs.shape[-1], setup.dtype)
        dz = step.loss_gradient(setup, labels, targets, outputs)
        gradients = []
        for layer, before in zip(reversed(rest), (*reversed(rest[:-1]), None), strict=True):
            if layer.trainable:
                gradients.append(partial(layer.backward_parameters, dz))
            da = layer.backward_inputs(dz)
            if before is not None:
                dz = before.backward_activation(da)
        self._crew.da[: len(a)] = da

        def finish() -> BatchLog:
            measured = step.measure(setup, labels, targets, z, outputs)
            for write_gradients in gradients:
                write_gradients()
            for other in taken.others:
                setup.optimizer.update_part(*other)
            return (len(labels), *measured)

        return finish
