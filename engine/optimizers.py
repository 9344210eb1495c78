"""How the weights w follow the gradient g downhill: SGD, RMSprop and Adam, with Keras 3's arguments and formulas.

An optimizer changes the arrays it is given in place. It goes through them in blocks that fit the processor's cache, and
computes in one block of scratch memory. What it remembers from step to step (the averages m, v and so on) lies in
`slots`, one array for each parameter, and the number of steps in `iterations`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from math import ceil, sqrt
from typing import Any, ClassVar, Self

import numpy as np

from . import checks
from .crew import Crew
from .errors import InputError
from .types import Array

ALONE = Crew(1)
BLOCK = 160_000  # numbers; smaller blocks suit the cache, larger ones let two threads take turns less often


def nothing() -> None:
    """Do nothing: what settles slots that are where they belong."""


class Optimizer(ABC):
    """What all optimizers share: the learning rate, the slots, and the walk over the parameters.

    Attributes:
        slots: under each name, one array for each parameter; empty until the first step.
        iterations: how many steps were taken.
        settle: called before anyone gets the slots; training that keeps their values elsewhere brings them back.
    """

    config_names: ClassVar[tuple[str, ...]] = ("learning_rate",)

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.iterations = 0
        self.settle: Callable[[], None] = nothing
        self._slots: dict[str, list[Array]] = {}
        self._shapes: list[tuple[int, ...]] | None = None

    @property
    def slots(self) -> dict[str, list[Array]]:
        """What is remembered: under each name, one array for each parameter; empty until the first step."""
        self.settle()
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
        self._learning_rate = _not_negative("learning_rate", value)

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

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array], crew: Crew = ALONE) -> None:
        """Take one step: change each parameter in place, by its gradient (same shape and dtype, C-contiguous).

        A large parameter is shared between the threads of the crew.
        """
        self.begin_step(parameters)
        for index, (w, g) in enumerate(zip(parameters, gradients, strict=True)):
            slots = {name: arrays[index] for name, arrays in self._slots.items()}
            hands = crew if w.size > BLOCK else ALONE
            hands.share(len(w), partial(self._update_rows, w, g, slots))

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
        self.settle()
        return vars(self) | {"settle": nothing}

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


class SGD(Optimizer):
    """Straight downhill, or with momentum μ like a heavy ball.

    w ← w - λ g                                      μ = 0
    m ← μ m - λ g;   w ← w + m                       momentum
    m ← μ m - λ g;   w ← w + μ m - λ g               Nesterov: the gradient counts as if one step further on
    """

    config_names = ("learning_rate", "momentum", "nesterov")

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False) -> None:
        super().__init__(learning_rate)
        self.momentum = _share("momentum", momentum)
        self.nesterov = checks.boolean("nesterov", nesterov)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The velocity m, if there is momentum."""
        return ("momentum",) if self.momentum else ()

    def rest_part(self, w: Array, slots: dict[str, Array]) -> None:
        """Without momentum, nothing moves where the gradient is 0."""
        if self.momentum:
            super().rest_part(w, slots)

    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        step = np.multiply(g, self.learning_rate, out=scratch)  # λ g
        if not self.momentum:
            w -= step
            return
        m = slots["momentum"]
        m *= self.momentum
        m -= step
        if self.nesterov:
            w -= step
            w += np.multiply(m, self.momentum, out=scratch)  # μ m
        else:
            w += m


