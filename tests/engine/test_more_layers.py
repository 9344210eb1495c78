"""Layers beside Dense and Dropout: what they compute, the shapes they take, and what a layer can be asked."""

from typing import Any

import numpy as np
import pytest

from engine import layers, models
from engine.errors import InputError
from engine.layers import (
    ELU,
    Activation,
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
    Input,
    InputLayer,
    LeakyReLU,
    ReLU,
    Rescaling,
    Reshape,
    Softmax,
)

from . import small

ROW = np.array([[-2.0, -0.5, 0.0, 0.5, 8.0]], np.float32)
MANY = [
    Dense(4, "selu", bias_regularizer="l1"),
    Dropout(0.3, seed=1),
    Flatten(),
    Reshape((2, -1)),
    Activation("gelu"),
    ReLU(6.0),
    LeakyReLU(),
    ELU(0.5),
    Softmax(),
    BatchNormalization(momentum=0.9),
    Rescaling(1 / 255, trainable=False),
]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (ReLU(), [0, 0, 0, 0.5, 8]),
        (ReLU(6), [0, 0, 0, 0.5, 6]),
        (ReLU(negative_slope=0.5, threshold=0.1), [-1.05, -0.3, -0.05, 0.5, 8]),
        (LeakyReLU(), [-0.6, -0.15, 0, 0.5, 8]),
        (LeakyReLU(negative_slope=0.0), [0, 0, 0, 0.5, 8]),
        (LeakyReLU(0.2), [-0.4, -0.1, 0, 0.5, 8]),
        (ELU(), [np.expm1(-2), np.expm1(-0.5), 0, 0.5, 8]),
        (Activation("tanh"), np.tanh(ROW[0])),
        (Rescaling(2.0, offset=1.0), [-3, 0, 1, 2, 17]),
    ],
)
def test_what_they_compute(layer: layers.Layer, expected: Any) -> None:
    np.testing.assert_allclose(layer(ROW)[0], expected, rtol=1e-6, atol=1e-7)
    assert layer(ROW).dtype == np.float32


def test_softmax_works_along_the_last_axis() -> None:
    images = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
    np.testing.assert_allclose(Softmax()(images).sum(axis=-1), np.ones((2, 2)), rtol=1e-6)


def test_batch_normalization_trains_with_the_batch_and_reads_with_its_averages() -> None:
    layer = BatchNormalization(momentum=0.5, epsilon=0.0)
    x = np.array([[1.0, 10.0], [3.0, 30.0]], np.float32)
    layer.build((2,), np.random.default_rng(0))
    np.testing.assert_allclose(layer.forward(x, training=True), [[-1, -1], [1, 1]])
    *_, mean, variance = layer.get_weights()
    np.testing.assert_allclose(mean, [1, 10])
    np.testing.assert_allclose(variance, [1, 50.5])
    np.testing.assert_allclose(layer.forward(x), (x - mean) / np.sqrt(variance), rtol=1e-6)
    layer.trainable = False
    np.testing.assert_allclose(layer.forward(x, training=True), layer.forward(x))
    assert layer.trained == []
    assert [len(layer.weights), len(layer.non_trainable_weights)] == [4, 4]


def test_the_averages_stay_as_they_are_where_a_layer_is_used() -> None:
    model = models.Sequential([BatchNormalization(input_shape=(8,)), Dense(3, "softmax")])
    model.compile("sgd", "categorical_crossentropy")
    x, y = small.data()
    model.fit(x, y, verbose=0)
    before = model.get_weights()
    model.evaluate(x, y, verbose=0)
    for array, after in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(array, after)
    assert model.count_params() == 4 * 8 + 27
    assert len(model.trainable_weights) == 4


def test_flatten_and_reshape() -> None:
    images = np.arange(2 * 28 * 28, dtype=np.float32).reshape(2, 28, 28)
    np.testing.assert_array_equal(Flatten()(images), images.reshape(2, 784))
    np.testing.assert_array_equal(Reshape((-1, 49))(images), images.reshape(2, 16, 49))
    model = models.Sequential([Flatten(input_shape=(28, 28)), Dense(4, "relu"), Reshape((2, 2))])
    assert model.input_shape == (28, 28)
    assert [layer.output_shape for layer in model.layers] == [(None, 784), (None, 4), (None, 2, 2)]
    assert model.output_shape == (None, 2, 2)
    assert model.predict(images, verbose=0).shape == (2, 2, 2)
    np.testing.assert_array_equal(model.predict(images.reshape(2, 784), verbose=0), model(images))


@pytest.mark.parametrize("first", [Input((28, 28)), Input(shape=(28, 28)), InputLayer(batch_shape=(None, 28, 28))])
def test_input_in_front(first: Input) -> None:
    model = models.Sequential([first, Flatten(), Dense(3)])
    assert model.input_shape == (28, 28)
    assert model.count_params() == 785 * 3


@pytest.mark.parametrize("words", [{"input_dim": 8}, {"batch_input_shape": (None, 8)}, {"input_shape": (8,)}])
def test_ways_to_say_how_many_inputs(words: dict[str, Any]) -> None:
    assert models.Sequential([Dense(3, **words)]).input_shape == (8,)


