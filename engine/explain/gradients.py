"""How the error of one labelled picture goes back through a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from .. import losses
from ..errors import InputError
from ..stack import Stack
from ..types import Array
from .ledgers import require_plain


@dataclass(frozen=True, eq=False)
class OuterProduct:
    """A matrix each of whose columns is the same one times another number, made only where it is looked at.

    Attributes:
        column: (rows,).
        factors: (columns,).
    """

    column: Array
    factors: Array

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        return len(self.column), len(self.factors)

    def __getitem__(self, place: tuple[slice, int]) -> Array:
        """Return some rows of a column."""
        rows, column = place
        found: Array = self.column[rows] * self.factors[column]
        return found

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        """Return all of it."""
        return np.outer(self.column, self.factors).astype(dtype or self.column.dtype, copy=False)

    def largest(self) -> Array:
        """Return the size of the largest number in each column, (columns,)."""
        sizes: Array = np.abs(self.column).max() * np.abs(self.factors)
        return sizes


@dataclass(frozen=True, eq=False)
class LayerBackward:
    """How the error of one labelled picture comes back through a layer.

    Attributes:
        name: the layer's.
        da: (units,), dL/da, what comes from the layer after it; None for the last one, where softmax and loss are one.
        dz: (units,), dL/dz: da through the function's slope.
        dw: (inputs, units), dL/dW, which for one picture is the layer's inputs times dz.
        db: (units,), dL/db; None without a bias.
    """

    name: str
    da: Array | None
    dz: Array
    dw: OuterProduct
    db: Array | None


@dataclass(frozen=True, eq=False)
class Backward:
    """The loss of one labelled picture, and its way back, the first layer first."""

    loss: float
    target: Array
    probabilities: Array
    layers: tuple[LayerBackward, ...]


def backward(network: Stack, x: Array, label: int) -> Backward:
    """Return how the error goes back for a picture `x` (inputs,) whose right digit is `label`; nothing is learned.

    Raises:
        InputError: the last layer is no softmax, or there is no such digit.
    """
    require_plain(network)
    layers, traces = network.dense_layers, network.trace(x[np.newaxis])
    last = traces[-1]
    if layers[-1].activation.name != "softmax":
        raise InputError("the last layer must be softmax. Received: {received}", received=layers[-1].activation.name)
    if not 0 <= label < last.z.shape[1]:
        raise InputError(
            "label must be from 0 to {highest}. Received: label={label}", highest=last.z.shape[1] - 1, label=label
        )
    target = np.eye(last.z.shape[1], dtype=network.dtype)[label : label + 1]
    da, dz = None, last.activation - target  # p - y
    found = []
    for i in reversed(range(len(layers))):
        inputs = x[np.newaxis] if i == 0 else traces[i - 1].activation
        db = None if layers[i].bias is None else dz[0]
        found.append(
            LayerBackward(str(layers[i].name), None if da is None else da[0], dz[0], OuterProduct(inputs[0], dz[0]), db)
        )
        if i:
            da = dz @ layers[i].kernel.T
            dz = layers[i - 1].activation.backward(da, traces[i - 1].z, traces[i - 1].activation)
    loss = float(losses.from_logits(target, last.z)[0])
    return Backward(loss, target[0], last.activation[0], tuple(reversed(found)))
