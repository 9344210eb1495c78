"""The program's lines and the window stay the same thing: what is typed moves the form, and the form the lines."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import ACTIVATIONS, TrainingSettings
from digitapp.state.runs.training import Status
from digitapp.views.parts.what_is_this import explanation
from digitapp.views.window.pages import NAMES
from tests import pen, samples
from tests.views import looking
from tests.window import child


@pytest.fixture
def lines(program: Program, mnist: Dataset) -> QPlainTextEdit:
    """The lines, with a small data set to be run on."""
    program.session.datasets.use(samples.small(mnist))
    program.window.stage.open("program")
    return child(program.window.pages["program"], QPlainTextEdit)


def type_over(lines: QPlainTextEdit, old: str, new: str) -> None:
    cursor = lines.document().find(old)
    assert not cursor.isNull(), old
    lines.setTextCursor(cursor)
    lines.insertPlainText(new)


def test_lines_that_are_changed_move_the_form_and_are_run(
    program: Program, lines: QPlainTextEdit, qtbot: QtBot
) -> None:
    for old, new in (("512", "16"), ("'relu'", "'sigmoid'"), ("'rmsprop'", "'sgd'"), ("epochs=5", "epochs=2")):
        type_over(lines, old, new)
    wanted = TrainingSettings(hidden_units=(16,), activation="sigmoid", optimizer="sgd", learning_rate=0.01, epochs=2)
    with qtbot.waitSignal(program.session.training.ended, timeout=20_000):
        looking.button(program.window.pages["program"], "Run these lines").click()
    assert program.session.training.settings == wanted
    form = program.window.overview.training_form
    assert "16" in [field.text() for field in form.findChildren(QLineEdit)]
    run = program.session.history.run
    assert run.settings == wanted
    assert run.name == "sigmoid-16"
    assert [layer.activation.name for layer in run.end.network.dense_layers] == ["sigmoid", "softmax"]
    assert run.end.at == 2


def test_what_comes_of_the_lines_is_said_below_them(program: Program, lines: QPlainTextEdit, qtbot: QtBot) -> None:
    page = program.window.pages["program"]
    type_over(lines, "512", "16")
    looking.button(page, "Run these lines").click()
    assert any("being run" in text for text in looking.labels(page))
    qtbot.waitUntil(lambda: any("test_accuracy = 0." in text for text in looking.labels(page)), timeout=20_000)
    accuracy = program.session.history.moment.test_accuracy
    assert f"What came of it: test_accuracy = {accuracy:.4f}" in looking.labels(page)
    type_over(lines, "Dense(16", "Dense(20")
    qtbot.waitUntil(lambda: not any("What came of it" in text for text in looking.labels(page)))


def test_as_it_was_is_as_before_the_first_edit(program: Program, lines: QPlainTextEdit, qtbot: QtBot) -> None:
    training, page = program.session.training, program.window.pages["program"]
    before = training.settings
    for old, new, units in (("512", "16", (16,)), ("Dense(16", "Dense(20", (20,))):
        type_over(lines, old, new)
        qtbot.waitUntil(lambda units=units: training.settings.hidden_units == units)  # type: ignore[misc]
    looking.button(page, "As it was").click()
    assert training.settings == before
    assert "Dense(512" in lines.toPlainText()
    assert not looking.button(page, "As it was").isEnabled()
    training.set_settings(TrainingSettings(epochs=9))  # from elsewhere: that is how it is now
    assert not looking.button(page, "As it was").isEnabled()


def test_the_form_moves_the_lines(program: Program, lines: QPlainTextEdit) -> None:
    assert "Change it, such as the number of units" in explanation(lines.viewport())  # F1 says what it is
    program.session.training.set_settings(TrainingSettings(hidden_units=(40, 20), activation="tanh", epochs=3))
    text = lines.toPlainText()
    assert "layers.Dense(40, activation='tanh', input_shape=(28 * 28,))" in text
    assert "layers.Dense(20, activation='tanh')" in text
    assert "epochs=3" in text


def test_lines_that_work_are_not_run_while_a_field_makes_no_sense(program: Program, lines: QPlainTextEdit) -> None:
    units = next(
        field for field in program.window.overview.training_form.findChildren(QLineEdit) if field.text() == "512"
    )
    units.selectAll()
    units.insert("many")
    units.textEdited.emit("many")
    looking.button(program.window.pages["program"], "Run these lines").click()
    assert program.session.training.status is Status.IDLE
    assert "makes no sense yet" in program.window.message_bar.text
    assert lines.toPlainText()


def test_keys_of_the_drawing_write_in_the_lines(program: Program, lines: QPlainTextEdit, qtbot: QtBot) -> None:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    type_over(lines, "512", "")
    for key in (Qt.Key.Key_E, Qt.Key.Key_BracketLeft, Qt.Key.Key_1):
        qtbot.keyClick(lines, key)
    assert "Dense(e[1, act" in lines.toPlainText()
    qtbot.keyClick(lines, Qt.Key.Key_Delete)
    qtbot.keyClick(lines, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert "e[1" not in lines.toPlainText()
    qtbot.keyClick(lines, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert program.session.drawing.strokes
    assert not program.window.commands["eraser"].isChecked()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_page_shows_a_network_of_any_function(
    program: Program, qtbot: QtBot, mnist: Dataset, activation: str
) -> None:
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(TrainingSettings(hidden_units=(12,), activation=activation, epochs=1))
    with qtbot.waitSignal(program.session.training.ended, timeout=20_000):
        program.session.training.train()
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)
    program.session.explanations.select_unit(3)
    for name in NAMES:
        program.window.stage.open(name)
        qtbot.waitUntil(program.window.pages[name].isVisible)
    program.window.commands["glossary"].trigger()
    assert "Expected" not in program.window.message_bar.text
