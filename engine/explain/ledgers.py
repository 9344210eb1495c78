"""Which input made which score: the linear map that a relu network is for one picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..activations import Activation
from ..errors import InputError
from ..layers import Dense, Dropout
from ..stack import Stack
from ..types import Array

_ROWS = 64  # of a kernel that are multiplied at once, so that they stay in the processor's cache
PIECEWISE_LINEAR = {"linear": 1.0, "relu": 0.0, "leaky_relu": 0.2}  # the slope where z is negative


def slope_below(activation: Activation) -> float | None:
    """Return the slope where z is negative, of a function that is z elsewhere; None of any other function."""
    others = [name for name in activation.numbers if name != "negative_slope"]
    return None if others else activation.numbers.get("negative_slope", PIECEWISE_LINEAR.get(activation.kind))


def bending(network: Stack) -> tuple[str, ...]:
    """Return the hidden layers' functions that bend elsewhere than at 0; without any, `ledger` is exact."""
    functions = (layer.activation for layer in network.dense_layers[:-1])
    return tuple(dict.fromkeys(function.name for function in functions if slope_below(function) is None))


@dataclass(frozen=True, eq=False)
class Ledger:
    """Each score as a sum over the inputs plus a constant, exact for the one picture it was made for.

    relu lets a positive z through as it is and makes the others 0. With these gates as they stand for one picture, the
    whole network is a single linear map: scores = x gains + constants.

    Attributes:
        inputs: (inputs,), the picture x.
        gains: (inputs, classes).
        constants: (classes,), what the biases come to.
        scores: (classes,), the last layer's z.
    """

    inputs: Array
    gains: Array
    constants: Array
    scores: Array

    def shares(self, digit: int, rather_than: int | None = None) -> Array:
        """Return what each input adds to a digit's score, (inputs,), or to its lead over another's."""
        gains = self.gains[:, digit] if rather_than is None else self.gains[:, digit] - self.gains[:, rather_than]
        shares: Array = self.inputs * gains
        return shares

    def constant(self, digit: int, rather_than: int | None = None) -> float:
        """Return what is there without any ink."""
        other = 0.0 if rather_than is None else self.constants[rather_than]
        return float(self.constants[digit] - other)


def ledger(network: Stack, x: Array) -> Ledger:
    """Return the ledger of a picture `x` (inputs,).

    Raises:
        InputError: a hidden layer has a function that is no straight line on each side of 0.
    """
    require_plain(network)
    *hidden, last = zip(network.dense_layers, network.trace(x[np.newaxis]), strict=True)
    gains, constants = last[0].kernel.astype(np.float64), _bias(last[0])
    slopes = [_slopes(layer, trace.z[0]) for layer, trace in hidden]
    for number in reversed(range(len(hidden))):  # from the scores back to the picture
        layer = hidden[number][0]
        gains = slopes[number][:, np.newaxis] * gains
        constants = constants + _bias(layer) @ gains
        heard = np.flatnonzero(slopes[number - 1]) if number else np.arange(len(x))  # the others say nothing
        passed_on = np.zeros((len(layer.kernel), gains.shape[1]))
        for first in range(0, len(heard), _ROWS):
            rows = heard[first : first + _ROWS]
            passed_on[rows] = layer.kernel[rows].astype(np.float64) @ gains
        gains = passed_on
    return Ledger(x.astype(np.float64), gains, constants, last[1].z[0].astype(np.float64))


def require_plain(network: Stack) -> None:
    """Check that a network is nothing but Dense layers, beside what does nothing once it is trained.

    Raises:
        InputError: it has other layers.
    """
    for layer in network.layers:
        if not (isinstance(layer, Dense | Dropout) or layer.passes_through):
            raise InputError(
                "a network that is explained must have Dense layers only. Received: {name} ({kind})",
                name=layer.name,
                kind=type(layer).__name__,
            )


def _bias(layer: Dense) -> Array:
    return np.zeros(layer.units) if layer.bias is None else layer.bias.astype(np.float64)


def _slopes(layer: Dense, z: Array) -> Array:
    slope = slope_below(layer.activation)
    if slope is None:
        raise InputError(
            "the hidden layers must have one of {known}. Received: {received}",
            known=", ".join(PIECEWISE_LINEAR),
            received=layer.activation.name,
        )
    return np.where(z > 0, 1.0, slope)
