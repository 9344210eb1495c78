"""Every gradient that training uses agrees with the slope that is measured by changing one weight a little."""

from collections.abc import Callable

import numpy as np
import pytest

from engine import activations, layers, losses, models, optimizers
from engine.regularizers import L2
from engine.types import Array
from engine.utils import to_categorical

STEP = 1e-5
TOLERANCE = 1e-7
KINK = 20 * STEP  # how far every z must stay from relu's kink for a measured slope to mean anything


def numerical(function: Callable[[], float], array: Array) -> Array:
    """The slope of `function` by central differences, for each number in `array`, which it reads."""
    slopes = np.empty_like(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + STEP
        above = function()
        array[index] = before - STEP
        below = function()
        array[index] = before
        slopes[index] = (above - below) / (2 * STEP)
    return slopes


def difference(analytical: Array, measured: Array) -> float:
    size = np.linalg.norm(analytical) + np.linalg.norm(measured)
    assert size > 1e-6
    return float(np.linalg.norm(analytical - measured) / size)


def make(hidden: str, last: str, loss: str, *more: layers.Layer) -> models.Sequential:
    model = models.Sequential(
        [
            layers.Dense(7, activation=hidden, input_shape=(6,)),
            *more,
            layers.Dense(5, activation="tanh"),
            layers.Dense(4, activation=last, bias_initializer="he_uniform"),
        ],
        generator=np.random.default_rng(3),
        dtype=np.float64,
    )
    weights = model.get_weights()
    if last != "softmax":  # outputs that are used as probabilities must not be negative
        weights[-2] *= 0.3
        weights[-1] += 1
    model.set_weights(weights)
    model.compile(optimizers.SGD(0.0), loss)
    return model


def data(loss: str) -> tuple[Array, Array]:
    generator = np.random.default_rng(5)
    x, labels = generator.normal(size=(9, 6)), generator.integers(0, 4, 9)
    return x, labels if loss.startswith("sparse") else to_categorical(labels, 4)


def check_all_parameters(
    model: models.Sequential, x: Array, y: Array, parameters: int = 6, sample_weight: Array | None = None
) -> None:
    state = model.generator.bit_generator.state

    def loss() -> float:
        model.generator.bit_generator.state = state  # dropout drops the same units each time
        value = model.train_on_batch(x, y, sample_weight)
        assert isinstance(value, float)
        return value

    loss()
    analytical = [gradient.copy() for layer in model.layers for gradient in layer.gradients]
    changed = model.trainable_weights
    assert len(changed) == parameters
    assert all(parameter.dtype == np.float64 for parameter in changed)
    for parameter, gradient in zip(changed, analytical, strict=True):
        assert difference(gradient, numerical(loss, parameter)) < TOLERANCE


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
@pytest.mark.parametrize("last", ["linear", "relu", "leaky_relu", "tanh", "sigmoid", "softmax"])
@pytest.mark.parametrize("hidden", ["relu", "tanh", "softmax"])
def test_parameters(hidden: str, last: str, loss: str) -> None:
    model, (x, y) = make(hidden, last, loss), data(loss)
    assert min(np.abs(trace.z).min() for trace in model.trace(x)) > KINK
    check_all_parameters(model, x, y)


def test_parameters_behind_dropout() -> None:
    loss = "categorical_crossentropy"
    check_all_parameters(make("tanh", "softmax", loss, layers.Dropout(0.4)), *data(loss))


@pytest.mark.parametrize(
    ("layer", "parameters"),
    [
        (layers.BatchNormalization(), 8),
        (layers.BatchNormalization(center=False), 7),
        (layers.BatchNormalization(scale=False), 7),
        (layers.Activation("gelu"), 6),
        (layers.ReLU(), 6),
        (layers.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.01), 6),
        (layers.LeakyReLU(), 6),
        (layers.ELU(0.7), 6),
        (layers.Softmax(), 6),
        (layers.Rescaling(0.5, offset=-0.1), 6),
        (layers.Flatten(), 6),
    ],
    ids=lambda layer: str(layer) if isinstance(layer, int) else type(layer).__name__,
)
def test_parameters_before_and_behind_a_layer(layer: layers.Layer, parameters: int) -> None:
    loss = "categorical_crossentropy"
    layer = type(layer).from_config(layer.get_config())
    check_all_parameters(make("tanh", "softmax", loss, layer), *data(loss), parameters=parameters)


