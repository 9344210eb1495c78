"""Optimizers: each formula against the same one in plain Python numbers, and how they treat their arrays."""

import tracemalloc
from math import sqrt
from typing import Any

import numpy as np
import pytest

from engine import optimizer as optimizer_base
from engine import optimizers
from engine.errors import InputError
from engine.optimizers import SGD, Adagrad, Adam, AdamW, Nadam, Optimizer, RMSprop

KNOWN = "optimizer must be one of sgd, rmsprop, adam, adamw, nadam, adagrad, or an Optimizer. Received: "
GRADIENTS = [0.5, -0.2, 0.1, 0.7]


def sgd(w: float, learning_rate: float = 0.01, momentum: float = 0.0, nesterov: bool = False) -> float:
    m = 0.0
    for g in GRADIENTS:
        m = momentum * m - learning_rate * g
        w += momentum * m - learning_rate * g if nesterov else m
    return w


def rmsprop(
    w: float,
    learning_rate: float = 0.001,
    rho: float = 0.9,
    momentum: float = 0.0,
    epsilon: float = 1e-7,
    centered: bool = False,
) -> float:
    v = a = m = 0.0
    for g in GRADIENTS:
        v = rho * v + (1 - rho) * g**2
        a = rho * a + (1 - rho) * g
        step = learning_rate * g / sqrt((v - a**2 if centered else v) + epsilon)
        m = momentum * m + step
        w -= m
    return w


def adam(
    w: float,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-7,
    amsgrad: bool = False,
) -> float:
    m = v = largest = 0.0
    for t, g in enumerate(GRADIENTS, start=1):
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        largest = max(largest, v)
        rate = learning_rate * sqrt(1 - beta_2**t) / (1 - beta_1**t)
        w -= rate * m / (sqrt(largest if amsgrad else v) + epsilon)
    return w


def adamw(w: float, weight_decay: float = 0.004, learning_rate: float = 0.001) -> float:
    m = v = 0.0
    for t, g in enumerate(GRADIENTS, start=1):
        w -= w * weight_decay * learning_rate
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w -= learning_rate * sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (sqrt(v) + 1e-7)
    return w


def nadam(w: float, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999) -> float:
    m = v = 0.0
    product = 1.0
    for t, g in enumerate(GRADIENTS, start=1):
        u, u_next = (beta_1 * (1 - 0.5 * 0.96**at) for at in (t, t + 1))
        product *= u
        m, v = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2
        ahead = u_next * m / (1 - product * u_next) + (1 - u) * g / (1 - product)
        w -= learning_rate * ahead / (sqrt(v / (1 - beta_2**t)) + 1e-7)
    return w


def adagrad(w: float, learning_rate: float = 0.001, initial_accumulator_value: float = 0.1) -> float:
    v = initial_accumulator_value
    for g in GRADIENTS:
        v += g**2
        w -= learning_rate * g / sqrt(v + 1e-7)
    return w


FORMULAS: dict[Any, Any] = {
    SGD: sgd,
    RMSprop: rmsprop,
    Adam: adam,
    AdamW: adamw,
    Nadam: nadam,
    Adagrad: adagrad,
}

