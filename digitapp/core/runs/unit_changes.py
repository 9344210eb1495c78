"""What would the network say without this unit? Copies of a network with some of its hidden units changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.models import Sequential

Unit = tuple[int, int]  # the number of a hidden layer and of a unit in it, from 0
SCALES = ("relu", "leaky_relu", "linear")  # f(c z) = c f(z) for c from 0 on


@dataclass(frozen=True)
class UnitChange:
    """A unit's activation times `factor`, from 0 (switched off) on, after `bias` was added to its own."""

    factor: float = 1.0
    bias: float = 0.0

    @property
    def is_none(self) -> bool:
        """Whether nothing is changed."""
        return self == UnitChange()


Changes = Mapping[Unit, UnitChange]


def with_changes(network: Sequential, changes: Changes) -> Sequential:
    """Return a copy of the network with these units changed.

    Where the function lets a factor through, as relu does, the unit's own weights are multiplied, so that one sees it
    go dark; else the weights by which the next layer hears it.
    """
    copy = network.copy()
    layers = copy.dense_layers
    for (layer, unit), change in changes.items():
        own = layers[layer]
        if own.bias is not None:
            own.bias[unit] += own.bias.dtype.type(change.bias)
        if own.activation.name in SCALES:
            for parameter in own.parameters:
                parameter[..., unit] *= parameter.dtype.type(change.factor)
        else:
            layers[layer + 1].kernel[unit] *= layers[layer + 1].kernel.dtype.type(change.factor)
    return copy
