"""What would the network say without this unit? Copies of a network with some of its hidden units changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.layers import Dense
from engine.models import Sequential
from engine.types import Array

Unit = tuple[int, int]  # the number of a hidden layer and of a unit in it, from 0
SCALES = ("relu", "leaky_relu", "linear")  # f(c z) = c f(z) for c from 0 on, unless it has other numbers than a slope


@dataclass(frozen=True)
class UnitChange:
    """A unit's activation times `factor`, from 0 (switched off) on, after `bias` was added to its own.

    Attributes:
        weights: other weights for some of its inputs, as pairs (place, weight).
        outgoing: other weights by which units of the next layer hear it, as pairs (unit, weight).
        output: what it says whatever comes in, from 0 on, or None; then nothing else of it counts. It needs a bias and
            a function that lets it through (see output_counts); elsewhere it is left out.
    """

    factor: float = 1.0
    bias: float = 0.0
    weights: tuple[tuple[int, float], ...] = ()
    outgoing: tuple[tuple[int, float], ...] = ()
    output: float | None = None

    @property
    def is_none(self) -> bool:
        """Whether nothing is changed."""
        return self == UnitChange()


Changes = Mapping[Unit, UnitChange]


def all_biases(changes: Changes, layer: int, units: int, bias: float) -> dict[Unit, UnitChange]:
    """Return changes in which `bias` is added to that of each of a layer's units; what else is changed stays."""
    found = ((layer, unit) for unit in range(units))
    return {unit: replace(changes.get(unit, UnitChange()), bias=bias) for unit in found}


def common_bias(changes: Changes, layer: int, units: int) -> float:
    """Return what is added to the bias of each of a layer's units; 0 where that is not the same for all."""
    added = {changes[layer, unit].bias if (layer, unit) in changes else 0.0 for unit in range(units)}
    return added.pop() if len(added) == 1 else 0.0


def output_counts(layer: Dense) -> bool:
    """Whether a change's `output` can be had: by a bias alone, which the function must let through."""
    return layer.bias is not None and _scales(layer)


def with_changes(network: Sequential, changes: Changes) -> Sequential:
    """Return a twin of the network with these units changed; what is not changed, the two share, to be read only.

    Where the function lets a factor through, as relu does, the unit's own weights are multiplied, so that one sees it
    go dark; else the weights by which the next layer hears it. Of an output unit it is the score.
    """
    twin = copy.copy(network)
    twin.layers = [copy.copy(layer) for layer in network.layers]
    for layer in twin.layers:
        layer.parameters, layer.gradients = list(layer.parameters), []
    twin.optimizer = None
    layers = twin.dense_layers
    copied: set[int] = set()

    def own(number: int) -> Dense:
        """Return a layer, with weights of its own."""
        if number not in copied:
            copied.add(number)
            layers[number].parameters = [parameter.copy() for parameter in layers[number].parameters]
        return layers[number]

    for (number, unit), change in changes.items():
        layer = own(number)
        if change.outgoing and number + 1 < len(layers):
            _set(own(number + 1).kernel[unit], change.outgoing)
        if change.output is not None and layer.bias is not None and output_counts(layer):
            layer.kernel[:, unit], layer.bias[unit] = 0, change.output
            continue
        if change.weights:
            _set(layer.kernel[:, unit], change.weights)
        if layer.bias is not None:
            layer.bias[unit] += layer.bias.dtype.type(change.bias)
        if change.factor == 1:
            continue
        if _scales(layer) or number == len(layers) - 1:
            for parameter in layer.parameters:
                parameter[..., unit] *= parameter.dtype.type(change.factor)
        else:
            kernel = own(number + 1).kernel
            kernel[unit] *= kernel.dtype.type(change.factor)
    return twin


def _set(values: Array, pairs: tuple[tuple[int, float], ...]) -> None:
    """Write the numbers of pairs (place, number) to their places; as many as 784 at once, 30 times a second."""
    places, numbers = zip(*pairs, strict=True)
    values[list(places)] = numbers


def _scales(layer: Dense) -> bool:
    return layer.activation.kind in SCALES and set(layer.activation.numbers) <= {"negative_slope"}
