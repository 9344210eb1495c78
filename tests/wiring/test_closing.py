"""The end of the program: what is not saved is asked about, and a run does not outlive the window."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_run
from digitapp.core.runs.curves import joined
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs import history
from digitapp.state.runs.training import Status
from digitapp.views.window import dialogs
from digitapp.views.window.dialogs import Answer
from tests import pen, samples
from tests.window import press, wait_for, wait_for_batches

Ask = Callable[..., list[list[str]]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Answer the question about unsaved networks; return the names it was asked about."""

    def answer(answer: Answer, during: Callable[[], None] = lambda: None) -> list[list[str]]:
        asked: list[list[str]] = []

        def ask_about_unsaved(_: object, names: list[str]) -> Answer:
            asked.append(list(names))
            during()
            return answer

        monkeypatch.setattr(dialogs, "ask_about_unsaved", ask_about_unsaved)
        return asked

    return answer


@pytest.fixture
def running(program: Program, qtbot: QtBot, mnist: Dataset) -> Program:
    """The program while it trains a small network."""
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(samples.LONG)
    press(program, "Train")
    wait_for_batches(program, qtbot)
    return program


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    monkeypatch.setattr(dialogs, "ask_network_to_save", lambda *_: path)


def job_threads() -> int:
    return sum(thread.name == "digitapp worker" for thread in threading.enumerate())


# Without anything to lose


def test_with_everything_saved_it_closes_without_a_question(program: Program, ask: Ask) -> None:
    asked = ask(Answer.CANCEL)
    program.window.commands["quit"].trigger()
    assert not program.window.isVisible()
    assert asked == []


def test_a_drawing_is_nothing_to_ask_about(program: Program, ask: Ask) -> None:
    asked = ask(Answer.CANCEL)
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    program.window.close()
    assert not program.window.isVisible()
    assert asked == []


# With something to lose


def test_discard_closes(program: Program, ask: Ask) -> None:
    asked = ask(Answer.DISCARD)
    program.session.history.begin(samples.run((8,), name="own"))
    program.session.history.begin(samples.run((4,), name="other"))
    program.window.close()
    assert not program.window.isVisible()
    assert asked == [["other", "own"]]


def test_cancel_stays(program: Program, ask: Ask) -> None:
    asked = ask(Answer.CANCEL)
    program.session.history.begin(samples.run((8,), name="own"))
    for count in (1, 2):
        program.window.close()
        assert program.window.isVisible()
        assert len(asked) == count


