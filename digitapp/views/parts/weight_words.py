"""What is said of one weight: its part of the sum, and the step of training, each with the real numbers."""

from __future__ import annotations

import math

from digitapp.core.inside.one_weight import OneWeight, WeightStep
from digitapp.i18n import tr
from digitapp.views.parts.numbers import added_up, computed, in_brackets, number, significant

NAMES = {"RMSprop": "√(v + ε)", "Adam": "√v + ε"}
MEMORY = {"velocity": "v", "momentum": "m"}


def title(weight: OneWeight) -> str:
    """Return from where to where it goes."""
    return tr(
        "From pixel {pixel} (row {row}, column {column}, counted from 0) to unit {unit}",
        pixel=weight.pixel,
        row=weight.pixel // 28,
        column=weight.pixel % 28,
        unit=weight.unit,
    )


def part(weight: OneWeight) -> str:
    """Return x · w with the numbers, or w alone without a drawing."""
    if weight.x is None or weight.product is None:
        return f"w = {number(weight.weight, 4)}"
    (x, w), product = computed((weight.x, weight.weight), weight.product, lambda a, b: a * b, 4)
    return f"x · w = {x} · {in_brackets(w)} = {product}"


def whole(weight: OneWeight, inputs: int) -> str:
    """Return the sum that it is a part of, and what becomes of that."""
    if weight.z is None or weight.activation is None:
        return f"b = {number(weight.bias)}"
    (dot, bias), z = added_up((weight.z - weight.bias, weight.bias), weight.z)
    activation = number(weight.activation, len(z.partition(".")[2]))
    return f"z = {tr('{count} such parts', count=inputs)} + b = {dot} + {in_brackets(bias)} = {z},  " + (
        f"{weight.function}(z) = {activation}"
    )


def beginning(weight: OneWeight) -> str:
    """Return what it was when the network was new."""
    if weight.start is None:
        return "w = ?"
    return tr("w = {start}, a random number from seed {seed}", start=number(weight.start, 4), seed=weight.seed)


def gradient(weight: OneWeight, step: WeightStep) -> str:
    """Return how the loss changes with it."""
    x = number(weight.x or 0.0, 4)
    dz = significant(step.dz, 4)
    return f"dL/dw = x · dL/dz = {x} · {in_brackets(dz)} = {significant(step.gradient, 4)}"


def step_of(step: WeightStep) -> str:
    """Return by how much it changes: the rate times the gradient, and what that is divided by."""
    numerator = significant(step.numerator, 4)
    change = step.rate * step.numerator / step.divisor if step.divisor else 0.0
    rate = significant(step.rate, 4)
    top = f"{rate} · {in_brackets(numerator)}"
    if step.divisor == 1.0:
        return f"{tr('rate')} · {_taken(step)} = {top} = {significant(change, 4)}"
    below = NAMES.get(step.optimizer, "√v")
    return (
        f"{tr('rate')} · {_taken(step)} / ({below}) = {top} / {significant(step.divisor, 4)} = {significant(change, 4)}"
    )


def memory(step: WeightStep) -> str:
    """Return what the optimizer remembers of the weight; empty for one that remembers nothing."""
    return ",  ".join(
        f"{MEMORY.get(name, name)}: {significant(before)} → {significant(after)}"
        for name, before, after in step.averages
    )


def after(weight: OneWeight, step: WeightStep) -> str:
    """Return the weight after the step, with as many digits as the change needs to be seen."""
    change = weight.weight - step.after
    digits = 4 if not change else min(max(4, 2 - math.floor(math.log10(abs(change)))), 9)
    (now, less), then = added_up((weight.weight, -change), step.after, digits, 9)
    return f"w = {now} + {in_brackets(less)} = {then}"


def _taken(step: WeightStep) -> str:
    return "dL/dw" if not step.averages or step.optimizer == "RMSprop" else "m"
