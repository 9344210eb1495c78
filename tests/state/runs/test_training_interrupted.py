"""A run that something comes in between: another run, another network, the end of the program, an error."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_run, save_run
from digitapp.core.runs.curves import joined
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.training import TrainingDivergedError, TrainingReport, TrainingRun
from digitapp.jobs import at_work
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests import samples
from tests.state import running
from tests.state.running import same, use, wait_for, wait_for_report, weights


def begin(session: Session, qtbot: QtBot) -> None:
    """Start a long run and see it learn."""
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot)
    assert at_work() == 1


def fail_to_load() -> Dataset:
    raise OSError("the disk is gone")


# Other commands


def test_start_again(session: Session, qtbot: QtBot) -> None:
    expected = running.train(session, qtbot, samples.SETTINGS).end.network.snapshot()
    begin(session, qtbot)
    left = session.history.run
    running.use(session, samples.SETTINGS)
    session.training.train()
    assert session.history.run.number == left.number  # it reads until the new one is made
    wait_for(session, qtbot, Status.IDLE)
    assert session.history.before is not None
    assert session.history.before.number == left.number
    assert session.history.before.end.at >= left.end.at  # what the run has learned to its end was taken over
    assert same(weights(session), expected)
    assert len(joined(session.history.curves).batch_at) == 2 * samples.STEPS


@pytest.mark.parametrize("paused", [False, True])
def test_open_a_network(session: Session, qtbot: QtBot, tmp_path: Path, paused: bool) -> None:
    path = tmp_path / "other.safetensors"
    other = samples.run((8,), seed=5)
    save_run(path, other)
    begin(session, qtbot)
    if paused:
        session.training.pause()
        wait_for(session, qtbot, Status.PAUSED)
    session.begin(load_run(path))
    assert session.training.status is Status.IDLE
    assert (session.history.run.name, session.history.run.path) == ("other", path)
    with qtbot.assertNotEmitted(session.history.moment_changed, wait=50):
        running.wait_for_all_jobs(qtbot)  # the end of the run that was left changes nothing that is shown
    assert same(weights(session), other.end.network.get_weights())
    session.go_back()
    assert len(joined(session.history.curves).batch_at) > 0


@pytest.mark.parametrize("command", ["go_back", "open_bundled", "new_network", "leave"])
def test_commands_that_end_the_run(session: Session, qtbot: QtBot, command: str) -> None:
    begin(session, qtbot)
    if command == "open_bundled":
        running.open_bundled(session)
    else:
        getattr(session if command == "go_back" else session.training, command)()
    assert session.training.status is Status.IDLE
    running.wait_for_all_jobs(qtbot)
    learned = session.history.run if command == "leave" else session.history.after or session.history.before
    assert learned is not None
    assert len(joined(learned.curves).batch_at) > 0
    assert learned.end.network.optimizer is not None  # it is the very end, from which one can go on


def test_back_and_forward_again(session: Session, qtbot: QtBot) -> None:
    begin(session, qtbot)
    session.go_back()
    assert session.history.run.name == "first"
    running.wait_for_all_jobs(qtbot)
    session.go_forward()
    assert session.history.run.name == "relu-16"
    trained = weights(session)
    session.training.go_on()
    qtbot.waitUntil(lambda: session.history.run.name == "relu-16 (2)")
    session.go_back()
    assert same(weights(session), trained)


@pytest.mark.parametrize("paused", [False, True])
def test_close(session: Session, qtbot: QtBot, paused: bool) -> None:
    begin(session, qtbot)
    if paused:
        session.training.pause()
        wait_for(session, qtbot, Status.PAUSED)
    session.close()
    assert at_work() == 0
    assert session.training.status is Status.IDLE
    with qtbot.assertNotEmitted(session.training.advanced, wait=50):
        pass
    session.close()  # closing twice is no harm


def test_close_right_after_the_start(session: Session) -> None:
    session.training.train()
    session.close()
    assert at_work() == 0
    QCoreApplication.processEvents()
    assert session.training.status is Status.IDLE


# Errors


def test_weights_that_run_away(session: Session, qtbot: QtBot) -> None:
    failures = running.failures(session)
    running.use(session, samples.DIVERGING)
    session.training.train()
    wait_for(session, qtbot, Status.IDLE)
    assert [type(error) for error in failures] == [TrainingDivergedError]
    assert "smaller learning rate than 100" in str(failures[0])
    assert all(np.isfinite(weight).all() for weight in weights(session))
    assert session.history.run.name == "relu-16-16-16-16"
    session.go_back()
    assert session.history.run.name == "first"


def test_after_a_run_that_failed_the_next_one_works(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.DIVERGING)
    session.training.train()
    wait_for(session, qtbot, Status.IDLE)
    assert len(running.train(session, qtbot, samples.SETTINGS).curves[0].epoch_at) == 2


@pytest.mark.parametrize("command", ["train", "go_on", "step"])
def test_data_that_cannot_be_read(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(session.datasets, "loader", lambda: fail_to_load)
    before, told = weights(session), running.statuses(session)
    with qtbot.waitSignal(session.training.failed) as failed:
        getattr(session.training, command)()
    assert isinstance(failed.args[0], OSError)
    assert told[-1] is Status.IDLE
    running.wait_for_all_jobs(qtbot)
    assert session.history.run.name == "first"  # what never began to learn is not kept
    assert same(weights(session), before)
    assert session.history.unsaved == []


def test_after_data_that_cannot_be_read_the_network_that_was_current_is_back(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.history.begin(samples.run((8,)))
    session.history.go_back()
    monkeypatch.setattr(session.datasets, "loader", lambda: fail_to_load)
    with qtbot.waitSignal(session.training.failed):
        session.training.train()
    assert session.history.run.name == "first"


@pytest.mark.parametrize("command", ["train", "go_on"])
def test_an_exception_on_the_way(session: Session, qtbot: QtBot, mnist: Dataset, command: str) -> None:
    session.datasets.use(running.breaking(samples.small(mnist)))
    before = weights(session)
    with qtbot.waitSignal(session.training.failed) as failed:
        getattr(session.training, command)()
    assert isinstance(failed.args[0], OSError)
    assert session.training.status is Status.IDLE
    assert len(joined(session.history.curves).batch_at) == 5  # what it learned until then is kept
    assert not same(weights(session), before)
    while session.history.before is not None:
        session.go_back()
    assert session.history.run.name == "first"
    assert same(weights(session), before)


def test_settings_that_no_data_fit(session: Session, qtbot: QtBot, mnist: Dataset) -> None:
    session.datasets.use(mnist.shortened(1, 100))
    running.use(session, replace(samples.SETTINGS, validation_share=0.9))
    with qtbot.waitSignal(session.training.failed) as failed:
        session.training.train()
    assert isinstance(failed.args[0], InputError)
    assert session.history.run.name == "first"


# Twenty times, and three times the end


def test_starts_and_stops_at_any_moment(session: Session, qtbot: QtBot) -> None:
    moments = np.random.default_rng(20)
    running.use(session, samples.LONG)
    for number in range(20):
        start = (session.training.train, session.training.go_on, session.training.step)[number % 3]
        end = (session.training.stop, session.training.leave)[number % 2]
        start()
        with qtbot.waitSignal(session.training.status_changed, check_params_cb=lambda now: now is Status.IDLE):
            QTimer.singleShot(int(moments.integers(0, 40)), session, end)
        assert session.training.status is Status.IDLE
    running.wait_for_all_jobs(qtbot)


def test_the_window_copies_no_weights_when_a_run_is_stopped(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot)
    report, threads = TrainingRun.report, list[str]()

    def watched(run: TrainingRun) -> TrainingReport:
        threads.append(threading.current_thread().name)
        return report(run)

    monkeypatch.setattr(TrainingRun, "report", watched)
    session.training.stop()
    wait_for(session, qtbot, Status.IDLE)
    assert set(threads) == {"digitapp worker"}
