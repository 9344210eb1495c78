"""The window of the person's digits: what it shows, what it asks for, and the lesson."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from digitapp.core.my_digits.collection import MyDigit
from digitapp.core.my_digits.teaching import Score, Taught
from digitapp.views.my_digits.my_digits_window import MyDigitsWindow
from digitapp.views.parts.digit_menu import DigitMenu
from tests import samples
from tests.views import looking

THREE = tuple(MyDigit(samples.strokes(), label) for label in (7, 2, 7))
RESULT = Taught(samples.run().end.network, Score(0.25, None, 0.98), Score(1.0, None, 0.975))


@pytest.fixture
def window(qtbot: QtBot, light: None) -> Iterator[MyDigitsWindow]:
    assert light is None
    result = looking.show(qtbot, MyDigitsWindow(), 560, 620)
    result.set_digits(THREE)
    assert result.isVisible()
    yield result
    result.close()


def shown(window: MyDigitsWindow) -> QListWidget:
    found = window.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    return found


def select(window: MyDigitsWindow, *numbers: int) -> None:
    for number in numbers:
        shown(window).item(number).setSelected(True)


def enabled(window: MyDigitsWindow, *names: str) -> list[bool]:
    return [looking.button(window, name).isEnabled() for name in names]


def test_each_digit_is_shown_with_its_label(window: MyDigitsWindow) -> None:
    assert [shown(window).item(row).text() for row in range(shown(window).count())] == ["7", "2", "7"]
    assert "My digits: 3" in looking.labels(window)
    picture = looking.picture(shown(window))
    assert looking.count(picture, "#ffffff") > 1000
    assert looking.count(picture, "#000000") > 3000  # three pictures of white ink on black


def test_an_empty_collection_says_how_to_begin(window: MyDigitsWindow) -> None:
    window.set_digits(())
    assert shown(window).count() == 0
    assert any("None yet" in text for text in looking.labels(window))
    assert enabled(window, "Teach it", "Relabel", "Delete", "Export strokes…", "Export as IDX…") == [False] * 5


def test_selected_digits_are_relabelled_by_menu_or_key(window: MyDigitsWindow, qtbot: QtBot) -> None:
    assert enabled(window, "Relabel", "Delete") == [False, False]
    select(window, 0, 2)
    assert enabled(window, "Relabel", "Delete") == [True, True]
    menu = window.findChild(DigitMenu)
    assert isinstance(menu, DigitMenu)
    with qtbot.waitSignal(window.relabel_requested) as asked:
        menu.actions()[4].trigger()
    assert asked.args == [[0, 2], 4]
    with qtbot.waitSignal(window.relabel_requested) as asked:
        qtbot.keyClick(shown(window), Qt.Key.Key_9)
    assert asked.args == [[0, 2], 9]


def test_selected_digits_are_deleted_by_button_or_key(window: MyDigitsWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.delete_requested):
        qtbot.keyClick(shown(window), Qt.Key.Key_Delete)
    select(window, 1)
    with qtbot.waitSignal(window.delete_requested) as asked:
        qtbot.keyClick(shown(window), Qt.Key.Key_Delete)
    assert asked.args == [[1]]
    with qtbot.waitSignal(window.delete_requested):
        looking.button(window, "Delete").click()


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("Undo", "undo_requested"),
        ("Redo", "redo_requested"),
        ("Export strokes…", "export_strokes_requested"),
        ("Export as IDX…", "export_idx_requested"),
        ("Teach it", "teach_requested"),
    ],
)
def test_each_button_asks_for_what_it_says(window: MyDigitsWindow, qtbot: QtBot, button: str, signal: str) -> None:
    window.set_undo_possible(undo=True, redo=True)
    with qtbot.waitSignal(getattr(window, signal)):
        looking.button(window, button).click()


def test_a_lesson_shows_how_far_it_is_and_can_be_stopped(window: MyDigitsWindow, qtbot: QtBot) -> None:
    window.lesson.set_running(True)
    window.lesson.set_share(0.5)
    assert not looking.button(window, "Teach it").isVisible()
    with qtbot.waitSignal(window.stop_requested):
        looking.button(window, "Stop").click()
    window.lesson.set_running(False)
    assert looking.button(window, "Teach it").isVisible()
    assert not looking.button(window, "Stop").isVisible()


def test_what_came_of_it_is_shown_before_and_after_and_kept_or_taken_back(window: MyDigitsWindow, qtbot: QtBot) -> None:
    window.set_result(RESULT)
    texts = looking.labels(window.lesson)
    assert texts[-12:] == [
        *("", "before", "after"),
        *("my digits that it learned", "25.0%", "100.0%"),
        *("my digits kept back", "–", "–"),
        *("test images", "98.0%", "97.5%"),
    ]
    with qtbot.assertNotEmitted(window.undo_teaching_requested):
        looking.button(window, "Keep").click()
    assert "before" not in looking.labels(window.lesson)
    window.set_result(RESULT)
    with qtbot.waitSignal(window.undo_teaching_requested):
        looking.button(window, "Take back what was taught").click()
    assert "before" not in looking.labels(window.lesson)
