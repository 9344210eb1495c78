"""Looking inside in the whole program: it follows the drawing, costs nothing unseen, and gives pictures and tables."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.inside.program_text import Part
from digitapp.views.parts.step_strip import StepStrip
from digitapp.views.parts.survey_page import SurveyPage
from digitapp.views.window import dialogs
from digitapp.views.window.pages import NAMES
from engine import activations, explain
from tests import pen, samples
from tests.views import looking
from tests.views.surveys import survey
from tests.window import child, key, wait_for_tasks


@pytest.fixture
def inside(program: Program, qtbot: QtBot) -> Program:
    """The program with a seven drawn and the page of the ink in front."""
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    key(program, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert program.window.stage.in_front == "ledger"
    return program


def test_it_shows_the_drawing_of_now_and_follows_it(inside: Program, qtbot: QtBot) -> None:
    view = inside.window.pages["ledger"]
    assert view.ledger is not None
    np.testing.assert_allclose(
        [view.ledger.shares(d).sum() + view.ledger.constant(d) for d in range(10)], view.ledger.scores, atol=2e-5
    )
    assert any("makes it a 7 rather than a" in text for text in looking.labels(view))
    inside.session.drawing.clear()
    qtbot.waitUntil(lambda: view.ledger is None)


def test_what_nobody_sees_is_not_computed(inside: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    real = explain.ledger

    def counted(*arguments: object) -> object:
        nonlocal made
        made += 1
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(explain, "ledger", counted)
    stage = inside.window.stage

    def draw() -> None:
        with qtbot.waitSignal(inside.session.reader.reading_changed):
            inside.session.drawing.undo() if inside.session.drawing.strokes else inside.session.drawing.redo()

    draw()
    draw()
    assert made == 1  # one drawing was empty
    stage.open("program")
    draw()
    draw()
    stage.open("ledger")
    assert made == 2


@pytest.mark.parametrize("width", [1280, 2000])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_comes_to_rest(inside: Program, monkeypatch: pytest.MonkeyPatch, name: str, width: int) -> None:
    window = inside.window
    window.resize(width, 692)
    window.stage.open(name)
    page = window.pages[name]
    if isinstance(page, SurveyPage):
        page.set_survey(survey())
    for _ in range(20):  # more rounds of the event loop than any page takes to be laid out
        QCoreApplication.processEvents()
    fitted: list[QSize] = []
    monkeypatch.setattr(page, "fit_into", fitted.append)
    for _ in range(20):
        QCoreApplication.processEvents()
    assert not fitted, "it is fitted again and again, and a processor never rests"


def test_a_line_of_the_program_lights_up_what_it_makes(inside: Program) -> None:
    program_view = inside.window.pages["program"]
    for part in Part:
        program_view.part_requested.emit(part)
        assert bool(inside.inside.spotlight.rects) == (part is not Part.NOTHING)
    program_view.part_requested.emit(Part.HIDDEN)
    view = inside.window.overview.hidden_layer
    (rect,) = inside.inside.spotlight.rects
    assert rect.contains(QRect(view.mapTo(inside.window, view.rect().topLeft()), view.size()))
    inside.inside.spotlight.put_out()
    assert not inside.inside.spotlight.isVisible()


def test_the_light_goes_out_by_itself(inside: Program, qtbot: QtBot) -> None:
    inside.inside.spotlight.light(inside.window.paper.canvas, seconds=0.05)
    assert inside.inside.spotlight.isVisible()
    qtbot.waitUntil(lambda: not inside.inside.spotlight.isVisible())


def test_the_picture_is_copied(inside: Program) -> None:
    QGuiApplication.clipboard().clear()
    looking.button(inside.window.stage.main, "Copy picture").click()
    assert QGuiApplication.clipboard().image().width() == 3 * inside.window.pages["ledger"].width()


@pytest.mark.parametrize("name", ["seven.png", "seven.svg", "seven.pdf"])
def test_the_picture_is_saved(
    inside: Program, qtbot: QtBot, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    looking.button(inside.window.stage.main, "Save picture…").click()
    wait_for_tasks(inside, qtbot)
    data = (tmp_path / name).read_bytes()
    assert data.startswith({"seven.png": b"\x89PNG", "seven.svg": b"<?xml", "seven.pdf": b"%PDF"}[name])
    assert name in inside.window.message_bar.text


def test_a_missing_ending_is_that_of_the_kind_chosen(
    inside: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "fig"), "SVG (*.svg)"))
    looking.button(inside.window.stage.main, "Save picture…").click()
    wait_for_tasks(inside, qtbot)
    assert (tmp_path / "fig.svg").read_bytes().startswith(b"<?xml")


def test_the_numbers_are_saved(inside: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "ink"), ""))
    looking.button(inside.window.stage.main, "Save numbers…").click()
    wait_for_tasks(inside, qtbot)
    assert len((tmp_path / "ink.csv").read_text().splitlines()) == 1 + 784 + 2


def test_without_a_drawing_there_are_no_numbers_to_save(
    inside: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: pytest.fail("asked for a file"))
    inside.session.drawing.clear()
    qtbot.waitUntil(lambda: inside.window.pages["ledger"].ledger is None)
    looking.button(inside.window.stage.main, "Save numbers…").click()
    assert "draw a digit first" in inside.window.message_bar.text


def test_a_place_that_cannot_be_written_is_told(
    inside: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nowhere" / "ink.csv"
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    looking.button(inside.window.stage.main, "Save numbers…").click()
    wait_for_tasks(inside, qtbot)
    assert "ink.csv: expected a place where the file can be written" in inside.window.message_bar.text


def test_a_network_that_bends_elsewhere_has_no_ledger(inside: Program) -> None:
    for layer in inside.session.history.moment.network.dense_layers[:-1]:
        layer.activation = activations.get("tanh")
    inside.session.explanations.scores.refresh()
    assert inside.window.pages["ledger"].ledger is None


def test_the_steps_end_in_what_the_window_says(inside: Program) -> None:
    view = inside.window.pages["steps"]
    inside.window.stage.open(view.objectName())
    reading = inside.session.reader.reading
    assert reading is not None
    looking.button(view, "Next step").click()
    strip = child(view, StepStrip)
    strip.chosen.emit(len(strip.steps) - 1)
    assert view.step is not None
    np.testing.assert_allclose(view.step.after, reading.probabilities, atol=1e-5)


def test_one_step_of_learning_from_the_drawing_and_back(inside: Program, qtbot: QtBot) -> None:
    view, session = inside.window.pages["steps"], inside.session
    inside.window.stage.open(view.objectName())
    first = session.history.run
    box = child(view, QComboBox, "Right digit")
    box.setCurrentIndex(3)
    box.activated.emit(3)
    looking.button(view, "Learn from this drawing").click()
    qtbot.waitUntil(lambda: session.history.run is not first)
    qtbot.waitUntil(lambda: "the probability of 2 went from" in " ".join(looking.labels(view)))
    qtbot.waitUntil(looking.button(view, "Take it back").isEnabled)
    looking.button(view, "Take it back").click()
    assert session.history.run is first
    assert not looking.button(view, "Take it back").isEnabled()
    assert "the probability of 2 went from" not in " ".join(looking.labels(view))
    session.drawing.clear()
    qtbot.waitUntil(lambda: session.reader.reading is None)
    assert box.currentIndex() == 0  # it belonged to that drawing
    view.learn_requested.emit()
    assert "Expected a drawing to learn from" in inside.window.message_bar.text


def test_the_numbers_follow_the_drawing_the_unit_and_the_network(inside: Program, qtbot: QtBot) -> None:
    view, session = inside.window.pages["numbers"], inside.session
    inside.window.stage.open(view.objectName())
    assert "of 512 become 0." in " ".join(looking.labels(view))
    session.explanations.select_unit(137)
    assert child(view, QSpinBox, "Unit").value() == 137
    child(view, QSpinBox, "Unit").setValue(400)
    session.history.begin(samples.run((6, 4)))
    qtbot.waitUntil(lambda: child(view, QSpinBox, "Unit").maximum() == 5)
    assert child(view, QSpinBox, "Unit").value() == 5


def test_the_diagram_follows_the_slider_and_chooses_units(inside: Program) -> None:
    view = inside.window.pages["diagram"]
    inside.window.stage.open(view.objectName())
    rows = len(view.table().splitlines())
    child(view, QSlider).setValue(200)
    assert len(view.table().splitlines()) > 2 * rows
    for _ in range(2):  # the second time it stays chosen
        view.unit_requested.emit(0, 41)
        assert inside.session.explanations.unit == 41


def test_a_few_pixels_make_it_another_digit_and_are_taken_back(inside: Program, qtbot: QtBot) -> None:
    view, session = inside.window.pages["ledger"], inside.session
    strokes = session.drawing.strokes
    looking.button(view, "What would change the answer?").click()
    (told,) = [text for text in looking.labels(view) if "would make it a" in text]
    digit = int(told.split("would make it a ")[1][0])
    assert digit != 7
    looking.button(view, "Try it").click()
    qtbot.waitUntil(lambda: session.reader.reading is not None and session.reader.reading.ranking[0] == digit)
    session.drawing.undo()
    assert session.drawing.strokes == strokes
