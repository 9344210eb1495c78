"""The question at the start after the program went down while it trained."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from digitapp import preferences
from digitapp.app import Program
from digitapp.core.runs.checkpoints import Checkpoint, load_checkpoint, save_checkpoint
from digitapp.core.runs.curves import joined
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs import checkpoints
from digitapp.state.runs.training import Status
from digitapp.views.window import dialogs
from digitapp.wiring import recovery
from engine.position import Position
from engine.saving import checkpoint
from tests import samples, window


@pytest.fixture
def file() -> Path:
    settings = samples.LONG
    network = settings.build()
    path = preferences.checkpoints_folder() / "run-00000000.safetensors"
    path.parent.mkdir(parents=True)
    save_checkpoint(path, Checkpoint(network, Position(3), settings, 0.002, samples.curves(epochs=3), "relu-16"))
    return path


def answering(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """Press the button with that text in every question; return what was asked."""
    asked: list[str] = []

    def press(box: QMessageBox) -> int:
        asked.append(f"{box.text()} {box.informativeText()}")
        button = next(button for button in box.buttons() if button.text() == text)
        button.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    return asked


def test_going_on(program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "Go on training")
    program.recovery.offer()
    assert asked == [
        "The program ended while relu-16 was being trained. 3 of 1000 epochs were done, and nothing of them is lost."
    ]
    window.wait_for(program, qtbot, Status.RUNNING)
    window.wait_for_batches(program, qtbot, 41)
    assert program.session.history.run.name == "relu-16"
    assert joined(program.session.history.curves).end > 3
    program.session.training.leave()
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize(("answer", "kept"), [("Throw it away", False), ("Ask me later", True)])
def test_other_answers(answer: str, kept: bool, program: Program, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, answer)
    before = program.session.history.run
    program.recovery.offer()
    assert file.exists() is kept
    assert program.session.history.run is before
    assert program.session.training.status is Status.IDLE


def test_nothing_is_asked_without_a_run(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "Go on training")
    program.recovery.offer()
    assert asked == []


def test_a_damaged_file_is_told_of_and_removed(program: Program, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"nothing")
    asked = answering(monkeypatch, "Go on training")
    program.recovery.offer()
    assert asked == []
    assert not file.exists()
    assert "run-00000000.safetensors" in program.window.message_bar.text


def test_behind_a_damaged_file_the_run_before_it_is_asked_about(
    program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = file.with_name("run-00000001.safetensors")
    metadata = {"digitapp": '{"settings": null, "learning_rate": 0.001, "history": [5], "name": "", "folder": null}'}
    checkpoint.save(damaged, samples.LONG.build(), Position(1), metadata)
    os.utime(file, (1, 1))
    asked = answering(monkeypatch, "Ask me later")
    program.recovery.offer()
    qtbot.waitUntil(lambda: bool(asked))
    assert "while relu-16 was being trained" in asked[0]
    assert (damaged.exists(), file.exists()) == (False, True)
    assert damaged.name in program.window.message_bar.text


def test_a_fault_in_reading_one_keeps_it_and_does_not_hide_the_others(
    program: Program, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = file.with_name("run-00000001.safetensors")
    other.write_bytes(file.read_bytes())
    os.utime(file, (1, 1))
    load = recovery.load_checkpoint

    def fail_once(path: Path) -> Checkpoint:
        if path == other:
            raise MemoryError("no room")
        return load(path)

    monkeypatch.setattr(recovery, "load_checkpoint", fail_once)
    asked = answering(monkeypatch, "Ask me later")
    program.recovery.offer()
    qtbot.waitUntil(lambda: bool(asked))
    assert len(asked) == 1
    assert (other.exists(), file.exists()) == (True, True)


def test_escape_means_later(program: Program) -> None:
    box_of: list[QMessageBox] = []

    def look(box: QMessageBox) -> int:
        box_of.append(box)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QMessageBox, "exec", look)
        assert dialogs.ask_to_go_on(program.window, "relu-16", 1, 5) is dialogs.Answer.CANCEL
    escape = box_of[0].escapeButton()
    assert escape is not None
    assert escape.text() == "Ask me later"


def test_the_window_does_not_wait_while_the_file_is_read(
    program: Program, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "Ask me later")
    threads: list[str] = []
    load = recovery.load_checkpoint
    monkeypatch.setattr(
        recovery, "load_checkpoint", lambda path: threads.append(threading.current_thread().name) or load(path)
    )
    program.recovery.offer()
    assert threads == ["digitapp worker"]
    assert file.exists()


def test_data_that_are_gone_are_told_of_and_the_run_is_kept(
    program: Program, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, name = load_checkpoint(file), program.session.history.run.name
    save_checkpoint(file, replace(kept, folder=tmp_path / "gone"))
    answering(monkeypatch, "Go on training")
    program.recovery.offer()
    assert "gone" in program.window.message_bar.text
    assert file.exists()
    assert (program.session.training.status, program.session.history.run.name) == (Status.IDLE, name)


def test_a_run_that_cannot_be_kept_is_told_of_once(
    program: Program, qtbot: QtBot, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoints, "save_checkpoint", full)
    texts: list[str] = []
    program.messages.error.connect(texts.append)
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(replace(samples.SETTINGS, epochs=4))
    program.session.training.train()
    window.wait_for(program, qtbot, Status.IDLE)
    qtbot.waitUntil(lambda: bool(texts))
    assert len(texts) == 1
    assert "No space left on device" in program.window.message_bar.text
