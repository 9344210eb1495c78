"""A run in one file: saved, and opened elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.way import way_to
from digitapp.state.keeping import bringing
from digitapp.state.runs.training import Status
from tests import samples
from tests.state import running
from tests.state.keeping.conftest import Start
from tests.state.keeping.kept_sessions import again, hand_in, names, open_file
from tests.state.running import same, wait_for, wait_for_report


def test_a_run_in_a_file_opens_elsewhere_with_its_whole_way(
    start: Start, qtbot: QtBot, tmp_path: Path, folder: Path
) -> None:
    session = start()
    parent = running.train(session, qtbot, samples.SETTINGS)
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    was = session.history.run
    path = tmp_path / "homework.digitrun"
    hand_in(session, path, was.number)
    session.close()
    folder.rename(tmp_path / "another computer's")
    session = again(start, qtbot)
    run = open_file(session, qtbot, path)
    assert same(run.end.network.get_weights(), was.end.network.get_weights())
    way = way_to(run, session.history.tree, session.training.recordings)
    assert [(stretch.name, stretch.batches) for stretch in way.stretches] == [
        (parent.name, 2 * samples.STEPS),
        (was.name, 2 * samples.STEPS),
    ]
    assert way.replayable
    assert session.keeper.keeps(run.number)  # by its file
    session.close()
    assert not folder.exists() or list(folder.iterdir()) == []  # and not here too


def test_a_run_in_a_file_that_goes_on_becomes_one_of_the_persons_own(
    start: Start, qtbot: QtBot, tmp_path: Path, folder: Path
) -> None:
    session = start()
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot, batches=30)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    path = tmp_path / "homework.digitrun"
    hand_in(session, path, session.history.run.number)
    session.close()
    folder.rename(tmp_path / "another computer's")
    session = again(start, qtbot)
    run = open_file(session, qtbot, path)
    assert session.keeper.may_go_on(run.number)
    session.keeper.take_up(run.number)
    wait_for_report(session, qtbot, batches=len(run.curves[0].batch_at) + 10)
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first", run.name]


def test_a_file_may_be_opened_beside_the_run_itself_and_twice(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    session = start()
    was = running.train(session, qtbot, samples.SETTINGS)
    path = tmp_path / "own.digitrun"
    hand_in(session, path, was.number)
    one, other = open_file(session, qtbot, path), open_file(session, qtbot, path)
    assert len({was.number, one.number, other.number}) == 3
    ids = {entry.id for entry in session.kept_runs.entries.values()}
    assert len(ids) == 3


def test_names_in_a_file_are_no_mark_up(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    session = start()
    run = running.train(session, qtbot, samples.SETTINGS)
    session.history.tree.put(replace(run, name="<b>a</b>", group="<i>"))
    hand_in(session, tmp_path / "run.digitrun", run.number)
    opened = open_file(session, qtbot, tmp_path / "run.digitrun")
    assert (opened.name, opened.group) == ("‹b>a‹/b>", "‹i>")


@pytest.mark.parametrize("folder", ["//host/share/data", r"\\host\share\data"])
def test_a_file_does_not_have_another_computer_asked_for_its_data(
    start: Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    session = start()
    run = running.train(session, qtbot, samples.SETTINGS)
    session.history.tree.put(replace(run, folder=Path(folder)))
    hand_in(session, tmp_path / "run.digitrun", run.number)
    asked: list[Path] = []

    def look(path: Path) -> Dataset:
        asked.append(path)
        raise InputError("Expected nobody to ask. Received: a path")

    monkeypatch.setattr(bringing, "load_folder", look)
    told: list[Exception] = []
    session.kept_runs.told.connect(told.append)
    opened = open_file(session, qtbot, tmp_path / "run.digitrun")
    assert opened.folder == Path(folder)
    assert asked == []
    assert "is not on this computer" in str(told[0])


def test_a_file_with_a_branch_that_is_opened_twice_has_each_below_its_own_parent(
    start: Start, qtbot: QtBot, tmp_path: Path, folder: Path
) -> None:
    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    path = tmp_path / "homework.digitrun"
    hand_in(session, path, session.history.run.number)
    session.close()
    folder.rename(tmp_path / "another computer's")
    session = again(start, qtbot)
    tree = session.history.tree
    branches = [open_file(session, qtbot, path) for _ in range(2)]
    found = [tree.find(branch.origin) for branch in branches if branch.origin is not None]
    parents = {parent[0].number for parent in found if parent is not None}
    assert len(parents) == 2
    assert len(tree) == 5  # with the bundled one


def test_a_file_that_is_no_run_changes_nothing(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    session = start()
    path = tmp_path / "other.digitrun"
    path.write_bytes(b"PK and nothing more")
    with qtbot.waitSignal(session.tasks.failed) as failed:
        session.tasks.do(session.kept_runs.open_file(path, lambda _: None))
    assert isinstance(failed.args[0], InputError)
    assert len(session.history.tree) == 1
