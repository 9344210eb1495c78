"""How the weights w follow the gradient g downhill: SGD, RMSprop and Adam, with Keras 3's arguments and formulas.

An optimizer changes the arrays it is given in place. It goes through them in blocks that fit the processor's cache, and
computes in one block of scratch memory. What it remembers from step to step (the averages m, v and so on) lies in
`slots`, one array for each parameter, and the number of steps in `iterations`.
"""

from math import sqrt
from typing import Any

import numpy as np

from . import checks
from .errors import InputError
from .optimizer import Optimizer as Optimizer
from .types import Array


class SGD(Optimizer):
    """Straight downhill, or with momentum μ like a heavy ball.

    w ← w - λ g                                      μ = 0
    m ← μ m - λ g;   w ← w + m                       momentum
    m ← μ m - λ g;   w ← w + μ m - λ g               Nesterov: the gradient counts as if one step further on
    """

    config_names = ("learning_rate", "momentum", "nesterov")

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False) -> None:
        super().__init__(learning_rate)
        self.momentum = checks.share("momentum", momentum)
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
        self.rho = checks.share("rho", rho)
        self.momentum = checks.share("momentum", momentum)
        self.epsilon = checks.not_negative("epsilon", epsilon)
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
        self.beta_1 = checks.share("beta_1", beta_1)
        self.beta_2 = checks.share("beta_2", beta_2)
        self.epsilon = checks.not_negative("epsilon", epsilon)
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


def __getattr__(name: str) -> Any:
    from .not_here import missing

    raise missing(__name__, name)
