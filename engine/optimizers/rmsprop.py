"""RMSprop: each weight's step is divided by the recent size of its gradient."""

from typing import Unpack

import numpy as np

from .. import checks
from ..optimizer import Common, Optimizer, Rate, average_in
from ..types import Array


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
        learning_rate: Rate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate, **common)
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

    def _rest(self, w: Array, slots: dict[str, Array]) -> None:
        """Without momentum, a weight without a gradient stays, and its averages fade."""
        if self.momentum:
            super()._rest(w, slots)
            return
        for average in slots.values():
            average *= self.rho
        self.drop_what_faded(slots)

    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        v = slots["velocity"]
        average_in(v, self.rho, np.multiply(g, g, out=scratch), scratch)
        if self.centered:
            a = slots["average_gradient"]
            average_in(a, self.rho, g, scratch)
            np.multiply(a, a, out=scratch)
            spread = np.subtract(v, scratch, out=scratch)  # v - a²
            spread += self.epsilon
        else:
            spread = np.add(v, self.epsilon, out=scratch)
        np.sqrt(spread, out=scratch)
        step = np.divide(g, scratch, out=scratch)
        step *= self.rate
        if self.momentum:
            m = slots["momentum"]
            m *= self.momentum
            m += step
            step = m
        w -= step
