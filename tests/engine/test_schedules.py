"""Learning-rate schedules follow their formulas, and never leave 0 to 1."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.schedules import SHAPES, Schedule


def test_constant_stays() -> None:
    assert [Schedule().factor(step, 10) for step in range(10)] == [1.0] * 10


@pytest.mark.parametrize("step", [0, 1, 25, 50, 99])
def test_cosine(step: int) -> None:
    assert Schedule("cosine").factor(step, 100) == pytest.approx(0.5 + 0.5 * math.cos(math.pi * step / 100))


def test_step_goes_down_by_ten_after_each_third() -> None:
    factors = [Schedule("step").factor(step, 9) for step in range(9)]
    assert factors == pytest.approx([1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01])


def test_warm_up_rises_in_a_straight_line_and_then_lets_the_schedule_be() -> None:
    warm = [Schedule("constant", 0.25).factor(step, 20) for step in range(20)]
    assert warm == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0] + [1.0] * 15)
    cosine = Schedule("cosine", 0.5).factor(1, 4)
    assert cosine == pytest.approx(Schedule("cosine").factor(1, 4))


@given(st.sampled_from(sorted(SHAPES)), st.floats(0, 0.99), st.integers(1, 10_000), st.data())
def test_it_never_leaves_0_to_1(shape: str, warm_up: float, steps: int, data: st.DataObject) -> None:
    assert 0 <= Schedule(shape, warm_up).factor(data.draw(st.integers(0, steps - 1)), steps) <= 1


@pytest.mark.parametrize("values", [("linear", 0.0), ("cosine", 1.0), ("cosine", -0.1), ("cosine", float("nan"))])
def test_what_makes_no_sense_is_refused(values: tuple[str, float]) -> None:
    with pytest.raises(InputError, match=r"schedule|warm_up"):
        Schedule(*values)
