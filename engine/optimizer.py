"""What all optimizers share: the learning rate, what they remember, and the walk over the parameters."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from math import ceil
from typing import Any, ClassVar, Self

import numpy as np

from . import checks
from .errors import InputError
from .thread_pool import ThreadPool
from .types import Array, nothing

ALONE = ThreadPool(1)
BLOCK = 160_000  # numbers; smaller blocks suit the cache, larger ones let two threads take turns less often


class Optimizer(ABC):
    """What all optimizers share: the learning rate, the slots, and the walk over the parameters.

    Attributes:
        slots: under each name, one array for each parameter; empty until the first step.
        iterations: how many steps were taken.
        flush: called before anyone gets the slots; training that keeps their values elsewhere brings them back.
    """

    config_names: ClassVar[tuple[str, ...]] = ("learning_rate",)

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.iterations = 0
        self.flush: Callable[[], None] = nothing
        self._slots: dict[str, list[Array]] = {}
        self._shapes: list[tuple[int, ...]] | None = None

    @property
    def slots(self) -> dict[str, list[Array]]:
        """What is remembered: under each name, one array for each parameter; empty until the first step."""
        self.flush()
        return self._slots

    @slots.setter
    def slots(self, slots: dict[str, list[Array]]) -> None:
        self._slots = slots

    @property
    def learning_rate(self) -> float:
        """The length of a step; it may be changed between any two."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = checks.not_negative("learning_rate", value)

    @property
    @abstractmethod
    def slot_names(self) -> tuple[str, ...]:
        """What this optimizer remembers about each parameter."""

    def build(self, parameters: Sequence[Array]) -> None:
        """Make the slots for these parameters, all zero, unless there are slots for parameters of these shapes already.

        Raises:
            InputError: the optimizer already belongs to parameters of other shapes.
        """
        shapes = [parameter.shape for parameter in parameters]
        if self._shapes is None:
            self._shapes = shapes
            self._slots = {name: [np.zeros_like(parameter) for parameter in parameters] for name in self.slot_names}
        elif self._shapes != shapes:
            raise InputError(
                "an optimizer must stay with one model: expected weights of shapes {expected}. Received: {received}",
                expected=self._shapes,
                received=shapes,
            )

    def begin_step(self, parameters: Sequence[Array]) -> None:
        """Count one more step, for parameters of which the first begin_step() decides the shapes."""
        self.build(parameters)
        self.iterations += 1

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array], pool: ThreadPool = ALONE) -> None:
        """Take one step: change each parameter in place, by its gradient (same shape and dtype, C-contiguous).

        A large parameter is shared between the threads of the pool.
        """
        self.begin_step(parameters)
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            slots = {name: arrays[index] for name, arrays in self._slots.items()}
            threads = pool if w.size > BLOCK else ALONE
            threads.share(len(w), partial(self._update_rows, w, g, slots))

    def _update_rows(self, w: Array, g: Array, slots: dict[str, Array], rows: slice) -> None:
        self.update_part(w[rows], g[rows], {name: slot[rows] for name, slot in slots.items()})

    def update_part(self, w: Array, g: Array, slots: dict[str, Array]) -> None:
        """Change w and its slots in place by the step that `iterations` counts; all are contiguous and equally shaped.

        It is for those who take a step in parts: begin_step() comes once, before all of them.
        """
        w, g, slots = w.reshape(-1), g.reshape(-1), {name: slot.reshape(-1) for name, slot in slots.items()}
        block = ceil(w.size / ceil(w.size / BLOCK)) if w.size else 1
        scratch = np.empty(block, w.dtype)
        for start in range(0, w.size, block):
            part = slice(start, start + block)
            parts = {name: slot[part] for name, slot in slots.items()}
            self._update_block(w[part], g[part], parts, scratch[: len(w[part])])

    def rest_part(self, w: Array, slots: dict[str, Array]) -> None:
        """Do what update_part() does where the gradient is 0."""
        self.update_part(w, np.zeros_like(w), slots)

    @abstractmethod
    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        """Change w and the slots in place; all are flat and equally long, and scratch may be written over."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy is made of: everything but the tie to a training that is going on."""
        self.flush()
        return vars(self) | {"flush": nothing}

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, with the learning rate of now."""
        return {name: getattr(self, name) for name in self.config_names}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make the optimizer that get_config() described, without its slots.

        Raises:
            InputError: an unknown key, or a value that does not fit.
        """
        checks.config_keys(cls.__name__, config, cls.config_names)
        return cls(**config)
