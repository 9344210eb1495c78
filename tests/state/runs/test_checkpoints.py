"""The file of the run under way: there as long as the run, and found again after the program went down."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp import preferences
from digitapp.core.errors import InputError
from digitapp.core.runs.checkpoints import load_checkpoint
from digitapp.core.runs.curves import joined
from digitapp.state.runs.checkpoints import MOST_LEFT_OVER, Checkpoints
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests import samples
from tests.state import running

ENDLESS = replace(samples.SETTINGS, epochs=1000)


def files() -> list[Path]:
    return sorted(preferences.checkpoints_folder().glob("*.safetensors"))


def left_behind(session: Session, qtbot: QtBot, name: str = "run-00000000.safetensors") -> Path:
    """Train until a checkpoint is written, and leave a copy of it as another program's that went down."""
    running.use(session, ENDLESS)
    session.training.train()
    qtbot.waitUntil(lambda: bool(files()), timeout=running.TIMEOUT)
    file = preferences.checkpoints_folder() / name
    file.write_bytes(files()[0].read_bytes())
    session.training.leave()
    return file


def test_the_file_goes_with_the_run(session: Session, qtbot: QtBot) -> None:
    running.use(session, ENDLESS)
    session.training.train()
    qtbot.waitUntil(lambda: bool(files()), timeout=running.TIMEOUT)
    session.training.stop()
    running.wait_for(session, qtbot, Status.IDLE)
    assert list(preferences.checkpoints_folder().iterdir()) == []


def test_a_running_program_s_file_is_not_offered(session: Session, qtbot: QtBot) -> None:
    running.use(session, ENDLESS)
    session.training.train()
    qtbot.waitUntil(lambda: bool(files()), timeout=running.TIMEOUT)
    assert Checkpoints(preferences.checkpoints_folder()).left_over() is None
    assert session.checkpoints.left_over() is None


def test_a_run_goes_on_where_it_was(session: Session, qtbot: QtBot) -> None:
    file = left_behind(session, qtbot)
    assert session.checkpoints.left_over() == file
    run = load_checkpoint(file)
    epoch = run.position.epoch
    session.training.recover(replace(run, learning_rate=0.0005))
    session.checkpoints.take_over(file)
    assert session.training.status is Status.RUNNING
    assert session.training.settings == ENDLESS
    qtbot.waitUntil(lambda: joined(session.history.curves).end >= epoch)
    assert not file.exists()
    assert len(files()) == 1
    qtbot.waitUntil(lambda: joined(session.history.curves).end >= epoch + 2, timeout=running.TIMEOUT)
    kept = load_checkpoint(files()[0])
    assert kept.position.epoch > epoch
    assert kept.learning_rate == 0.0005


def test_only_the_newest_few_are_kept(session: Session, qtbot: QtBot) -> None:
    for number in range(MOST_LEFT_OVER + 2):
        file = left_behind(session, qtbot, f"run-0000000{number}.safetensors")
        os.utime(file, (number, number))
    assert session.checkpoints.left_over() == file
    assert len(files()) == MOST_LEFT_OVER
    session.checkpoints.remove(file)
    assert file not in files()


def test_a_folder_that_cannot_be_written_does_not_stop_the_run(session: Session, qtbot: QtBot) -> None:
    preferences.checkpoints_folder().parent.mkdir(parents=True, exist_ok=True)
    preferences.checkpoints_folder().write_text("in the way")
    told: list[object] = []
    session.checkpoints.failed.connect(told.append)
    record = running.train(session, qtbot, replace(samples.SETTINGS, epochs=4))
    assert record.end.at == 4
    assert len(told) == 1  # of three times
    assert isinstance(told[0], InputError)


PROGRAM = """
    import sys
    from dataclasses import replace
    from pathlib import Path
    from PySide6.QtWidgets import QApplication
    from digitapp import preferences
    from digitapp.core.runs.dataset import load_mnist
    from digitapp.state.session import Session
    from tests import samples

    application = QApplication([])
    session = Session(samples.run(), preferences.checkpoints_folder())
    session.datasets.use(samples.small(load_mnist()))
    session.training.set_settings(replace(samples.SETTINGS, epochs=1000))
    session.training.train()
    application.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no such signal")
def test_the_run_of_a_program_that_was_killed_is_found(session: Session) -> None:
    program = subprocess.Popen([sys.executable, "-c", textwrap.dedent(PROGRAM)], cwd=Path(__file__).parents[3])
    try:
        end = time.monotonic() + 30
        while not files() and time.monotonic() < end and program.poll() is None:
            time.sleep(0.05)
        assert session.checkpoints.left_over() is None  # it still runs
    finally:
        program.kill()
        program.wait()
    file = session.checkpoints.left_over()
    assert file is not None
    assert load_checkpoint(file).position.epoch >= 1
