"""F1: everything in the window can say what it is."""

import pytest
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QMenu, QMenuBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.views.lessons.spotlight import Spotlight
from digitapp.views.parts import what_is_this
from digitapp.views.parts.what_is_this import explanation, say_what_this_is
from digitapp.views.window.message_bar import MessageBar
from tests import pen
from tests.views import looking


def test_the_nearest_that_says_something_says_it(qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner, innermost = QWidget(outer), QWidget()
    innermost.setParent(inner)
    outer.setToolTip("outer")
    assert explanation(innermost) == "outer"
    inner.setToolTip("tip")
    assert explanation(innermost) == "tip"
    inner.setWhatsThis("longer")
    assert explanation(innermost) == "longer"
    assert explanation(None) == ""


def test_without_a_pointer_the_focus_counts(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_is_this.QApplication, "widgetAt", lambda _: None)
    button = looking.show(qtbot, QPushButton("Go"))
    button.setToolTip("It goes.")
    button.setFocus()
    shown: list[str] = []
    monkeypatch.setattr(what_is_this.QWhatsThis, "showText", lambda _place, text, _widget: shown.append(text))
    assert say_what_this_is() == "It goes."
    button.setToolTip("")
    assert say_what_this_is() == ""
    assert shown == ["It goes."]


def test_everything_in_the_window_says_what_it_is(program: Program) -> None:
    window = program.window
    silent = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.window() is window
        and not isinstance(widget, QMenu | QMenuBar | MessageBar | Spotlight)
        and not explanation(widget)
        and not (isinstance(widget, QLabel) and not widget.text())
        and not any(explanation(child) for child in widget.findChildren(QWidget))
        and not isinstance(widget.parent(), QAbstractScrollArea)
    ]
    assert silent == []


def test_f1_says_that_there_is_nothing_to_say(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_is_this.QApplication, "widgetAt", lambda _: None)
    monkeypatch.setattr(what_is_this.QApplication, "focusWidget", lambda: None)
    program.window.commands["what"].trigger()
    assert "press F1" in program.window.message_bar.text


def test_views_say_their_formula_with_the_numbers_of_now(program: Program, qtbot: QtBot) -> None:
    window, session = program.window, program.session
    assert "\n\n" not in explanation(window.paper.probability_bars)  # there is no drawing yet
    pen.draw(window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: window.paper.verdict.said == "7")
    reading = session.reader.reading
    assert reading is not None
    session.explanations.select_unit(137)
    z, t = reading.layers[-1].z, reading.calibration.temperature
    said = explanation(window.paper.probability_bars).split("\n\n")[-1]
    assert said.startswith(f"7: exp({z[7]:.3f} / {t:g}) / Σ exp = ")
    assert said.endswith(f"= {reading.probabilities[7]:.4f}")
    power, total = (float(part) for part in said.split(" = ")[1].split(" / "))
    assert power / total == pytest.approx(float(reading.probabilities[7]), rel=1e-3)
    assert "z = Σ x·W + b = " in explanation(window.overview.unit_card)
    assert f"{reading.hidden[0].on}" in explanation(window.overview.hidden_layer).split("\n\n")[-1]
