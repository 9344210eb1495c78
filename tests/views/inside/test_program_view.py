"""The program of the settings: it follows them, it is edited, and what does not work is said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from digitapp.core.inside.program_text import Part, as_text, program
from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.inside.program_view import ProgramView
from tests.views import looking


@pytest.fixture
def view(qtbot: QtBot, light: None) -> ProgramView:
    assert light is None
    return looking.show(qtbot, ProgramView(), 900, 640)


def lines(view: ProgramView) -> QPlainTextEdit:
    found = view.findChild(QPlainTextEdit)
    assert isinstance(found, QPlainTextEdit)
    return found


def said(view: ProgramView) -> str:
    return "\n".join(part.text() for part in view.findChildren(QLabel) if part.isVisible())


def go_to(view: ProgramView, start: str) -> None:
    document = lines(view).document()
    block = document.find(start).block()
    assert block.isValid(), start
    lines(view).setTextCursor(QTextCursor(block))


def type_over(view: ProgramView, old: str, new: str) -> None:
    cursor = lines(view).document().find(old)
    assert not cursor.isNull(), old
    lines(view).setTextCursor(cursor)
    lines(view).insertPlainText(new)


def test_it_follows_the_settings_and_keeps_the_line(view: ProgramView) -> None:
    go_to(view, "train_labels = ")
    row = lines(view).textCursor().blockNumber()
    view.set_settings(TrainingSettings(hidden_units=(32, 16), epochs=7))
    text = lines(view).toPlainText()
    assert "network.add(layers.Dense(32, activation='relu', input_shape=(28 * 28,)))" in text
    assert "epochs=7" in text
    assert lines(view).textCursor().blockNumber() == row


def test_what_is_typed_becomes_the_settings(view: ProgramView, qtbot: QtBot) -> None:
    edited: list[TrainingSettings] = []
    view.settings_edited.connect(edited.append)
    type_over(view, "512", "16")
    type_over(view, "'relu'", "'sigmoid'")
    type_over(view, "'rmsprop'", "'sgd'")
    type_over(view, "epochs=5", "epochs=2")
    expected = TrainingSettings(hidden_units=(16,), activation="sigmoid", optimizer="sgd", learning_rate=0.01, epochs=2)
    qtbot.waitUntil(lambda: edited == [expected])
    text = lines(view).toPlainText()
    view.set_settings(expected)  # as the window answers
    assert lines(view).toPlainText() == text
    assert edited == [expected]


def test_the_same_in_other_words_stays_as_it_was_typed(view: ProgramView, qtbot: QtBot) -> None:
    type_over(view, "512", "8 * 2")
    with qtbot.waitSignal(view.settings_edited):
        pass
    view.set_settings(TrainingSettings(hidden_units=(16,)))
    assert "Dense(8 * 2, activation" in lines(view).toPlainText()
    view.set_settings(TrainingSettings(hidden_units=(17,)))
    assert "Dense(17, activation" in lines(view).toPlainText()


def test_a_line_that_does_not_work_says_why_and_is_not_run(view: ProgramView, qtbot: QtBot) -> None:
    asked: list[bool] = []
    view.run_requested.connect(lambda: asked.append(True))
    type_over(view, "(28 * 28,)))", "(28 * 27,)))")
    looking.button(view, "Run these lines").click()  # before the pause is over
    assert asked == []
    assert "Line 12: The first layer receives the 784 numbers of a picture" in said(view)
    assert "28 * 27" in said(view)
    (mark,) = lines(view).extraSelections()
    assert mark.cursor.blockNumber() == 11  # type: ignore[attr-defined]
    assert not looking.button(view, "Run these lines").isEnabled()
    assert lines(view).accessibleDescription() in said(view)
    type_over(view, "28 * 27", "28 * 28")
    qtbot.waitUntil(lambda: looking.button(view, "Run these lines").isEnabled())
    assert lines(view).extraSelections() == []
    looking.button(view, "Run these lines").click()
    assert asked == [True]


def test_what_does_not_work_can_be_put_back_and_undone(view: ProgramView, qtbot: QtBot) -> None:
    assert not looking.button(view, "As it was").isEnabled()
    type_over(view, "512", "none")
    qtbot.waitUntil(lambda: "Line 12" in said(view))
    looking.button(view, "As it was").click()
    assert lines(view).toPlainText() == as_text(program(TrainingSettings()))
    assert "Line 12" not in said(view)
    lines(view).undo()
    assert "Dense(none" in lines(view).toPlainText()
    qtbot.waitUntil(lambda: "Line 12" in said(view))


def test_other_settings_take_the_place_of_what_does_not_work(view: ProgramView, qtbot: QtBot) -> None:
    type_over(view, "512", "none")
    qtbot.waitUntil(lambda: "Line 12" in said(view))
    view.set_settings(TrainingSettings(epochs=9))
    assert "epochs=9" in lines(view).toPlainText()
    assert "Line 12" not in said(view)


def test_the_cursor_s_line_says_what_it_makes_and_shows_it(view: ProgramView) -> None:
    asked: list[Part] = []
    view.part_requested.connect(asked.append)
    go_to(view, "network.add(layers.Dense(512")
    assert "each unit computes relu(dot(W, input) + b)" in said(view)
    looking.button(view, "Show it").click()
    assert asked == [Part.HIDDEN]
    go_to(view, "network = ")
    assert "Put the cursor into a line" in said(view)
    assert not looking.button(view, "Show it").isVisible()


def test_what_no_line_says_is_said_beside_them(view: ProgramView) -> None:
    assert "beside these lines" not in said(view)
    view.set_settings(TrainingSettings(distort=True, schedule="cosine"))
    assert "What the window does beside these lines: it distorts the images, it changes the learning rate" in said(view)


@pytest.mark.parametrize(("text", "library"), [("Copy for Keras", "keras"), ("Copy for the engine", "engine")])
def test_it_is_copied_for_either_library(view: ProgramView, text: str, library: str) -> None:
    copied: list[str] = []
    view.copied.connect(copied.append)
    type_over(view, "512", "16")
    looking.button(view, text).click()
    assert QGuiApplication.clipboard().text() == as_text(program(TrainingSettings(hidden_units=(16,)), library))
    assert copied == [library]


def test_the_keyboard_leaves_it_with_tab(view: ProgramView) -> None:
    lines(view).setFocus()
    text = lines(view).toPlainText()
    QTest.keyClick(lines(view), Qt.Key.Key_Tab)
    assert not lines(view).hasFocus()
    assert lines(view).toPlainText() == text


@pytest.mark.parametrize(("width", "height"), [(640, 880), (740, 920), (844, 600), (1360, 920)])
def test_long_lines_are_broken_and_none_is_cut_off(view: ProgramView, qtbot: QtBot, width: int, height: int) -> None:
    assert looking.cut_in(qtbot, view, width, height) == []
    view.resize(width, height)
    assert lines(view).horizontalScrollBar().maximum() == 0
