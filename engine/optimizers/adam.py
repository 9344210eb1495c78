"""Adam and its relatives: averages of the gradient and of its square, both corrected for starting at 0."""

from math import sqrt
from typing import Unpack

import numpy as np

from .. import checks
from ..optimizer import Clipping, Common, Optimizer, Rate, average_in
from ..types import Array


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
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate, **common)
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
        average_in(m, self.beta_1, g, scratch)
        average_in(v, self.beta_2, np.multiply(g, g, out=scratch), scratch)
        if self.amsgrad:
            v = np.maximum(slots["velocity_hat"], v, out=slots["velocity_hat"])
        np.sqrt(v, out=scratch)
        scratch += self.epsilon
        step = np.divide(m, scratch, out=scratch)
        step *= self.rate * sqrt(1 - self.beta_2**self.iterations) / (1 - self.beta_1**self.iterations)
        w -= step


class AdamW(Adam):
    """Adam, with every weight drawn to 0 by λ · weight_decay · w in each step (I. Loshchilov, F. Hutter 2019).

    Unlike an L2 penalty, the decay does not go through the averages, so large gradients do not weaken it.
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **common: Unpack[Clipping],
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **common)


class Nadam(Optimizer):
    """Adam with Nesterov's look ahead (T. Dozat 2016).

    The weight of the average grows over the run, u_t = β₁ (1 - 0.96ᵗ / 2), and U_t is the product of u_1 ... u_t.

        m ← β₁ m + (1 - β₁) g
        v ← β₂ v + (1 - β₂) g²
        w ← w - λ (u_t+1 m / (1 - U_t+1) + (1 - u_t) g / (1 - U_t)) / (sqrt(v / (1 - β₂ᵗ)) + ε)
    """

    config_names = ("learning_rate", "beta_1", "beta_2", "epsilon")

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate, **common)
        self.beta_1 = checks.share("beta_1", beta_1)
        self.beta_2 = checks.share("beta_2", beta_2)
        self.epsilon = checks.not_negative("epsilon", epsilon)
        self._product = (0, 1.0)  # t and U_t

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The average m and the average square v."""
        return ("momentum", "velocity")

    @property
    def product(self) -> float:
        """U_t after the steps that were taken."""
        return self._product_at(self.iterations)

    def _u(self, t: int) -> float:
        return self.beta_1 * (1 - 0.5 * 0.96**t)

    def _product_at(self, t: int) -> float:
        """Return U_t; from the one before if that is at hand, as it is from step to step."""
        at, product = self._product if self._product[0] <= t else (0, 1.0)
        for step in range(at + 1, t + 1):
            product *= self._u(step)
        self._product = (t, product)
        return product

    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        t, rate = self.iterations, self.rate
        u, u_next, product = self._u(t), self._u(t + 1), self._product_at(t)
        m, v = slots["momentum"], slots["velocity"]
        average_in(m, self.beta_1, g, scratch)
        average_in(v, self.beta_2, np.multiply(g, g, out=scratch), scratch)
        np.divide(v, 1 - self.beta_2**t, out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.epsilon
        ahead = m * w.dtype.type(rate * u_next / (1 - product * u_next))
        ahead += g * w.dtype.type(rate * (1 - u) / (1 - product))
        w -= np.divide(ahead, scratch, out=scratch)
