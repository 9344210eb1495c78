"""Follows one picture through a network step by step, and its error back again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from digitapp.core.reading.reading import Reading, Vector
from engine import explain


class Kind(Enum):
    """What a step does; the last four go backward."""

    PICTURE = "picture"
    FLATTEN = "flatten"
    DOT = "dot"
    BIAS = "bias"
    FUNCTION = "function"
    SHIFT = "shift"
    POWERS = "powers"
    SHARES = "shares"
    LOSS = "loss"
    ERROR = "error"
    WEIGHT_GRADIENT = "weight gradient"
    PASSED_BACK = "passed back"
    GATE = "gate"


@dataclass(frozen=True, eq=False)
class Step:
    """One step, from the numbers `before` it to those `after` it.

    Attributes:
        layer: the number of the dense layer, from 0; -1 for a step of the picture itself.
        function: the activation's name of the layer that a sum with b, or the function itself, belongs to.
        weights: W (inputs, units) for a product, or its gradient; to be read only.
        bias: b (units,), for a sum with it.
        amount: the temperature, the sum of the powers, or the digit that is right, as the step needs it.
    """

    kind: Kind
    layer: int
    before: Vector
    after: Vector
    function: str = ""
    weights: Vector | explain.OuterProduct | None = None
    bias: Vector | None = None
    amount: float = 0.0


@dataclass(frozen=True)
class Term:
    """A term of a sum: `value` times `weight`, at place `index` of the input."""

    index: int
    value: float
    weight: float

    @property
    def product(self) -> float:
        """The term itself."""
        return self.value * self.weight


def explain_steps(reading: Reading, label: int | None = None, temperature: float | None = None) -> tuple[Step, ...]:
    """Return the steps from the picture to the probabilities; with the right digit, to the loss and back again.

    Args:
        reading: of the picture.
        label: the right digit, if someone said it.
        temperature: what the scores are divided by; the reading's own if None.
    """
    x, network = reading.inputs, reading.network
    steps = [Step(Kind.PICTURE, -1, x, x), Step(Kind.FLATTEN, -1, x, x)]
    last = len(reading.layers) - 1
    for number, (layer, computed) in enumerate(zip(network.dense_layers, reading.layers, strict=True)):
        kernel = _read_only(layer.kernel)
        bias = np.zeros_like(computed.z) if layer.bias is None else layer.bias.copy()
        product = computed.z - bias
        steps.append(Step(Kind.DOT, number, x, product, weights=kernel))
        steps.append(Step(Kind.BIAS, number, product, computed.z, layer.activation.name, bias=bias))
        if number < last:
            steps.append(Step(Kind.FUNCTION, number, computed.z, computed.activation, layer.activation.name))
            x = computed.activation
    steps += _softmax(reading, label, reading.calibration.temperature if temperature is None else temperature)
    if label is not None and network.dense_layers[-1].activation.name == "softmax":
        steps += _backward(reading, label)
    return tuple(steps)


def _softmax(reading: Reading, label: int | None, temperature: float) -> list[Step]:
    last, z = len(reading.layers) - 1, reading.layers[-1].z
    found = explain.softmax_steps(z, temperature)
    steps = [
        Step(Kind.SHIFT, last, z, found.shifted, amount=temperature),
        Step(Kind.POWERS, last, found.shifted, found.powers),
        Step(Kind.SHARES, last, found.powers, found.probabilities, amount=found.total),
    ]
    if label is not None:
        loss = -np.log(np.maximum(found.probabilities[label : label + 1], np.finfo(float).tiny))
        steps.append(Step(Kind.LOSS, last, found.probabilities, loss, amount=label))
    return steps


def _backward(reading: Reading, label: int) -> list[Step]:
    network = reading.network
    found = explain.backward(network, reading.inputs, label)
    kernels = [_read_only(layer.kernel) for layer in network.dense_layers]
    steps = [Step(Kind.ERROR, len(kernels) - 1, found.probabilities, found.layers[-1].dz, amount=label)]
    for number in reversed(range(len(kernels))):
        layer = found.layers[number]
        steps.append(Step(Kind.WEIGHT_GRADIENT, number, layer.dz, layer.dw.largest(), weights=layer.dw))
        if number:
            below = found.layers[number - 1]
            assert below.da is not None
            steps.append(Step(Kind.PASSED_BACK, number, layer.dz, below.da, weights=kernels[number].T))
            function = network.dense_layers[number - 1].activation.name
            steps.append(Step(Kind.GATE, number - 1, below.da, below.dz, function, bias=reading.layers[number - 1].z))
    return steps


def terms(step: Step, unit: int, count: int = 4) -> tuple[list[Term], float]:
    """Return the largest terms of a unit's sum Σ value · weight, and what the others add up to."""
    assert step.weights is not None
    weights = step.weights[:, unit].astype(np.float64)
    products = step.before * weights
    chosen = explain.largest_terms(products, count)
    found = [Term(int(index), float(step.before[index]), float(weights[index])) for index in chosen]
    return found, float(products.sum()) - sum(term.product for term in found)


def steps_table(steps: tuple[Step, ...]) -> str:
    """Return all steps as CSV: a line for each number that comes out of a step."""
    lines = ["step,kind,layer,place,value"]
    for number, step in enumerate(steps):
        lines += [f"{number},{step.kind.value},{step.layer},{place},{v:.9g}" for place, v in enumerate(step.after)]
    return "\n".join(lines) + "\n"


def _read_only(array: Vector) -> Vector:
    view = array.view()
    view.flags.writeable = False
    return view
