"""The history: the moment that reads, the ways through the runs, what is kept, and the files that hold it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_bundled, load_run
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment, size_of
from digitapp.core.runs.run import Kind, NetworkInfo, Run
from digitapp.core.runs.unit_changes import Unit, UnitChange
from digitapp.state.runs.history import History
from tests import samples


def history(**what: Any) -> History:
    return History(samples.run(name="first", saved=True, **what))


def heard(one: History) -> list[str]:
    """Collect the names of the networks that are told of, and what else changed."""
    result: list[str] = []
    one.changed.connect(lambda info: result.append(info.name))
    one.moment_changed.connect(lambda: result.append("moment"))
    one.curves_changed.connect(lambda _: result.append("curves"))
    return result


def names(one: History) -> list[str]:
    return [run.name for run in one.unsaved]


def further(one: History, seed: int = 1, **what: Any) -> Run:
    """A run that goes on from the current moment."""
    return replace(samples.run(seed=seed, **what), origin=one.moment.number)


def save(one: History, path: Path) -> None:
    run, moment = one.run, one.moment
    one.saving(one.run, path)()
    one.note_saved(run.number, moment, path)


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


def test_taking_back_goes_moment_by_moment_and_then_to_the_origin() -> None:
    one = history()
    first = one.moment
    one.begin(replace(further(one), kind=Kind.STEPS))
    one.advance(one.run.number, samples.moment(seed=2), keep=True)
    one.advance(one.run.number, samples.moment(seed=3), keep=True)
    assert len(one.run.moments) == 3
    seen = [one.moment]
    while one.take_back():
        seen.append(one.moment)
    assert len({moment.number for moment in seen}) == 4
    assert one.moment is first
    assert names(one) == []  # what was taken back is there, and nobody is asked about it
    one.go_forward()
    assert names(one) == ["relu-16"]


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


def test_it_lets_go_of_the_oldest_and_says_which_were_not_saved() -> None:
    first = samples.run(name="first", saved=True)
    room = 3 * size_of([first.end])
    one = History(first, most_bytes=room)
    gone: list[list[str]] = []
    one.let_go.connect(gone.append)
    for name in ("a", "b", "c", "d"):
        one.begin(samples.run(name=name))
    assert [run.name for run in one.tree] == ["b", "c", "d"]
    assert gone == [["a"]]  # the first was saved
    assert size_of([moment for run in one.tree for moment in run.moments]) <= room
    assert one.run.name == "d"


def test_many_runs_stay_within_their_bytes() -> None:
    one = History(samples.run(saved=True), most_bytes=20 * size_of([samples.moment()]))
    generator = np.random.default_rng(0)
    for number in range(300):
        one.begin(samples.run((int(generator.integers(4, 32)),), name=f"run {number}"))
        if number % 3:
            one.go_back()
            end = one.moment
            one.advance(one.run.number, end.with_weights(end.network.get_weights(), end.at + 1))
        assert size_of([moment for run in one.tree for moment in run.moments]) <= one.tree.most_bytes
        assert one.run.number in one.tree


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


def steps(one: History, count: int, seed: int = 5) -> None:
    """Begin a run from the current moment that keeps each of its moments."""
    network = samples.run(seed=seed).end.network
    first = Moment.of(network)
    one.begin(replace(further(one, seed, name="steps"), kind=Kind.STEPS, moments=(first,)))
    for _ in range(count - 1):
        one.advance(one.run.number, Moment.of(network), keep=True)


def test_many_steps_stay_within_their_bytes_and_other_networks_stay() -> None:
    limit = 12 * size_of([samples.run().end])
    one = History(samples.run(name="first"), most_bytes=limit)
    one.begin(samples.run(seed=2, name="another"))
    steps(one, 40)
    assert size_of([moment for run in one.tree for moment in run.moments]) <= limit
    assert [run.name for run in one.tree] == ["first", "another", "steps"]
    assert 5 < len(one.run.moments) < 12
    newest = one.moment
    assert one.take_back()
    assert one.moment is not newest


def test_there_is_no_way_back_to_what_was_let_go_of() -> None:
    one = History(samples.run(name="first"), most_bytes=1)
    one.begin(further(one, name="further"))
    assert [run.name for run in one.tree] == ["further"]
    assert not one.can_take_back
    assert not one.take_back()
    assert one.run.name == "further"


def test_curves_stay_when_their_network_is_let_go_of() -> None:
    earlier, own, newer = samples.curves(), samples.curves(), samples.curves()
    one = History(replace(samples.run(name="first"), kind=Kind.TRAINED, curves=(earlier,)), most_bytes=1)
    run = replace(further(one, name="further"), kind=Kind.TRAINED, curves=(own,))
    one.begin(run)
    one.advance(run.number, Moment.of(run.end.network, 2.0), newer)
    assert len(one.tree) == 1
    assert [curves is kept for curves, kept in zip(one.curves, (earlier, newer), strict=True)] == [True, True]


def test_after_all_steps_are_taken_back_the_newest_can_be_returned_to() -> None:
    one = history()
    steps(one, 3)
    newest = one.moment
    while one.can_take_back:
        one.take_back()
    assert one.run.name == "first"
    one.go_forward()
    assert one.moment is newest


def test_who_is_asked_about_is_the_moment_that_is_shown(tmp_path: Path) -> None:
    one = history()
    steps(one, 3)
    one.take_back()
    save(one, tmp_path / "second.safetensors")
    assert one.unsaved == []
    one.take_back()
    assert [run.moment for run in one.unsaved] == [one.moment]


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
