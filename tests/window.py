"""What a test does with the whole window: press its buttons and keys, find its fields, wait for its runs."""

from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.curves import joined
from digitapp.state.runs.training import Status

TIMEOUT = 20_000  # milliseconds
Widget = TypeVar("Widget", bound=QObject)


def child(widget: QWidget, kind: type[Widget], name: str = "") -> Widget:
    """Return the first child of a kind, or the one with this accessible name."""
    found = [one for one in widget.findChildren(kind) if not name or one.accessibleName() == name]  # type: ignore[attr-defined]
    return found[0]


def button(program: Program, text: str) -> QAbstractButton:
    """Return the button with this text in the training panel or below the canvas."""
    views = (program.window.overview.training_controls, program.window.paper.drawing_tools)
    found = [one for view in views for one in view.findChildren(QAbstractButton) if one.text() == text]
    assert len(found) == 1, f"expected one button {text!r}, found {len(found)}"
    return found[0]


def press(program: Program, text: str) -> None:
    """Press a button with the mouse."""
    assert button(program, text).isEnabled(), f"{text} cannot be pressed"
    QTest.mouseClick(button(program, text), Qt.MouseButton.LeftButton)


def key(program: Program, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key while the canvas has the focus."""
    program.window.activateWindow()
    assert QTest.qWaitForWindowActive(program.window)
    program.window.paper.canvas.setFocus()
    combined = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        combined |= modifier
    QTest.keyClick(program.window.paper.canvas, key, combined)


def strokes(program: Program) -> int:
    """Return how many finished strokes the drawing has."""
    return len(program.session.drawing.strokes)


def wait_for(program: Program, qtbot: QtBot, status: Status) -> None:
    """Wait until the training is in this status."""
    qtbot.waitUntil(lambda: program.session.training.status is status, timeout=TIMEOUT)


def wait_for_batches(program: Program, qtbot: QtBot, batches: int = 1) -> None:
    """Wait until the run under way has told of so many batches."""
    qtbot.waitUntil(lambda: len(joined(program.session.history.curves).batch_at) >= batches, timeout=TIMEOUT)


def wait_for_tasks(program: Program, qtbot: QtBot) -> None:
    """Wait until what was to be read or written is done."""
    qtbot.waitUntil(lambda: not program.session.tasks.running, timeout=TIMEOUT)
