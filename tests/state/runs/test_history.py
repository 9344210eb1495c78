"""The history: the moment that reads, the ways through the runs, what is kept, and the files that hold it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_bundled, load_run
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, NetworkInfo
from digitapp.core.runs.unit_changes import UnitChange
from tests import samples
from tests.state.runs.histories import further, heard, history, names, save


def test_it_begins_with_the_first() -> None:
    one = history()
    assert one.run.name == "first"
    assert (one.before, one.after, one.unsaved) == (None, None, [])
    assert isinstance(one.info, NetworkInfo)
    assert [(layer.inputs, layer.units, layer.function) for layer in one.info.layers] == [
        (784, 16, "relu"),
        (16, 10, "softmax"),
    ]
    assert one.info.hidden == one.info.layers[:1]


def test_another_run_and_the_way_back() -> None:
    one, second = history(), samples.run((8, 4))
    told = heard(one)
    one.begin(second)
    assert told == ["relu-8-4", "curves", "moment"]
    assert one.run is second
    assert one.moment is second.end
    assert one.before is not None
    assert one.before.name == "first"

    one.go_back()
    assert one.run.name == "first"
    assert one.after is second
    one.go_back()  # there is none before the first
    assert one.run.name == "first"
    one.go_forward()
    one.go_forward()
    assert one.run is second
    assert told.count("moment") == 3


def test_straight_to_a_run_of_this_session() -> None:
    one, second = history(), samples.run((8,))
    first = one.run
    one.begin(second)
    one.begin(samples.run((4,)))
    told = heard(one)
    one.go_to(first)
    assert one.run is first
    one.go_to(first)
    assert told == ["first", "curves", "moment"]
    one.go_forward()
    assert one.run is second


def test_back_steps_over_what_a_lesson_has_made_and_forward_reaches_it() -> None:
    one = history()
    first, made = one.run, samples.run((8,), name="of the lesson")
    one.begin(made)
    one.go_to(first)
    one.set_aside([made.number])
    own = samples.run((4,), name="own")
    one.begin(own)
    assert one.before is first
    one.go_back()
    assert one.run is first
    one.go_forward()
    assert one.run.number == made.number
    one.go_forward()
    one.go_back()
    assert one.run.number == made.number  # somebody has wanted it since


def test_going_back_never_loses_a_network() -> None:
    one, second, third = history(), samples.run((8,)), samples.run((4,))
    one.begin(second)
    one.go_back()
    one.begin(third)
    found = {one.run.name}
    while one.before is not None:
        one.go_back()
        found.add(one.run.name)
    assert found == {"first", "relu-8", "relu-4"}


def test_a_moment_cannot_be_written_to_and_its_learner_can() -> None:
    one = history()
    with pytest.raises(ValueError, match="read-only"):
        one.moment.network.dense_layers[0].kernel[0, 0] = 1.0
    learner = one.moment.learner()
    learner.dense_layers[0].kernel[0, 0] += 1.0
    assert learner.dense_layers[0].kernel[0, 0] != one.moment.network.dense_layers[0].kernel[0, 0]


def test_newer_weights_and_their_curves() -> None:
    one, curves = history(), samples.curves()
    weights = [weight + 1 for weight in one.moment.network.get_weights()]
    told = heard(one)
    one.advance(one.run.number, one.run.end.with_weights(weights, 2.0), curves)
    assert told == ["moment", "first", "curves"]
    assert not one.moment.saved  # its file holds the weights from before
    one.advance(one.run.number, one.run.end.with_weights(weights, 3.0), curves)
    assert told == ["moment", "first", "curves", "moment", "curves"]
    assert one.curves == (curves,)
    assert [moment.at for moment in one.run.moments] == [0.0, 3.0]  # the beginning stays, the end is the newest
    for got, expected in zip(one.moment.network.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(got, expected)


def test_a_run_that_was_left_still_gets_its_end() -> None:
    one = history()
    one.begin(samples.run((8,)))
    left = one.run
    one.go_back()
    told = heard(one)
    end = left.end.with_weights(left.end.network.get_weights(), 1.5)
    one.advance(left.number, end, samples.curves())
    assert told == []
    one.go_forward()
    assert one.moment.at == 1.5


def test_the_moment_that_another_run_began_from_is_kept() -> None:
    one = history()
    one.begin(samples.run((8,)))
    number = one.run.number
    one.advance(number, one.moment.with_weights(one.moment.network.get_weights(), 1.0))
    origin = one.moment
    one.begin(further(one, units=(8,)))
    one.advance(number, origin.with_weights(origin.network.get_weights(), 2.0))
    assert [moment.at for moment in one.tree[number].moments] == [0.0, 1.0, 2.0]
    assert one.take_back()
    assert one.moment.number == origin.number


def test_a_run_that_never_came_to_be_is_forgotten() -> None:
    one = history()
    one.begin(samples.run((8,)))
    one.forget(one.run.number)
    assert one.run.name == "first"
    assert (one.before, one.after) == (None, None)
    one.forget(one.run.number)  # the only one stays
    assert one.run.name == "first"


def test_forgetting_returns_to_the_run_that_was_current_before() -> None:
    one = history()
    one.begin(samples.run((8,)))
    one.go_back()
    one.begin(samples.run((4,)))
    one.forget(one.run.number)
    assert one.run.name == "first"


def test_unsaved_ones_the_current_first() -> None:
    one = history()
    one.begin(samples.run((8,)))
    one.begin(samples.run((4,)))
    assert names(one) == ["relu-4", "relu-8"]
    one.go_back()
    assert names(one) == ["relu-8", "relu-4"]


def test_nobody_is_asked_about_what_is_not_lost() -> None:
    one = history()
    one.begin(samples.run((8,), kind=Kind.MADE))  # the settings make it again
    assert names(one) == []
    one.begin(samples.run((4,), name="begun"))
    one.begin(further(one, units=(4,), name="further"))
    assert names(one) == ["further"]


def test_saving_makes_the_file_the_networks_own(tmp_path: Path) -> None:
    one, path = history(), tmp_path / "mine.safetensors"
    one.begin(samples.run((8,), curves=(samples.curves(),), test_accuracy=0.5))
    told = heard(one)
    save(one, path)
    assert (one.run.path, one.run.name, one.moment.saved) == (path, "mine", True)
    assert one.unsaved == []
    assert told == ["mine"]

    again = load_run(path)
    assert again.settings == one.run.settings
    assert again.end.test_accuracy == 0.5
    np.testing.assert_allclose(again.curves[0].val_loss, samples.curves().val_loss, atol=1e-5)
    for got, expected in zip(again.end.network.get_weights(), one.moment.network.get_weights(), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_a_file_holds_one_network_at_a_time(tmp_path: Path) -> None:
    one, path = history(), tmp_path / "mine.safetensors"
    one.begin(samples.run((8,)))
    save(one, path)
    one.begin(samples.run((4,)))
    save(one, path)
    assert [(run.name, run.end.saved) for run in one.tree] == [("first", True), ("mine (2)", False), ("mine", True)]
    assert names(one) == ["mine (2)"]


def test_what_was_learned_while_it_was_written_is_not_saved(tmp_path: Path) -> None:
    one, path = history(), tmp_path / "mine.safetensors"
    one.begin(samples.run((8,)))
    run, moment = one.run, one.moment
    write = one.saving(one.run, path)
    one.advance(run.number, moment.with_weights([2 * each for each in moment.network.get_weights()], 1.0))
    one.advance(run.number, one.run.end.with_weights([3 * each for each in moment.network.get_weights()], 2.0))
    write()
    one.note_saved(run.number, moment, path)
    assert not one.moment.saved
    assert one.run.path == path
    np.testing.assert_array_equal(load_run(path).end.network.get_weights()[0], moment.network.get_weights()[0])


def test_a_file_that_cannot_be_written_leaves_the_network_unsaved(tmp_path: Path) -> None:
    one = history()
    one.begin(samples.run((8,)))
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(InputError):
        save(one, tmp_path / "file" / "mine.safetensors")
    assert not one.moment.saved
    assert one.run.path is None


def test_the_bundled_network() -> None:
    run = load_bundled()
    assert (run.bundled, run.end.saved, run.name) == (True, True, "digits-512")
    assert run.end.test_accuracy is not None
    assert run.end.test_accuracy > 0.97
    assert len(run.curves[-1].epoch_at)


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
        save(history(), path)
    assert bundled_file.read_bytes() == before


def test_curves_of_the_network_that_is_returned_to() -> None:
    one, curves = history(), samples.curves()
    shown: list[tuple[Curves, ...]] = []
    one.begin(samples.run((8,), curves=(curves,)))
    one.curves_changed.connect(shown.append)
    one.go_back()
    one.go_forward()
    assert shown == [(), (curves,)]


def test_a_run_shows_the_curves_of_those_it_went_on_from() -> None:
    earlier, later = samples.curves(), replace(samples.curves(), begin=2.0, held_out="validation")
    one = history()
    one.begin(samples.run((8,), curves=(earlier,)))
    one.begin(further(one, units=(8,), curves=(later,)))
    assert one.curves == (earlier, later)
    assert [run.held_out for run in one.curves] == ["test", "validation"]
    taught = replace(samples.run((8,), seed=5), kind=Kind.TAUGHT, origin=one.moment.number)
    one.begin(taught)
    assert one.curves == ()  # they do not speak of the network that was taught


def test_what_is_saved_is_the_network_itself(tmp_path: Path) -> None:
    one = history()
    one.change_units({(0, 3): UnitChange(0.0)})
    save(one, tmp_path / "mine.safetensors")
    saved = load_run(tmp_path / "mine.safetensors").end.network
    np.testing.assert_array_equal(saved.get_weights()[0], one.moment.network.get_weights()[0])


def test_what_is_known_later_changes_no_reading() -> None:
    one = history()
    told = heard(one)
    moment: Moment = one.moment
    one.know(moment.number, test_accuracy=0.75)
    assert told == ["first"]
    assert one.info.test_accuracy == 0.75
    assert one.moment.network is moment.network


def test_a_file_that_another_network_was_saved_to_is_not_written_over_unasked(tmp_path: Path) -> None:
    one = history()
    path = tmp_path / "same.safetensors"
    save(one, path)
    one.begin(further(one, name="further"))
    (tmp_path / "folder").mkdir()
    save(one, tmp_path / "folder" / ".." / "same.safetensors")  # the same file, spelled otherwise
    one.go_back()
    assert one.run.path is None
    assert not one.moment.saved
