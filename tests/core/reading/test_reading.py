"""A reading holds what each layer computed, number for number."""

import numpy as np
import pytest

from digitapp.core.paper.rasterize import Image, rasterize
from digitapp.core.reading.reading import LayerReading, Reading, as_inputs, read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine.data import ScaledImages
from tests.core.samples import bundled, bundled_moment, drawn, mnist


def with_probabilities(*probabilities: float) -> Reading:
    output = np.array(probabilities, np.float32)
    layer = LayerReading("dense_1", "softmax", 512, np.zeros_like(output), output)
    return Reading(bundled_moment(), np.zeros((28, 28), np.uint8), (layer,))


@pytest.fixture
def seven() -> Image:
    return rasterize(drawn(7))


def test_a_picture_becomes_the_numbers_that_training_uses() -> None:
    image = mnist().test_images[0]
    inputs = as_inputs(image)
    assert inputs.dtype == np.float32
    np.testing.assert_array_equal(inputs, ScaledImages(image[None])[:])


def test_a_reading_follows_the_formula(seven: Image) -> None:
    network = bundled()
    reading = read(Moment(network), seven)
    w1, b1, w2, b2 = network.get_weights()
    x = seven.reshape(784) / np.float32(255)
    z = x @ w1 + b1
    hidden, output = reading.layers
    np.testing.assert_allclose(hidden.z, z, atol=1e-5)
    np.testing.assert_array_equal(hidden.activation, np.maximum(hidden.z, 0))
    np.testing.assert_allclose(output.z, np.maximum(z, 0) @ w2 + b2, atol=1e-4)
    power = np.exp(output.z - output.z.max())
    np.testing.assert_allclose(reading.probabilities, power / power.sum(), atol=1e-6)


def test_a_reading_names_and_counts(seven: Image) -> None:
    reading = read(bundled_moment(), seven)
    hidden = reading.layers[0]
    assert reading.hidden == (hidden,)
    assert [(layer.name, layer.function, layer.inputs, layer.units) for layer in reading.layers] == [
        ("dense", "relu", 784, 512),
        ("dense_1", "softmax", 512, 10),
    ]
    assert hidden.on == (hidden.z > 0).sum()
    assert 0 < hidden.on < 512
    np.testing.assert_array_equal(reading.inputs, as_inputs(seven)[0])
    assert reading.inputs.shape == (784,)
    assert reading.image is seven


def test_a_reading_of_several_hidden_layers(seven: Image) -> None:
    network = TrainingSettings(hidden_units=(30, 20)).build()
    first, second, output = read(Moment(network), seven).layers
    assert (first.units, second.inputs, second.units, output.inputs) == (30, 30, 20, 20)
    kernel, bias = network.get_weights()[2:4]
    np.testing.assert_allclose(second.z, first.activation @ kernel + bias, atol=1e-5)


def test_a_reading_does_not_change_when_the_network_learns(seven: Image) -> None:
    network = TrainingSettings(hidden_units=(8,)).build()
    reading = read(Moment.of(network), seven)
    before = [layer.z.copy() for layer in reading.layers]
    network.train_on_batch(as_inputs(seven), np.array([7]))
    network.predict_on_batch(as_inputs(255 - seven))
    for layer, z in zip(reading.layers, before, strict=True):
        np.testing.assert_array_equal(layer.z, z)


def test_the_ranking_goes_from_the_most_probable_on() -> None:
    assert with_probabilities(0.1, 0.0, 0.5, 0.0, 0.0, 0.2, 0.0, 0.0, 0.15, 0.05).ranking[:5] == [2, 5, 8, 0, 9]


def test_equal_probabilities_are_ranked_by_digit() -> None:
    assert with_probabilities(*[0.1] * 10).ranking == list(range(10))
