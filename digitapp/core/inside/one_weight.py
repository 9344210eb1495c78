"""One weight from its beginning: what it multiplies now, and how one step of training changes it, number by number."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from digitapp.core.inside.numbers import first_kernel
from digitapp.core.reading.reading import Reading, Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.core.runs.unit_changes import output_counts
from engine import explain
from engine.optimizer import Optimizer
from engine.optimizers import SGD, Adam, RMSprop


@dataclass(frozen=True)
class WeightStep:
    """What one step of training from the drawing makes of the weight: after = weight - rate · numerator / divisor.

    Attributes:
        optimizer: its name, such as "RMSprop".
        dz: how the loss changes with the unit's z.
        gradient: how it changes with the weight, x · dz.
        averages: what the optimizer remembers of this weight, by its name: before and after the step.
        rate: what the numerator is multiplied by.
        numerator: the gradient itself, or what the optimizer takes in its place.
        divisor: what it is divided by; 1 for an optimizer that divides by nothing.
        after: the weight after the step.
    """

    optimizer: str
    dz: float
    gradient: float
    averages: tuple[tuple[str, float, float], ...]
    rate: float
    numerator: float
    divisor: float
    after: float


@dataclass(frozen=True, eq=False)
class OneWeight:
    """The weight from a pixel to a unit of the first layer, and what stands beside it, all of the same network.

    Attributes:
        pixel, unit: which, from 0.
        function: the layer's, such as "relu".
        weights: all of the unit, (inputs,).
        units: how many the layer has.
        count: how many weights the network has.
        has_bias: whether the units have a b.
        output_counts: whether the network reads on with an activation that is set by hand (see UnitChange).
        start, seed: the weight of a network that begins with this seed, if such a network has this unit.
        weight, bias: of now.
        inputs: the drawing's, (inputs,); None without one.
        x, product, z, activation: of the drawing; None without one.
        answer, share: what the network reads and with which probability; None without a drawing.
        step: None without a drawing or without its right digit.
    """

    pixel: int
    unit: int
    function: str
    weights: Vector
    units: int
    count: int
    has_bias: bool
    output_counts: bool
    start: float | None
    seed: int
    weight: float
    bias: float
    inputs: Vector | None = None
    x: float | None = None
    z: float | None = None
    activation: float | None = None
    answer: int | None = None
    share: float | None = None
    step: WeightStep | None = None

    @property
    def product(self) -> float | None:
        """x times the weight: the pixel's part of the unit's sum."""
        return None if self.x is None else self.x * self.weight


def explain_weight(
    moment: Moment,
    settings: TrainingSettings,
    reading: Reading | None,
    place: tuple[int, int],
    label: int | None = None,
    optimizer: Optimizer | None = None,
) -> OneWeight:
    """Return all there is to say of the weight at `place`, (pixel, unit), of the first layer.

    Args:
        moment: the network.
        settings: those that its weights began with.
        reading: of the drawing by that network; None without a drawing.
        label: the right digit, if it is known.
        optimizer: which takes the step, with what it remembers; it stays as it is.
    """
    layers = moment.network.dense_layers
    first = layers[0]
    pixel, unit = min(place[0], first.kernel.shape[0] - 1), min(place[1], first.units - 1)
    began = first_kernel(first.units, settings.seed, settings.first_weights)
    found = OneWeight(
        pixel,
        unit,
        first.activation.name,
        first.kernel[:, unit].copy(),
        first.units,
        sum(layer.kernel.size for layer in layers),
        first.bias is not None,
        output_counts(first),
        float(began[pixel, unit]) if pixel < len(began) else None,
        settings.seed,
        float(first.kernel[pixel, unit]),
        0.0 if first.bias is None else float(first.bias[unit]),
    )
    if reading is None:
        return found
    answer, there = int(reading.ranking[0]), reading.layers[0]
    found = replace(
        found,
        inputs=reading.inputs,
        x=float(reading.inputs[pixel]),
        z=float(there.z[unit]),
        activation=float(there.activation[unit]),
        answer=answer,
        share=float(reading.probabilities[answer]),
    )
    if label is None or optimizer is None or layers[-1].activation.name != "softmax":
        return found
    return replace(found, step=_step(moment, reading, (pixel, unit), label, optimizer))


def optimizer_of(moment: Moment, settings: TrainingSettings) -> Optimizer:
    """Return what training with these settings would go on with: the moment's own optimizer, or else a new one.

    Its learning rate is that of the settings, not the one at which a schedule has left the moment's own.
    """
    _, kind, arguments = OPTIMIZERS[settings.optimizer]
    own = moment.network.optimizer
    if type(own) is kind and getattr(own, "momentum", 0.0) == arguments.get("momentum", 0.0):
        own = copy.copy(own)
        own.learning_rate = settings.learning_rate
        return own
    new: Optimizer = kind(learning_rate=settings.learning_rate, **arguments)
    return new


def _step(moment: Moment, reading: Reading, place: tuple[int, int], label: int, optimizer: Optimizer) -> WeightStep:
    """Return the step of one weight: the engine's own, taken with this weight alone."""
    pixel, unit = place
    layer = moment.network.dense_layers[0]
    backward = explain.backward(moment.network, reading.inputs, label).layers[0]
    dz, weight = float(backward.dz[unit]), layer.kernel[pixel, unit]
    gradient = np.array([reading.inputs[pixel] * backward.dz[unit]], layer.kernel.dtype)
    if layer.kernel_regularizer is not None:
        layer.kernel_regularizer.add_gradient(np.array([weight]), gradient)
    slots = {name: _slot(optimizer, name, place, layer.kernel.dtype) for name in optimizer.slot_names}
    before = {name: float(value[0]) for name, value in slots.items()}
    alone = copy.copy(optimizer)
    alone.slots = {}
    alone.iterations += 1
    after = np.array([weight], layer.kernel.dtype)
    alone.update_part(after, gradient, slots)
    numerator, divisor, rate = _parts(alone, float(gradient[0]), {name: float(v[0]) for name, v in slots.items()})
    return WeightStep(
        type(optimizer).__name__,
        dz,
        float(gradient[0]),
        tuple((name, before[name], float(slots[name][0])) for name in slots),
        rate,
        numerator,
        divisor,
        float(after[0]),
    )


