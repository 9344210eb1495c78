"""How the learning rate changes over a run: large steps while there is far to go, small ones to settle.

A schedule is a factor for the learning rate, from 0 to 1, for each share of the run that is done:

    constant    1
    cosine      (1 + cos(π · done)) / 2         down to 0, slowly at both ends (I. Loshchilov, F. Hutter, "SGDR", 2017)
    step        1, then 1/10, then 1/100        each for a third of the run

and over the first `warm_up` share of the run it rises in a straight line from near 0, since the first gradients of
random weights are large and point anywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from . import checks
from .errors import InputError

SHAPES: dict[str, Callable[[float], float]] = {
    "constant": lambda _: 1.0,
    "cosine": lambda done: (1 + cos(pi * done)) / 2,
    "step": lambda done: 0.1 ** min(int(3 * done), 2),
}


@dataclass(frozen=True)
class Schedule:
    """The factor of the learning rate over a run.

    Attributes:
        shape: "constant", "cosine" or "step".
        warm_up: the share of the run over which it rises, from 0 to below 1.
    """

    shape: str = "constant"
    warm_up: float = 0.0

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise InputError(
                "schedule must be one of {known}. Received: {shape!r}", known=", ".join(SHAPES), shape=self.shape
            )
        if not 0 <= checks.number("warm_up", self.warm_up) < 1:
            raise InputError("warm_up must be from 0 to below 1. Received: {warm_up}", warm_up=self.warm_up)

    def factor(self, step: int, steps: int) -> float:
        """Return the factor for the batch number `step`, counted from 0, of `steps`."""
        rising = self.warm_up * steps
        return SHAPES[self.shape](step / steps) * (min(1.0, (step + 1) / rising) if rising else 1.0)
