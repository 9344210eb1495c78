"""Layers: what they are made of, what comes out, dropout, and their descriptions."""

from typing import Any

import numpy as np
import pytest

from engine import layers, models
from engine.errors import InputError
from engine.layers import Dense, Dropout, Input


def test_dense_computes_its_formula() -> None:
    layer = Dense(2, activation="relu")
    layer.build(3, np.random.default_rng(0))
    layer.kernel[...] = [[1, 0], [0, 1], [1, 1]]
    assert layer.bias is not None
    layer.bias[...] = [-5, 1]
    z, a = layer.forward_with_z(np.array([[1, 2, 3]], np.float32))
    np.testing.assert_array_equal(z, [[-1, 6]])
    np.testing.assert_array_equal(a, [[0, 6]])
    assert layer.kernel.dtype == np.float32


def test_dense_without_bias() -> None:
    layer = Dense(2, use_bias=False)
    layer.build(3, np.random.default_rng(0))
    assert layer.bias is None
    assert len(layer.parameters) == 1
    x = np.ones((4, 3), np.float32)
    np.testing.assert_array_equal(layer.forward(x, training=True), x @ layer.kernel)
    layer.backward(np.ones((4, 2), np.float32))
    np.testing.assert_array_equal(layer.gradients[0], np.full((3, 2), 4))


def test_using_a_layer_does_not_disturb_its_training() -> None:
    layer = Dense(2, activation="tanh")
    layer.build(3, np.random.default_rng(0))
    x, gradient = np.ones((4, 3), np.float32), np.ones((4, 2), np.float32)
    layer.forward(x, training=True)
    expected = layer.backward(gradient)
    layer.forward(x, training=True)
    layer.forward(5 * x)
    np.testing.assert_array_equal(layer.backward(gradient), expected)


def test_what_comes_out_is_not_written_over_by_the_next_batch() -> None:
    layer = Dense(2)
    layer.build(3, np.random.default_rng(0))
    first = layer.forward(np.ones((4, 3), np.float32))
    expected = first.copy()
    layer.forward(np.zeros((4, 3), np.float32))
    layer.forward(np.zeros((4, 3), np.float32), training=True)
    np.testing.assert_array_equal(first, expected)


def test_names_are_numbered_as_keras_does() -> None:
    model = models.Sequential([Dense(3, input_shape=3), Dropout(0.5), Dense(3), Dense(3, name="mine"), Dense(3)])
    assert [layer.name for layer in model.layers] == ["dense", "dropout", "dense_1", "mine", "dense_2"]


def test_a_name_of_its_own_that_a_number_would_have_given() -> None:
    model = models.Sequential([Dense(3, name="dense_1"), Dense(3), Dense(3)])
    assert [layer.name for layer in model.layers] == ["dense_1", "dense", "dense_2"]


def test_dropout_drops_its_share_and_keeps_the_sum_only_in_training() -> None:
    layer = Dropout(0.25)
    layer.build(100, np.random.default_rng(0))
    x = np.ones((1000, 100), np.float32)
    assert layer.forward(x) is x
    dropped = layer.forward(x, training=True)
    assert dropped.dtype == np.float32
    assert set(np.unique(dropped)) == {np.float32(0), np.float32(1 / 0.75)}
    assert (dropped == 0).mean() == pytest.approx(0.25, abs=0.01)
    np.testing.assert_array_equal(layer.backward(x), dropped)
    assert (layer.forward(x, training=True) != dropped).any()


@pytest.mark.parametrize(
    "layer", [Dense(4, "tanh", False, "he_normal", "he_uniform", name="a"), Dropout(0.3, name="b")]
)
def test_the_config_makes_an_equal_layer(layer: layers.Layer) -> None:
    assert type(layer).from_config(layer.get_config()).get_config() == layer.get_config()


@pytest.mark.parametrize("shape", [784, (784,), [784]])
def test_input_shapes(shape: Any) -> None:
    assert Input(shape).shape == Dense(1, input_shape=shape).input_shape == (784,)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dense(-3), "units must be a positive integer. Received: units=-3"),
        (lambda: Dense(2.0), "units must be a positive integer. Received: units=2.0"),
        (lambda: Dense(True), "units must be a positive integer. Received: units=True"),
        (lambda: Dense(2, use_bias="no"), "use_bias must be True or False. Received: use_bias='no'"),
        (lambda: Dense(2, name=""), "name must be a text that is not empty. Received: name=''"),
        (
            lambda: Dense(2, kernel_initializer="twos"),
            "initializer must be one of glorot_normal, glorot_uniform, he_normal, he_uniform, lecun_normal, "
            "lecun_uniform, random_normal, random_uniform, ones, zeros. Received: initializer='twos'",
        ),
        (
            lambda: Dense(2, input_shape=(28, 0)),
            "input_shape must be positive integers, as in (784,) or (28, 28). Received: input_shape=(28, 0)",
        ),
        (
            lambda: Input(0),
            "input_shape must be positive integers, as in (784,) or (28, 28). Received: input_shape=0",
        ),
        (lambda: Dropout(1), "rate must be from 0 to below 1. Received: rate=1"),
        (lambda: Dropout("half"), "rate must be a finite number. Received: rate='half'"),
        (
            lambda: Dropout.from_config({"rate": 0.5, "sead": 3}),
            "the description of Dropout must be a mapping with rate, and no other names than rate, seed, name, "
            "trainable. Received: {'rate': 0.5, 'sead': 3}",
        ),
        (
            lambda: Dense(2).kernel,
            "the layer has no weights before it knows how many inputs it has: give the first layer an input_shape, or "
            "call build(). Received: layer None",
        ),
    ],
)
def test_errors(make: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value) == message
