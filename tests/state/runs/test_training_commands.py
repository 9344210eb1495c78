"""Continue, step, pause, resume and stop."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from digitapp.core.reading.calibration import UNKNOWN, Calibration
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
    record = session.network.record
    np.testing.assert_array_equal(record.curves.epoch_at, [1, 2, 3, 4])
    assert record.curves.batch_at[-1] == 4
    assert record.curves.loss[2] < record.curves.loss[1]
    assert not same(weights(session), then)
    session.network.go_back()
    assert session.network.record is before
    assert same(weights(session), then)


def test_continue_keeps_the_file_and_the_layers_of_its_network(session: Session, qtbot: QtBot) -> None:
    session.network.begin(samples.record((8, 4), name="mine", saved=True))
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    assert session.network.record.name == "mine"
    assert session.network.record.settings.hidden_units == (8, 4)
    assert [layer.units for layer in session.network.info.hidden] == [8, 4]


def test_continue_with_the_bundled_network_is_a_network_of_ones_own(session: Session) -> None:
    session.open_bundled_network()
    session.training.step()
    record = session.network.record
    assert (record.name, record.bundled, record.path, record.saved) == ("relu-512", False, None, False)


def test_continue_with_another_optimizer(session: Session, qtbot: QtBot) -> None:
    running.use(session, replace(samples.SETTINGS, optimizer="sgd", learning_rate=0.01))
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    optimizer = session.network.record.network.optimizer
    assert type(optimizer).__name__ == "SGD"


@pytest.mark.parametrize("command", ["go_on", "step"])
def test_the_learning_rate_counts_from_the_first_batch(session: Session, qtbot: QtBot, command: str) -> None:
    running.use(session, replace(samples.SETTINGS, batch_size=16 * samples.STEPS, epochs=1, learning_rate=1e-7))
    before = weights(session)
    getattr(session.training, command)()
    qtbot.waitUntil(lambda: len(session.network.record.curves.batch_at) == 1, timeout=running.TIMEOUT)
    assert 0 < running.moved(weights(session), before) < 1e-5


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
    assert len(session.network.record.curves.batch_at) == 2 * samples.STEPS


def test_a_step_beyond_the_end_of_an_epoch_is_a_batch_too(session: Session, qtbot: QtBot) -> None:
    running.use(session, replace(samples.SETTINGS, batch_size=160))
    for batches in (1, 2, 3, 4):
        session.training.step()
        qtbot.waitUntil(lambda n=batches: len(session.network.record.curves.batch_at) == n)  # type: ignore[misc]
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
    stands = len(session.network.record.curves.batch_at)
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
    shown, curves = weights(session), session.network.record.curves
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    assert same(weights(session), shown)
    np.testing.assert_array_equal(session.network.record.curves.batch_loss, curves.batch_loss)


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
    fresh = weights(session)
    wait_for_report(session, qtbot, batches=3)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    record = session.network.record
    assert 3 <= len(record.curves.batch_at) < 1000 * 320
    assert not same(weights(session), fresh)
    assert not record.saved


def test_the_accuracy_of_a_run_that_was_stopped_within_an_epoch_is_not_known(session: Session, qtbot: QtBot) -> None:
    session.training.step()
    qtbot.waitUntil(lambda: len(session.network.record.curves.batch_at) == 1)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    assert session.network.record.test_accuracy is None


def test_commands_for_a_run_do_nothing_without_one(session: Session) -> None:
    told = running.statuses(session)
    for command in (session.training.pause, session.training.resume, session.training.stop, session.training.stop_now):
        command()
    QCoreApplication.processEvents()
    assert told == []
    assert session.network.record.name == "first"


def test_continue_uses_what_it_records_of_the_settings(session: Session, qtbot: QtBot) -> None:
    session.network.update(calibration=Calibration(0.5, 0.9))
    running.use(session, replace(samples.SETTINGS, label_smoothing=0.3, dropout=0.5, l2=0.01))
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    record = session.network.record
    assert record.network.loss is not None
    assert record.settings.label_smoothing == record.network.loss.label_smoothing == 0.3
    assert (record.settings.dropout, record.settings.l2) == (0.0, 0.0)  # its layers have none
    assert record.calibration == UNKNOWN  # it was measured with other weights


def test_new_networks_have_names_of_their_own(session: Session) -> None:
    for _ in range(3):
        session.training.new_network()
    names = [record.name for record in session.network.unsaved]
    assert len(set(names)) == len(names) == 3
