"""Continue, step, pause, resume and stop."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from digitapp.core.reading.calibration import UNKNOWN, Calibration
from digitapp.core.runs.curves import joined
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests import samples
from tests.state import running
from tests.state.running import same, wait_for, wait_for_report, weights


def test_continue_goes_on_with_a_copy(session: Session, qtbot: QtBot) -> None:
    before = running.train(session, qtbot, samples.SETTINGS)
    then = weights(session)
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    whole = joined(session.history.curves)
    np.testing.assert_array_equal(whole.epoch_at, [1, 2, 3, 4])
    assert whole.batch_at[-1] == 4
    assert whole.loss[2] < whole.loss[1]
    assert [len(curves.epoch_at) for curves in session.history.curves] == [2, 2]  # each run has its own
    assert session.history.run.origin == before.end.number
    assert not same(weights(session), then)
    session.history.go_back()
    assert session.history.run.number == before.number
    assert same(weights(session), then)


def test_continue_keeps_the_file_and_the_layers_of_its_network(session: Session, qtbot: QtBot) -> None:
    path = Path("mine.safetensors")
    session.history.begin(samples.run((8, 4), name="mine", saved=True, path=path))
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    assert (session.history.run.name, session.history.run.path) == ("mine (2)", path)
    assert not session.history.moment.saved
    assert session.history.run.settings.hidden_units == (8, 4)
    assert [layer.units for layer in session.history.info.hidden] == [8, 4]


def test_continue_with_the_bundled_network_is_a_network_of_ones_own(session: Session, qtbot: QtBot) -> None:
    running.open_bundled(session)
    session.training.step()
    qtbot.waitUntil(lambda: not session.history.run.bundled)
    record = session.history.run
    assert (record.name, record.path, record.end.saved) == ("relu-512", None, False)


def test_continue_with_another_optimizer(session: Session, qtbot: QtBot) -> None:
    running.use(session, replace(samples.SETTINGS, optimizer="sgd", learning_rate=0.01))
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    optimizer = session.history.moment.network.optimizer
    assert type(optimizer).__name__ == "SGD"


@pytest.mark.parametrize("command", ["go_on", "step"])
def test_the_learning_rate_counts_from_the_first_batch(session: Session, qtbot: QtBot, command: str) -> None:
    running.use(session, replace(samples.SETTINGS, batch_size=16 * samples.STEPS, epochs=1, learning_rate=1e-7))
    before = weights(session)
    getattr(session.training, command)()
    qtbot.waitUntil(lambda: len(joined(session.history.curves).batch_at) == 1, timeout=running.TIMEOUT)
    assert 0 < running.moved(weights(session), before) < 1e-5


@pytest.mark.parametrize("command", ["step", "go_on"])
def test_what_is_asked_while_a_network_is_being_made_is_done_with_that_one(
    session: Session, qtbot: QtBot, command: str
) -> None:
    running.open_bundled(session)
    running.use(session, samples.SETTINGS)
    session.training.new_network()
    getattr(session.training, command)()  # before the network is there
    qtbot.waitUntil(lambda: not session.history.run.bundled and session.history.moment.at > 0)
    assert session.history.run.origin is None
    assert session.history.run.settings.hidden_units == samples.SETTINGS.hidden_units


def test_step_by_step(session: Session, qtbot: QtBot) -> None:
    told, seen = running.statuses(session), [weights(session)]
    for batches in (1, 2, 3):
        with qtbot.waitSignal(
            session.training.advanced, check_params_cb=lambda report, n=batches: len(report.curves.batch_at) == n
        ):
            session.training.step()
        seen.append(weights(session))
        assert session.training.status is Status.PAUSED
        assert not same(seen[-1], seen[-2])
    assert told == [Status.PAUSED]
    session.training.resume()
    wait_for(session, qtbot, Status.IDLE)
    assert len(joined(session.history.curves).batch_at) == 2 * samples.STEPS


def test_a_step_beyond_the_end_of_an_epoch_is_a_batch_too(session: Session, qtbot: QtBot) -> None:
    running.use(session, replace(samples.SETTINGS, batch_size=160))
    for batches in (1, 2, 3, 4):
        session.training.step()
        qtbot.waitUntil(lambda n=batches: len(joined(session.history.curves).batch_at) == n)  # type: ignore[misc]
    assert session.training.status is Status.PAUSED


def test_a_step_of_a_run_is_its_last_batch_before_it_waits(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot)
    session.training.step()
    wait_for(session, qtbot, Status.PAUSED)


def test_pause_and_resume(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot)
    session.training.pause()
    wait_for(session, qtbot, Status.PAUSED)
    stands = len(joined(session.history.curves).batch_at)
    with qtbot.assertNotEmitted(session.training.advanced, wait=50):
        pass
    session.training.resume()
    assert session.training.status is Status.RUNNING
    wait_for_report(session, qtbot, batches=stands + 1)


def test_what_is_shown_in_a_pause_is_where_the_run_stands(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot)
    session.training.pause()
    wait_for(session, qtbot, Status.PAUSED)
    shown, curves = weights(session), joined(session.history.curves)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    assert same(weights(session), shown)
    np.testing.assert_array_equal(joined(session.history.curves).batch_loss, curves.batch_loss)


def test_one_key_pauses_and_resumes(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot)
    session.training.pause_or_resume()
    wait_for(session, qtbot, Status.PAUSED)
    session.training.pause_or_resume()
    assert session.training.status is Status.RUNNING


def test_a_pause_taken_back_at_once_is_none(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    told = running.statuses(session)
    for _ in range(20):
        session.training.pause()
        session.training.resume()
    wait_for_report(session, qtbot)
    assert told == []


def test_stop_keeps_what_was_learned(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot, batches=3)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    record = session.history.run
    assert 3 <= len(joined(record.curves).batch_at) < 1000 * 320
    assert not same(weights(session), record.moments[0].network.get_weights())
    assert not record.end.saved


def test_the_accuracy_of_a_run_that_was_stopped_within_an_epoch_is_measured(
    session: Session, qtbot: QtBot, mnist: Dataset
) -> None:
    session.training.step()
    qtbot.waitUntil(lambda: len(joined(session.history.curves).batch_at) == 1)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    qtbot.waitUntil(lambda: session.history.info.test_accuracy is not None)
    data = samples.small(mnist)
    _, accuracy = session.history.moment.learner().evaluate(data.test_inputs, data.test_labels, verbose=0)  # type: ignore[misc]
    assert session.history.info.test_accuracy == pytest.approx(accuracy)


def test_commands_for_a_run_do_nothing_without_one(session: Session) -> None:
    told = running.statuses(session)
    for command in (session.training.pause, session.training.resume, session.training.stop, session.training.leave):
        command()
    QCoreApplication.processEvents()
    assert told == []
    assert session.history.run.name == "first"


def test_continue_uses_what_it_records_of_the_settings(session: Session, qtbot: QtBot) -> None:
    session.history.know(session.history.moment.number, calibration=Calibration(0.5, 0.9))
    running.use(session, replace(samples.SETTINGS, label_smoothing=0.3, dropout=0.5, l2=0.01))
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    record = session.history.run
    assert record.end.network.loss is not None
    assert record.settings.label_smoothing == record.end.network.loss.label_smoothing == 0.3
    assert (record.settings.dropout, record.settings.l2) == (0.0, 0.0)  # its layers have none
    assert record.end.calibration == UNKNOWN  # it was measured with other weights


def test_new_networks_have_names_of_their_own(session: Session, qtbot: QtBot) -> None:
    names = {running.make(session, qtbot).name for _ in range(3)}
    assert names == {"relu-16", "relu-16 (2)", "relu-16 (3)"}
