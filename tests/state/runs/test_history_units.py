"""Units that are changed for a while: they read, and are not the network."""

import numpy as np

from digitapp.core.runs.unit_changes import Unit, UnitChange
from tests import samples
from tests.state.runs.histories import history


def test_changed_units_read_but_are_not_the_network() -> None:
    one = history()
    told: list[dict[Unit, UnitChange]] = []
    one.units_changed.connect(told.append)
    own, weights = one.moment, one.moment.network.get_weights()
    one.change_units({(0, 3): UnitChange(0.0)})
    one.change_units({(0, 4): UnitChange(2.0)})
    assert one.in_use is not own
    assert one.moment is own
    assert not one.in_use.network.dense_layers[0].kernel[:, 3].any()
    assert set(one.changes) == set(one.in_use.changes) == {(0, 3), (0, 4)}
    np.testing.assert_array_equal(own.network.get_weights()[0], weights[0])
    one.change_units({(0, 3): UnitChange()})
    assert set(one.changes) == {(0, 4)}
    one.put_units_back()
    assert one.in_use is own
    assert [len(changes) for changes in told] == [1, 2, 1, 0]


def test_another_network_has_no_changed_units() -> None:
    one = history()
    one.change_units({(0, 3): UnitChange(0.0)})
    other = samples.run((4,))
    one.begin(other)
    assert one.in_use is other.end
    one.go_back()
    assert one.changes == {}
    assert one.in_use is one.moment


def test_changed_units_follow_the_training() -> None:
    one = history()
    one.change_units({(0, 3): UnitChange(0.0)})
    weights = [2 * array for array in one.moment.network.get_weights()]
    one.advance(one.run.number, one.moment.with_weights(weights, 1.0))
    np.testing.assert_array_equal(one.in_use.network.dense_layers[0].kernel[:, 2], weights[0][:, 2])
    assert not one.in_use.network.dense_layers[0].kernel[:, 3].any()