def test_parameters_of_batch_normalization_along_the_last_axis() -> None:
    model = models.Sequential(
        [
            layers.Reshape((2, 3), input_shape=(6,)),
            layers.BatchNormalization(),
            layers.Softmax(),
            layers.Flatten(),
            layers.Dense(4, activation="softmax"),
        ],
        generator=np.random.default_rng(3),
        dtype=np.float64,
    )
    model.compile(optimizers.SGD(0.0), "categorical_crossentropy")
    check_all_parameters(model, *data("categorical_crossentropy"), parameters=4)


def test_parameters_with_l2_and_label_smoothing() -> None:
    model = make("tanh", "softmax", "categorical_crossentropy", layers.Dense(6, "tanh", kernel_regularizer=L2(0.02)))
    model.layers[0].kernel_regularizer = L2(0.05)  # type: ignore[attr-defined]
    model.compile(optimizers.SGD(0.0), losses.SparseCategoricalCrossentropy(label_smoothing=0.2))
    x, y = data("sparse_categorical_crossentropy")
    check_all_parameters(model, x, y, parameters=8)


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("last", ["sigmoid", "linear"])
def test_parameters_with_binary_crossentropy(last: str, smoothing: float, from_logits: bool) -> None:
    model = make("tanh", last, "categorical_crossentropy")
    weights = model.get_weights()
    weights[-1] -= 0.5 if last == "linear" else 1  # outputs between 0 and 1
    model.set_weights(weights)
    model.compile(optimizers.SGD(0.0), losses.BinaryCrossentropy(from_logits, smoothing))
    x, y = data("categorical_crossentropy")
    check_all_parameters(model, x, y)


@pytest.mark.parametrize("loss", ["mse", "mae"])
@pytest.mark.parametrize("last", ["linear", "gelu"])
def test_parameters_with_distances(last: str, loss: str) -> None:
    model = make("tanh", last, loss)
    x, _ = data(loss)
    check_all_parameters(model, x, np.random.default_rng(8).normal(size=(9, 4)))


@pytest.mark.parametrize("kind", [losses.CategoricalCrossentropy, losses.SparseCategoricalCrossentropy])
def test_parameters_with_logits(kind: type[losses.CategoricalCrossentropy]) -> None:
    model = make("tanh", "linear", "categorical_crossentropy")
    loss = kind(from_logits=True)
    model.compile(optimizers.SGD(0.0), loss)
    check_all_parameters(model, *data(loss.name))


def test_parameters_with_images_that_count_more_and_all_regularizers() -> None:
    model = make("tanh", "softmax", "mse", layers.Dense(6, "tanh", kernel_regularizer="l1_l2", bias_regularizer="l2"))
    model.compile(optimizers.SGD(0.0), "mse")
    x, y = data("mse")
    check_all_parameters(model, x, y, parameters=8, sample_weight=np.linspace(0, 3, len(x)))


def test_parameters_where_the_targets_do_not_sum_to_one() -> None:
    loss = "categorical_crossentropy"
    x, y = data(loss)
    check_all_parameters(make("tanh", "softmax", loss), x, y * np.linspace(0.5, 2, len(y))[:, None])


def test_parameters_where_clipping_bites() -> None:
    loss = "categorical_crossentropy"
    model, (x, y) = make("tanh", "linear", loss), data(loss)
    weights = model.get_weights()
    weights[-1][1] = -2  # this output is negative for every image: its probability is clipped to 1e-7
    model.set_weights(weights)
    assert (model.predict_on_batch(x)[:, 1] < -KINK).all()
    check_all_parameters(model, x, y)


@pytest.mark.parametrize("activation", activations.ACTIVATIONS)
def test_inputs_of_dense(activation: str) -> None:
    generator = np.random.default_rng(1)
    layer = layers.Dense(5, activation=activation)
    layer.build(6, generator, np.float64)
    x, weight = generator.normal(size=(4, 6)), generator.normal(size=(4, 5))
    assert np.abs(layer.forward_with_z(x)[0]).min() > KINK
    layer.forward(x, training=True)
    measured = numerical(lambda: float((layer.forward(x) * weight).sum()), x)
    assert difference(layer.backward(weight), measured) < TOLERANCE


@pytest.mark.parametrize("activation", activations.ACTIVATIONS.values(), ids=lambda activation: activation.name)
def test_activations(activation: activations.Activation) -> None:
    generator = np.random.default_rng(2)
    z, weight = generator.normal(size=(4, 5)), generator.normal(size=(4, 5))
    assert np.abs(z).min() > KINK
    measured = numerical(lambda: float((activation(z) * weight).sum()), z)
    assert difference(activation.backward(weight, z, activation(z)), measured) < TOLERANCE
