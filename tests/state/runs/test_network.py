"""The network that reads, the ones from before it, and the files that hold them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import NetworkInfo, load_record
from digitapp.core.inside.experiment import Unit, UnitChange
from digitapp.core.runs.curves import Curves
from digitapp.state.runs.network import MOST_KEPT, Network, load_bundled
from tests import samples


def network(**what: Any) -> Network:
    return Network(samples.record(name="first", saved=True, **what))


def heard(network: Network) -> list[str]:
    """Collect the names of the networks that are told of, and what else changed."""
    result: list[str] = []
    network.changed.connect(lambda info: result.append(info.name))
    network.weights_changed.connect(lambda: result.append("weights"))
    network.curves_changed.connect(lambda _: result.append("curves"))
    return result


def test_it_begins_with_the_first() -> None:
    one = network()
    assert one.record.name == "first"
    assert (one.before, one.after, one.unsaved) == (None, None, [])
    assert isinstance(one.info, NetworkInfo)
    assert [(layer.inputs, layer.units, layer.function) for layer in one.info.layers] == [
        (784, 16, "relu"),
        (16, 10, "softmax"),
    ]
    assert one.info.hidden == one.info.layers[:1]


def test_another_network_and_the_way_back() -> None:
    one, second = network(), samples.record((8, 4))
    told = heard(one)
    one.begin(second)
    assert told == ["relu-8-4", "weights", "curves"]
    assert one.record is second
    assert one.before is not None
    assert one.before.name == "first"

    one.go_back()
    assert one.record.name == "first"
    assert one.after is second
    one.go_back()  # there is none before the first
    assert one.record.name == "first"
    one.go_forward()
    one.go_forward()
    assert one.record is second
    assert told.count("weights") == 3


def test_straight_to_a_network_of_this_session() -> None:
    one, second = network(), samples.record((8,))
    first = one.record
    one.begin(second)
    one.begin(samples.record((4,)))
    told = heard(one)
    one.go_to(first)
    assert one.record is first
    one.go_to(first)
    assert told == ["first", "weights", "curves"]
    one.go_forward()
    assert one.record is second


def test_going_back_never_loses_a_network() -> None:
    one, second, third = network(), samples.record((8,)), samples.record((4,))
    one.begin(second)
    one.go_back()
    one.begin(third)
    names = {one.record.name}
    while one.before is not None:
        one.go_back()
        names.add(one.record.name)
    assert names == {"first", "relu-8", "relu-4"}


def test_only_so_many_are_kept() -> None:
    one = network()
    for units in range(1, MOST_KEPT + 5):
        one.begin(samples.record((units,)))
    count = 1
    while one.before is not None:
        one.go_back()
        count += 1
    assert count == MOST_KEPT
    assert one.record.name == "relu-5"


def test_new_weights_and_their_history() -> None:
    one, curves = network(), samples.curves()
    weights = [weight + 1 for weight in one.record.network.get_weights()]
    told = heard(one)
    one.advance(weights, curves)
    assert told == ["first", "weights", "curves"]
    assert not one.record.saved  # its file holds the weights from before
    one.advance(weights, curves)
    assert told == ["first", "weights", "curves", "weights", "curves"]
    assert one.record.curves is curves
    for got, expected in zip(one.record.network.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(got, expected)


def test_a_network_that_never_came_to_be_is_forgotten() -> None:
    one = network()
    one.begin(samples.record((8,)))
    one.forget_current()
    assert one.record.name == "first"
    assert (one.before, one.after) == (None, None)
    one.forget_current()  # the only one stays
    assert one.record.name == "first"


def test_forgetting_returns_to_the_network_that_was_current_before() -> None:
    one = network()
    one.begin(samples.record((8,)))
    one.go_back()
    one.begin(samples.record((4,)))
    one.forget_current()
    assert one.record.name == "first"


def test_unsaved_ones_the_current_first() -> None:
    one = network()
    one.begin(samples.record((8,)))
    one.begin(samples.record((4,)))
    assert [record.name for record in one.unsaved] == ["relu-4", "relu-8"]
    one.go_back()
    assert [record.name for record in one.unsaved] == ["relu-8", "relu-4"]
    one.update(saved=True)
    assert [record.name for record in one.unsaved] == ["relu-4"]


def test_saving_makes_the_file_the_networks_own(tmp_path: Path) -> None:
    one, path = network(), tmp_path / "mine.safetensors"
    one.begin(samples.record((8,), curves=samples.curves(), test_accuracy=0.5))
    told = heard(one)
    one.save(path)
    assert (one.record.path, one.record.name, one.record.saved) == (path, "mine", True)
    assert one.unsaved == []
    assert told[0] == "mine"

    again = load_record(path)
    assert again.settings == one.record.settings
    assert again.test_accuracy == 0.5
    np.testing.assert_allclose(again.curves.val_loss, samples.curves().val_loss, atol=1e-5)
    for got, expected in zip(again.network.get_weights(), one.record.network.get_weights(), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_a_file_that_cannot_be_written_leaves_the_network_unsaved(tmp_path: Path) -> None:
    one = network()
    one.begin(samples.record((8,)))
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputError):
        one.save(tmp_path / "file" / "mine.safetensors")
    assert not one.record.saved
    assert one.record.path is None


def test_the_bundled_network() -> None:
    record = load_bundled()
    assert (record.bundled, record.saved, record.name) == (True, True, "digits-512")
    assert record.test_accuracy is not None
    assert record.test_accuracy > 0.97
    assert len(record.curves.epoch_at)


@pytest.mark.parametrize("way", ["straight", "around", "link"])
def test_the_bundled_file_is_never_written_to(way: str, tmp_path: Path, bundled_file: Path) -> None:
    before = bundled_file.read_bytes()
    path = {
        "straight": bundled_file,
        "around": bundled_file.parent / ".." / bundled_file.parent.name / bundled_file.name,
        "link": tmp_path / "link.safetensors",
    }[way]
    if way == "link":
        path.symlink_to(bundled_file)
    with pytest.raises(InputError, match="kept as it is"):
        network().save(path)
    assert bundled_file.read_bytes() == before


def test_curves_of_the_network_that_is_returned_to() -> None:
    one, curves = network(), samples.curves()
    shown: list[Curves] = []
    one.begin(samples.record((8,), curves=curves))
    one.curves_changed.connect(shown.append)
    one.go_back()
    one.go_forward()
    assert len(shown[0].batch_at) == 0
    assert shown[1] is curves


def test_changed_units_read_but_are_not_the_network() -> None:
    network = Network(samples.record((16,)))
    told: list[dict[Unit, UnitChange]] = []
    network.units_changed.connect(told.append)
    own, weights = network.record.network, network.record.network.get_weights()
    network.change_units({(0, 3): UnitChange(0.0)})
    network.change_units({(0, 4): UnitChange(2.0)})
    assert network.in_use is not own
    assert network.in_use is network.in_use  # made once
    assert not network.in_use.dense_layers[0].kernel[:, 3].any()
    assert set(network.changes) == {(0, 3), (0, 4)}
    np.testing.assert_array_equal(own.get_weights()[0], weights[0])
    network.change_units({(0, 3): UnitChange()})
    assert set(network.changes) == {(0, 4)}
    network.put_units_back()
    assert network.in_use is own
    assert [len(changes) for changes in told] == [1, 2, 1, 0]


def test_another_network_has_no_changed_units() -> None:
    network = Network(samples.record((16,)))
    network.change_units({(0, 3): UnitChange(0.0)})
    other = samples.record((4,))
    network.begin(other)
    assert network.in_use is other.network
    network.go_back()
    assert network.changes == {}
    assert network.in_use is network.record.network


def test_changed_units_follow_the_training() -> None:
    network = Network(samples.record((16,)))
    network.change_units({(0, 3): UnitChange(0.0)})
    weights = [2 * array for array in network.record.network.get_weights()]
    network.advance(weights, network.record.curves)
    np.testing.assert_array_equal(network.in_use.dense_layers[0].kernel[:, 2], weights[0][:, 2])
    assert not network.in_use.dense_layers[0].kernel[:, 3].any()


def test_what_is_saved_is_the_network_itself(tmp_path: Path) -> None:
    network = Network(samples.record((16,)))
    network.change_units({(0, 3): UnitChange(0.0)})
    network.save(tmp_path / "mine.safetensors")
    saved = load_record(tmp_path / "mine.safetensors").network
    np.testing.assert_array_equal(saved.get_weights()[0], network.record.network.get_weights()[0])
