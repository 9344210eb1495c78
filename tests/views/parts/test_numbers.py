"""What is written down of a computation is true as it stands there, to the last digit."""

import math
import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitapp.core.inside.steps import Kind, Step, explain_steps
from digitapp.views.parts import step_words
from digitapp.views.parts.numbers import added_up, computed
from tests import samples

NUMBERS = st.floats(-1000, 1000, width=32)


def exact(written: str) -> Decimal:
    return Decimal(written.replace("−", "-"))


@given(st.lists(NUMBERS, min_size=2, max_size=6))
def test_the_parts_of_a_sum_add_up(parts: list[float]) -> None:
    written, total = added_up(parts, math.fsum(parts))
    assert sum(map(exact, written)) == exact(total)
    assert float(exact(total)) == pytest.approx(math.fsum(parts), abs=6e-4)


def test_the_sum_of_the_first_complaint() -> None:
    written, total = added_up((6.9554, -0.5999), 6.3555)
    assert (written, total) == (["6.9554", "−0.5999"], "6.3555")  # with three digits: 6.955 − 0.600 = 6.356


@given(NUMBERS, NUMBERS)
def test_a_product_is_that_of_what_is_written(first: float, second: float) -> None:
    (a, b), product = computed((first, second), first * second, lambda a, b: a * b)
    assert abs(exact(a) * exact(b) - exact(product)) <= Decimal("0.000501")


def test_infinite_numbers_are_written_all_the_same() -> None:
    assert added_up((math.inf, 1.0), math.inf) == (["inf", "1.000"], "inf")
    assert computed((0.0,), 708.0, lambda p: -math.log(p))[1] == "708.000"


def _value(expression: str) -> float:
    """Return what a written right side is, with the functions that the steps use."""
    text = re.sub(r"\([^()]*[a-z가-힣][^()]*\)", "", expression)  # (the others)
    text = text.replace("−ln", "-log ").replace("−", "-").replace("·", "*")
    text = re.sub(r"log\s+([-\d.e]+)", r"math.log(\1)", text).replace("exp", "math.exp")
    return float(eval(text, {"math": math, "max": max}))


@pytest.mark.parametrize("seed", range(6))
def test_every_number_written_out_in_the_steps_is_true(seed: int) -> None:
    reading = samples.reading(seed=seed)
    steps = explain_steps(reading, label=seed, temperature=0.5975)
    for step in steps:
        if step.kind in (Kind.WEIGHT_GRADIENT, Kind.FLATTEN, Kind.PICTURE):
            continue
        for place in np.linspace(0, len(step.after) - 1, 7).astype(int).tolist():
            _, *sides = step_words.written_out(step, place).split(";")[-1].split(" = ")
            if step.kind in (Kind.SHIFT, Kind.POWERS, Kind.SHARES, Kind.GATE):
                sides = step_words.written_out(step, place).split(";")[-1].split(" = ")
            elif step.kind is Kind.LOSS:
                sides = sides[-2:]
            if step.kind is Kind.ERROR and len(sides) > 2:
                sides = sides[-2:]
            digits = len(sides[-1].partition(".")[2])
            assert _value(sides[-2]) == pytest.approx(_value(sides[-1]), abs=0.5005 * 10**-digits), (step.kind, sides)


def test_the_output_layers_bias_is_not_explained_as_a_hidden_units() -> None:
    hidden, output = [step for step in explain_steps(samples.reading()) if step.kind is Kind.BIAS]
    assert "how easily it comes on" in step_words.meaning(hidden)
    assert "Each digit's score" in step_words.meaning(output)


def test_the_loss_is_one_number() -> None:
    step: Step = next(step for step in explain_steps(samples.reading(), label=3) if step.kind is Kind.LOSS)
    assert step_words.written_out(step, 0).startswith("L = −ln p[3] = −ln 0.")
