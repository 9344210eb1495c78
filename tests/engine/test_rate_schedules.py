"""Learning rates that change with every step, and the older words for them."""

from math import cos, pi
from typing import Any

import numpy as np
import pytest

from engine import optimizers
from engine.errors import InputError
from engine.optimizers import SGD, Adam
from engine.optimizers.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    LearningRateSchedule,
    PiecewiseConstantDecay,
    PolynomialDecay,
)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (ExponentialDecay(0.1, 10, 0.5), {0: 0.1, 5: 0.1 * 0.5**0.5, 20: 0.025}),
        (ExponentialDecay(0.1, 10, 0.5, staircase=True), {9: 0.1, 10: 0.05}),
        (InverseTimeDecay(0.1, 10, 0.5), {0: 0.1, 20: 0.05}),
        (InverseTimeDecay(0.1, 10, 0.5, staircase=True), {9: 0.1, 25: 0.05}),
        (PolynomialDecay(0.1, 10, 0.02), {0: 0.1, 5: 0.06, 30: 0.02}),
        (PolynomialDecay(0.1, 10, 0.02, power=2.0, cycle=True), {0: 0.1, 5: 0.04, 15: 0.08 * 0.0625 + 0.02}),
        (CosineDecay(0.1, 10, alpha=0.1), {0: 0.1, 5: 0.055, 99: 0.01}),
        (CosineDecay(0.0, 10, warmup_target=0.1, warmup_steps=4), {0: 0, 2: 0.05, 4: 0.1, 9: 0.05, 99: 0}),
        (CosineDecayRestarts(0.1, 10), {0: 0.1, 5: 0.05, 10: 0.1, 20: 0.05, 30: 0.1}),
        (CosineDecayRestarts(0.1, 10, t_mul=1.0, m_mul=0.5), {0: 0.1, 12: 0.025 * (1 + cos(0.2 * pi))}),
        (PiecewiseConstantDecay([3, 5], [1.0, 0.5, 0.1]), {0: 1, 3: 1, 4: 0.5, 5: 0.5, 6: 0.1}),
    ],
)
def test_the_formulas(schedule: LearningRateSchedule, expected: dict[int, float]) -> None:
    assert {step: schedule(step) for step in expected} == pytest.approx(expected, abs=1e-12)
    optimizer = SGD(schedule)
    again = optimizers.get("sgd", optimizer.get_config())
    assert again.get_config() == optimizer.get_config()
    assert again.learning_rate == schedule(0)


def test_each_step_has_the_rate_of_the_steps_before_it() -> None:
    w, optimizer = np.zeros(1), SGD(ExponentialDecay(1.0, 1, 0.5))
    for _ in range(3):
        optimizer.update([w], [np.ones(1)])
    assert w == [-1.75]
    assert optimizer.learning_rate == 0.125
    optimizer.learning_rate = 2.0
    optimizer.update([w], [np.ones(1)])
    assert w == [-3.75]


def test_older_words_are_understood_and_say_todays() -> None:
    with pytest.warns(UserWarning, match=r"^lr= is an older word; today it is learning_rate=$"):
        assert SGD(lr=0.5).learning_rate == 0.5
    with pytest.warns(UserWarning, match=r"^decay= is an older word; today it is .*InverseTimeDecay") as caught:
        optimizer = Adam(0.1, decay=0.5)
    assert caught[0].filename == __file__
    optimizer.iterations = 2
    assert optimizer.learning_rate == pytest.approx(0.1 / 2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ExponentialDecay(0.1, 0, 0.5), "decay_steps must be a positive integer. Received: decay_steps=0"),
        (
            lambda: PiecewiseConstantDecay([1], [1.0]),
            "values must be one more than boundaries. Received: 1 values, 1 boundaries",
        ),
        (
            lambda: SGD({"class_name": "Random", "config": {}}),
            "expected the description of a schedule. Received: {'class_name': 'Random', 'config': {}}",
        ),
        (
            lambda: SGD({"class_name": "CosineDecay", "config": {"steps": 3}}),
            "expected the description of a schedule. Received: {'class_name': 'CosineDecay', 'config': {'steps': 3}}",
        ),
    ],
)
def test_errors(make: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value) == message