def _slot(optimizer: Optimizer, name: str, place: tuple[int, int], dtype: Any) -> Vector:
    """Return what the optimizer remembers of one weight, or what it would begin with."""
    kept = optimizer.slots.get(name)
    return np.array([kept[0][place] if kept else optimizer.first_value(name)], dtype)


def _parts(optimizer: Optimizer, gradient: float, slots: dict[str, float]) -> tuple[float, float, float]:
    """Return numerator, divisor and rate of a step that was taken, as the optimizer's formula has them."""
    rate = optimizer.rate
    match optimizer:
        case RMSprop():
            return gradient, sqrt(slots["velocity"] + optimizer.epsilon), rate
        case Adam():
            beta_1, beta_2, t = optimizer.beta_1, optimizer.beta_2, optimizer.iterations
            return (
                slots["momentum"],
                sqrt(slots["velocity"]) + optimizer.epsilon,
                rate * sqrt(1 - beta_2**t) / (1 - beta_1**t),
            )
        case SGD() if optimizer.momentum:
            return -slots["momentum"] / rate if rate else gradient, 1.0, rate
        case _:
            return gradient, 1.0, rate


def products_table(inputs: Vector, weights: Vector, bias: float) -> str:
    """Return all parts of a unit's sum as CSV: a line for each of its inputs, then the bias and the sum."""
    side = round(len(weights) ** 0.5)
    lines = ["index,row,column,x,w,x*w"]
    products = inputs.astype(np.float64) * weights
    for index, (x, w, product) in enumerate(zip(inputs.tolist(), weights.tolist(), products.tolist(), strict=True)):
        lines.append(f"{index},{index // side},{index % side},{x:.9g},{w:.9g},{product:.9g}")
    return "\n".join([*lines, f"b,,,,,{bias:.9g}", f"z,,,,,{float(products.sum()) + bias:.9g}"]) + "\n"