CASES: list[tuple[type[Optimizer], dict[str, Any]]] = [
    (SGD, {}),
    (SGD, {"learning_rate": 0.1, "momentum": 0.9}),
    (SGD, {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    (RMSprop, {}),
    (RMSprop, {"learning_rate": 0.01, "rho": 0.5, "epsilon": 1e-3}),
    (RMSprop, {"momentum": 0.8}),
    (RMSprop, {"centered": True}),
    (RMSprop, {"momentum": 0.8, "centered": True}),
    (Adam, {}),
    (Adam, {"learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-2}),
    (Adam, {"beta_2": 0.3, "amsgrad": True}),
    (AdamW, {"weight_decay": 0.1, "learning_rate": 0.01}),
    (Nadam, {"learning_rate": 0.01, "beta_1": 0.7}),
    (Adagrad, {"learning_rate": 0.01, "initial_accumulator_value": 0.2}),
]


def each_optimizer(test: Any) -> Any:
    return pytest.mark.parametrize(("kind", "arguments"), CASES)(test)


@each_optimizer
def test_the_formula(kind: type[Optimizer], arguments: dict[str, Any]) -> None:
    shapes = [(optimizer_base.BLOCK + 3,), (2, 3)]  # more than one block, and a second parameter
    parameters = [np.full(shape, 2.0) for shape in shapes]
    optimizer = kind(**arguments)
    for gradient in GRADIENTS:
        optimizer.update(parameters, [np.full(shape, gradient) for shape in shapes])
    expected = FORMULAS[kind](2.0, **arguments)
    assert abs(expected - 2) > 1e-4
    for parameter in parameters:
        np.testing.assert_allclose(parameter, expected, rtol=1e-12)
    assert optimizer.iterations == len(GRADIENTS)


@each_optimizer
def test_arrays_are_changed_in_place_keep_their_dtype_and_cost_no_copy(
    kind: type[Optimizer], arguments: dict[str, Any]
) -> None:
    w, g = np.ones((1000, 1000), np.float32), np.full((1000, 1000), 0.1, np.float32)
    optimizer = kind(**arguments)
    optimizer.update([w], [g])
    assert (w < 1).all()
    assert (g == np.float32(0.1)).all()
    assert all(slot.dtype == np.float32 for slots in optimizer.slots.values() for slot in slots)
    tracemalloc.start()
    try:
        optimizer.update([w], [g])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * 4 * optimizer_base.BLOCK  # bytes: scratch of a block or two, and no array of the 4 MB of w


@each_optimizer
def test_the_config_makes_an_equal_optimizer(kind: type[Optimizer], arguments: dict[str, Any]) -> None:
    optimizer = kind(**arguments)
    again = optimizers.get(kind.__name__, optimizer.get_config())
    assert type(again) is kind
    assert again.get_config() == optimizer.get_config() == {**kind().get_config(), **arguments}  # type: ignore[call-arg]


def test_keras_defaults() -> None:
    assert SGD().get_config() == {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False}
    assert RMSprop().get_config() == {
        "learning_rate": 0.001,
        "rho": 0.9,
        "momentum": 0.0,
        "epsilon": 1e-7,
        "centered": False,
    }
    assert Adam().get_config() == {
        "learning_rate": 0.001,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "epsilon": 1e-7,
        "amsgrad": False,
    }


def test_the_learning_rate_can_change_between_two_steps() -> None:
    w, g = np.zeros(1), np.ones(1)
    optimizer = SGD(0.5)
    optimizer.update([w], [g])
    optimizer.learning_rate = 0.25
    optimizer.update([w], [g])
    assert w == [-0.75]
    assert optimizer.get_config()["learning_rate"] == 0.25


def test_slots_and_iterations_are_a_checkpoint() -> None:
    w, g = np.zeros(4), np.ones(4)
    optimizer = Adam()
    optimizer.update([w], [g])
    other, w_other = Adam(), w.copy()
    other.build([w_other])
    other.iterations = optimizer.iterations
    other.slots = {name: [slot.copy() for slot in slots] for name, slots in optimizer.slots.items()}
    for each, weights in ((optimizer, w), (other, w_other)):
        each.update([weights], [-2 * g])
    np.testing.assert_array_equal(w, w_other)


def test_get() -> None:
    assert isinstance(optimizers.get("SGD"), SGD)
    assert isinstance(optimizers.get("rmsprop"), RMSprop)
    instance = Adam()
    assert optimizers.get(instance) is instance
    assert optimizers.get("adam") is not optimizers.get("adam")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: optimizers.get("adamax"),
            KNOWN + "optimizer='adamax'",
        ),
        (
            lambda: optimizers.get(3),
            KNOWN + "optimizer=3",
        ),
        (lambda: SGD(-0.1), "learning_rate must not be negative. Received: learning_rate=-0.1"),
        (lambda: SGD("0.1"), "learning_rate must be a finite number. Received: learning_rate='0.1'"),
        (lambda: SGD(float("nan")), "learning_rate must be a finite number. Received: learning_rate=nan"),
        (lambda: SGD(momentum=1.0), "momentum must be from 0 to below 1. Received: momentum=1.0"),
        (lambda: SGD(nesterov=1), "nesterov must be True or False. Received: nesterov=1"),
        (lambda: RMSprop(rho=-1), "rho must be from 0 to below 1. Received: rho=-1"),
        (lambda: Adam(epsilon=-1e-7), "epsilon must not be negative. Received: epsilon=-1e-07"),
        (
            lambda: optimizers.get("sgd", {"learning_rate": 0.1, "decay": 0}),
            "the description of SGD must be a mapping with learning_rate, and no other names than learning_rate, "
            "momentum, nesterov, weight_decay, clipnorm, clipvalue, global_clipnorm. "
            "Received: {'learning_rate': 0.1, 'decay': 0}",
        ),
    ],
)
def test_errors(make: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value) == message


def test_an_optimizer_stays_with_one_model() -> None:
    optimizer = Adam()
    optimizer.update([np.zeros(3)], [np.ones(3)])
    with pytest.raises(InputError) as error:
        optimizer.update([np.zeros(4)], [np.ones(4)])
    assert str(error.value) == (
        "an optimizer must stay with one model: expected weights of shapes [(3,)]. Received: [(4,)]"
    )


# What fades

FADING: list[Optimizer] = [
    SGD(momentum=0.9),
    SGD(momentum=0.5, nesterov=True),
    RMSprop(),
    RMSprop(rho=0.5, momentum=0.9, centered=True),
    Adam(),
    Adam(beta_1=0.5, beta_2=0.9, amsgrad=True),
    AdamW(),
    Nadam(),
    Adagrad(),
]


def denormal(array: Any) -> int:
    sizes = np.abs(array)
    return int(np.count_nonzero((sizes > 0) & (sizes < np.finfo(array.dtype).tiny)))


@pytest.mark.parametrize("optimizer", FADING, ids=lambda optimizer: type(optimizer).__name__)
def test_no_average_is_denormal_after_1000_steps_without_a_gradient(optimizer: Optimizer) -> None:
    generator = np.random.default_rng(0)
    w = generator.normal(size=4000).astype(np.float32)
    g = (10.0 ** generator.uniform(-12, 2, 4000)).astype(np.float32)
    optimizer.update([w], [g])
    still = np.zeros_like(g)
    for _ in range(1000):
        optimizer.update([w], [still])
        assert sum(denormal(slot) for slots in optimizer.slots.values() for slot in slots) == 0
    assert np.isfinite(w).all()


def test_without_the_sweep_there_would_be_denormal_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer_base, "SWEEP", 10**9)
    optimizer = RMSprop()
    w = np.ones(100, np.float32)
    optimizer.update([w], [np.full(100, 0.01, np.float32)])
    for _ in range(850):
        optimizer.update([w], [np.zeros(100, np.float32)])
    assert denormal(optimizer.slots["velocity"][0]) == 100


