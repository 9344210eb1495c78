"""What all optimizers share: the learning rate, what they remember, and the walk over the parameters."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from math import ceil, sqrt
from typing import Any, ClassVar, Self, TypeAlias, TypedDict

import numpy as np

from . import checks, older_words
from .errors import InputError
from .thread_pool import ThreadPool
from .types import Array, nothing

ALONE = ThreadPool(1)
FADED = 1e-25  # an average below it is far below any ε, and may be 0
SWEEP = 32  # every how many steps such averages are made 0
BLOCK = 160_000  # numbers; smaller blocks suit the cache, larger ones let two threads take turns less often


Rate: TypeAlias = Any  # a number, a schedule of optimizers.schedules, or the description of one


class Clipping(TypedDict, total=False):
    """The arguments that every optimizer takes beside its own and weight_decay."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    name: str | None
    lr: float
    decay: float


class Common(Clipping, total=False):
    """All of them."""

    weight_decay: float | None


LIMITS = ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm")


class Optimizer(ABC):
    """What all optimizers share: the learning rate, the slots, and the walk over the parameters.

    Averages of a gradient that stays away fade by a constant factor in each step, and after some 900 of them are
    denormal numbers, which many processors multiply thirty times slower. So every 32 steps what is below 1e-25 is made
    0, which changes no weight: ε is far larger.

    Attributes:
        slots: under each name, one array for each parameter; empty until the first step.
        iterations: how many steps were taken.
        weight_decay: by how much of itself, times the learning rate, each weight is made smaller in each step.
        clipnorm, global_clipnorm, clipvalue: how long the gradient of a parameter, of all parameters together, or of
            one number may be; what is longer is cut to that.
        flush: called before anyone gets the slots; training that keeps their values elsewhere brings them back.
    """

    config_names: ClassVar[tuple[str, ...]] = ("learning_rate",)

    def __init__(
        self,
        learning_rate: Rate,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        name: str | None = None,
        lr: float | None = None,
        decay: float | None = None,
    ) -> None:
        self.iterations = 0
        self.name = type(self).__name__.lower() if name is None else checks.text("name", name)
        self.learning_rate = older_words.learning_rate(learning_rate, lr, decay)
        self.weight_decay = _limit("weight_decay", weight_decay)
        self.clipnorm, self.clipvalue = _limit("clipnorm", clipnorm), _limit("clipvalue", clipvalue)
        self.global_clipnorm = _limit("global_clipnorm", global_clipnorm)
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
        """The length of a step; it may be changed between any two, to a number or to a schedule."""
        return self._learning_rate if self._schedule is None else self._schedule(self.iterations)

    @learning_rate.setter
    def learning_rate(self, value: Rate) -> None:
        self._schedule = _schedule(value)
        self._learning_rate = 0.0 if self._schedule else checks.not_negative("learning_rate", value)

    @property
    def rate(self) -> float:
        """The learning rate of the step that `iterations` counts."""
        return self._learning_rate if self._schedule is None else self._schedule(self.iterations - 1)

    @property
    def has_schedule(self) -> bool:
        """Whether the learning rate changes from step to step by itself."""
        return self._schedule is not None

    @property
    def takes_parts(self) -> bool:
        """Whether a step may be taken part by part: not where the length of a whole gradient matters."""
        return not any((self.clipnorm, self.global_clipnorm))

    @property
    @abstractmethod
    def slot_names(self) -> tuple[str, ...]:
        """What this optimizer remembers about each parameter."""

    def first_value(self, slot: str) -> float:
        """Return what a slot begins with."""
        del slot
        return 0.0

    def build(self, parameters: Sequence[Array]) -> None:
        """Make the slots for these parameters, all zero, unless there are slots for parameters of these shapes already.

        Raises:
            InputError: the optimizer already belongs to parameters of other shapes.
        """
        shapes = [parameter.shape for parameter in parameters]
        if self._shapes is None:
            self._shapes = shapes
            self._slots = {
                name: [np.full_like(parameter, self.first_value(name)) for parameter in parameters]
                for name in self.slot_names
            }
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
        gradients = self._shortened(gradients)
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
        self._update_blocks(w, g, slots, 1 - (self.weight_decay or 0) * self.rate)

    def _update_blocks(self, w: Array, g: Array, slots: dict[str, Array], keep: float) -> None:
        """Make w smaller by the factor `keep`, and take the step, a block at a time."""
        w, g, slots = w.reshape(-1), g.reshape(-1), {name: slot.reshape(-1) for name, slot in slots.items()}
        block = ceil(w.size / ceil(w.size / BLOCK)) if w.size else 1
        scratch = np.empty(block, w.dtype)
        for start in range(0, w.size, block):
            part = slice(start, start + block)
            parts = {name: slot[part] for name, slot in slots.items()}
            if keep != 1:
                w[part] *= keep
            own = g[part].clip(-self.clipvalue, self.clipvalue) if self.clipvalue else g[part]
            self._update_block(w[part], own, parts, scratch[: len(own)])
            self.drop_what_faded(parts)

    def drop_what_faded(self, slots: dict[str, Array]) -> None:
        """In every 32nd step, make averages 0 that are nearly 0."""
        if self.iterations % SWEEP == 0:
            for average in slots.values():
                average *= np.abs(average) >= FADED

    def _shortened(self, gradients: Sequence[Array]) -> Sequence[Array]:
        if self.clipnorm:
            return [g * (self.clipnorm / max(_length(g), self.clipnorm)) for g in gradients]
        if self.global_clipnorm:
            length = sqrt(sum(_length(g) ** 2 for g in gradients))
            return [g * (self.global_clipnorm / max(length, self.global_clipnorm)) for g in gradients]
        return gradients

    def rest_part(self, w: Array, slots: dict[str, Array]) -> None:
        """Do what update_part() does where the gradient is 0."""
        if self.weight_decay:
            w *= 1 - self.weight_decay * self.rate
        self._rest(w, slots)

    def _rest(self, w: Array, slots: dict[str, Array]) -> None:
        """Do what a step does where the gradient is 0, but for the decay."""
        self._update_blocks(w, np.zeros_like(w), slots, 1.0)

    @abstractmethod
    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        """Change w and the slots in place; all are flat and equally long, and scratch may be written over."""

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy is made of: everything but the tie to a training that is going on."""
        self.flush()
        return vars(self) | {"flush": nothing}

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, with the learning rate of now, or its schedule."""
        config = {name: getattr(self, name) for name in self.config_names}
        if self._schedule is not None:
            schedule = {"class_name": type(self._schedule).__name__, "config": self._schedule.get_config()}
            config["learning_rate"] = schedule
        return config | {name: value for name in LIMITS if (value := getattr(self, name)) is not None}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make the optimizer that get_config() described, without its slots.

        Raises:
            InputError: an unknown key, or a value that does not fit.
        """
        checks.config_keys(cls.__name__, config, (*cls.config_names, *LIMITS))
        return cls(**config)


def average_in(average: Array, keep: float, values: Array, scratch: Array) -> None:
    """Do average ← keep · average + (1 - keep) · values in place; `values` may be the scratch itself."""
    average *= keep
    average += np.multiply(values, 1 - keep, out=scratch)


def _limit(name: str, value: Any) -> float | None:
    return None if value is None else checks.not_negative(name, value)


def _length(gradient: Array) -> float:
    flat = gradient.ravel()
    return sqrt(float(np.dot(flat, flat)))


def _schedule(value: Rate) -> Any:
    """Return the schedule that a learning rate is, or describes; None for a number."""
    from .optimizers.schedules import LearningRateSchedule, from_config

    return value if isinstance(value, LearningRateSchedule) else from_config(value) if isinstance(value, dict) else None
