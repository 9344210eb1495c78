"""Every function that a network can have is written out, and what is written is what it computes."""

import re
from math import erf

import numpy as np
import pytest

from digitapp.views.parts.function_words import formula, short, why_none
from engine import activations

NAMES = [*activations.ACTIVATIONS, "leaky_relu(negative_slope=0.3)", "elu(alpha=0.5)", "relu(max_value=6.0)"]


@pytest.mark.parametrize("name", NAMES)
def test_the_formula_is_what_the_function_computes(name: str) -> None:
    text = formula(name)
    assert text
    z = np.array([-2.0, -0.5, 0.0, 0.5, 8.0])
    expected = activations.get(name)(z)
    code = text.replace("−", "-").replace("·", "*").replace("Σ exp(z)", "exp(everything).sum()")
    code = re.sub(r"\|z\|", "abs(z)", code).replace("Φ(z)", "share_below(z)")
    code = re.sub(r"z for z > 0, else (.*?)(\)?)$", r"(z if z > 0 else \1)\2", code)
    code = re.sub(r"(\d)\(", r"\1*(", code)
    known = {"exp": np.exp, "log": np.log, "max": max, "min": min, "abs": abs, "everything": z}
    known["share_below"] = lambda value: (1 + erf(value / np.sqrt(2))) / 2
    found = [eval(code, {**known, "z": value}) for value in z]
    np.testing.assert_allclose(found, expected, rtol=5e-3, atol=5e-3)


def test_names_are_short_without_their_numbers() -> None:
    assert short("leaky_relu(negative_slope=0.3)") == "leaky_relu"
    assert formula("relu(negative_slope=0.1, max_value=2.0)") == ""  # too much for a line


def test_why_there_is_no_sum_over_the_pixels() -> None:
    assert why_none(()).startswith("Draw a digit")
    assert why_none(("tanh", "gelu")).startswith("tanh, gelu bends elsewhere than at 0")
