"""Learning rates that change with every step: what stands for a number as an optimizer's learning_rate.

Each is a function of the number of steps t done so far, with λ₀ for the first rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil, cos, floor, log, pi
from typing import Any

from .. import checks
from ..errors import InputError


@dataclass(frozen=True)
class LearningRateSchedule:
    """A rate for each step."""

    def __call__(self, step: int) -> float:
        """Return the rate after so many steps."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, as values that JSON can hold."""
        return asdict(self)


@dataclass(frozen=True)
class _Decay(LearningRateSchedule):
    """What begins with a rate and takes so many steps."""

    initial_learning_rate: float
    decay_steps: int

    def __post_init__(self) -> None:
        checks.not_negative("initial_learning_rate", self.initial_learning_rate)
        checks.positive_integer("decay_steps", self.decay_steps)


@dataclass(frozen=True)
class ExponentialDecay(_Decay):
    """λ₀ · decay_rate^(t / decay_steps), with staircase only for whole exponents."""

    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """Return the rate."""
        power = step // self.decay_steps if self.staircase else step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate**power


@dataclass(frozen=True)
class InverseTimeDecay(_Decay):
    """λ₀ / (1 + decay_rate · t / decay_steps), with staircase only for whole quotients."""

    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """Return the rate."""
        times = step // self.decay_steps if self.staircase else step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * times)


@dataclass(frozen=True)
class PolynomialDecay(_Decay):
    """(λ₀ - λ₁) (1 - t / decay_steps)^power + λ₁, then λ₁; with cycle, over the next whole number of decay_steps."""

    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False

    def __call__(self, step: int) -> float:
        """Return the rate."""
        over = self.decay_steps * (max(1, ceil(step / self.decay_steps)) if self.cycle else 1)
        done = min(step, over) / over
        falling: float = (self.initial_learning_rate - self.end_learning_rate) * (1 - done) ** self.power
        return falling + self.end_learning_rate


@dataclass(frozen=True)
class CosineDecay(_Decay):
    """λ₀ ((1 - α) (1 + cos(π t / decay_steps)) / 2 + α), then α λ₀; if asked for, first straight up to a target."""

    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: int = 0

    def __call__(self, step: int) -> float:
        """Return the rate."""
        first = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return (self.warmup_target - first) * step / self.warmup_steps + first
            first, step = self.warmup_target, step - self.warmup_steps
        done = min(step, self.decay_steps) / self.decay_steps
        return first * ((1 - self.alpha) * 0.5 * (1 + cos(pi * done)) + self.alpha)


@dataclass(frozen=True)
class CosineDecayRestarts(LearningRateSchedule):
    """CosineDecay again and again: each time over t_mul times as many steps, from m_mul times the rate."""

    initial_learning_rate: float
    first_decay_steps: int
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0

    def __post_init__(self) -> None:
        checks.positive_integer("first_decay_steps", self.first_decay_steps)

    def __call__(self, step: int) -> float:
        """Return the rate."""
        done = step / self.first_decay_steps
        if self.t_mul == 1:
            restarts = floor(done)
            done -= restarts
        else:
            restarts = floor(log(1 - done * (1 - self.t_mul)) / log(self.t_mul))
            done = (done - (1 - self.t_mul**restarts) / (1 - self.t_mul)) / self.t_mul**restarts
        falling = 0.5 * self.m_mul**restarts * (1 + cos(pi * done))
        return self.initial_learning_rate * ((1 - self.alpha) * falling + self.alpha)


@dataclass(frozen=True)
class PiecewiseConstantDecay(LearningRateSchedule):
    """values[0] up to and with step boundaries[0], values[1] up to boundaries[1], and so on."""

    boundaries: Sequence[int]
    values: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.boundaries) != len(self.values) - 1:
            raise InputError(
                "values must be one more than boundaries. Received: {values} values, {boundaries} boundaries",
                values=len(self.values),
                boundaries=len(self.boundaries),
            )

    def __call__(self, step: int) -> float:
        """Return the rate."""
        return self.values[sum(step > boundary for boundary in self.boundaries)]


SCHEDULES: dict[str, type[LearningRateSchedule]] = {
    kind.__name__: kind
    for kind in (
        ExponentialDecay,
        InverseTimeDecay,
        PolynomialDecay,
        CosineDecay,
        CosineDecayRestarts,
        PiecewiseConstantDecay,
    )
}


def from_config(config: Any) -> LearningRateSchedule:
    """Make the schedule that {"class_name": ..., "config": ...} describes.

    Raises:
        InputError: it describes none.
    """
    kind = SCHEDULES.get(str(config.get("class_name"))) if isinstance(config, dict) else None
    arguments = config.get("config") if isinstance(config, dict) else None
    try:
        if kind is not None and isinstance(arguments, dict):
            return kind(**arguments)
    except TypeError:
        pass
    raise InputError("expected the description of a schedule. Received: {config!r}", config=config)