@pytest.mark.parametrize("kind", [RMSprop, Adam, Nadam])
def test_the_sweep_changes_no_weight(kind: type[Optimizer], monkeypatch: pytest.MonkeyPatch) -> None:
    weights = []
    for sweep in (32, 10**9):
        monkeypatch.setattr(optimizer_base, "SWEEP", sweep)
        generator, optimizer = np.random.default_rng(0), kind()  # type: ignore[call-arg]
        w = generator.normal(size=1000).astype(np.float32)
        for step in range(300):
            on = (step % 7 == 0) & (np.arange(1000) % 100 > step // 3)  # gradients that stay away, some for good
            optimizer.update([w], [(generator.normal(size=1000) * on).astype(np.float32)])
        weights.append(w)
    np.testing.assert_array_equal(*weights)


# What is done to gradients and weights before a step


def test_gradients_are_cut_to_a_length() -> None:
    gradients = [np.array([3.0, 4.0]), np.array([0.3])]

    def moved(**limits: float) -> list[Any]:
        parameters = [np.zeros(2), np.zeros(1)]
        SGD(1.0, **limits).update(parameters, gradients)  # type: ignore[arg-type]
        return [(-w).tolist() for w in parameters]

    assert moved(clipnorm=1.0) == [pytest.approx([0.6, 0.8]), [0.3]]
    assert moved(clipvalue=0.5) == [[0.5, 0.5], [0.3]]
    length = sqrt(25.09)
    assert moved(global_clipnorm=1.0) == [pytest.approx([3 / length, 4 / length]), pytest.approx([0.3 / length])]
    assert moved(global_clipnorm=9.0) == [[3, 4], [0.3]]


def test_weights_decay_by_the_learning_rate() -> None:
    w = np.ones(2)
    SGD(0.5, weight_decay=0.1).update([w], [np.zeros(2)])
    np.testing.assert_allclose(w, 0.95)


def test_the_fast_way_is_left_to_those_that_take_parts() -> None:
    assert all(each.takes_parts for each in (Adam(), AdamW(), SGD(clipvalue=1.0), SGD(weight_decay=0.1)))
    assert not any(each.takes_parts for each in (SGD(clipnorm=1.0), SGD(global_clipnorm=1.0)))
    assert AdamW(clipnorm=0.5).get_config()["clipnorm"] == 0.5
