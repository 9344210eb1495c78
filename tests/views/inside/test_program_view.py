"""The program of the settings, line by line."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from digitapp.core.inside.program_text import Part, as_text, program
from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.inside.program_view import ProgramView
from tests.views import looking


@pytest.fixture
def view(qtbot: QtBot, light: None) -> ProgramView:
    assert light is None
    return looking.show(qtbot, ProgramView(), 900, 560)


def lines(view: ProgramView) -> QListWidget:
    found = view.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    return found


def row(view: ProgramView, start: str) -> int:
    texts = [lines(view).item(index).text() for index in range(lines(view).count())]
    return next(index for index, text in enumerate(texts) if text.startswith(start))


def test_it_follows_the_settings_and_keeps_the_line(view: ProgramView) -> None:
    lines(view).setCurrentRow(3)
    view.set_settings(TrainingSettings(hidden_units=(32, 16), epochs=7))
    assert row(view, "network.add(layers.Dense(32, activation='relu', input_shape=(28 * 28,)))")
    assert "epochs=7" in lines(view).item(row(view, "network.fit")).text()
    assert lines(view).currentRow() == 3


def test_a_click_on_a_line_asks_for_what_it_makes(view: ProgramView) -> None:
    asked: list[Part] = []
    view.part_requested.connect(asked.append)
    for start in ("network.add(layers.Dense(512", "network = "):  # the second makes nothing to be seen
        item = lines(view).item(row(view, start))
        place = lines(view).visualItemRect(item).center()
        QTest.mouseClick(lines(view).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [Part.HIDDEN]


def test_every_line_that_makes_something_says_what(view: ProgramView) -> None:
    for index, line in enumerate(program(TrainingSettings())):
        assert bool(lines(view).item(index).toolTip()) == (line.part is not Part.NOTHING)


@pytest.mark.parametrize(("text", "library"), [("Copy for Keras", "keras"), ("Copy for the engine", "engine")])
def test_it_is_copied_for_either_library(view: ProgramView, text: str, library: str) -> None:
    copied: list[str] = []
    view.copied.connect(copied.append)
    looking.button(view, text).click()
    assert QGuiApplication.clipboard().text() == as_text(program(TrainingSettings(), library))
    assert copied == [library]


@pytest.mark.parametrize(("width", "height"), [(640, 880), (740, 920), (844, 600), (1360, 920)])
def test_long_lines_are_broken_and_none_is_cut_off(view: ProgramView, qtbot: QtBot, width: int, height: int) -> None:
    assert looking.cut_in(qtbot, view, width, height) == []
    view.resize(width, height)
    assert lines(view).horizontalScrollBar().maximum() == 0
    assert ("\n" in lines(view).item(row(view, "network.fit")).text()) == (width < 800)
