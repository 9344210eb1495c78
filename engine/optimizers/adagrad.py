"""Adagrad: each weight's step is divided by the size of all its gradients so far."""

from typing import Unpack

import numpy as np

from .. import checks
from ..optimizer import Common, Optimizer, Rate
from ..types import Array


class Adagrad(Optimizer):
    """Weights that have moved much move less and less (J. Duchi, E. Hazan, Y. Singer 2011).

    v ← v + g²                       v begins with 0.1
    w ← w - λ g / sqrt(v + ε)
    """

    config_names = ("learning_rate", "initial_accumulator_value", "epsilon")

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate, **common)
        self.initial_accumulator_value = checks.not_negative("initial_accumulator_value", initial_accumulator_value)
        self.epsilon = checks.not_negative("epsilon", epsilon)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The sum v of the squares."""
        return ("accumulator",)

    def first_value(self, slot: str) -> float:
        """The sum does not begin at 0, so that the first steps are not too long."""
        del slot
        return self.initial_accumulator_value

    def _rest(self, w: Array, slots: dict[str, Array]) -> None:
        """Nothing changes where the gradient is 0."""

    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        v = slots["accumulator"]
        v += np.multiply(g, g, out=scratch)
        np.add(v, self.epsilon, out=scratch)
        np.sqrt(scratch, out=scratch)
        step = np.divide(g, scratch, out=scratch)
        step *= self.rate
        w -= step
