"""Copies of a network with units changed: what they say is what the formula says, and the network itself stays."""

import numpy as np
import pytest

from digitapp.core.inside.experiment import loudest
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.unit_changes import UnitChange, with_changes
from tests import samples


@pytest.mark.parametrize("function", ["relu", "leaky_relu", "linear", "tanh", "sigmoid"])
@pytest.mark.parametrize("factor", [0.0, 0.5, 2.0])
def test_the_next_layer_hears_the_activation_times_the_factor(function: str, factor: float) -> None:
    network = samples.network_with(function, 16)
    x = np.random.default_rng(1).random((4, 784), dtype=np.float32)
    hidden, last = network.dense_layers
    a = network.trace(x)[0].activation.copy()
    a[:, 3] *= factor
    expected = a @ last.kernel + last.bias
    changed = with_changes(network, {(0, 3): UnitChange(factor)})
    np.testing.assert_allclose(changed.trace(x)[-1].z, expected, atol=1e-5)
    assert hidden is network.dense_layers[0]


def test_the_bias_is_moved_before_the_factor() -> None:
    network = samples.run((16,)).end.network
    x = np.random.default_rng(1).random((4, 784), dtype=np.float32)
    z = network.trace(x)[0].z
    changed = with_changes(network, {(0, 5): UnitChange(2.0, 0.75)}).trace(x)[0].activation
    np.testing.assert_allclose(changed[:, 5], 2 * np.maximum(z[:, 5] + 0.75, 0), atol=1e-5)


def test_several_units_in_several_layers_and_the_network_stays() -> None:
    network = samples.run((16, 8)).end.network
    before = network.get_weights()
    x = np.random.default_rng(1).random((4, 784), dtype=np.float32)
    off = UnitChange(factor=0.0)
    first, second, _ = with_changes(network, {(0, 1): off, (0, 2): off, (1, 7): off}).trace(x)
    assert not first.activation[:, [1, 2]].any()
    assert not second.activation[:, 7].any()
    for one, other in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_layers_of_which_no_unit_is_changed_are_shared_not_copied() -> None:
    network = samples.run((16, 8)).end.network
    changed = with_changes(network, {(1, 7): UnitChange(factor=0.0)})
    first, second, last = zip(network.dense_layers, changed.dense_layers, strict=True)
    assert all(one is other for one, other in zip(first[0].parameters, first[1].parameters, strict=True))
    assert all(one is other for one, other in zip(last[0].parameters, last[1].parameters, strict=True))
    assert second[0].kernel is not second[1].kernel


def test_the_loudest_are_those_with_the_largest_votes() -> None:
    network = samples.run((16, 8)).end.network
    reading = read(Moment(network), samples.reading((16, 8)).image)
    votes = reading.hidden[1].activation * network.dense_layers[2].kernel[:, 4]
    found = loudest(reading, 4, 3)
    assert [unit for _, unit in found] == [unit for unit in np.argsort(-votes)[:3].tolist() if votes[unit] > 0]
    assert {layer for layer, _ in found} <= {1}
    assert len(loudest(reading, 4, 100)) == int((votes > 0).sum())
