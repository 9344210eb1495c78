"""What is missing or damaged of a kept run is told, and nothing more of it is lost."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.way import way_to
from digitapp.state.keeping import bringing
from digitapp.state.session import Session
from tests import samples
from tests.state import running
from tests.state.keeping.conftest import Start
from tests.state.keeping.kept_sessions import again, bring, names, settled
from tests.state.running import same


def test_where_its_data_are_not_here_its_moments_are_shown_and_it_says_so(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, mnist: Dataset
) -> None:

    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    monkeypatch.setattr(bringing, "load_folder", lambda _: mnist.shortened(320, 99))
    session = again(start, qtbot)
    told: list[Exception] = []
    session.kept_runs.told.connect(told.append)
    run = bring(session, qtbot, "relu-16")
    assert "is not on this computer" in str(told[0])
    way = way_to(run, session.history.tree, session.training.recordings)
    assert len(way.kept) > 5
    assert not way.replayable


def test_where_sums_are_rounded_otherwise_its_moments_are_shown_and_it_says_so(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:

    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    monkeypatch.setattr(bringing, "arithmetic", lambda: {"numpy": "another"})
    session = again(start, qtbot)
    told: list[Exception] = []
    session.kept_runs.told.connect(told.append)
    run = bring(session, qtbot, "relu-16")
    assert "sums are rounded otherwise" in str(told[0])
    assert not way_to(run, session.history.tree, session.training.recordings).replayable


def test_a_run_that_cannot_be_read_can_still_be_named_and_deleted(start: Start, qtbot: QtBot, folder: Path) -> None:
    session = start()
    run = running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    session.close()
    for file in folder.glob("*/b*"):
        file.unlink()
    session = again(start, qtbot)
    (line,) = (line for line in session.shelf.lines if line.name == run.name)
    for _ in range(2):  # it says why each time, and not that another window has it
        with qtbot.waitSignal(session.kept_runs.failed) as failed:
            session.kept_runs.want(line.number)
        assert "Received: no such file" in str(failed.args[0])
    session.kept_runs.note(line.number, name="renamed")
    session.kept_runs.note(line.number, deleted=True)
    session.close()
    assert list(folder.iterdir()) == []


def damage_end(session: Session, folder: Path) -> None:
    """End a session, and the end of its only run."""
    session.close()
    for file in sorted(folder.glob("*/b*"))[-2:]:
        file.unlink()


def test_a_damaged_end_is_told_and_the_head_stays(start: Start, qtbot: QtBot, folder: Path) -> None:
    session = start()
    was = running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    damage_end(session, folder)
    (path,) = folder.glob("*/run.safetensors")
    head = path.read_bytes()
    session = again(start, qtbot)
    with qtbot.waitSignal(session.kept_runs.told) as told:
        run = bring(session, qtbot, was.name)
    assert run.end.at < was.end.at
    assert f"a run of {was.end.at:.4g} epochs" in str(told.args[0])
    settled(session, qtbot)
    assert path.read_bytes() == head
    session.shelf.rename(run.number, "renamed")
    settled(session, qtbot)
    session.close()
    session = again(start, qtbot)
    (header,) = (entry.header for entry in session.kept_runs.entries.values() if entry.header is not None)
    assert (header.name, header.last.at) == ("renamed", was.end.at)
    session.close()


def test_a_damaged_run_that_is_taken_up_is_whole_again(start: Start, qtbot: QtBot, folder: Path) -> None:
    session = start()
    was = running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    damage_end(session, folder)
    session = again(start, qtbot)
    run = bring(session, qtbot, was.name)
    with qtbot.waitSignal(session.training.ended, timeout=running.TIMEOUT):
        session.keeper.take_up(run.number)
    session.close()
    session = again(start, qtbot)
    run = bring(session, qtbot, was.name)
    assert same(run.end.network.get_weights(), was.end.network.get_weights())
    assert session.kept_runs.entries[run.number].damaged_at is None


def test_a_missing_moment_in_between_is_told(start: Start, qtbot: QtBot, folder: Path) -> None:
    session = start()
    was = running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    session.close()
    sorted(folder.glob("*/b*"))[3].unlink()
    session = again(start, qtbot)
    with qtbot.waitSignal(session.kept_runs.told) as told:
        run = bring(session, qtbot, was.name)
    assert "Its end is whole" in str(told.args[0])
    assert run.end.at == was.end.at


@pytest.mark.parametrize("what", ["moments", "all", "renamed"])
def test_files_that_vanish_while_the_program_is_open_are_written_again(
    start: Start, qtbot: QtBot, folder: Path, what: str
) -> None:
    session = start()
    was = running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    kept = {file.name for file in folder.glob("*/*")}
    if what == "all":
        shutil.rmtree(folder)
    for file in folder.glob("*/b*"):
        file.unlink()
    if what == "renamed":
        session.shelf.rename(was.number, "renamed")
        settled(session, qtbot)
        assert {file.name for file in folder.glob("*/*")} == kept
    session.close()
    assert {file.name for file in folder.glob("*/*")} == kept
    session = again(start, qtbot)
    run = bring(session, qtbot, "renamed" if what == "renamed" else was.name)
    assert same(run.end.network.get_weights(), was.end.network.get_weights())
    assert len(way_to(run, session.history.tree, session.training.recordings).stretches) == 1


def test_what_cannot_be_noted_is_as_it_was(start: Start, qtbot: QtBot) -> None:
    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    one, other = again(start, qtbot), again(start, qtbot)
    bring(one, qtbot, "relu-16")
    with qtbot.waitSignal(other.kept_runs.failed):
        other.shelf.rename(other.shelf.lines[-1].number, "mine")
    assert names(other) == ["first", "relu-16"]
