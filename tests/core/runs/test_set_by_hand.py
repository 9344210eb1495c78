"""Weights, biases and activations set by hand: the reading is the engine's of such a network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.reading.reading import read
from digitapp.core.runs.unit_changes import UnitChange, all_biases
from tests import samples

VALUES = st.floats(-5, 5, width=32)


@given(st.integers(0, 783), st.integers(0, 15), VALUES, VALUES)
@settings(max_examples=40, deadline=None)
def test_a_weight_and_a_bias_set_by_hand_read_as_the_engine_does(pixel: int, unit: int, w: float, b: float) -> None:
    moment, image = samples.moment(), samples.reading().image
    changed = moment.changed({(0, unit): UnitChange(bias=b, weights=((pixel, w),))})
    twin = moment.learner()
    twin.dense_layers[0].kernel[pixel, unit] = w
    twin.dense_layers[0].bias[unit] += np.float32(b)
    found = read(changed, image)
    np.testing.assert_allclose(found.layers[-1].z, twin.trace(found.inputs[np.newaxis])[-1].z[0], rtol=1e-5, atol=1e-6)
    assert (
        moment.network.dense_layers[0].kernel[pixel, unit]
        == samples.moment().network.dense_layers[0].kernel[pixel, unit]
    )


@given(st.integers(0, 15), st.floats(0, 20, width=32))
@settings(max_examples=25, deadline=None)
def test_an_activation_set_by_hand_is_what_the_unit_says(unit: int, value: float) -> None:
    moment, image = samples.moment(), samples.reading().image
    plain, found = read(moment, image), read(moment.changed({(0, unit): UnitChange(output=value)}), image)
    assert found.hidden[0].activation[unit] == np.float32(value)
    others = np.delete(np.arange(16), unit)
    np.testing.assert_array_equal(found.hidden[0].activation[others], plain.hidden[0].activation[others])
    difference = (np.float32(value) - plain.hidden[0].activation[unit]) * moment.network.dense_layers[1].kernel[unit]
    np.testing.assert_allclose(found.layers[-1].z - plain.layers[-1].z, difference, rtol=1e-4, atol=1e-4)


def test_the_b_of_all_units_slides_and_what_else_is_changed_stays() -> None:
    moment, image = samples.moment(), samples.reading().image
    changes = all_biases({(0, 3): UnitChange(weights=((7, 1.0),))}, 0, 16, -2.5)
    assert changes[0, 3] == UnitChange(bias=-2.5, weights=((7, 1.0),))
    found, plain = read(moment.changed(changes), image), read(moment, image)
    others = np.delete(np.arange(16), 3)
    np.testing.assert_allclose(found.hidden[0].z[others], plain.hidden[0].z[others] - 2.5, atol=1e-5)


@pytest.mark.parametrize("change", [UnitChange(weights=((1, 2.0),)), UnitChange(output=0.0), UnitChange(bias=1e-3)])
def test_any_of_it_is_a_change(change: UnitChange) -> None:
    assert not change.is_none
