"""SGD: straight downhill, or with momentum."""

from typing import Unpack

import numpy as np

from .. import checks
from ..optimizer import Common, Optimizer, Rate
from ..types import Array


class SGD(Optimizer):
    """Straight downhill, or with momentum μ like a heavy ball.

    w ← w - λ g                                      μ = 0
    m ← μ m - λ g;   w ← w + m                       momentum
    m ← μ m - λ g;   w ← w + μ m - λ g               Nesterov: the gradient counts as if one step further on
    """

    config_names = ("learning_rate", "momentum", "nesterov")

    def __init__(
        self,
        learning_rate: Rate = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate, **common)
        self.momentum = checks.share("momentum", momentum)
        self.nesterov = checks.boolean("nesterov", nesterov)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The velocity m, if there is momentum."""
        return ("momentum",) if self.momentum else ()

    def _rest(self, w: Array, slots: dict[str, Array]) -> None:
        """Without momentum, nothing moves where the gradient is 0."""
        if self.momentum:
            super()._rest(w, slots)

    def _update_block(self, w: Array, g: Array, slots: dict[str, Array], scratch: Array) -> None:
        step = np.multiply(g, self.rate, out=scratch)  # λ g
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
