"""The tools under the canvas."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from digitapp.views.paper.drawing_tools import DrawingTools
from tests.views import looking


@pytest.fixture
def tools(qtbot: QtBot, light: None) -> DrawingTools:
    assert light is None
    result = looking.show(qtbot, DrawingTools())
    result.set_possible(undo=True, redo=True, clear=True, eraser=True)
    return result


def slider(tools: DrawingTools) -> QSlider:
    found = tools.findChild(QSlider)
    assert isinstance(found, QSlider)
    return found


@pytest.mark.parametrize("name", ["Undo", "Redo", "Clear"])
def test_a_button_asks(tools: DrawingTools, qtbot: QtBot, name: str) -> None:
    with qtbot.waitSignal(getattr(tools, f"{name.lower()}_requested")):
        QTest.mouseClick(looking.button(tools, name), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", ["undo", "redo", "clear", "eraser"])
def test_only_what_can_be_done_is_offered(tools: DrawingTools, name: str) -> None:
    tools.set_possible(**{"undo": False, "redo": False, "clear": False, "eraser": False, name: True})
    enabled = {text for text in ("Undo", "Redo", "Clear", "Eraser") if looking.button(tools, text).isEnabled()}
    assert enabled == {name.capitalize()}


def test_nothing_can_be_done_at_first(qtbot: QtBot, light: None) -> None:
    assert light is None
    tools = looking.show(qtbot, DrawingTools())
    assert not any(looking.button(tools, text).isEnabled() for text in ("Undo", "Redo", "Clear", "Eraser"))


def test_the_eraser_goes_on_and_off(tools: DrawingTools) -> None:
    asked: list[bool] = []
    tools.eraser_requested.connect(asked.append)
    for _ in range(2):
        looking.button(tools, "Eraser").click()
    assert asked == [True, False]
    tools.set_eraser(True)
    assert looking.button(tools, "Eraser").isChecked()
    assert asked == [True, False]  # showing is not asking


def test_the_pens_width(tools: DrawingTools) -> None:
    asked: list[float] = []
    tools.pen_width_requested.connect(asked.append)
    tools.set_pen_width(0.05)
    assert slider(tools).value() == 5
    assert asked == []
    QTest.keyClick(slider(tools), Qt.Key.Key_Right)
    assert asked == [0.06]
    slider(tools).setValue(100)
    assert asked[-1] == 0.15


def test_every_tool_says_what_it_does(tools: DrawingTools) -> None:
    for text in ("Undo", "Redo", "Clear", "Eraser"):
        assert looking.button(tools, text).toolTip()
    assert slider(tools).toolTip()
    assert slider(tools).accessibleName() == "Pen width"
