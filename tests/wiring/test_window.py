"""The wiring, in pairs: the state moves the view, and the view asks the state."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QSlider
from pytestqt.qtbot import QtBot

from digitapp import preferences
from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.views.parts.unit_grid import UnitGrid
from tests import pen, samples
from tests.views import looking
from tests.window import child, key, press, strokes

LINE = ((0.3, 0.3), (0.6, 0.6))


# Drawing


def test_a_stroke_goes_into_the_state_and_back_onto_the_paper(program: Program, qtbot: QtBot) -> None:
    canvas = program.window.paper.canvas
    pen.draw(canvas, pen.along(LINE), lift=False)
    assert strokes(program) == 0
    assert len(program.session.drawing.ink) == 1  # the live stroke counts
    pen.release(canvas, LINE[-1])
    assert strokes(program) == 1
    side = canvas.width()
    assert tuple(looking.picture(canvas)[round(0.45 * side), round(0.45 * side)]) == (0, 0, 0)
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)


@pytest.mark.parametrize("way", ["key", "menu", "button"])
@pytest.mark.parametrize("before", [0, 1])
def test_clear_in_the_middle_of_a_stroke_ends_it(program: Program, way: str, before: int) -> None:
    canvas, drawing = program.window.paper.canvas, program.session.drawing
    empty = looking.picture(canvas)
    for _ in range(before):
        pen.draw(canvas, [(0.2, 0.8), (0.8, 0.8)])
    pen.draw(canvas, LINE, lift=False)
    if way == "key":
        key(program, Qt.Key.Key_Delete)
    elif way == "menu":
        program.window.commands["clear"].trigger()
    else:
        looking.button(program.window.paper.drawing_tools, "Clear").click()
    np.testing.assert_array_equal(looking.picture(canvas), empty)
    QTest.mouseMove(canvas, pen.point(canvas, (0.7, 0.4)))
    pen.release(canvas, (0.9, 0.9))
    assert (drawing.ink, strokes(program)) == ((), 0)
    np.testing.assert_array_equal(looking.picture(canvas), empty)  # no dot, no rest of a stroke
    key(program, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert strokes(program) == before + 1
    pen.draw(canvas, LINE)
    assert strokes(program) == before + 2


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke(program: Program) -> None:
    canvas, control = program.window.paper.canvas, Qt.KeyboardModifier.ControlModifier
    pen.draw(canvas, LINE, lift=False)
    key(program, Qt.Key.Key_Z, control)
    QTest.mouseMove(canvas, pen.point(canvas, (0.7, 0.4)))
    pen.release(canvas, (0.9, 0.9))
    assert program.session.drawing.ink == ()
    key(program, Qt.Key.Key_Z, control, Qt.KeyboardModifier.ShiftModifier)
    assert strokes(program) == 1


def test_undo_redo_and_clear(program: Program) -> None:
    pen.draw(program.window.paper.canvas, LINE)
    pen.draw(program.window.paper.canvas, [(0.2, 0.8), (0.8, 0.8)])
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(program, "Undo")
    assert strokes(program) == 1
    key(program, Qt.Key.Key_Z, control)
    assert strokes(program) == 0
    press(program, "Redo")
    assert strokes(program) == 1
    key(program, Qt.Key.Key_Z, control, shift)
    assert strokes(program) == 2
    press(program, "Clear")
    assert strokes(program) == 0
    key(program, Qt.Key.Key_Z, control)
    assert strokes(program) == 2
    key(program, Qt.Key.Key_Delete)
    assert strokes(program) == 0


def test_undo_redo_and_clear_are_offered_when_there_is_something_to_do(program: Program) -> None:
    def offered() -> set[str]:
        tools, commands = program.window.paper.drawing_tools, program.window.commands
        names = {name for name in ("Undo", "Redo", "Clear") if looking.button(tools, name).isEnabled()}
        assert names == {name for name in ("Undo", "Redo", "Clear") if commands[name.lower()].isEnabled()}
        return names

    assert offered() == set()
    pen.draw(program.window.paper.canvas, LINE)
    assert offered() == {"Undo", "Clear"}
    press(program, "Clear")
    assert offered() == {"Undo"}
    press(program, "Undo")
    assert offered() == {"Undo", "Redo", "Clear"}


def test_the_eraser(program: Program) -> None:
    pen.draw(program.window.paper.canvas, LINE)
    key(program, Qt.Key.Key_E)
    assert looking.button(program.window.paper.drawing_tools, "Eraser").isChecked()
    assert program.window.commands["eraser"].isChecked()
    pen.draw(program.window.paper.canvas, [(0.45, 0.45)])
    assert strokes(program) == 0
    assert not program.window.commands["eraser"].isChecked()  # nothing is left to erase
    pen.draw(program.window.paper.canvas, LINE)
    assert strokes(program) == 1
    press(program, "Eraser")
    assert program.window.commands["eraser"].isChecked()
    press(program, "Eraser")
    assert not program.window.commands["eraser"].isChecked()
    pen.draw(program.window.paper.canvas, [(0.45, 0.45)], Qt.MouseButton.RightButton)
    assert strokes(program) == 0


@pytest.mark.parametrize("way", ["never drawn", "cleared", "undone"])
def test_on_empty_paper_the_pen_draws_as_the_hint_says(program: Program, way: str) -> None:
    window = program.window
    if way != "never drawn":
        pen.draw(window.paper.canvas, LINE)
        key(program, Qt.Key.Key_E)
        assert window.commands["eraser"].isChecked()
        press(program, "Clear" if way == "cleared" else "Undo")
    key(program, Qt.Key.Key_E)
    assert not window.commands["eraser"].isChecked()
    assert not looking.button(window.paper.drawing_tools, "Eraser").isChecked()
    assert "Draw a digit" in looking.painted_texts(window.paper.canvas)
    pen.draw(window.paper.canvas, LINE)
    assert strokes(program) == 1


def test_the_pens_width(program: Program) -> None:
    slider = child(program.window.paper.drawing_tools, QSlider)
    key(program, Qt.Key.Key_BracketRight)
    assert program.session.drawing.pen_width == pytest.approx(0.08)
    assert slider.value() == 8
    slider.setValue(3)
    assert program.session.drawing.pen_width == pytest.approx(0.03)
    for _ in range(5):
        key(program, Qt.Key.Key_BracketLeft)
    assert program.session.drawing.pen_width == pytest.approx(0.02)
    pen.draw(program.window.paper.canvas, LINE)
    assert program.session.drawing.strokes[0].pen_width == pytest.approx(0.02)


# Reading


def test_the_reading_is_shown_everywhere_and_taken_back(program: Program, qtbot: QtBot) -> None:
    window = program.window
    pen.draw(window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: window.paper.verdict.said == "7")
    reading = program.session.reader.reading
    assert reading is not None
    assert f"{reading.probabilities[7]:.1%}" in looking.painted_texts(window.paper.probability_bars)
    assert f"{reading.hidden[0].on} on · {512 - reading.hidden[0].on} at zero" in looking.labels(
        window.overview.hidden_layer
    )
    assert looking.picture(window.paper.input_view).max() == 255
    press(program, "Clear")
    qtbot.waitUntil(lambda: window.paper.verdict.said == "–")
    assert (looking.picture(window.paper.input_view)[1:-1, 1:-1] == 255).all()  # paper again
    assert "0.0%" not in looking.painted_texts(window.paper.probability_bars)


def test_a_unit_is_chosen_shown_and_left(program: Program, qtbot: QtBot) -> None:
    window, grid = program.window, child(program.window.overview.hidden_layer, UnitGrid)
    where = grid.cell_rect(137).center().toPoint()
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert program.session.explanations.unit == 137
    assert any(text.startswith("Unit 137") for text in looking.labels(window.overview.unit_card))
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert any(text.startswith("Unit 138") for text in looking.labels(window.overview.unit_card))
    pen.draw(window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: any("z = Σ x·W + b" in text for text in looking.labels(window.overview.unit_card)))
    looking.button(window.overview.unit_card, "Close").click()
    assert program.session.explanations.unit == -1
    assert looking.labels(window.overview.unit_card)[0].startswith("Click a unit")


def test_another_hidden_layer(program: Program) -> None:
    program.session.history.begin(samples.run((12, 6)))
    looking.button(program.window.overview.hidden_layer, "2").click()
    assert program.session.explanations.layer == 1
    assert child(program.window.overview.hidden_layer, UnitGrid).units == 6


# Network, data, menus


def test_the_network_is_named_in_the_title_and_in_the_corner(program: Program, qtbot: QtBot) -> None:
    window = program.window
    program.session.history.begin(samples.run(name="small", saved=True))
    program.session.training.set_settings(samples.SETTINGS)
    assert window.windowTitle().startswith("small[*]")
    assert not window.isWindowModified()
    program.session.training.new_network()
    qtbot.waitUntil(lambda: window.windowTitle().startswith("relu-16[*]"))
    assert window.isWindowModified()
    assert looking.labels(window.network_status) == ["relu-16 · not saved"]
    assert "(1, 784)·(784, 16) + (16,)" in looking.labels(window.overview.hidden_layer)


def test_back_and_forward_are_offered_when_there_is_a_network(program: Program, qtbot: QtBot) -> None:
    commands = program.window.commands
    assert (commands["back"].isEnabled(), commands["forward"].isEnabled()) == (False, False)
    program.session.training.new_network()
    qtbot.waitUntil(commands["back"].isEnabled)
    assert not commands["forward"].isEnabled()
    assert "digits-512" in looking.button(program.window.overview.training_controls, "Back").toolTip()
    commands["back"].trigger()
    assert (commands["back"].isEnabled(), commands["forward"].isEnabled()) == (False, True)


def test_the_bundled_network_and_data_are_a_command_away(program: Program, mnist: Dataset) -> None:
    program.session.history.begin(samples.run(name="small", saved=True))
    program.session.datasets.use(replace(samples.small(mnist), name="fashion"))
    assert "images of fashion" in looking.labels(program.window)
    program.window.commands["open_bundled"].trigger()
    assert program.session.history.run.name == "digits-512"
    program.window.commands["use_mnist"].trigger()
    assert len(program.session.datasets.load().train_images) == 60_000
    assert "images of MNIST" in looking.labels(program.window)


def test_messages_reach_the_bar(program: Program) -> None:
    program.messages.show_error(ValueError("a fault"))
    assert "ValueError: a fault" in program.window.message_bar.text
    program.messages.show_notice("Saved.")
    assert program.window.message_bar.text == "Saved."


def test_the_help_menu(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toLocalFile()))
    monkeypatch.setattr(QMessageBox, "about", lambda *arguments: opened.append(arguments[1]))
    program.window.commands["show_log"].trigger()
    program.window.commands["about"].trigger()
    assert opened == [str(preferences.log_file()).replace("\\", "/"), "About digitapp"]


def test_full_screen_and_back(program: Program) -> None:
    program.window.commands["full_screen"].trigger()
    assert program.window.isFullScreen()
    program.window.commands["full_screen"].trigger()
    assert not program.window.isFullScreen()
