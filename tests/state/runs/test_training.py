"""Training in the background: what each command does with the run and with its network."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.reading.calibration import UNKNOWN
from digitapp.core.runs.calibrating import calibrated
from digitapp.core.runs.curves import joined
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.run import Kind
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests import samples
from tests.state import running
from tests.state.running import same, wait_for, wait_for_report, weights


def test_train_makes_a_fresh_network_and_trains_it(session: Session, qtbot: QtBot, mnist: Dataset) -> None:
    first, told = weights(session), running.statuses(session)
    record = running.train(session, qtbot, samples.SETTINGS)
    assert told == [Status.RUNNING, Status.IDLE]
    assert record.name == "relu-16"
    assert (record.end.saved, record.path, record.settings) == (False, None, samples.SETTINGS)
    (curves,) = record.curves
    np.testing.assert_array_equal(curves.epoch_at, [1, 2])
    np.testing.assert_allclose(curves.batch_at, np.arange(1, 2 * samples.STEPS + 1) / samples.STEPS)
    assert curves.loss[-1] < curves.loss[0] < 2.4

    data = samples.small(mnist)
    measured = record.end.network.evaluate(data.test_inputs, data.test_labels, verbose=0)
    assert [curves.val_loss[-1], record.end.test_accuracy] == pytest.approx(measured)

    session.history.go_back()
    assert session.history.run.name == "first"
    assert same(weights(session), first)


def test_a_network_is_calibrated_at_the_end_of_its_run(session: Session, qtbot: QtBot, mnist: Dataset) -> None:
    session.datasets.use(mnist.shortened(400, 400))
    record = running.train(session, qtbot, samples.SETTINGS)
    assert record.end.calibration == calibrated(record.end.network, mnist.shortened(400, 400), samples.SETTINGS)
    assert record.end.calibration != UNKNOWN
    assert session.history.moment.calibration == record.end.calibration


def test_the_same_seed_gives_the_same_network(session: Session, qtbot: QtBot) -> None:
    one = running.train(session, qtbot, samples.SETTINGS).end.network.snapshot()
    assert same(running.train(session, qtbot, samples.SETTINGS).end.network.snapshot(), one)
    assert not same(running.train(session, qtbot, replace(samples.SETTINGS, seed=1)).end.network.snapshot(), one)


def test_the_last_report_is_the_network_as_it_is_kept(session: Session, qtbot: QtBot) -> None:
    reports = running.reports(session)
    record = running.train(session, qtbot, samples.SETTINGS)
    assert (reports[-1].epoch, reports[-1].step, reports[-1].share_done) == (2, samples.STEPS, 1.0)
    assert same(reports[-1].weights, record.end.network.get_weights())
    assert record.curves == (reports[-1].curves,)
    assert [len(report.curves.batch_at) for report in reports] == sorted(
        len(report.curves.batch_at) for report in reports
    )


def test_the_reading_network_follows_the_run(session: Session, qtbot: QtBot) -> None:
    session.drawing.add(samples.strokes()[0])
    session.reader.refresh()
    shares: list[float] = []
    session.reader.reading_changed.connect(lambda reading: shares.append(float(reading.probabilities[7])))
    running.use(session, samples.LONG)
    session.training.train()
    qtbot.waitUntil(lambda: len(set(shares)) > 3)
    assert session.training.status is Status.RUNNING


def test_no_test_accuracy_is_claimed_while_it_changes(session: Session, qtbot: QtBot) -> None:
    session.history.know(session.history.moment.number, test_accuracy=0.9)
    claims: list[float | None] = []
    session.history.changed.connect(
        lambda info: claims.append(info.test_accuracy) if session.training.status is Status.RUNNING else None
    )
    session.training.go_on()
    wait_for_report(session, qtbot)
    assert session.history.info.test_accuracy is None
    wait_for(session, qtbot, Status.IDLE)
    assert claims[:-1] == [None] * (len(claims) - 1)
    assert session.history.info.test_accuracy == joined(session.history.curves).val_accuracy[-1]


def test_a_validation_share_leaves_the_test_images_alone(session: Session, qtbot: QtBot) -> None:
    record = running.train(session, qtbot, replace(samples.SETTINGS, validation_share=0.5))
    (curves,) = record.curves
    assert curves.held_out == "validation"
    assert record.end.test_accuracy is None
    assert len(curves.batch_at) == samples.STEPS


def test_a_new_network_is_untrained(session: Session, qtbot: QtBot) -> None:
    settings = replace(samples.SETTINGS, hidden_units=(8, 4), seed=3)
    record = running.make(session, qtbot, settings)
    assert (record.kind, record.name, record.settings) == (Kind.MADE, "relu-8-4", settings)
    assert (record.end.saved, record.end.test_accuracy, record.curves) == (False, None, ())
    assert same(weights(session), settings.build().get_weights())
    assert session.history.before is not None
    assert session.history.before.name == "first"


def test_settings_are_told_of_once(session: Session) -> None:
    told: list[object] = []
    session.training.settings_changed.connect(told.append)
    other = replace(session.training.settings, epochs=7)
    session.training.set_settings(other)
    session.training.set_settings(replace(other))
    assert told == [other]
    assert session.training.settings == other


def test_the_learning_rate_can_be_changed_while_it_trains(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot)
    running.use(session, replace(samples.LONG, learning_rate=1e-7))
    session.training.pause()
    wait_for(session, qtbot, Status.PAUSED)
    before, batches = weights(session), len(joined(session.history.curves).batch_at)
    session.training.step()
    qtbot.waitUntil(lambda: len(joined(session.history.curves).batch_at) == batches + 1)
    assert 0 < running.moved(weights(session), before) < 1e-5
