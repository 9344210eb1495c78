"""The rail: it holds all pages on a small screen, and where they have no room it leads to them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QIcon, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.views.window import rail as rail_module
from digitapp.views.window.main_window import MainWindow
from digitapp.views.window.pages import ENTRIES
from digitapp.views.window.rail import Rail
from digitapp.views.window.rail_button import RailArrow, RailButton
from tests.views import looking

PAGES = 16


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch, light: None) -> list[str]:
    """Sixteen pages, whatever the program has; the names of them all."""
    assert light is None
    spare = [replace(ENTRIES[2], name=f"more_{number}") for number in range(PAGES)]
    entries = (*ENTRIES, *spare)[:PAGES]
    monkeypatch.setattr(rail_module, "ENTRIES", entries)
    monkeypatch.setattr(rail_module, "icon", lambda *_: QIcon())
    monkeypatch.setattr(rail_module, "keys", lambda _: "")
    return [entry.name for entry in entries]


def buttons(rail: Rail) -> list[RailButton]:
    return [button for button in rail.findChildren(RailButton) if button.isVisible()]


def assert_whole(rail: Rail) -> None:
    """Nothing of the rail is cut off, and no page lies on another."""
    seen = buttons(rail)
    assert [button.objectName() for button in seen] == rail.shown
    bottom = 0
    for button in sorted(seen, key=RailButton.y):
        assert button.y() >= bottom
        assert button.height() >= button.least
        assert button.width() >= button.sizeHint().width()
        bottom = button.geometry().bottom() + 1
    assert bottom <= rail.height()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_sixteen_pages_have_room_at_1280_by_720_with_timeline_and_lesson(
    many: list[str], qtbot: QtBot, language: str
) -> None:
    i18n.set_language(language)
    window = MainWindow()
    window.allow_close()
    looking.show(qtbot, window, 1280, 688)  # what a desktop's bars leave
    window.timeline.show()
    window.lesson_panel.show()
    QApplication.processEvents()
    assert window.height() == 688
    assert window.rail.shown == many
    assert_whole(window.rail)


def test_with_room_the_pages_stand_loosely_and_without_densely(qtbot: QtBot, light: None) -> None:
    assert light is None
    rail = looking.show(qtbot, Rail(), height=1200)
    loose = buttons(rail)[0]
    assert loose.height() == loose.most
    rail.resize(rail.width(), len(ENTRIES) * loose.least)
    assert [button.height() for button in buttons(rail)] == [loose.least] * len(ENTRIES)
    assert_whole(rail)


def arrows(rail: Rail) -> list[bool]:
    return [arrow.isVisible() for arrow in rail.findChildren(RailArrow)]


def test_pages_without_room_are_reached_by_wheel_arrow_and_key(many: list[str], qtbot: QtBot) -> None:
    rail = looking.show(qtbot, Rail(), height=300)
    count = len(rail.shown)
    assert 4 <= count < PAGES
    assert rail.shown == many[:count]
    assert_whole(rail)
    assert arrows(rail) == [False, True]
    up, down = rail.findChildren(RailArrow)
    QTest.mouseClick(down, Qt.MouseButton.LeftButton)
    assert rail.shown == many[1 : count + 1]
    assert arrows(rail) == [True, True]
    assert_whole(rail)
    for _ in range(4):  # quarters of a notch
        turn(rail, -30)
    assert rail.shown == many[2 : count + 2]
    turn(rail, -120 * PAGES)
    assert rail.shown == many[-count:]
    assert arrows(rail) == [True, False]
    last = rail.findChild(RailButton, many[-1])
    last.setFocus()
    for name in reversed(many[:-1]):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
        assert QApplication.focusWidget().objectName() == name
        assert_whole(rail)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)  # the first one is the first
    assert rail.shown == many[:count]
    with qtbot.waitSignal(rail.page_requested) as asked:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert asked.args == [many[0]]
    QTest.mouseClick(down, Qt.MouseButton.LeftButton)
    QTest.mouseClick(up, Qt.MouseButton.LeftButton)
    assert rail.shown == many[:count]


def turn(rail: Rail, by: int) -> None:
    centre = QPointF(rail.rect().center())
    QApplication.sendEvent(
        rail,
        QWheelEvent(
            centre,
            rail.mapToGlobal(centre),
            QPoint(),
            QPoint(0, by),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


def test_a_page_that_comes_to_the_front_is_among_those_with_room(many: list[str], qtbot: QtBot) -> None:
    rail = looking.show(qtbot, Rail(), height=300)
    rail.set_pages([many[-1]], [])
    assert rail.shown[-1] == many[-1]
    assert rail.findChild(RailButton, many[-1]).isChecked()
    rail.set_pages([many[0]], [])
    assert rail.shown[0] == many[0]
    rail.resize(rail.width(), 1200)
    assert rail.shown == many
    assert arrows(rail) == [False, False]
