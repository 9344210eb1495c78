"""Activations: known values, nothing that overflows, and names."""

import numpy as np
import pytest

from engine import activations
from engine.erf import erf
from engine.errors import InputError

HUGE = np.array([[-1e4, -50, 0, 50, 1e4]], np.float32)

EXPECTED = {
    "linear": [[-1e4, -50, 0, 50, 1e4]],
    "relu": [[0, 0, 0, 50, 1e4]],
    "leaky_relu": [[-2e3, -10, 0, 50, 1e4]],
    "elu": [[-1, -1, 0, 50, 1e4]],
    "selu": [[-1.7580993, -1.7580993, 0, 52.535049, 10507.01]],
    "gelu": [[0, 0, 0, 50, 1e4]],
    "silu": [[0, -9.643749e-21, 0, 50, 1e4]],
    "softplus": [[0, 1.9287498e-22, 0.6931472, 50, 1e4]],
    "softsign": [[-0.9999, -0.98039216, 0, 0.98039216, 0.9999]],
    "tanh": [[-1, -1, 0, 1, 1]],
    "sigmoid": [[0, 1.9287498e-22, 0.5, 1, 1]],
    "softmax": [[0, 0, 0, 0, 1]],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_values_of_huge_inputs(name: str) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a = activations.get(name)(HUGE)
        dz = activations.get(name).backward(np.ones_like(HUGE), HUGE, a)
    np.testing.assert_allclose(a, EXPECTED[name], rtol=1e-5)
    assert a.dtype == dz.dtype == np.float32
    assert np.isfinite(dz).all()


def test_softmax_sums_to_one_along_the_last_axis() -> None:
    z = np.random.default_rng(0).normal(size=(2, 3, 10))
    np.testing.assert_allclose(activations.softmax(z).sum(axis=-1), 1)


def test_softmax_of_two_equal_inputs() -> None:
    np.testing.assert_array_equal(activations.softmax(np.array([[1e4, 1e4]])), [[0.5, 0.5]])


def test_the_slope_at_the_kink_is_the_one_of_the_left_side() -> None:
    zero, one = np.zeros(1), np.ones(1)
    assert activations.relu_backward(one, zero, zero) == 0
    assert activations.leaky_relu_backward(one, zero, zero) == 0.2


def test_get() -> None:
    assert activations.get(None).name == "linear"
    relu = activations.get("relu")
    assert activations.get(relu) is relu
    assert activations.get(activations.tanh).name == "tanh"
    assert activations.get("swish") is activations.get(activations.swish) is activations.get("silu")
    assert set(activations.ACTIVATIONS) == set(EXPECTED)


@pytest.mark.parametrize("name", ["ReLU", "", 3, "elu(alpha=-1)", "softmax(x=1)", "leaky_relu(negative_slope=nan)"])
def test_an_unknown_name(name: object) -> None:
    with pytest.raises(InputError) as error:
        activations.get(name)  # type: ignore[arg-type]
    assert str(error.value) == (
        "activation must be one of linear, relu, leaky_relu, elu, selu, gelu, silu, softplus, softsign, tanh, sigmoid, "
        f"softmax. Received: activation={name!r}"
    )


def test_erf_of_what_is_no_number_or_endless() -> None:
    x = np.array([-np.inf, -7, 0, 7, np.inf])
    np.testing.assert_array_equal(erf(x), [-1, -1, 0, 1, 1])
    with np.errstate(invalid="ignore"):
        assert np.isnan(activations.gelu(np.array([np.nan]))).all()


def test_a_function_of_ones_own_is_told_what_could_be_done() -> None:
    with pytest.raises(InputError, match=r"Give an activations.Activation\(name, function, backward\)"):
        activations.get(np.sin)
    own = activations.Activation("sine", np.sin, lambda gradient, z, _: gradient * np.cos(z))
    assert activations.get(own) is own


@pytest.mark.parametrize(
    ("name", "z", "a"),
    [
        ("leaky_relu(negative_slope=0.3)", [-2, 0, 2], [-0.6, 0, 2]),
        ("relu(max_value=6.0)", [-1, 3, 9], [0, 3, 6]),
        ("elu(alpha=0.5)", [-1, 0, 1], [0.5 * (np.exp(-1) - 1), 0, 1]),
    ],
)
def test_functions_with_numbers_of_their_own(name: str, z: list[float], a: list[float]) -> None:
    function = activations.get(name)
    assert (function.name, function.kind) == (name, name.partition("(")[0])
    values = np.array(z, float)
    np.testing.assert_allclose(function(values), a)
    ahead, back = function(values + 1e-6), function(values - 1e-6)
    slope = function.backward(np.ones(3), values, function(values))
    sides = np.stack([ahead - function(values), function(values) - back]) / 1e-6
    assert (sides.min(axis=0) - 1e-3 <= slope).all()
    assert (slope <= sides.max(axis=0) + 1e-3).all()
    assert activations.get(name.partition("(")[0]).with_numbers() is activations.get(name.partition("(")[0])
