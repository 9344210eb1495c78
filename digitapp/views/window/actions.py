"""The menus: every command of the program with its name and its key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from digitapp.i18n import LANGUAGES, mark, tr
from digitapp.views.parts.digit_menu import DigitMenu
from digitapp.views.parts.view import plain_tip
from digitapp.views.window.pages import ENTRIES, keys


@dataclass(frozen=True)
class Command:
    """One entry of a menu: its text, its keys, whether it can be checked, whether its keys count in all windows."""

    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False
    everywhere: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole


SEPARATOR = ""
COMMANDS = {
    "open": Command(mark("&Open network…"), ("Ctrl+O",)),
    "open_bundled": Command(mark("Open the &bundled network")),
    "open_picture": Command(mark("Open pic&ture…"), ("Ctrl+Shift+O",)),
    "open_run": Command(mark("Open r&un…")),
    "save_run": Command(mark("Sa&ve run…")),
    "save": Command(mark("&Save network"), ("Ctrl+S",)),
    "save_as": Command(mark("Save network &as…"), ("Ctrl+Shift+S",)),
    "export": Command(mark("&Export network…"), ("Ctrl+E",)),
    "animation": Command(mark("Save an&imation…")),
    "exercise": Command(mark("E&xercise sheet…")),
    "open_dataset": Command(mark("Open &data set folder…")),
    "open_data_file": Command(mark("Open data &file…")),
    "use_mnist": Command(mark("Use &MNIST")),
    "quit": Command(mark("&Quit"), ("Ctrl+Q",), role=QAction.MenuRole.QuitRole),
    "undo": Command(mark("&Undo"), ("Ctrl+Z",)),
    "redo": Command(mark("&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    "paste": Command(mark("&Paste picture"), ("Ctrl+V",)),
    "clear": Command(mark("&Clear"), ("Del", "Ctrl+Backspace")),
    "eraser": Command(mark("&Eraser"), ("E",), checkable=True),
    "next_digit": Command(mark("&Next digit"), ("Ctrl+Right",)),
    "previous_digit": Command(mark("&Previous digit"), ("Ctrl+Left",)),
    "my_digits": Command(mark("&My digits…"), ("Ctrl+D",)),
    "thinner": Command(mark("&Thinner pen"), ("[",)),
    "thicker": Command(mark("Thic&ker pen"), ("]",)),
    "train": Command(mark("&Train a fresh network"), ("F5",)),
    "continue": Command(mark("&Continue with this network"), ("Shift+F5",)),
    "pause": Command(mark("&Pause or resume"), ("F6",)),
    "step": Command(mark("One &batch"), ("F10",)),
    "stop": Command(mark("&Stop"), ("F8",)),
    "slow_motion": Command(mark("S&low motion…")),
    "film": Command(mark("&Film strip of a unit…")),
    "sweep": Command(mark("S&weep…")),
    "twin": Command(mark("Same seed, &one thing changed…")),
    "more_units": Command(mark("&More units, finer?")),
    "new": Command(mark("&New network"), ("Ctrl+N",)),
    "back": Command(mark("&Back to the network from before"), ("Alt+Left",)),
    "forward": Command(mark("&Forward again"), ("Alt+Right",)),
    "about_network": Command(mark("&About this network…"), ("Ctrl+I",)),
    "next_page": Command(mark("Ne&xt page"), ("Ctrl+Tab",)),
    "previous_page": Command(mark("Pre&vious page"), ("Ctrl+Shift+Tab",)),
    "beside": Command(mark("&Two pages side by side"), checkable=True),
    "own_window": Command(mark("Page in a &window of its own"), ("Ctrl+Shift+W",)),
    "training_images": Command(mark("Training &images…")),
    "full_screen": Command(mark("&Full screen"), ("F11",), checkable=True),
    "lesson": Command(mark("&Lessons…"), ("F2",)),
    "open_lesson": Command(mark("Open l&esson…")),
    "what": Command(mark("&What is this?"), ("F1",), everywhere=True),
    "glossary": Command(mark("Gl&ossary"), ("Shift+F1",), everywhere=True),
    "read_more": Command(mark("&How 784 numbers become a digit")),
    "teaching": Command(mark("&Teaching with digitapp")),
    "keys": Command(mark("&Keys")),
    "about": Command(mark("&About digitapp"), role=QAction.MenuRole.AboutRole),
    "show_log": Command(mark("Show the lo&g")),
}
MENUS = (
    (
        mark("&File"),
        (
            "open",
            "open_bundled",
            "open_picture",
            "open_run",
            SEPARATOR,
            "save",
            "save_as",
            "save_run",
            "export",
            "animation",
            "exercise",
            SEPARATOR,
            "open_dataset",
            "open_data_file",
            "use_mnist",
            SEPARATOR,
            "quit",
        ),
    ),
    (mark("&Edit"), ("undo", "redo", SEPARATOR, "paste")),
    (
        mark("&Drawing"),
        (
            "clear",
            "eraser",
            SEPARATOR,
            "next_digit",
            "previous_digit",
            SEPARATOR,
            "my_digits",
            SEPARATOR,
            "thinner",
            "thicker",
        ),
    ),
    (mark("&Network"), ("new", SEPARATOR, "back", "forward", SEPARATOR, "about_network")),
    (
        mark("&Train"),
        (
            "train",
            "continue",
            SEPARATOR,
            "pause",
            "step",
            "stop",
            "slow_motion",
            "film",
            SEPARATOR,
            "sweep",
            "twin",
            "more_units",
        ),
    ),
    (
        mark("&View"),
        ("next_page", "previous_page", SEPARATOR, "beside", "own_window", "training_images", SEPARATOR, "full_screen"),
    ),
    (
        mark("&Help"),
        (
            "lesson",
            "open_lesson",
            SEPARATOR,
            "what",
            "glossary",
            "read_more",
            "teaching",
            "keys",
            SEPARATOR,
            "show_log",
            "about",
        ),
    ),
)
APPEARANCES = {"system": mark("As the &desktop"), "light": mark("&Light"), "dark": mark("Da&rk")}


class Actions(QObject):
    """Holds the actions by name and fills the menu bar with them.

    Signals:
        recent_requested(path): the person chose a network's file that was open before.
        label_requested(digit): the selected drawing is this digit, says the person.
        page_requested(name): the person wants to see this page.
    """

    recent_requested = Signal(str)
    label_requested = Signal(int)
    page_requested = Signal(str)

    def __init__(self, menu_bar: QMenuBar) -> None:
        super().__init__(menu_bar)
        self._actions = {name: self._make(command) for name, command in COMMANDS.items()}
        self._menus: list[tuple[QMenu, str]] = []
        for text, names in MENUS:
            menu = menu_bar.addMenu("")
            self._menus.append((menu, text))
            for name in names:
                menu.addSeparator() if name == SEPARATOR else menu.addAction(self._actions[name])
        file, view = (next(menu for menu, text in self._menus if text == name) for name in ("&File", "&View"))
        self._recent = QMenu(menu_bar)
        self._menus.append((self._recent, mark("Open &recent")))
        file.insertMenu(self._actions["open_bundled"], self._recent)
        self._recent.triggered.connect(self._ask_for_recent)
        self.set_recent([])
        drawing = next(menu for menu, text in self._menus if text == "&Drawing")
        self._labels = DigitMenu(menu_bar)
        for digit, action in enumerate(self._labels.actions()):
            action.setShortcut(QKeySequence(f"Alt+{digit}"))
        self._labels.chosen.connect(self.label_requested)
        self._menus.append((self._labels, mark("T&hat's a…")))
        drawing.insertMenu(self._actions["my_digits"], self._labels)
        self._pages = [self._page_action(number) for number in range(len(ENTRIES))]
        view.insertActions(self._actions["next_page"], self._pages)
        self.appearance = self._choices(view, mark("&Appearance"), APPEARANCES)
        self.language = self._choices(view, mark("&Language"), {"": mark("As the &computer"), **LANGUAGES})
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        for name, command in COMMANDS.items():
            self._actions[name].setText(tr(command.text))
        for entry, action in zip(ENTRIES, self._pages, strict=True):
            action.setText(tr(entry.title))
        for menu, text in self._menus:
            menu.setTitle(tr(text))
        for group in (self.appearance, self.language):
            for action in group.actions():
                action.setText(tr(action.property("english")))

    def keys(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return each menu's title, and its commands that have keys with them, as they are called now."""
        top = {text for text, _ in MENUS}
        tops = [menu for menu, text in self._menus if text in top]
        found = [(_plain(menu.title()), list(_all(menu))) for menu in tops]
        return [
            (title, [pair for pair in pairs if pair[1]]) for title, pairs in found if any(keys for _, keys in pairs)
        ]

    def set_recent(self, paths: Sequence[str]) -> None:
        """Offer these files, the newest first."""
        self._recent.clear()
        for path in paths:
            action = self._recent.addAction(Path(path).name.replace("&", "&&"))
            action.setData(path)
            action.setToolTip(plain_tip(path))
        self._recent.setToolTipsVisible(True)
        self._recent.setEnabled(bool(paths))

    @Slot(QAction)
    def _ask_for_recent(self, action: QAction) -> None:
        self.recent_requested.emit(action.data())

    def check(self, group: QActionGroup, key: str) -> None:
        """Show which choice of a group is the current one."""
        for action in group.actions():
            action.setChecked(action.data() == key)

    def _page_action(self, number: int) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys(number + 1)))
        action.triggered.connect(partial(self.page_requested.emit, ENTRIES[number].name))
        return action

    def _make(self, command: Command) -> QAction:
        action = QAction(self)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.setCheckable(command.checkable)
        action.setMenuRole(command.role)
        if command.everywhere:
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        return action

    def _choices(self, menu: QMenu, text: str, choices: dict[str, str]) -> QActionGroup:
        submenu = menu.addMenu("")
        self._menus.append((submenu, text))
        group = QActionGroup(self)
        for key, name in choices.items():
            action = submenu.addAction("")
            action.setCheckable(True)
            action.setData(key)
            action.setProperty("english", name)  # "text" is the action's own, translated one
            group.addAction(action)
        return group


def _all(menu: QMenu, inside: str = "") -> Iterator[tuple[str, str]]:
    """Yield a menu's commands in their order, each with its keys, and with those of the menus inside of it."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _all(inner, f"{_plain(inner.title())} ")
        else:
            keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
            yield inside + _plain(action.text()), ", ".join(key for key in keys if key)


def _plain(text: str) -> str:
    """Return a menu's text without the letter that opens it: "File" for "&File", "파일" for "파일(&F)"."""
    return re.sub(r"\(&\w\)|&", "", text)
