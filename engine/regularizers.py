"""Keeps weights small: a penalty for their size is added to the loss, so that a weight must be worth it.

L1      λ Σ |w|     d/dw = λ sign w      draws all weights to 0 alike; many become 0
L2      λ Σ w²      d/dw = 2 λ w         draws the large ones most
L1L2    both
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from . import checks
from .errors import InputError
from .types import Array


@dataclass(frozen=True)
class Regularizer:
    """A penalty for weights, with its gradient."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not checks.number(field.name, value) >= 0:
                raise InputError("{name} must be 0 or more. Received: {name}={value}", name=field.name, value=value)

    def __call__(self, weights: Array) -> float:
        """Return the penalty for these weights."""
        raise NotImplementedError

    def add_gradient(self, weights: Array, gradient: Array) -> None:
        """Add the penalty's gradient to the loss's."""
        raise NotImplementedError


@dataclass(frozen=True)
class L1(Regularizer):
    """The penalty λ Σ |w|, with `l1` for λ."""

    l1: float = 0.01

    def __call__(self, weights: Array) -> float:
        """Return λ Σ |w|."""
        return float(self.l1 * np.abs(weights).sum())

    def add_gradient(self, weights: Array, gradient: Array) -> None:
        """Add λ sign w."""
        gradient += np.sign(weights) * weights.dtype.type(self.l1)


@dataclass(frozen=True)
class L2(Regularizer):
    """The penalty λ Σ w², with `l2` for λ, as Keras has it."""

    l2: float = 0.01

    def __call__(self, weights: Array) -> float:
        """Return λ Σ w²."""
        flat = weights.ravel()
        return float(self.l2 * np.dot(flat, flat))

    def add_gradient(self, weights: Array, gradient: Array) -> None:
        """Add 2 λ w."""
        gradient += weights * weights.dtype.type(2 * self.l2)


@dataclass(frozen=True)
class L1L2(Regularizer):
    """Both penalties, l1 Σ |w| + l2 Σ w²."""

    l1: float = 0.0
    l2: float = 0.0

    def __call__(self, weights: Array) -> float:
        """Return l1 Σ |w| + l2 Σ w²."""
        return L1(self.l1)(weights) + L2(self.l2)(weights)

    def add_gradient(self, weights: Array, gradient: Array) -> None:
        """Add l1 sign w + 2 l2 w."""
        L1(self.l1).add_gradient(weights, gradient)
        L2(self.l2).add_gradient(weights, gradient)


def l1(l1: float = 0.01) -> L1:
    """Return the penalty l1 Σ |w|."""
    return L1(l1)


def l2(l2: float = 0.01) -> L2:
    """Return the penalty l2 Σ w²."""
    return L2(l2)


def l1_l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """Return the penalty l1 Σ |w| + l2 Σ w²."""
    return L1L2(l1, l2)


REGULARIZERS = {"l1": l1, "l2": l2, "l1_l2": l1_l2}
KINDS: dict[tuple[str, ...], type[L1] | type[L2] | type[L1L2]] = {("l1",): L1, ("l2",): L2, ("l1", "l2"): L1L2}


def get(identifier: Any) -> Regularizer | None:
    """Return the regularizer that is named "l1", "l2" or "l1_l2", described as {"l2": 0.01}, or given; None for none.

    Raises:
        InputError: none of these.
    """
    if identifier is None or isinstance(identifier, Regularizer):
        return identifier
    if isinstance(identifier, str) and identifier.lower() in (*REGULARIZERS, "l1l2"):
        return REGULARIZERS.get(identifier.lower(), l1_l2)()
    if isinstance(identifier, dict) and (kind := KINDS.get(tuple(sorted(map(str, identifier))))) is not None:
        return kind(**identifier)
    raise InputError(
        'a regularizer must be None, "l1", "l2", "l1_l2", or such as L2(0.01). Received: {identifier!r}',
        identifier=identifier,
    )


def serialize(regularizer: Regularizer | None) -> dict[str, float] | None:
    """Return what get() makes the regularizer from again."""
    return None if regularizer is None else asdict(regularizer)
