"""The shelf: runs are named, pinned, deleted and had back, chosen and compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.reading import read
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import size_of
from digitapp.core.runs.run import Kind
from digitapp.jobs import join_all
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.runs.shelf import MOST_COMPARED, RunShelf
from digitapp.state.runs.training import Status, Training
from tests import samples
from tests.state.runs.histories import further, names


class Place:
    """A history with a training and a shelf."""

    def __init__(self, folder: Path, most_bytes: int = 2**30) -> None:
        self.history = History(samples.run(name="first", saved=True, kind=Kind.OPENED), most_bytes=most_bytes)
        self.datasets = Datasets()
        self.training = Training(self.history, self.datasets, Checkpoints(folder))
        self.shelf = RunShelf(self.history, self.training)

    @property
    def shown(self) -> list[str]:
        return [line.name for line in self.shelf.lines]

    def begin(self, name: str) -> int:
        run = further(self.history, name=name, curves=(samples.curves(),))
        self.history.begin(run)
        return run.number


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    result = Place(tmp_path)
    yield result
    result.training.leave()
    join_all()


def test_a_run_is_chosen_as_it_was_left(place: Place) -> None:
    first = place.history.run.number
    second = place.begin("second")
    place.shelf.choose(first)
    assert place.history.run.number == first
    assert [line.current for line in place.shelf.lines] == [True, False]
    place.shelf.choose(second)
    assert place.history.run.number == second
    place.shelf.choose(-5)  # one that is not there
    assert place.history.run.number == second


def test_to_look_at_another_run_does_not_end_the_one_under_way(place: Place, qtbot: QtBot, mnist: Dataset) -> None:
    place.datasets.use(samples.small(mnist))
    place.training.set_settings(samples.LONG)
    first = place.history.run.number
    with qtbot.waitSignal(place.training.advanced):
        place.training.train()
    run = place.training.run
    place.shelf.choose(first)
    assert place.training.status is Status.RUNNING
    at = place.history.tree[run].end.at
    qtbot.waitUntil(lambda: place.history.tree[run].end.at > at)
    assert place.history.run.number == first
    assert [line.under_way for line in place.shelf.lines] == [False, True]
    place.training.stop()
    qtbot.waitUntil(lambda: place.training.status is Status.IDLE)
    assert place.history.run.number == first
    assert place.history.tree[run].end.at > at


def test_a_name_is_given_and_taken_back(place: Place) -> None:
    number = place.begin("second")
    place.shelf.rename(number, "  my   try ")
    assert place.shown == ["first", "my try"]
    assert place.history.info.name == "my try"
    place.shelf.rename(number, "")
    assert place.shown == ["first", "my try"]
    place.shelf.rename(number, "first")
    assert place.shown == ["first", "first (2)"]  # no two of them alike
    place.shelf.undo_stack.undo()
    place.shelf.undo_stack.undo()
    assert place.shown == ["first", "second"]
    place.shelf.undo_stack.redo()
    assert place.shown == ["first", "my try"]


def test_a_run_is_deleted_and_had_back(place: Place) -> None:
    number = place.begin("second")
    moment = place.history.moment
    place.shelf.delete(number)
    assert place.shown == ["first"]
    assert place.history.run.name == "first"
    assert names(place.history) == []  # nobody is asked about it
    assert place.history.before is place.history.after is None
    place.shelf.undo_stack.undo()
    assert place.shown == ["first", "second"]
    assert place.history.moment is moment
    assert names(place.history) == ["second"]
    place.shelf.undo_stack.redo()
    assert place.shown == ["first"]


def test_the_last_run_cannot_be_deleted(place: Place) -> None:
    number = place.history.run.number
    assert not place.shelf.may_delete(number)
    place.shelf.delete(number)
    assert place.shown == ["first"]
    assert not place.shelf.undo_stack.canUndo()


def test_a_run_under_way_ends_when_it_is_deleted_and_comes_back_with_what_it_learned(
    place: Place, qtbot: QtBot, mnist: Dataset
) -> None:
    place.datasets.use(samples.small(mnist))
    place.training.set_settings(samples.LONG)
    with qtbot.waitSignal(place.training.advanced):
        place.training.train()
    run = place.training.run
    with qtbot.waitSignal(place.training.ended):
        place.shelf.delete(run)
        assert place.training.status is Status.IDLE
    assert place.shown == ["first"]
    place.shelf.undo_stack.undo()
    assert place.history.run.number == run
    assert place.history.moment.at > 0


def test_to_undo_for_a_run_that_was_let_go_of_does_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path, most_bytes=2 * size_of([samples.moment()]))
    number = place.begin("second")
    place.shelf.delete(number)
    place.begin("third")
    assert number not in place.history.tree
    place.shelf.undo_stack.undo()
    assert place.shown == ["first", "third"]


def test_what_is_deleted_is_let_go_of_first_and_what_is_pinned_last(tmp_path: Path) -> None:
    place = Place(tmp_path, most_bytes=4 * size_of([samples.moment()]))
    for name in ("a", "b", "c"):
        place.begin(name)
        place.history.go_to(place.history.tree[place.shelf.lines[0].number])
    numbers = {line.name: line.number for line in place.shelf.lines}
    place.shelf.pin(numbers["a"], on=True)
    place.shelf.delete(numbers["b"])
    gone: list[list[str]] = []
    place.history.let_go.connect(gone.append)
    place.history.begin(samples.run(name="d"))
    assert place.shown == ["first", "a", "c", "d"]
    assert gone == []  # what one has deleted is no loss
    place.history.begin(samples.run(name="e"))
    assert place.shown == ["a", "c", "d", "e"]  # the first is in a file
    place.history.begin(samples.run(name="f"))
    assert place.shown == ["a", "d", "e", "f"]
    assert gone == [["c"]]
    place.shelf.pin(numbers["a"], on=False)
    place.history.begin(samples.run(name="g"))
    assert place.shown == ["d", "e", "f", "g"]


def test_new_runs_are_compared_as_long_as_there_are_colours(place: Place) -> None:
    assert place.shelf.compared == {}
    runs = [place.begin(f"run {number}") for number in range(MOST_COMPARED + 2)]
    assert place.shelf.compared == {run: colour for colour, run in enumerate(runs[:MOST_COMPARED])}
    place.shelf.compare(runs[2], on=False)
    place.shelf.compare(runs[-1], on=True)
    assert place.shelf.compared[runs[-1]] == 2  # the others keep theirs
    place.shelf.compare(runs[-2], on=True)
    assert runs[-2] not in place.shelf.compared
    place.shelf.delete(runs[-1])
    assert runs[-1] not in place.shelf.compared
    place.shelf.undo_stack.undo()
    assert place.shelf.compared[runs[-1]] == 2


def test_the_compared_runs_read_the_same_drawing(place: Place) -> None:
    second, third = place.begin("second"), place.begin("third")
    image = rasterize(samples.strokes())
    found = place.shelf.readings(read(place.history.moment, image))()
    assert list(found) == [second, third]
    for number, reading in found.items():
        moment = place.history.tree[number].moment
        assert reading.moment is moment
        assert (reading.probabilities == read(moment, image).probabilities).all()
