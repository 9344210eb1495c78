"""The one way to the person: errors made for people, faults of the program, from any thread; and the log."""

import faulthandler
import io
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from digitapp import preferences
from digitapp.core.errors import InputError, LastingError
from digitapp.core.runs.training import TrainingDivergedError
from digitapp.messages import Messages, start_log


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    assert qtbot is not None
    result = Messages()
    result.listen()
    return result


@pytest.fixture
def hooks() -> Iterator[None]:
    """Put the hooks for uncaught exceptions back."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Start the log; return what reads it, and end it after the test."""
    crash_files: list[io.TextIOBase] = []
    monkeypatch.setattr(faulthandler, "enable", crash_files.append)
    logger = logging.getLogger("digitapp")
    before, level = list(logger.handlers), logger.level
    start_log(preferences.log_file())
    yield lambda: preferences.log_file().read_text(encoding="utf-8")
    for handler in [handler for handler in logger.handlers if handler not in before]:
        logger.removeHandler(handler)
        handler.close()
    logger.setLevel(level)
    for file in crash_files:
        file.close()


def heard(messages: Messages) -> tuple[list[str], list[str]]:
    errors: list[str] = []
    notices: list[str] = []
    messages.error.connect(errors.append)
    messages.notice.connect(notices.append)
    return errors, notices


def test_an_error_made_for_people_is_shown_as_it_is(messages: Messages) -> None:
    errors, notices = heard(messages)
    messages.show_error(InputError("units must be positive. Received: {units}", units=-3))
    messages.show_error(TrainingDivergedError("the loss became {loss}", loss="nan"))
    assert errors == ["units must be positive. Received: -3", "the loss became nan"]
    assert notices == []


@pytest.mark.parametrize("error", [ValueError("a {strange} one"), KeyError("missing"), RuntimeError()])
def test_a_fault_of_the_program_is_named_and_says_what_to_do_next(messages: Messages, error: Exception) -> None:
    errors, _ = heard(messages)
    messages.show_error(error)
    assert f"{type(error).__name__}: {error}" in errors[0]
    assert "Show the log" in errors[0]
    assert "still there" in errors[0]


def test_a_notice(messages: Messages) -> None:
    errors, notices = heard(messages)
    messages.show_notice("Saved as mine.")
    assert (errors, notices) == ([], ["Saved as mine."])


def test_an_exception_that_nobody_caught(messages: Messages, hooks: None, qtbot: QtBot) -> None:
    assert hooks is None
    messages.catch_everything()
    error = ValueError("nobody caught it")
    with qtbot.waitSignal(messages.error) as shown:
        sys.excepthook(ValueError, error, None)
    assert "ValueError: nobody caught it" in shown.args[0]


def test_an_exception_in_a_slot(messages: Messages, hooks: None, qtbot: QtBot) -> None:
    assert hooks is None

    def fail() -> None:
        raise ValueError("in a slot")

    messages.catch_everything()
    receiver = QObject()
    with qtbot.waitSignal(messages.error) as shown:
        QTimer.singleShot(0, receiver, fail)
    assert "ValueError: in a slot" in shown.args[0]


def test_an_exception_that_cannot_be_raised(messages: Messages, hooks: None, qtbot: QtBot) -> None:
    assert hooks is None

    class Ends:
        def __del__(self) -> None:
            raise ValueError("at the end")

    messages.catch_everything()
    with qtbot.waitSignal(messages.error) as shown:
        Ends()
    assert "ValueError: at the end" in shown.args[0]


def test_an_exception_in_another_thread_is_shown_in_this_one(messages: Messages, hooks: None, qtbot: QtBot) -> None:
    assert hooks is None
    messages.catch_everything()
    threads: list[threading.Thread] = []
    messages.error.connect(lambda _: threads.append(threading.current_thread()))

    def fail() -> None:
        raise ValueError("in another thread")

    thread = threading.Thread(target=fail)
    with qtbot.waitSignal(messages.error) as shown:
        thread.start()
    thread.join()
    assert "ValueError: in another thread" in shown.args[0]
    assert threads == [threading.main_thread()]


def test_a_key_that_ends_the_program_is_no_error(
    messages: Messages, hooks: None, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert hooks is None
    passed_on: list[Any] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *arguments: passed_on.append(arguments[0]))
    messages.catch_everything()
    with qtbot.assertNotEmitted(messages.error, wait=20):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert passed_on == [KeyboardInterrupt]


def test_the_log_has_the_details(messages: Messages, log: Callable[[], str]) -> None:
    try:
        raise ValueError("deep inside")
    except ValueError as error:
        messages.show_error(error)
    messages.show_error(InputError("units must be positive"))
    written = log()
    assert "Traceback" in written
    assert "ValueError: deep inside" in written
    assert "in test_the_log_has_the_details" in written
    assert "units must be positive" in written
    assert "MainThread" in written


