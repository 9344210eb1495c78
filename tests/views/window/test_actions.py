"""The menus: every command has a name and a place, and no two share a key."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar
from pytestqt.qtbot import QtBot

from digitapp.views.window.actions import COMMANDS, MENUS, Actions


@pytest.fixture
def bar(qtbot: QtBot) -> QMenuBar:
    result = QMenuBar()
    qtbot.addWidget(result)
    return result


@pytest.fixture
def actions(bar: QMenuBar) -> Actions:
    return Actions(bar)


def menus(bar: QMenuBar) -> Iterator[QMenu]:
    """Yield all menus, with those inside of others."""
    yield from bar.findChildren(QMenu)


def entries(bar: QMenuBar) -> list[QAction]:
    return [action for menu in menus(bar) for action in menu.actions() if not action.isSeparator()]


def mnemonic(text: str) -> str:
    """Return the letter after the ampersand."""
    return text[text.index("&") + 1].lower()


def test_every_command_has_a_text_and_stands_in_one_menu(actions: Actions, bar: QMenuBar) -> None:
    places = Counter(id(action) for action in entries(bar))
    for name in COMMANDS:
        assert actions[name].text().replace("&", "")
        assert places[id(actions[name])] == 1, name
    assert all(action.text() for action in entries(bar))
    assert all(menu.title() for menu in menus(bar))


def test_no_two_commands_share_a_key(actions: Actions) -> None:
    keys = Counter(key.toString() for name in COMMANDS for key in actions[name].shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []
    assert "" not in keys


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("open", ["Ctrl+O"]),
        ("save", ["Ctrl+S"]),
        ("save_as", ["Ctrl+Shift+S"]),
        ("quit", ["Ctrl+Q"]),
        ("undo", ["Ctrl+Z"]),
        ("redo", ["Ctrl+Shift+Z", "Ctrl+Y"]),
        ("new", ["Ctrl+N"]),
        ("train", ["F5"]),
        ("full_screen", ["F11"]),
    ],
)
def test_the_keys_that_people_know(actions: Actions, name: str, keys: list[str]) -> None:
    assert [key.toString() for key in actions[name].shortcuts()] == keys


def test_no_two_entries_of_a_menu_share_a_letter(actions: Actions, bar: QMenuBar) -> None:
    assert actions is not None
    for texts in (
        [action.text() for action in bar.actions()],
        *([action.text() for action in menu.actions() if "&" in action.text()] for menu in menus(bar)),
    ):
        letters = Counter(mnemonic(text) for text in texts)
        assert [letter for letter, count in letters.items() if count > 1] == [], texts


def test_the_roles_that_a_mac_needs(actions: Actions) -> None:
    assert actions["quit"].menuRole() is QAction.MenuRole.QuitRole
    assert actions["about"].menuRole() is QAction.MenuRole.AboutRole
    others = {actions[name].menuRole() for name in COMMANDS if name not in ("quit", "about")}
    assert others == {QAction.MenuRole.NoRole}


def test_one_choice_of_a_group_is_checked(actions: Actions) -> None:
    for group, key in ((actions.appearance, "dark"), (actions.language, "ko"), (actions.language, "")):
        actions.check(group, key)
        assert [action.data() for action in group.actions() if action.isChecked()] == [key]


def test_languages_are_offered_in_their_own_names(actions: Actions) -> None:
    assert [action.text() for action in actions.language.actions()][1:] == ["English", "한국어"]


def test_every_menu_names_commands_that_are_there() -> None:
    named = [name for _, names in MENUS for name in names if name]
    assert sorted(named) == sorted(COMMANDS)
