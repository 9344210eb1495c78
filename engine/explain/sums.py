"""The sums that a network adds up: a unit's, softmax's steps, and the terms that count most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..layers import Dense
from ..types import Array

_FEW_ROWS, _ROWS = 8, 64  # of a kernel that are multiplied at once, so that they stay in the processor's cache


@dataclass(frozen=True, eq=False)
class UnitSum:
    """What one unit adds up: each input times its weight, and the bias.

    Attributes:
        weights, products: (inputs,), w and x w.
        bias, z, activation: b, z = Σ x w + b, and f(z).
    """

    weights: Array
    products: Array
    bias: float
    z: float
    activation: float


def unit_sum(layer: Dense, x: Array, unit: int) -> UnitSum:
    """Return the sum of one unit for the inputs `x` (inputs,) of its layer."""
    weights = layer.kernel[:, unit].astype(np.float64)
    products = x * weights
    bias = 0.0 if layer.bias is None else float(layer.bias[unit])
    z = float(products.sum()) + bias
    return UnitSum(weights, products, bias, z, float(layer.activation(np.array([[z]]))[0, 0]))


def largest_terms(products: Array, count: int) -> Array:
    """Return where the terms of a sum are that are farthest from 0, the farthest first, without those that are 0."""
    order = np.argsort(-np.abs(products), kind="stable")[:count]
    chosen: Array = order[products[order] != 0]
    return chosen


@dataclass(frozen=True, eq=False)
class SoftmaxSteps:
    """How scores become probabilities, each array (classes,).

    Attributes:
        scores: z divided by the temperature.
        shifted: the scores less the largest of them, so that nothing grows too large.
        powers: e to these.
        total: the sum of the powers.
        probabilities: each power divided by the total.
    """

    scores: Array
    shifted: Array
    powers: Array
    total: float
    probabilities: Array


def softmax_steps(z: Array, temperature: float = 1.0) -> SoftmaxSteps:
    """Return the steps from the last layer's z (classes,) to the probabilities."""
    if not temperature > 0:
        raise InputError("temperature must be positive. Received: temperature={value}", value=temperature)
    scores = z.astype(np.float64) / temperature
    shifted = scores - scores.max()
    powers = np.exp(shifted)
    total = float(powers.sum())
    return SoftmaxSteps(scores, shifted, powers, total, powers / total)


@dataclass(frozen=True, eq=False)
class Connection:
    """A line of the diagram: what a unit (or a pixel) tells a unit of the next layer."""

    source: int
    target: int
    value: float


def strongest_connections(inputs: Array, kernel: Array, count: int, outputs: Array | None = None) -> list[Connection]:
    """Return the largest terms a_i w_ij of the products between two layers, the largest first.

    Args:
        inputs: (inputs,), a.
        kernel: (inputs, units), w.
        count: so many, or fewer where the others are 0.
        outputs: (units,); a unit where it is 0 is left out. All count without it.
    """
    on = np.flatnonzero(inputs)  # the others have no term at all
    on = on[np.argsort(-np.abs(inputs[on]), kind="stable")]  # the loud ones first: then few of the rest are large
    counted = np.ones(kernel.shape[1], kernel.dtype) if outputs is None else (outputs != 0).astype(kernel.dtype)
    sources, targets, sizes = np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    least = np.nextafter(0.0, 1.0, dtype=np.result_type(inputs, kernel))  # what is smaller is not among the largest
    for rows in np.split(on, range(_FEW_ROWS, len(on), _ROWS)) if count > 0 else ():
        found = np.abs(inputs[rows, np.newaxis] * kernel[rows] * counted)
        if len(sizes) < count < found.size:
            least = max(least, np.partition(found, -count, axis=None)[-count])
        row, column = np.divmod(np.flatnonzero(found >= least), kernel.shape[1])
        sources, targets = np.append(sources, rows[row]), np.append(targets, column)
        sizes = np.append(sizes, found[row, column])
        best = np.lexsort((targets, sources, -sizes))[:count]
        sources, targets, sizes = sources[best], targets[best], sizes[best]
        if len(sizes) == count:
            least = max(least, sizes[-1])
    terms = inputs[sources] * kernel[sources, targets]
    lines = zip(sources.tolist(), targets.tolist(), terms.tolist(), strict=True)
    return [Connection(source, target, value) for source, target, value in lines]


def bent(layers: Sequence[Array]) -> list[int]:
    """Return of how many numbers in each array relu would change the value: those that are negative."""
    return [int(np.count_nonzero(values < 0)) for values in layers]