def test_save_saves_and_closes(
    program: Program, qtbot: QtBot, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ask(Answer.SAVE)
    save_to(monkeypatch, tmp_path / "mine.safetensors")
    program.session.history.begin(samples.run((8,), name="own"))
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert load_run(tmp_path / "mine.safetensors").end.network.dense_layers[0].units == 8


@pytest.mark.parametrize("way", ["change of mind", "failure"])
def test_a_save_that_fails_keeps_the_window(
    program: Program, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    ask(Answer.SAVE)
    save_to(monkeypatch, tmp_path / "mine.safetensors" if way == "failure" else None)

    def fail(*_: object) -> None:
        raise InputError("the disk is full")

    monkeypatch.setattr(history, "save_own", fail)
    program.session.history.begin(samples.run((8,), name="own"))
    program.window.close()
    assert program.window.isVisible()
    assert program.window.isWindowModified()
    if way == "failure":
        assert program.window.message_bar.text == "the disk is full"


def test_save_saves_the_network_that_is_not_saved_not_the_one_that_is_shown(
    program: Program, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = ask(Answer.SAVE)
    save_to(monkeypatch, tmp_path / "mine.safetensors")
    program.session.history.begin(samples.run((8,), name="own"))
    program.session.go_back()  # to the bundled one
    program.window.close()
    assert asked == [["own"]]
    assert load_run(tmp_path / "mine.safetensors").end.network.dense_layers[0].units == 8


# While it trains


def test_the_run_waits_for_the_answer_and_goes_on_after_cancel(running: Program, qtbot: QtBot, ask: Ask) -> None:
    seen: list[Status] = []

    def look() -> None:
        wait_for(running, qtbot, Status.PAUSED)
        seen.append(running.session.training.status)

    ask(Answer.CANCEL, look)
    running.window.close()
    assert seen == [Status.PAUSED]
    assert running.window.isVisible()
    assert running.session.training.status is Status.RUNNING
    batches = len(joined(running.session.history.curves).batch_at)
    wait_for_batches(running, qtbot, batches + 1)


def test_a_quick_cancel_is_no_pause_at_all(running: Program, qtbot: QtBot, ask: Ask) -> None:
    ask(Answer.CANCEL)
    running.window.close()
    wait_for_batches(running, qtbot, len(joined(running.session.history.curves).batch_at) + 1)
    assert running.session.training.status is Status.RUNNING


def test_a_run_that_waited_before_still_waits_after_cancel(running: Program, qtbot: QtBot, ask: Ask) -> None:
    running.session.training.pause()
    wait_for(running, qtbot, Status.PAUSED)
    ask(Answer.CANCEL)
    running.window.close()
    with qtbot.assertNotEmitted(running.session.training.advanced, wait=50):
        pass
    assert running.session.training.status is Status.PAUSED


def test_save_saves_what_was_learned_until_then(
    running: Program, qtbot: QtBot, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ask(Answer.SAVE)
    save_to(monkeypatch, tmp_path / "mine.safetensors")
    at = running.session.history.moment.at
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible())
    saved = load_run(tmp_path / "mine.safetensors")
    assert saved.end.at >= at - 1e-4 > 0  # a file has places rounded
    assert len(joined(saved.curves).batch_at) > 0
    running.close()
    assert job_threads() == 0


def test_a_save_that_is_taken_back_leaves_the_run_under_way(
    running: Program, qtbot: QtBot, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(Answer.SAVE)
    save_to(monkeypatch, None)
    running.window.close()
    assert running.window.isVisible()
    assert running.session.training.status is Status.RUNNING
    wait_for_batches(running, qtbot, len(joined(running.session.history.curves).batch_at) + 1)


@pytest.mark.parametrize("moment", [0, 7, 31])
def test_closing_while_it_trains_leaves_no_thread(
    program: Program, qtbot: QtBot, mnist: Dataset, ask: Ask, moment: int
) -> None:
    ask(Answer.DISCARD)
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(samples.LONG)
    press(program, "Train")
    QTimer.singleShot(moment, program.window, program.window.close)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    program.close()
    assert job_threads() == 0
    assert program.session.training.status is Status.IDLE


def test_save_works_when_a_report_comes_while_the_question_is_open(
    running: Program, qtbot: QtBot, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A real question lets the event loop run, and with it the report of the batch before the pause."""
    ask(Answer.SAVE, during=lambda: qtbot.waitUntil(lambda: running.session.training.status is Status.PAUSED))
    save_to(monkeypatch, tmp_path / "mine.safetensors")
    running.window.close()
    qtbot.waitUntil(lambda: not running.window.isVisible())
    assert (tmp_path / "mine.safetensors").exists()


def test_saving_one_of_two_networks_asks_about_the_other(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[list[str]] = []

    def answer(_: object, names: list[str]) -> Answer:
        asked.append(list(names))
        return Answer.SAVE if len(asked) < 3 else Answer.CANCEL

    monkeypatch.setattr(dialogs, "ask_about_unsaved", answer)
    paths = iter([tmp_path / "second.safetensors", None])
    monkeypatch.setattr(dialogs, "ask_network_to_save", lambda *_: next(paths))
    program.session.history.begin(samples.run((8,), name="first"))
    program.session.history.begin(samples.run((9,), name="second"))
    program.window.close()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked == [["second", "first"], ["first"]]
    assert program.window.isVisible()  # nobody named a file for the other one
    assert program.session.history.run.name == "second"


def test_the_network_that_is_shown_is_asked_about_though_another_went_on_from_it(program: Program, ask: Ask) -> None:
    history = program.session.history
    history.begin(samples.run((8,), name="own"))
    history.begin(replace(samples.run((8,), name="further"), origin=history.moment.number))
    history.go_back()
    asked = ask(Answer.CANCEL)
    program.window.close()
    assert asked == [["own", "further"]]
    history.go_forward()
    program.window.close()
    assert asked[1] == ["further"]


def test_what_is_made_while_the_window_saves_is_asked_about(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[list[str]] = []

    def answer(_: object, names: list[str]) -> Answer:
        asked.append(list(names))
        return Answer.SAVE if len(asked) == 1 else Answer.CANCEL

    monkeypatch.setattr(dialogs, "ask_about_unsaved", answer)
    save_to(monkeypatch, tmp_path / "own.safetensors")
    program.session.history.begin(samples.run((8,), name="own"))
    program.window.close()
    program.session.history.begin(samples.run((9,), name="newer"))
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1] == ["newer"]
    assert program.window.isVisible()


def test_a_run_goes_on_when_the_network_cannot_be_saved(
    running: Program, qtbot: QtBot, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ask(Answer.SAVE, during=lambda: qtbot.waitUntil(lambda: running.session.training.status is Status.PAUSED))
    save_to(monkeypatch, tmp_path / "no folder" / "mine.safetensors")
    running.window.close()
    wait_for(running, qtbot, Status.RUNNING)
    assert running.window.isVisible()
