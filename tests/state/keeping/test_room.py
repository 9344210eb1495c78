"""How much room kept runs may take, and what becomes of those that have none."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.run import Kind
from tests import samples
from tests.state import running
from tests.state.keeping.conftest import Start
from tests.state.keeping.kept_sessions import again, names, settled


def test_where_there_is_no_room_it_is_told_once_and_the_run_is_not_kept(start: Start, qtbot: QtBot) -> None:
    session = start(most=1000)
    told: list[str] = []
    session.keeper.full.connect(lambda: told.append("full"))
    run = running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    assert told == ["full"]
    assert not session.keeper.keeps(run.number)
    assert session.kept_runs.size == 0
    session.keeper.set_most_bytes(2**30)
    settled(session, qtbot)
    assert session.keeper.keeps(run.number)
    assert session.kept_runs.size > 0
    assert told == ["full"]


def test_the_oldest_that_is_neither_pinned_nor_used_is_offered_first(start: Start, qtbot: QtBot) -> None:
    session = start()
    runs = [running.train(session, qtbot, samples.SETTINGS) for _ in range(4)]
    settled(session, qtbot)
    session.shelf.pin(runs[0].number, on=True)
    assert session.keeper.oldest(1) == [runs[1].number]
    assert session.keeper.oldest(2**30) == [runs[1].number, runs[2].number]
    with qtbot.waitCallback() as done:
        session.kept_runs.remove([runs[1].number], done)
    assert session.keeper.oldest(1) == [runs[2].number]


def test_all_runs_together_stay_within_their_room(start: Start, qtbot: QtBot, folder: Path) -> None:
    most = 2**20
    session = start(most=most)
    for _ in range(6):
        running.train(session, qtbot, samples.SETTINGS)
        settled(session, qtbot)
    assert 0 < RunStore(folder).size <= most
    assert not all(session.keeper.keeps(run.number) for run in session.history.tree if run.kind is Kind.TRAINED)


def test_of_runs_to_be_removed_one_that_is_open_elsewhere_stays(start: Start, qtbot: QtBot, folder: Path) -> None:
    session = start()
    runs = [running.train(session, qtbot, replace(samples.SETTINGS, seed=seed)) for seed in (0, 1)]
    session.close()
    other = again(start, qtbot)
    numbers = [line.number for line in other.shelf.lines if line.name in (runs[0].name, runs[1].name)]
    held = RunStore(folder).take(other.kept_runs.entries[numbers[1]].id)
    assert held is not None
    failed: list[Exception] = []
    other.kept_runs.failed.connect(failed.append)
    with qtbot.waitCallback(timeout=running.TIMEOUT) as done:
        other.kept_runs.remove(numbers, done)
    qtbot.waitUntil(lambda: len(failed) == 1)
    held.release()
    assert names(other) == ["first", runs[1].name]
    assert len(list(RunStore(folder).runs())) == 1


def test_with_no_room_at_all_nothing_is_kept(start: Start, qtbot: QtBot, folder: Path) -> None:
    session = start(most=0)
    run = running.train(session, qtbot, samples.SETTINGS)
    session.close()
    assert not session.keeper.keeps(run.number)
    assert not folder.exists()


def test_where_it_cannot_be_written_that_is_told_once_and_the_run_goes_on(
    start: Start, qtbot: QtBot, folder: Path
) -> None:
    folder.write_text("a file in the place of the folder")
    session = start()
    told: list[Exception] = []
    session.keeper.failed.connect(told.append)
    run = running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    running.train(session, qtbot, samples.SETTINGS)
    settled(session, qtbot)
    (error,) = told
    assert isinstance(error, InputError)
    assert "expected a place where runs can be kept" in str(error)
    assert not session.keeper.keeps(run.number)
    assert not session.keeper.works  # so the checkpoints of earlier versions are kept again
