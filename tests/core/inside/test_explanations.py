"""What a unit did adds up: its products and bias to z, all units' votes and the output's bias to the scores."""

import numpy as np
import pytest

from digitapp.core.inside.explanations import explain_unit
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.moment import Moment
from engine import layers, models
from engine.models import Sequential
from tests.core.samples import bars, bundled, drawn, small


@pytest.fixture
def two_hidden() -> Sequential:
    """A network of two hidden layers that has learned a little, so that its biases are not all 0."""
    network = small(hidden_units=(20, 12)).build()
    network.fit(bars().train_inputs, bars().train_labels, verbose=0)
    return network


def seven(network: Sequential) -> Reading:
    return read(Moment(network), rasterize(drawn(7)))


@pytest.mark.parametrize(("layer", "units"), [(0, 20), (1, 12)])
def test_products_and_bias_add_up_to_z(two_hidden: Sequential, layer: int, units: int) -> None:
    reading = seven(two_hidden)
    for unit in range(units):
        explanation = explain_unit(Moment(two_hidden), reading, layer, unit)
        assert explanation.products is not None
        assert (explanation.layer, explanation.unit, explanation.function) == (layer, unit, "relu")
        assert explanation.products.sum() + explanation.bias == pytest.approx(explanation.z, abs=1e-5)
        assert explanation.z == reading.layers[layer].z[unit]
        assert explanation.activation == max(explanation.z, 0)
        assert explanation.products.dtype == explanation.weights.dtype == np.float32


def test_weights_are_the_units_column(two_hidden: Sequential) -> None:
    kernels = two_hidden.get_weights()[::2]
    np.testing.assert_array_equal(explain_unit(Moment(two_hidden), None, 0, 3).weights, kernels[0][:, 3])
    np.testing.assert_array_equal(explain_unit(Moment(two_hidden), None, 1, 11).weights, kernels[1][:, 11])
    assert explain_unit(Moment(two_hidden), None, 0, 3).bias == two_hidden.get_weights()[1][3]


def test_products_are_of_the_layers_own_inputs(two_hidden: Sequential) -> None:
    reading = seven(two_hidden)
    first, second = explain_unit(Moment(two_hidden), reading, 0, 5), explain_unit(Moment(two_hidden), reading, 1, 5)
    np.testing.assert_array_equal(first.products, reading.inputs * first.weights)
    np.testing.assert_array_equal(second.products, reading.layers[0].activation * second.weights)


def test_all_z_are_those_of_the_layer(two_hidden: Sequential) -> None:
    reading = seven(two_hidden)
    np.testing.assert_array_equal(explain_unit(Moment(two_hidden), reading, 1, 5).all_z, reading.layers[1].z)


def test_votes_add_up_to_the_scores() -> None:
    network = bundled()
    reading = seven(network)
    votes = [explain_unit(Moment(network), reading, 0, unit).votes for unit in range(512)]
    scores = np.sum(votes, axis=0) + network.get_weights()[3]
    np.testing.assert_allclose(scores, reading.layers[-1].z, atol=1e-4)


def test_a_unit_that_is_off_votes_for_nothing() -> None:
    network = bundled()
    reading = seven(network)
    off = int(reading.layers[0].z.argmin())
    explanation = explain_unit(Moment(network), reading, 0, off)
    assert explanation.activation == 0
    assert explanation.votes is not None
    assert not explanation.votes.any()


def test_only_the_last_hidden_layer_votes(two_hidden: Sequential) -> None:
    reading = seven(two_hidden)
    assert explain_unit(Moment(two_hidden), reading, 0, 0).votes is None
    votes = explain_unit(Moment(two_hidden), reading, 1, 0).votes
    assert votes is not None
    assert votes.shape == (10,)


def test_without_a_drawing_only_what_it_has_learned_is_told(two_hidden: Sequential) -> None:
    explanation = explain_unit(Moment(two_hidden), None, 0, 0)
    assert explanation.weights.shape == (784,)
    assert [explanation.products, explanation.z, explanation.activation, explanation.all_z, explanation.votes] == (
        [None] * 5
    )


def test_a_layer_without_bias_and_with_another_function_and_dropout() -> None:
    network = models.Sequential(
        [
            layers.Dense(6, "tanh", use_bias=False, input_shape=(784,)),
            layers.Dropout(0.5),
            layers.Dense(10, "softmax"),
        ]
    )
    explanation = explain_unit(Moment(network), seven(network), 0, 2)
    assert explanation.bias == 0
    assert explanation.function == "tanh"
    assert explanation.activation == pytest.approx(np.tanh(explanation.z), abs=1e-6)
    assert explanation.votes is not None


@pytest.mark.parametrize("units", [1, 16])
def test_an_explanation_does_not_change_when_the_network_learns(units: int) -> None:
    network = small(hidden_units=(units,)).build()
    explanation = explain_unit(Moment.of(network), seven(network.copy()), 0, 0)
    weights, votes = explanation.weights.copy(), np.copy(explanation.votes)  # type: ignore[arg-type]
    network.fit(bars().train_inputs, bars().train_labels, verbose=0)
    np.testing.assert_array_equal(explanation.weights, weights)
    np.testing.assert_array_equal(explanation.votes, votes)
