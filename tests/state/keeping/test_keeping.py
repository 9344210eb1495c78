"""Runs outlive the session: they are there again in the next one, with their way, and go on as if nothing had been."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.replay import replayed
from digitapp.core.runs.run import Kind
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.core.runs.way import way_to
from digitapp.jobs import Job
from digitapp.state.keeping import keeper
from digitapp.state.runs.training import Status
from tests import samples
from tests.state import running
from tests.state.keeping.conftest import Start
from tests.state.keeping.kept_sessions import again, begin, bring, names, settled
from tests.state.running import same, wait_for, wait_for_report

EVERYTHING = {"dropout": 0.3, "distort": True, "schedule": "cosine"}


def test_a_run_is_there_again_with_its_way(start: Start, qtbot: QtBot) -> None:
    session = start()
    was = running.train(session, qtbot, samples.SETTINGS)
    session.shelf.rename(was.number, "mine")
    session.shelf.pin(was.number, on=True)
    before, way = session.shelf.lines[-1], session.rewinding.way
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first", "mine"]
    line = session.shelf.lines[-1]
    assert line.figures == before.figures
    assert (line.pinned, line.settings, line.kind) == (True, was.settings, Kind.TRAINED)
    assert len(session.history.tree) == 1  # its weights have not been read
    session.shelf.choose(line.number)
    qtbot.waitUntil(lambda: session.history.run.number == line.number)
    run = session.history.run
    assert same(run.end.network.get_weights(), was.end.network.get_weights())
    assert run.end.test_accuracy == was.end.test_accuracy
    assert session.rewinding.way.kept == way.kept
    assert session.rewinding.way.replayable
    assert session.shelf.lines[-1].figures == before.figures


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_branch_without_changes_is_its_parent_again_after_a_restart(
    start: Start, qtbot: QtBot, optimizer: str
) -> None:
    settings = replace(samples.SETTINGS, hidden_units=(64,), optimizer=optimizer, **EVERYTHING)  # type: ignore[arg-type]
    session = start()
    was = running.train(session, qtbot, settings)
    session.close()
    session = again(start, qtbot)
    parent = bring(session, qtbot, was.name)
    recording = session.training.recordings.of(parent.number)
    assert recording is not None
    for batch in (3, samples.STEPS + 7):
        nearest = recording.nearest(batch, before=True)
        assert nearest is not None
        *_, there = replayed(recording, nearest, batch) if nearest.batch < batch else [nearest]
        assert there is not None
        session.history.visit(parent.number, there.moment)
        running.use(session, settings)
        session.training.go_on()
        wait_for(session, qtbot, Status.IDLE)
        child = session.history.run
        assert child.number != parent.number
        assert same(child.end.network.get_weights(), was.end.network.get_weights())
        assert child.end.test_accuracy == was.end.test_accuracy
        earlier, own = session.history.curves[-2:]
        np.testing.assert_array_equal(np.concatenate([earlier.batch_loss, own.batch_loss]), was.curves[0].batch_loss)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_that_the_end_of_the_program_broke_off_goes_on_bit_for_bit(
    start: Start, qtbot: QtBot, optimizer: str
) -> None:
    settings = replace(samples.SETTINGS, hidden_units=(64,), optimizer=optimizer, epochs=6, **EVERYTHING)  # type: ignore[arg-type]
    session = start()
    whole = running.train(session, qtbot, settings)
    begin(session, qtbot, settings, batches=samples.STEPS + 5)
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first", "relu-64", "relu-64 (2)"]
    number = session.shelf.lines[-1].number
    assert [session.keeper.may_go_on(line.number) for line in session.shelf.lines] == [False, False, True]
    session.keeper.take_up(number)
    qtbot.waitUntil(lambda: session.training.status is Status.RUNNING)
    wait_for(session, qtbot, Status.IDLE)
    run = session.history.run
    assert run.number == number
    assert same(run.end.network.get_weights(), whole.end.network.get_weights())
    assert run.end.test_accuracy == whole.end.test_accuracy
    (curves,) = session.history.curves
    np.testing.assert_array_equal(curves.batch_loss, whole.curves[0].batch_loss)
    np.testing.assert_array_equal(curves.val_loss, whole.curves[0].val_loss)
    np.testing.assert_allclose(curves.batch_at, whole.curves[0].batch_at, rtol=1e-12)
    assert not session.keeper.may_go_on(number)
    way = session.rewinding.way
    assert (way.end, len(way.stretches)) == (6 * samples.STEPS, 1)
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first", "relu-64", "relu-64 (2)"]
    kept = bring(session, qtbot, "relu-64 (2)")
    assert same(kept.end.network.get_weights(), whole.end.network.get_weights())


def test_a_branch_is_below_its_parent_again_and_its_way_leads_through_it(start: Start, qtbot: QtBot) -> None:
    session = start()
    parent = running.train(session, qtbot, samples.SETTINGS)
    session.rewinding.go_to(9)
    qtbot.waitUntil(lambda: bool(session.rewinding.place and session.rewinding.place.exact))
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    child = session.history.run
    curves = session.history.curves
    session.close()
    session = again(start, qtbot)
    lines = {line.name: line for line in session.shelf.lines}
    assert lines[child.name].parent == lines[parent.name].number
    session.shelf.choose(lines[child.name].number)
    qtbot.waitUntil(lambda: session.history.run.name == child.name)
    assert len(session.history.tree) == 3
    way = session.rewinding.way
    assert [stretch.name for stretch in way.stretches] == [parent.name, child.name]
    assert [stretch.batches for stretch in way.stretches] == [9, 2 * samples.STEPS - 9]
    for own, was in zip(session.history.curves, curves, strict=True):
        np.testing.assert_array_equal(own.batch_loss, was.batch_loss)
    parent_again = session.history.tree[lines[parent.name].number]
    assert [moment.at for moment in parent_again.moments] == pytest.approx([0, 9 / samples.STEPS, 2])


def test_a_branch_whose_parent_is_deleted_stands_alone_with_the_curves_that_led_to_it(
    start: Start, qtbot: QtBot
) -> None:
    session = start()
    parent = running.train(session, qtbot, samples.SETTINGS)
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    child = session.history.run
    session.shelf.delete(parent.number)
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first", child.name]
    run = bring(session, qtbot, child.name)
    assert run.origin is None
    assert [round(curves.end) for curves in run.curves] == [2, 4]
    assert len(way_to(run, session.history.tree, session.training.recordings).stretches) == 1


def test_what_is_deleted_can_be_had_back_until_the_program_ends(start: Start, qtbot: QtBot, folder: Path) -> None:
    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    session = again(start, qtbot)
    number = session.shelf.lines[-1].number
    session.shelf.delete(number)
    assert names(session) == ["first"]
    session.shelf.undo_stack.undo()
    assert names(session) == ["first", "relu-16"]
    session.shelf.delete(number)
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first"]
    assert list(folder.iterdir()) == []


def test_a_run_that_is_not_read_is_renamed_and_pinned_where_it_is(start: Start, qtbot: QtBot) -> None:
    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    session = again(start, qtbot)
    number = session.shelf.lines[-1].number
    session.shelf.rename(number, "other")
    session.shelf.pin(number, on=True)
    session.shelf.rename(number, "third")
    session.shelf.undo_stack.undo()
    assert len(session.history.tree) == 1
    session.close()
    session = again(start, qtbot)
    assert [(line.name, line.pinned) for line in session.shelf.lines] == [("first", False), ("other", True)]


def test_no_name_is_given_twice(start: Start, qtbot: QtBot) -> None:
    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    session = again(start, qtbot)
    assert running.train(session, qtbot, samples.SETTINGS).name == "relu-16 (2)"
    session.shelf.rename(session.history.run.number, "other")
    session.shelf.rename(session.history.run.number, "relu-16")
    assert session.history.run.name == "relu-16 (2)"


def test_single_steps_and_lessons_are_kept_and_what_was_taken_back_is_not(start: Start, qtbot: QtBot) -> None:
    session = start()
    session.history.begin(samples.run((8,), kind=Kind.TAUGHT, name="taught", origin=session.history.moment.number))
    session.history.begin(samples.run((8,), kind=Kind.STEPS, name="steps", origin=session.history.moment.number))
    session.history.begin(samples.run((8,), kind=Kind.MADE, name="made"))
    session.history.begin(samples.run((8,), kind=Kind.OPENED, name="opened"))
    session.history.begin(samples.run((8,), kind=Kind.STEPS, name="back", origin=session.history.moment.number))
    session.history.take_back()
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first", "taught", "steps"]
    lines = {line.name: line for line in session.shelf.lines}
    assert lines["steps"].parent == lines["taught"].number
    steps = bring(session, qtbot, "steps")
    origin = session.history.tree.find(steps.origin if steps.origin is not None else -1)
    assert origin is not None
    assert origin[0].name == "taught"
    taught = origin[0]
    assert session.history.tree.find(taught.origin if taught.origin is not None else -1) is not None  # the bundled one


def test_what_was_set_by_hand_is_kept_and_of_what_is_not_kept_nobody_says_so(start: Start, qtbot: QtBot) -> None:
    session = start()
    painted = samples.run((8,), kind=Kind.BY_HAND, name="painted", origin=session.history.moment.number)
    opened = samples.run((8,), kind=Kind.OPENED, name="opened")
    for run in (painted, opened):
        session.history.begin(run)
    assert session.keeper.keeps(painted.number)
    assert not session.keeper.keeps(opened.number)  # so that closing asks about it
    session.close()
    session = again(start, qtbot)
    assert names(session) == ["first", "painted"]
    back = bring(session, qtbot, "painted")
    assert back.kind is Kind.BY_HAND
    assert same(back.end.network.get_weights(), painted.end.network.get_weights())


def test_single_steps_with_own_data_know_them_again(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    session = start()
    session.history.begin(samples.run((8,), kind=Kind.STEPS, name="steps", folder=tmp_path / "letters"))
    session.close()
    assert bring(again(start, qtbot), qtbot, "steps").folder == tmp_path / "letters"


@pytest.mark.parametrize("name", ["long" * 60, os.fsdecode(b"b\xe9ta")])
def test_a_run_on_data_of_any_name_is_there_again(start: Start, qtbot: QtBot, mnist: Dataset, name: str) -> None:
    session = start()
    session.datasets.use(replace(samples.small(mnist), name=name), Path("data") / name)
    run = running.train(session, qtbot, samples.SETTINGS)
    session.close()
    back = bring(again(start, qtbot), qtbot, run.name)
    assert back.folder == Path("data") / name
    assert back.curves[-1].data[0] == name[0]


def test_a_run_that_early_stopping_ended_has_come_to_its_end(start: Start, qtbot: QtBot) -> None:
    session = start()
    settings = TrainingSettings(hidden_units=(16,), batch_size=16, epochs=200, patience=1)
    run = running.train(session, qtbot, settings)
    assert len(run.curves[-1].epoch_at) < settings.epochs
    assert not session.keeper.may_go_on(run.number)  # else its best weights gave way to those of its last batch
    session.close()
    session = again(start, qtbot)
    (number,) = [line.number for line in session.shelf.lines if line.name == run.name]
    assert not session.keeper.may_go_on(number)
    back = bring(session, qtbot, run.name)
    assert same(back.end.network.get_weights(), run.end.network.get_weights())
    assert not session.keeper.may_go_on(back.number)


def test_each_step_of_a_run_of_single_steps_is_written(start: Start, qtbot: QtBot) -> None:
    session = start()
    run = samples.run((8,), kind=Kind.STEPS, name="steps")
    session.history.begin(run)
    settled(session, qtbot)
    later = replace(samples.moment((8,), seed=1), at=run.end.at)
    session.history.advance(run.number, later, keep=True)
    settled(session, qtbot)
    session.close()
    session = again(start, qtbot)
    assert same(bring(session, qtbot, "steps").end.network.get_weights(), later.network.get_weights())


def test_it_is_written_while_it_goes_on(
    start: Start, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "SOON", 100)
    session = start()
    running.use(session, samples.LONG)
    session.training.train()
    with qtbot.waitSignal(session.keeper.kept, timeout=running.TIMEOUT) as kept:
        pass
    number = kept.args[0]
    header = session.kept_runs.header(number)
    assert header.under_way
    assert header.may_go_on
    with qtbot.waitSignal(session.keeper.kept, timeout=running.TIMEOUT):
        pass
    later = session.kept_runs.header(number)
    assert later.batches[-1] > header.batches[-1]
    assert (folder / header.id / "run.safetensors").exists()
    assert list(RunStore(folder).runs()) == []  # another program leaves it alone
    session.training.leave()


def test_a_run_that_another_window_has_open_says_so(start: Start, qtbot: QtBot) -> None:
    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    one, other = again(start, qtbot), again(start, qtbot)
    bring(one, qtbot, "relu-16")
    with qtbot.waitSignal(other.kept_runs.failed) as failed:
        other.shelf.choose(other.shelf.lines[-1].number)
    assert str(failed.args[0]).startswith("relu-16 is open in another window")
    assert len(other.history.tree) == 1


def test_a_run_is_taken_up_in_the_session_that_stopped_it(start: Start, qtbot: QtBot) -> None:
    session = start()
    settings = TrainingSettings(hidden_units=(16,), batch_size=16, epochs=40)
    whole = running.train(session, qtbot, settings)
    session.training.train()
    wait_for_report(session, qtbot, batches=20)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    number = session.history.run.number
    assert session.keeper.may_go_on(number)
    session.keeper.take_up(number)
    wait_for(session, qtbot, Status.IDLE)
    assert session.history.run.number == number
    assert same(session.history.run.end.network.get_weights(), whole.end.network.get_weights())


def test_what_was_deleted_here_is_not_taken_away_by_another_window(start: Start, qtbot: QtBot) -> None:
    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    one = again(start, qtbot)
    one.shelf.delete(one.shelf.lines[-1].number)
    qtbot.waitUntil(lambda: not one.kept_runs.tasks.running)
    other = again(start, qtbot)
    assert names(other) == ["first"]
    one.shelf.undo_stack.undo()
    one.close()
    assert names(again(start, qtbot)) == ["first", "relu-16"]


def test_what_is_asked_for_just_before_the_end_is_written_though_its_worker_begins_late(
    start: Start, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pump = Job._pump

    def late(job: Job) -> tuple[str, object]:
        with job._change:
            job._change.wait_for(lambda: job._stopping, timeout=0.1)
        return pump(job)

    session = start()
    running.train(session, qtbot, samples.SETTINGS)
    session.close()
    session = again(start, qtbot)
    monkeypatch.setattr(Job, "_pump", late)
    session.shelf.delete(session.shelf.lines[-1].number)
    session.close()
    monkeypatch.undo()
    session = again(start, qtbot)
    assert names(session) == ["first"]
    assert list(folder.iterdir()) == []