def test_the_log_also_has_the_interpreters_crashes() -> None:
    crash = (
        "import faulthandler; from digitapp import preferences; from digitapp.messages import start_log;"
        "start_log(preferences.log_file()); faulthandler._sigsegv()"
    )
    result = subprocess.run([sys.executable, "-c", crash], capture_output=True, timeout=60, check=False)
    assert result.returncode != 0
    assert "Segmentation fault" in preferences.log_file().read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_does_not_keep_the_program_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    start_log(tmp_path / "file" / "digitapp.log")


def test_what_comes_before_the_window_listens_is_shown_then(qtbot: QtBot) -> None:
    assert qtbot is not None
    early = Messages()
    early.show_error(InputError("too early"))
    early.show_notice("Read.")
    early.show_error(ValueError("a fault"))
    errors, notices = heard(early)
    assert (errors, notices) == ([], [])
    early.listen()
    assert (errors[0], notices) == ("too early", ["Read."])
    assert "ValueError: a fault" in errors[1]
    early.show_error(InputError("later"))
    assert errors[2:] == ["later"]


def test_a_fault_that_comes_hundreds_of_times_is_told_once_and_counted(
    messages: Messages, hooks: None, log: Callable[[], str], qtbot: QtBot
) -> None:
    assert hooks is None
    messages.catch_everything()
    errors, _ = heard(messages)
    receiver = QObject()
    left = [300]

    def fail() -> None:
        left[0] -= 1
        if left[0]:
            QTimer.singleShot(0, receiver, fail)
        raise ValueError("in a slot")

    QTimer.singleShot(0, receiver, fail)
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert left == [0]
    assert "in the program: ValueError: in a slot" in errors[0]
    assert "in the program 300 times: ValueError: in a slot" in errors[1]
    assert log().count("Traceback") == 1
    assert "300 times" in log()


def test_two_faults_are_both_told(messages: Messages) -> None:
    errors, _ = heard(messages)
    for error in (ValueError("one"), ValueError("two"), KeyError("two")):
        messages.show_error(error)
    assert len(errors) == 3


def test_an_error_made_for_people_is_told_each_time(messages: Messages) -> None:
    errors, _ = heard(messages)
    for _ in range(3):
        messages.show_error(InputError("no"))
    assert errors == ["no"] * 3


def test_a_fault_that_quotes_a_whole_file_is_cut_short(messages: Messages) -> None:
    errors, _ = heard(messages)
    messages.show_error(ValueError("x" * 100_000))
    assert len(errors[0]) < 500


@pytest.mark.parametrize("terminal", [True, False])
def test_without_a_log_crashes_go_to_the_terminal_if_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    (tmp_path / "file").write_text("not a folder")
    enabled: list[object] = []
    monkeypatch.setattr(faulthandler, "enable", lambda *to: enabled.append(to))
    if not terminal:
        monkeypatch.setattr(sys, "stderr", None)
    start_log(tmp_path / "file" / "digitapp.log")
    assert len(enabled) == terminal


def test_a_log_works_without_a_terminal(log: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    logging.getLogger("digitapp").error("seen")
    assert "seen" in log()


class _FullDisk(io.StringIO):
    def write(self, _: str, /) -> int:
        raise OSError(28, "No space left on device")


def test_a_log_on_a_full_disk_says_nothing_in_the_terminal_and_goes_on_when_there_is_room(
    log: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    (handler,) = [one for one in logging.getLogger("digitapp").handlers if isinstance(one, logging.FileHandler)]
    for _ in range(3):
        if handler.stream is not None:
            handler.stream.close()
        handler.stream = _FullDisk()  # type: ignore[assignment]
        logging.getLogger("digitapp").error("lost")
    assert capsys.readouterr().err == ""
    logging.getLogger("digitapp").error("seen")
    assert "seen" in log()


def test_half_a_character_in_the_log_is_no_fault(log: Callable[[], str], capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("digitapp").error("half \ud800")
    assert capsys.readouterr().err == ""
    assert "half \\ud800" in log()


def test_what_lasts_is_told_once_until_something_has_changed(messages: Messages) -> None:
    said: list[str] = []
    messages.error.connect(said.append)
    for name in ("letters", "letters", "marks", "letters"):
        messages.show_error(LastingError("Received: {name}", name=name))
    assert said == ["Received: letters", "Received: marks"]
    messages.forget_lasting()
    messages.show_error(LastingError("Received: {name}", name="letters"))
    assert len(said) == 3
