"""What a stop of the lesson is about: it is framed where it is, also after it has moved, and one sees it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.lessons.lesson import PAGES
from digitapp.core.lessons.lesson_file import load_lesson
from digitapp.core.runs.run import Kind, Run
from digitapp.state.runs.training import Status
from digitapp.views.window.main_window import MainWindow
from tests.core.lessons.test_lesson import OWN


def at_check(program: Program, check: str) -> None:
    """Go to the stop of the program's own lesson that asks for this."""
    stops = load_lesson(OWN).stops
    number = next(number for number, stop in enumerate(stops) if stop.check.name == check)
    program.window.resize(1280, 692)
    assert program.lessons.open(OWN, number)


def place(widget: QWidget, window: MainWindow) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def area_around(widget: QWidget) -> QScrollArea:
    around = widget.parentWidget()
    while not isinstance(around, QScrollArea):
        assert around is not None
        around = around.parentWidget()
    return around


def way(program: Program, whether: bool) -> None:
    """Show the timeline below everything, or hide it."""
    program.window.timeline.setVisible(whether)


def test_the_whole_card_is_seen_above_the_lesson_with_the_timeline(program: Program, qtbot: QtBot) -> None:
    at_check(program, "loudest")
    way(program, True)
    card, window = program.window.overview.unit_card, program.window
    area = area_around(card)

    def whole() -> bool:
        return place(area.viewport(), window).contains(place(card, window))

    qtbot.waitUntil(whole)
    panel = place(program.lessons.panel, window)
    assert not any(rect.intersects(panel) for rect in program.lessons.spotlight.rects)


def test_frames_follow_when_a_page_is_scrolled(program: Program, qtbot: QtBot) -> None:
    at_check(program, "loudest")
    way(program, True)
    card, window, spotlight = program.window.overview.unit_card, program.window, program.lessons.spotlight
    area = area_around(card)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0 and len(spotlight.rects) == 2)
    area.verticalScrollBar().setValue(0)
    seen = place(area.viewport(), window)

    def followed() -> bool:
        shown = (place(card, window) & seen).adjusted(-4, -4, 4, 4)
        return shown in spotlight.rects

    qtbot.waitUntil(followed)
    assert not any(rect.intersects(place(program.lessons.panel, window)) for rect in spotlight.rects)


def test_frames_follow_when_the_layout_moves(program: Program, qtbot: QtBot) -> None:
    at_check(program, "loudest")
    layer, window, spotlight = program.window.overview.hidden_layer, program.window, program.lessons.spotlight

    def followed() -> bool:
        return place(layer, window).adjusted(-4, -4, 4, 4) in spotlight.rects

    window.resize(1280, 900)  # so that the page needs no bar, and gives way
    qtbot.waitUntil(lambda: followed() and layer.height() > 300)
    before = place(layer, window)
    way(program, True)
    qtbot.waitUntil(lambda: place(layer, window) != before)
    qtbot.waitUntil(followed)


def test_the_lesson_speaks_of_the_network_that_it_begins_with(program: Program) -> None:
    history = program.session.history
    bundled = history.run
    mine = Run(Kind.MADE, "mine", bundled.settings, (bundled.end,))
    history.begin(mine)
    program.lessons.open(OWN)
    assert history.run.bundled
    assert history.moment.network.dense_layers[0].kernel.shape == (784, 512)
    assert "mine" in program.window.message_bar.text
    program.lessons.panel.leave()
    assert history.run.number == mine.number
    assert program.session.training.status is Status.IDLE
    assert np.isfinite(history.moment.network.dense_layers[0].kernel).all()


@pytest.mark.parametrize("network", ["bundled", "current"])
def test_a_lesson_says_which_network_it_is_about(network: str) -> None:
    from digitapp.core.lessons.lesson_file import parse_lesson
    from tests.core.lessons.test_lesson import HEAD, STOP

    assert parse_lesson(f'{HEAD}\nnetwork = "{network}"\n{STOP}', "mine.toml").bundled == (network == "bundled")


@pytest.mark.parametrize("check", ["pixel", "only_for", "unit_flipped", "one_pixel"])
def test_a_page_that_is_higher_than_there_is_room_is_seen_from_its_top(
    program: Program, qtbot: QtBot, check: str
) -> None:
    window = program.window
    window.resize(1000, 600)
    stops = load_lesson(OWN).stops
    assert program.lessons.open(OWN, next(n for n, stop in enumerate(stops) if stop.check.name == check))
    page = window.pages[next(part for part in stops[program.lessons.number].show if part in PAGES)]
    area = area_around(page)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0 and len(program.lessons.spotlight.rects) > 0)
    assert area.verticalScrollBar().value() == 0


def test_nothing_is_kept_free_for_a_timeline_that_is_empty(program: Program, qtbot: QtBot) -> None:
    assert program.lessons.open(OWN)
    window, panel = program.window, program.lessons.panel
    qtbot.waitUntil(lambda: place(panel, window).bottom() > window.height() - 24)
