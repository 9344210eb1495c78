"""What the history lets go of when there is no more room, and what is taken back."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from digitapp.core.runs.moment import Moment, size_of
from digitapp.core.runs.run import Kind
from digitapp.state.runs.history import History
from tests import samples
from tests.state.runs.histories import further, history, names, save, steps


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
