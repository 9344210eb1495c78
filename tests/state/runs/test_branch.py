"""A branch from the middle of a run, and moments of a run's way that are looked at for a while."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.moment import Moment
from digitapp.core.runs.replay import replayed
from digitapp.core.runs.run import Run
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from engine.thread_pool import one_blas_thread
from tests import samples
from tests.state import running
from tests.state.running import same, wait_for, wait_for_report, weights


@pytest.fixture(autouse=True)
def _as_in_the_program() -> Iterator[None]:
    with one_blas_thread():
        yield


def moment_at(session: Session, run: int, batch: int) -> Moment:
    """Return the exact moment of a run after a batch."""
    recording = session.training.recordings.of(run)
    assert recording is not None
    start = recording.nearest(batch, before=True)
    assert start is not None
    if start.batch == batch:
        return start.moment
    *_, last = replayed(recording, start, batch)
    assert last is not None
    return last.moment


def branch(session: Session, qtbot: QtBot, run: Run, batch: int, settings: TrainingSettings | None = None) -> Run:
    session.history.visit(run.number, moment_at(session, run.number, batch))
    running.use(session, settings or run.settings)
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    return session.history.run


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("what", [{}, {"dropout": 0.3, "distort": True, "schedule": "cosine"}])
def test_a_branch_without_changes_is_its_parent_again(
    session: Session, qtbot: QtBot, optimizer: str, what: dict[str, object]
) -> None:
    settings = replace(samples.SETTINGS, hidden_units=(64,), optimizer=optimizer, **what)  # type: ignore[arg-type]
    parent = running.train(session, qtbot, settings)
    for batch in (3, samples.STEPS, samples.STEPS + 7):
        child = branch(session, qtbot, parent, batch)
        assert child.number != parent.number
        assert same(child.end.network.get_weights(), parent.end.network.get_weights())
        assert child.end.test_accuracy == parent.end.test_accuracy
        earlier, own = session.history.curves[-2:]
        np.testing.assert_array_equal(np.concatenate([earlier.batch_loss, own.batch_loss]), parent.curves[0].batch_loss)
        assert own.planned_end == pytest.approx(2)
        np.testing.assert_array_equal(np.concatenate([earlier.val_loss, own.val_loss]), parent.curves[0].val_loss)


def test_a_branch_of_a_branch_is_the_same_too(session: Session, qtbot: QtBot) -> None:
    parent = running.train(session, qtbot, samples.SETTINGS)
    child = branch(session, qtbot, parent, 5)
    grandchild = branch(session, qtbot, child, 4)  # after nine batches in all
    assert grandchild.origin in [moment.number for moment in session.history.tree[child.number].moments]
    assert same(grandchild.end.network.get_weights(), parent.end.network.get_weights())
    assert [len(curves.batch_at) for curves in session.history.curves] == [5, 4, 2 * samples.STEPS - 9]


def test_whoever_looks_elsewhere_before_the_branch_is_there_leaves_its_beginning(
    session: Session, qtbot: QtBot
) -> None:
    parent = running.train(session, qtbot, samples.SETTINGS)
    session.history.visit(parent.number, moment_at(session, parent.number, 9))
    session.training.go_on()
    session.history.visit(parent.number, moment_at(session, parent.number, 3))  # before its first moment has arrived
    wait_for(session, qtbot, Status.IDLE)
    assert session.history.run.number != parent.number
    assert [len(curves.batch_at) for curves in session.history.curves] == [9, 2 * samples.STEPS - 9]


def test_a_branch_with_another_optimizer_sees_the_same_images(session: Session, qtbot: QtBot) -> None:
    parent = running.train(session, qtbot, samples.SETTINGS)
    child = branch(session, qtbot, parent, 7, replace(samples.SETTINGS, optimizer="sgd", learning_rate=0.01))
    (own,) = child.curves
    assert own.batch_loss[0] == parent.curves[0].batch_loss[7]  # before the first update: the same images and weights
    assert own.batch_loss[1] != parent.curves[0].batch_loss[8]


def test_a_branch_with_other_batches_begins_its_epoch_anew(session: Session, qtbot: QtBot) -> None:
    parent = running.train(session, qtbot, samples.SETTINGS)
    child = branch(session, qtbot, parent, samples.STEPS + 5, replace(samples.SETTINGS, batch_size=32))
    (own,) = child.curves
    assert len(own.batch_at) == samples.STEPS / 2
    assert own.end == pytest.approx(1.25 + 1)


def test_a_branch_where_the_settings_have_no_more_epochs_is_a_whole_run_more(session: Session, qtbot: QtBot) -> None:
    parent = running.train(session, qtbot, samples.SETTINGS)
    child = branch(session, qtbot, parent, samples.STEPS + 5, replace(samples.SETTINGS, epochs=1))
    assert len(child.curves[0].batch_at) == samples.STEPS


def test_a_moment_that_is_visited_reads_and_is_gone_again(session: Session, qtbot: QtBot) -> None:
    run = running.train(session, qtbot, samples.SETTINGS)
    end, kept = weights(session), run.moments
    session.drawing.add(samples.strokes()[0])
    moment = moment_at(session, run.number, 9)
    session.history.visit(run.number, moment)
    qtbot.waitUntil(lambda: getattr(session.reader.reading, "moment", None) is moment)
    assert session.history.moment is moment
    assert session.history.info.test_accuracy is None
    session.history.visit(run.number, None)
    assert same(weights(session), end)
    assert session.history.run.moments == kept
    assert session.history.info.test_accuracy is not None


def test_whoever_turns_away_from_a_visit_leaves_the_run_as_it_was(session: Session, qtbot: QtBot) -> None:
    run = running.train(session, qtbot, samples.SETTINGS)
    session.history.visit(run.number, moment_at(session, run.number, 9))
    session.history.go_back()
    assert session.history.tree[run.number].moments == run.moments
    session.history.go_forward()
    assert session.history.moment is run.end


def test_a_run_goes_on_while_its_past_is_visited(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot, batches=30)
    number = session.history.run.number
    moment = moment_at(session, number, 12)
    session.history.visit(number, moment)
    before = session.history.run.end
    wait_for_report(session, qtbot, batches=len(session.history.run.curves[0].batch_at) + 20)
    assert session.history.moment is moment
    assert session.history.run.end.at > before.at
    session.history.visit(number, None)
    assert session.history.moment is session.history.run.end
    session.training.leave()


def test_units_stay_changed_in_the_past(session: Session, qtbot: QtBot) -> None:
    run = running.train(session, qtbot, samples.SETTINGS)
    session.history.change_units({(0, 3): UnitChange(factor=0.0)})
    moment = moment_at(session, run.number, 9)
    session.history.visit(run.number, moment)
    assert session.history.in_use is not moment
    assert not session.history.in_use.network.dense_layers[0].kernel[:, 3].any()


def test_a_saved_moment_of_the_past_stays(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    run = running.train(session, qtbot, samples.SETTINGS)
    session.history.visit(run.number, moment_at(session, run.number, 9))
    running.save(session, tmp_path / "then.safetensors")
    session.history.visit(run.number, None)
    assert not session.history.moment.saved
    assert [moment.saved for moment in session.history.run.moments] == [False, True, False]


def test_a_run_that_never_came_to_be_leaves_no_recording(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.DIVERGING)
    session.training.train()
    wait_for(session, qtbot, Status.IDLE)
    running.wait_for_all_jobs(qtbot)
    runs = {run.number for run in session.history.tree}
    recordings = session.training.recordings
    session.training.new_network()
    running.wait_for_all_jobs(qtbot)
    assert all(recordings.of(number) is None for number in range(max(runs) + 2) if number not in runs)
    assert recordings.size == sum(each.size for number in runs if (each := recordings.of(number)) is not None)
