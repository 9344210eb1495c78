"""The questions: what they say, which buttons they have, and what each answer means."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from digitapp.views.window import dialogs
from digitapp.views.window.dialogs import Answer

Button = QMessageBox.StandardButton


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    result = QWidget()
    qtbot.addWidget(result)
    return result


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[QMessageBox]]:
    """Answer message boxes; return those that were shown."""
    boxes: list[QMessageBox] = []

    def answer(button: int) -> list[QMessageBox]:
        def execute(box: QMessageBox) -> int:
            boxes.append(box)
            return button

        monkeypatch.setattr(QMessageBox, "exec", execute)
        return boxes

    return answer


@pytest.mark.parametrize(
    ("button", "answer"),
    [(Button.Save, Answer.SAVE), (Button.Discard, Answer.DISCARD), (Button.Cancel, Answer.CANCEL)],
)
def test_the_answers(
    parent: QWidget, asked: Callable[[int], list[QMessageBox]], button: Button, answer: Answer
) -> None:
    asked(button.value)
    assert dialogs.ask_about_unsaved(parent, ["mine"]) is answer


def test_the_question_about_one_network(parent: QWidget, asked: Callable[[int], list[QMessageBox]]) -> None:
    boxes = asked(Button.Cancel.value)
    dialogs.ask_about_unsaved(parent, ["mine"])
    (box,) = boxes
    assert box.text() == "The network mine is not saved."
    assert box.informativeText()
    assert box.standardButtons() == Button.Save | Button.Discard | Button.Cancel
    assert box.defaultButton() is box.button(Button.Save)
    assert box.button(Button.Discard).text() == "Don't save"
    assert box.escapeButton() in (None, box.button(Button.Cancel))
    assert box.parent() is parent


def test_the_question_about_several_networks(parent: QWidget, asked: Callable[[int], list[QMessageBox]]) -> None:
    boxes = asked(Button.Cancel.value)
    dialogs.ask_about_unsaved(parent, ["mine", "relu-16", "relu-8"])
    (box,) = boxes
    assert "3 networks" in box.text()
    assert "mine, relu-16, relu-8" in box.text()
    assert "mine" in box.informativeText()
    assert "lost" in box.informativeText()


def test_escape_means_cancel(parent: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def execute(box: QMessageBox) -> int:
        box.show()
        qtbot.waitExposed(box)
        with qtbot.waitSignal(box.finished) as finished:
            box.reject()
        return int(finished.args[0])

    monkeypatch.setattr(QMessageBox, "exec", execute)
    assert dialogs.ask_about_unsaved(parent, ["mine"]) is Answer.CANCEL


def test_which_network_to_open(parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[tuple[object, ...]] = []

    def choose(*arguments: object) -> tuple[str, str]:
        calls.append(arguments)
        return str(tmp_path / "mine.safetensors"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    assert dialogs.ask_network_to_open(parent, str(tmp_path), [".safetensors"]) == tmp_path / "mine.safetensors"
    assert calls[0][2] == str(tmp_path)
    assert "*.safetensors" in str(calls[0][3])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    assert dialogs.ask_network_to_open(parent, str(tmp_path), [".safetensors"]) is None


@pytest.mark.parametrize(("typed", "file"), [("mine", "mine.safetensors"), ("mine.safetensors", "mine.safetensors")])
def test_where_to_save(parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, file: str) -> None:
    suggested: list[str] = []

    def execute(dialog: QFileDialog) -> int:
        suggested.extend(dialog.selectedFiles())
        dialog.selectFile(typed)
        return 1

    monkeypatch.setattr(QFileDialog, "exec", execute)
    found = dialogs.ask_network_to_save(parent, tmp_path / "relu-16.safetensors", ".safetensors")
    assert found == tmp_path / file
    assert suggested == [str(tmp_path / "relu-16.safetensors")]


def test_a_change_of_mind_saves_nowhere(parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda _: 0)
    assert dialogs.ask_network_to_save(parent, tmp_path / "relu-16.safetensors", ".safetensors") is None


def test_which_folder(parent: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    assert dialogs.ask_folder(parent, "") == tmp_path
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    assert dialogs.ask_folder(parent, "") is None


def test_about(parent: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "about", lambda *arguments: told.extend(arguments[1:]))
    dialogs.show_about(parent, "1.2.3")
    assert told[0] == "About digitapp"
    assert "1.2.3" in told[1]
    assert "MNIST" in told[1]
    assert "CC BY-SA" in told[1]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("net", "Keras (*.keras)", ("net.keras", False)),
        ("net", "Keras, for images of 28 × 28 (*.keras)", ("net.keras", True)),
        ("net.keras", "ONNX, for images of 28 × 28 (*.onnx)", ("net.keras", False)),
        ("net", "ONNX, for images of 28 × 28 (*.onnx)", ("net.onnx", True)),
        ("net.npz", "", ("net.npz", False)),
    ],
)
def test_a_network_is_exported_for_rows_or_for_images(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, name: str, kind: str, expected: tuple[str, bool]
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (name, kind))
    assert dialogs.ask_network_to_export(parent, Path("net.keras")) == (Path(expected[0]), expected[1])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert dialogs.ask_network_to_export(parent, Path("net.keras")) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Let them take 2 GB", Answer.GO_ON), ("Delete these", Answer.DISCARD), ("Not now", Answer.CANCEL)],
)
def test_the_question_about_room(parent: QWidget, monkeypatch: pytest.MonkeyPatch, text: str, answer: Answer) -> None:
    said: list[str] = []

    def press(box: QMessageBox) -> int:
        said.append(f"{box.text()} {box.informativeText()}")
        next(button for button in box.buttons() if button.text() == text).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    assert dialogs.ask_for_room(parent, ["a", "b", "c", "d", "e", "f"], "1 GB", "2 GB") is answer
    assert "a, b, c, d, e, …" in said[0]
    assert "gone for good" in said[0]


def test_where_all_are_pinned_none_can_be_deleted(parent: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []

    def look(box: QMessageBox) -> int:
        texts.extend(button.text() for button in box.buttons())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", look)
    assert dialogs.ask_for_room(parent, [], "1 GB", "2 GB") is Answer.CANCEL
    assert sorted(texts) == ["Let them take 2 GB", "Not now"]


@pytest.mark.parametrize(("text", "goes_on"), [("Go on training", True), ("Not now", False)])
def test_the_question_about_a_run_that_was_cut_off(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch, text: str, goes_on: bool
) -> None:
    said: list[str] = []

    def press(box: QMessageBox) -> int:
        said.append(box.informativeText())
        next(button for button in box.buttons() if button.text() == text).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    assert dialogs.ask_to_take_up(parent, "mine", 2.58, 5) is goes_on
    assert said[0].startswith("2.6 of 5 epochs are kept.")
