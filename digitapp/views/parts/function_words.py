"""What an activation function is, written out: its formula by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digitapp.i18n import tr

_FORMULAS = {
    "linear": "z",
    "relu": "max(z, 0)",
    "gelu": "z · Φ(z)",
    "silu": "z / (1 + exp(−z))",
    "softplus": "log(1 + exp(z))",
    "softsign": "z / (1 + |z|)",
    "tanh": "(exp(z) − exp(−z)) / (exp(z) + exp(−z))",
    "sigmoid": "1 / (1 + exp(−z))",
    "softmax": "exp(z) / Σ exp(z)",
}


def short(function: str) -> str:
    """Return a function's name without its numbers: leaky_relu for leaky_relu(negative_slope=0.3)."""
    return function.partition("(")[0]


def formula(function: str) -> str:
    """Return what a function makes of z, such as max(z, 0); "" for one that is not known."""
    numbers = {name: float(value) for name, value in re.findall(r"(\w+)=([\d.e+-]+)", function)}
    if short(function) == "leaky_relu" or set(numbers) == {"negative_slope"}:
        return tr("z for z > 0, else {slope:g}·z", slope=numbers.get("negative_slope", 0.2))
    if short(function) == "elu":
        alpha = numbers.get("alpha", 1.0)
        return tr("z for z > 0, else {factor}(exp(z) − 1)", factor="" if alpha == 1 else f"{alpha:g}·")
    if set(numbers) == {"max_value"}:
        return f"min(max(z, 0), {numbers['max_value']:g})"
    if numbers:
        return ""
    if function == "selu":
        return tr("1.05·(z for z > 0, else 1.67·(exp(z) − 1))")
    return _FORMULAS.get(function, "")


def why_one_sum(*, is_relu: bool) -> str:
    """Return why a network's scores are sums over the pixels, for a network whose functions let it be so."""
    if not is_relu:
        return tr(
            "The function of each hidden unit is a straight line on either side of 0. With the sides as they are for"
            " this drawing, the whole network is one sum: each pixel adds so much to each digit's score. Red speaks for"
            " the digit, blue against it. Without any ink the constant is left, which comes from the biases."
        )
    return tr(
        "relu lets a positive z through as it is and makes the others 0. With these gates as they stand for this"
        " drawing, the whole network is one sum: each pixel adds so much to each digit's score. Red speaks for the"
        " digit, blue against it. Without any ink the constant is left, which comes from the biases."
    )


def why_none(bending: Sequence[str]) -> str:
    """Return what is missing where no such sum is shown: a drawing, or functions that let it be."""
    if not bending:
        return tr("Draw a digit to see which ink speaks for which digit.")
    return tr(
        "{functions} bends elsewhere than at 0: what a pixel adds depends on all the others, and this page has no exact"
        " sum over the pixels. It needs hidden layers with relu, leaky_relu or linear. The page Steps shows how"
        " this network computes.",
        functions=", ".join(bending),
    )
