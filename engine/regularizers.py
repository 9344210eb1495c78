"""Keeps weights small: L2 adds the sum of their squares to the loss, so that a weight must be worth its size.

penalty = λ Σ w²        d penalty / dw = 2 λ w
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import checks
from .errors import InputError
from .types import Array


@dataclass(frozen=True)
class L2:
    """The penalty λ Σ w², with `l2` for λ, as Keras has it."""

    l2: float = 0.01

    def __post_init__(self) -> None:
        if not checks.number("l2", self.l2) >= 0:
            raise InputError("l2 must be 0 or more. Received: l2={l2}", l2=self.l2)

    def __call__(self, weights: Array) -> float:
        """Return the penalty for these weights."""
        flat = weights.ravel()
        return float(self.l2 * np.dot(flat, flat))

    def add_gradient(self, weights: Array, gradient: Array) -> None:
        """Add the penalty's gradient, 2 λ w, to the loss's."""
        gradient += weights * weights.dtype.type(2 * self.l2)


def get(identifier: Any) -> L2 | None:
    """Return the regularizer that is named "l2", described as {"l2": 0.01}, or given; None for none.

    Raises:
        InputError: none of these.
    """
    if identifier is None or isinstance(identifier, L2):
        return identifier
    if identifier == "l2":
        return L2()
    if isinstance(identifier, dict) and set(identifier) == {"l2"}:
        return L2(identifier["l2"])
    raise InputError(
        'kernel_regularizer must be None, "l2" or L2(...). Received: {identifier!r}', identifier=identifier
    )