class RMSprop(Optimizer):
    """Each weight's step is divided by the recent size of its gradient (Hinton 2012), so all move at a like pace.

        v ← ρ v + (1 - ρ) g²
        w ← w - λ g / sqrt(v + ε)

    With `centered`, v - a² stands for v, where a ← ρ a + (1 - ρ) g. With momentum μ, m ← μ m + step
    takes the place of the step.
    """

    config_names = ("learning_rate", "rho", "momentum", "epsilon", "centered")

    def __init__(
        self,
        learning_rate: float = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
    ) -> None:
        super().__init__(learning_rate)
        self.rho = _share("rho", rho)
        self.momentum = _share("momentum", momentum)
        self.epsilon = _not_negative("epsilon", epsilon)
        self.centered = checks.boolean("centered", centered)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The average square v, and where asked for, the average a and the velocity m."""
        return (
            "velocity",
            *(("average_gradient",) if self.centered else ()),
            *(("momentum",) if self.momentum else ()),
        )

    def rest_part(self, w: Array, slots: dict[str, Array]) -> None:
        """Without momentum, a weight without a gradient stays, and its averages fade."""
        if self.momentum:
            super().rest_part(w, slots)
            return
        for average in slots.values():
            average *= self.rho

    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        v = slots["velocity"]
        _average_in(v, self.rho, np.multiply(g, g, out=scratch), scratch)
        if self.centered:
            a = slots["average_gradient"]
            _average_in(a, self.rho, g, scratch)
            np.multiply(a, a, out=scratch)
            spread = np.subtract(v, scratch, out=scratch)  # v - a²
            spread += self.epsilon
        else:
            spread = np.add(v, self.epsilon, out=scratch)
        np.sqrt(spread, out=scratch)
        step = np.divide(g, scratch, out=scratch)
        step *= self.learning_rate
        if self.momentum:
            m = slots["momentum"]
            m *= self.momentum
            m += step
            step = m
        w -= step


class Adam(Optimizer):
    """Momentum and RMSprop's division together, both corrected for starting at 0 (Kingma and Ba 2015).

        m ← β₁ m + (1 - β₁) g
        v ← β₂ v + (1 - β₂) g²
        w ← w - λ sqrt(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (sqrt(v) + ε)        at step t = 1, 2, ...

    With `amsgrad`, the largest v so far stands for v.
    """

    config_names = ("learning_rate", "beta_1", "beta_2", "epsilon", "amsgrad")

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1 = _share("beta_1", beta_1)
        self.beta_2 = _share("beta_2", beta_2)
        self.epsilon = _not_negative("epsilon", epsilon)
        self.amsgrad = checks.boolean("amsgrad", amsgrad)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The average m, the average square v, and with amsgrad the largest v."""
        return ("momentum", "velocity", *(("velocity_hat",) if self.amsgrad else ()))

    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        m, v = slots["momentum"], slots["velocity"]
        _average_in(m, self.beta_1, g, scratch)
        _average_in(v, self.beta_2, np.multiply(g, g, out=scratch), scratch)
        if self.amsgrad:
            v = np.maximum(slots["velocity_hat"], v, out=slots["velocity_hat"])
        np.sqrt(v, out=scratch)
        scratch += self.epsilon
        step = np.divide(m, scratch, out=scratch)
        step *= self.learning_rate * sqrt(1 - self.beta_2**self.iterations) / (1 - self.beta_1**self.iterations)
        w -= step


def _average_in(average: Array, keep: float, values: Array, scratch: Array) -> None:
    """Do average ← keep · average + (1 - keep) · values in place; `values` may be the scratch itself."""
    average *= keep
    average += np.multiply(values, 1 - keep, out=scratch)


def _not_negative(name: str, value: Any) -> float:
    result = checks.number(name, value)
    if result < 0:
        raise InputError("{name} must not be negative. Received: {name}={value}", name=name, value=value)
    return result


def _share(name: str, value: Any) -> float:
    result = checks.number(name, value)
    if not 0 <= result < 1:
        raise InputError("{name} must be from 0 to below 1. Received: {name}={value}", name=name, value=value)
    return result


OPTIMIZERS: dict[str, type[SGD] | type[RMSprop] | type[Adam]] = {"sgd": SGD, "rmsprop": RMSprop, "adam": Adam}


def get(identifier: str | Optimizer, config: dict[str, Any] | None = None) -> Optimizer:
    """Return a new optimizer of that name (in any case), made from `config` if given; an Optimizer stays as it is.

    Raises:
        InputError: no optimizer has that name, or the config does not fit it.
    """
    if isinstance(identifier, Optimizer):
        return identifier
    kind = OPTIMIZERS.get(identifier.lower()) if isinstance(identifier, str) else None
    if kind is None:
        raise InputError(
            "optimizer must be one of {known}, or an Optimizer. Received: optimizer={optimizer!r}",
            known=", ".join(OPTIMIZERS),
            optimizer=identifier,
        )
    return kind() if config is None else kind.from_config(config)