def test_a_model_is_built_by_its_first_batch() -> None:
    model = models.Sequential([Flatten(), Dense(3, "softmax")])
    assert not model.built
    assert model.predict(np.zeros((5, 4, 2)), verbose=0).shape == (5, 3)
    assert model.input_shape == (4, 2)
    line = models.Sequential([Dense(1)])
    assert line.predict([1.0, 2.0, 3.0], verbose=0).shape == (3, 1)


def test_an_activation_of_its_own_trains_like_one_inside() -> None:
    x, y = small.data()
    inside = small.model()
    outside = models.Sequential(
        [Flatten(input_shape=(8,)), Dense(16), ReLU(), Dense(3), Activation("softmax")],
        generator=np.random.default_rng(0),
    )
    outside.compile("rmsprop", "categorical_crossentropy", ["accuracy"])
    histories = [model.fit(x, y, epochs=2, verbose=0).history for model in (inside, outside)]
    assert histories[0] == histories[1]
    for ours, theirs in zip(inside.get_weights(), outside.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_layer_that_is_not_trainable_stays() -> None:
    x, y = small.data()
    model = small.model()
    model.layers[0].trainable = False
    before = model.get_weights()
    model.fit(x, y, verbose=0)
    moved = [not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert moved == [False, False, True, True]
    model.trainable = True
    assert len(model.trainable_weights) == 4
    assert model.non_trainable_weights == []


def test_what_a_layer_can_be_asked() -> None:
    layer = Dense(4, input_shape=(3,))
    model = models.Sequential([layer, Dense(2, name="last")])
    kernel, bias = layer.get_weights()
    assert (kernel.shape, bias.shape, layer.count_params()) == ((3, 4), (4,), 16)
    layer.set_weights([kernel + 1, bias + 2])
    np.testing.assert_array_equal(model.get_weights()[0], kernel + 1)
    assert layer.weights[0] is layer.kernel
    assert model.get_layer("last") is model.get_layer(index=1) is model.layers[-1]
    assert model.pop() is not layer
    assert model.output_shape == (None, 4)
    assert model.layers == [layer]


def test_names_are_those_of_keras() -> None:
    model = models.Sequential([ReLU(), BatchNormalization(), LeakyReLU(), ELU(), ReLU()])
    assert [layer.name for layer in model.layers] == ["re_lu", "batch_normalization", "leaky_re_lu", "elu", "re_lu_1"]


@pytest.mark.parametrize("layer", MANY, ids=lambda layer: type(layer).__name__)
def test_the_config_makes_an_equal_layer(layer: layers.Layer) -> None:
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert again.trainable == layer.trainable
    assert layers.LAYERS[type(layer).__name__] is type(layer)


def test_a_model_of_all_layers_is_copied_whole() -> None:
    model = models.Sequential([Reshape((4, 2), input_shape=(8,)), Flatten(), *MANY[:2], *MANY[4:], Dense(3, "softmax")])
    twin = model.copy()
    x, _ = small.data()
    np.testing.assert_array_equal(twin.predict(x, verbose=0), model.predict(x, verbose=0))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Dense(3, input_shape=(28, 28)).build((28, 28), np.random.default_rng()),
            "Dense must get flat images, of a shape such as (784,): put Flatten() in front. Received: (28, 28)",
        ),
        (
            lambda: Reshape((3, -1), input_shape=(8,)).output_shape_of((8,)),
            "target_shape must have as many numbers as the images, of shape (8,). Received: (3, -1)",
        ),
        (
            lambda: Reshape((-1, -1)),
            "target_shape must be positive integers, one of which may be -1. Received: target_shape=(-1, -1)",
        ),
        (lambda: LeakyReLU(-0.1), "negative_slope must not be negative. Received: negative_slope=-0.1"),
        (lambda: Softmax(axis=1), "axis must be -1, the last one. Received: axis=1"),
        (
            lambda: Dense(2, batch_input_shape=(784,)),
            "batch_input_shape must be None and an image's shape, as in (None, 784). "
            "Received: batch_input_shape=(784,)",
        ),
        (
            lambda: Dense(2, kernel_constraint="max_norm"),  # type: ignore[arg-type]
            "kernel_constraint must be None: this engine has none. Received: kernel_constraint='max_norm'",
        ),
        (lambda: Dense(2, dtype="float16"), "dtype must be float32. Received: dtype='float16'"),
        (
            lambda: Dense(2)(Input((3,))),
            "layers must be put in a row, Sequential([...]): the functional API joins them in any way, and is not part "
            "of this engine. Received: Dense called on an Input",
        ),
        (
            lambda: models.Sequential([Dense(2)]).get_layer("last"),
            "a layer must be one of dense. Received: name='last', index=None",
        ),
        (
            lambda: models.Sequential([Flatten(input_shape=(28, 28)), Dense(2)]).predict(np.zeros((3, 27, 28))),
            "x must have shape (n, 28, 28), one row for each image and one column for each input of the first layer. "
            "Received: shape=(3, 27, 28)",
        ),
    ],
)
def test_errors(make: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value) == message
