"""Ctrl-C and `kill` end the window program as closing does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from digitapp import app, preferences
from digitapp.core.errors import InputError
from digitapp.core.keeping.store import RunStore
from digitapp.ending import Ending
from tests.command_line import environment

PROGRAM = """
from digitapp import app
from digitapp.core.runs.settings import TrainingSettings

class Told(app.Recovery):
    def offer(self):  # the first thing that the loop does
        training = self._session.training
        if TRAIN:
            training.set_settings(TrainingSettings((8,), epochs=1000))
            training.advanced.connect(self.tell)
            training.train()
        else:
            print("ready", flush=True)

    def tell(self, report):
        if report.epoch == 2:  # the first is kept
            print("ready", flush=True)
            self._session.training.advanced.disconnect(self.tell)

app.Recovery = Told
raise SystemExit(app.main(language="en"))
"""
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="other processes cannot be sent these signals there")


@pytest.fixture
def ending(qtbot: QtBot) -> Iterator[Ending]:
    assert qtbot is not None
    result = Ending()
    yield result
    result.stop()


@needs_posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("train", [False, True])
def test_a_signal_closes_the_program_and_keeps_the_run(number: signal.Signals, train: bool) -> None:
    words = [sys.executable, "-c", PROGRAM.replace("TRAIN", str(train))]
    how = environment(QT_QPA_PLATFORM="offscreen")
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=how)
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        running.send_signal(number)
        printed, said = running.communicate(timeout=30)
    finally:
        running.kill()
        running.wait()
    assert (running.returncode, printed) == (128 + number, b"")
    assert b"Traceback" not in said
    assert preferences.preferences_file().exists()
    kept = list(RunStore(preferences.runs_folder()).runs())
    assert len(kept) == train  # it is there at the next start, and goes on


@needs_posix
def test_a_signal_ends_the_loop_wherever_python_is(ending: Ending) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    assert QCoreApplication.instance() is not None
    assert QCoreApplication.exec() == 128 + signal.SIGTERM  # type: ignore[call-overload]
    assert ending.code == 143
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL  # a second one would end it at once


def test_afterwards_signals_are_for_whom_they_were_before(qtbot: QtBot) -> None:
    assert qtbot is not None
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    ending = Ending()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] != before
    ending.stop()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputError("expected a network. Received: {what}", what="a cat"), "expected a network. Received: a cat"),
        (ValueError("a fault"), "ValueError: a fault"),
    ],
)
def test_what_keeps_the_program_from_starting_is_told_where_there_is_a_place_for_it(
    error: Exception, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app._cannot_start(error) == 1
    assert capsys.readouterr().err == f"digitapp: {said}\n"
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda *what: shown.append(what[-1]))
    monkeypatch.setattr(sys, "stderr", None)
    assert app._cannot_start(error) == 1
    assert shown == [said]
