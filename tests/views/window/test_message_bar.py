"""The message bar: one message at a time."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.views.window import message_bar
from digitapp.views.window.message_bar import MessageBar
from tests.views import looking


@pytest.fixture
def bar(qtbot: QtBot, light: None, monkeypatch: pytest.MonkeyPatch) -> MessageBar:
    assert light is None
    monkeypatch.setattr(message_bar, "_NOTICE_STAYS", 20)
    result = MessageBar()
    qtbot.addWidget(result)
    result.resize(600, 50)
    return result


def test_without_a_message_it_is_not_there(bar: MessageBar) -> None:
    assert not bar.isVisible()


def test_an_error_stays_until_it_is_closed(bar: MessageBar) -> None:
    bar.show_notice("Saved.")
    bar.show_error("The file is damaged.")
    assert bar.isVisible()
    assert bar.text == "The file is damaged."
    timer = bar.findChild(QTimer)
    assert isinstance(timer, QTimer)
    assert not timer.isActive()
    looking.button(bar, "Close").click()
    assert not bar.isVisible()


def test_a_notice_goes_by_itself(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_error("The file is damaged.")
    bar.show_notice("Saved.")
    assert bar.text == "Saved."
    assert bar.isVisible()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_an_error_looks_like_one(bar: MessageBar) -> None:
    bar.show_notice("Saved.")
    assert looking.count(looking.picture(bar), theme.LIGHT.warning) == 0
    bar.show_error("The file is damaged.")
    assert looking.count(looking.picture(bar), theme.LIGHT.warning) > 10


def test_a_long_message_is_shown_whole(bar: MessageBar) -> None:
    text = " ".join(["word"] * 100)
    bar.show_error(text)
    bar.adjustSize()
    bar.resize(600, bar.heightForWidth(600))
    assert " ".join(looking.painted_texts(bar)[:-1]).split() == text.split()


@pytest.mark.parametrize("text", ["expected <class 'int'>", "<b>bold</b>", "a &amp; b", "1 < 2 > 1"])
def test_a_message_is_shown_as_it_is(bar: MessageBar, text: str) -> None:
    bar.show_error(text)
    assert looking.painted_texts(bar)[0] == text


def test_the_first_message_has_the_room_that_it_needs(qtbot: QtBot) -> None:
    below = looking.show(qtbot, QWidget(), 300, 300)
    bar = MessageBar()
    bar.lay_over(below)
    bar.show_error("a message of several lines " * 10)
    assert bar.isVisible()
    assert bar.height() >= bar.heightForWidth(300) > 60
