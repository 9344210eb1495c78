"""What is said of one weight: its part of the sum, and the step of training, each with the real numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

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


def whole(weight: OneWeight) -> str:
    """Return the sum that it is a part of, and what becomes of that."""
    if weight.z is None or weight.activation is None:
        return f"b = {number(weight.bias)}"
    (dot, bias), z = added_up((weight.z - weight.bias, weight.bias), weight.z)
    activation = number(weight.activation, len(z.partition(".")[2]))
    return f"z = {tr('{count} such parts', count=len(weight.weights))} + b = {dot} + {in_brackets(bias)} = {z},  " + (
        f"{weight.function}(z) = {activation}"
    )


def beginning(weight: OneWeight) -> str:
    """Return what it was when the network was new."""
    if weight.start is None:
        return "w = ?"
    return tr("w = {start}, a random number from seed {seed}", start=number(weight.start, 4), seed=weight.seed)


def gradient(weight: OneWeight, step: WeightStep) -> str:
    """Return how the loss changes with it."""
    (x, dz), result = _true((weight.x or 0.0, step.dz), step.gradient, lambda a, b: a * b)
    return f"dL/dw = x · dL/dz = {x} · {in_brackets(dz)} = {result}"


def step_of(step: WeightStep) -> str:
    """Return by how much it changes: the rate times the gradient, and what that is divided by."""
    change = step.rate * step.numerator / step.divisor if step.divisor else 0.0
    numbers = (step.rate, step.numerator, step.divisor)
    (rate, numerator, divisor), result = _true(numbers, change, lambda a, b, c: a * b / c if c else 0.0)
    top = f"{rate} · {in_brackets(numerator)}"
    if step.divisor == 1.0:
        return f"{tr('rate')} · {_taken(step)} = {top} = {result}"
    return f"{tr('rate')} · {_taken(step)} / ({NAMES.get(step.optimizer, '√v')}) = {top} / {divisor} = {result}"


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


def why(weight: OneWeight, step: WeightStep) -> str:
    """Return in plain words which way the loss goes with it, and so the step."""
    if not step.gradient:
        return tr("A little more or less of w leaves the loss as it is. So this drawing asks for no change of w.")
    if step.after == weight.weight:
        return ""
    smaller = step.after < weight.weight
    if smaller is not (step.gradient > 0):  # what the optimizer remembers counts for more than this drawing
        return ""
    if smaller:
        return tr("A larger w makes the loss larger. So w becomes a little smaller.")
    return tr("A larger w makes the loss smaller. So w becomes a little larger.")


def _true(numbers: tuple[float, ...], result: float, how: Callable[..., float]) -> tuple[list[str], str]:
    """Return numbers and a result of four digits that count: who computes `how` with what is written gets that."""
    written, digits = significant(result, 4), 4
    while digits < 9 and significant(how(*(_rounded(value, digits) for value in numbers)), 4) != written:
        digits += 1
    return [_shortest(_rounded(value, digits), digits) for value in numbers], written


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _shortest(value: float, digits: int) -> str:
    """Return a number without zeros at its end, where that is shorter."""
    text = significant(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text and "·" not in text else text


def _taken(step: WeightStep) -> str:
    return "dL/dw" if not step.averages or step.optimizer == "RMSprop" else "m"
