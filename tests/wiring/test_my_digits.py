"""My digits in the whole program: labelled under the reading, kept in the data folder, taught, exported."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from digitapp import preferences
from digitapp.app import Program
from digitapp.core.my_digits import teaching
from digitapp.core.my_digits.collection import load_my_digits
from digitapp.core.paper.stroke_files import load_stroke_file
from digitapp.views.parts.digit_menu import DigitMenu
from digitapp.views.window import dialogs
from tests import pen
from tests.views import looking
from tests.window import key

TIMEOUT = 20_000


@pytest.fixture
def drawn(program: Program, qtbot: QtBot) -> Program:
    """The program with a seven on the canvas, read."""
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    return program


def kept() -> list[int]:
    return [digit.label for digit in load_my_digits(preferences.my_digits_file())]


def test_a_drawing_is_labelled_by_the_menu_under_the_reading_and_by_keys(drawn: Program) -> None:
    menu = drawn.window.paper.verdict.findChild(DigitMenu)
    assert isinstance(menu, DigitMenu)
    menu.actions()[7].trigger()
    assert kept() == [7]
    assert "Kept as a 7" in drawn.window.message_bar.text
    key(drawn, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert kept() == [7, 2]


def test_without_a_drawing_there_is_nothing_to_label(program: Program) -> None:
    assert not looking.button(program.window.paper.verdict, "That's a…").isEnabled()
    key(program, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert "drawn with the pen" in program.window.message_bar.text
    assert kept() == []


def test_the_window_shows_changes_and_undoes_them(drawn: Program) -> None:
    window = drawn.my_digits.window
    drawn.window.commands["my_digits"].trigger()
    assert window.isVisible()
    drawn.window.commands.label_requested.emit(7)
    drawn.window.commands.label_requested.emit(1)
    assert "My digits: 2" in looking.labels(window)
    window.relabel_requested.emit([1], 4)
    assert kept() == [7, 4]
    window.delete_requested.emit([0])
    assert kept() == [4]
    looking.button(window, "Undo").click()
    looking.button(window, "Undo").click()
    assert kept() == [7, 1]
    looking.button(window, "Redo").click()
    assert kept() == [7, 4]
    window.close()


def test_they_are_taught_and_the_lesson_is_undone(
    drawn: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching, "STEPS", 150)
    monkeypatch.setattr(teaching, "_REMEMBERED", {"mnist": 500, "pen": 100, "none": 50})
    drawn.window.commands["my_digits"].trigger()
    drawn.window.commands.label_requested.emit(2)
    window, before = drawn.my_digits.window, drawn.session.history.run
    looking.button(window, "Teach it").click()
    qtbot.waitUntil(lambda: "before" in looking.labels(window.lesson), timeout=TIMEOUT)
    qtbot.waitUntil(lambda: drawn.window.paper.verdict.said != "7", timeout=TIMEOUT)  # it learned otherwise
    assert drawn.window.isWindowModified()
    looking.button(window, "Take back what was taught").click()
    assert drawn.session.history.run is before
    qtbot.waitUntil(lambda: drawn.window.paper.verdict.said == "7", timeout=TIMEOUT)
    window.close()


def test_they_are_exported(drawn: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn.window.commands.label_requested.emit(7)
    monkeypatch.setattr(dialogs, "ask_strokes_to_save", lambda *_: tmp_path / "mine.npz")
    monkeypatch.setattr(dialogs, "ask_folder_to_save", lambda *_: tmp_path)
    window = drawn.my_digits.window
    window.export_strokes_requested.emit()
    assert load_stroke_file(tmp_path / "mine.npz").labels.tolist() == [7]
    assert drawn.window.message_bar.text == "Exported to mine.npz."
    window.export_idx_requested.emit()
    assert len(list(tmp_path.glob("*ubyte"))) == 2
    monkeypatch.setattr(dialogs, "ask_strokes_to_save", lambda *_: tmp_path / "missing" / "mine.npz")
    window.export_strokes_requested.emit()
    assert "mine.npz" in drawn.window.message_bar.text


def test_a_damaged_collection_is_told_at_the_start_and_moved_aside(qtbot: QtBot, program: Program) -> None:
    file = preferences.my_digits_file()
    file.parent.mkdir(parents=True)
    file.write_bytes(b"damaged")
    with qtbot.waitSignal(program.messages.error, timeout=1000):
        program.my_digits.keep()
    assert file.with_suffix(".damaged.npz").exists()
    assert program.session.my_digits.digits == ()
