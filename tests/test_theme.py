"""The two palettes: text that can be read, and a change that is seen everywhere at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.app import Program
from digitapp.preferences import Preferences
from digitapp.theme import DARK, LIGHT, Theme
from digitapp.views.window.main_window import MainWindow

from . import pen, samples
from .views import looking

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of normal size


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG defines it, 0 for black to 1 for white."""
    channels = np.array(looking.rgb(colour)) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(first: str, second: str) -> float:
    """Return WCAG's contrast ratio, from 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@PALETTES
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "window"),
        ("text", "card"),
        ("text", "field"),
        ("text", "off"),
        ("quiet", "window"),
        ("quiet", "card"),
        ("quiet", "paper"),
        ("warning", "window"),
        ("warning", "card"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("ink", "paper"),
    ],
)
def test_text_can_be_read(palette: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= LEAST_CONTRAST


@PALETTES
def test_curves_stand_out_and_apart(palette: Theme) -> None:
    assert contrast(palette.train, palette.window) >= 3  # WCAG 1.4.11, for graphics
    assert contrast(palette.held_out, palette.window) >= 3
    assert looking.difference(looking.rgb(palette.train), looking.rgb(palette.held_out)) > 60


@PALETTES
def test_every_colour_is_one(palette: Theme) -> None:
    for name, value in vars(palette).items():
        if name not in ("name", "signed_map", "magnitude_map"):
            assert QColor(value).isValid(), name


@PALETTES
def test_the_palette_reaches_every_widget(qtbot: QtBot, light: None, palette: Theme) -> None:
    assert light is None
    widget = looking.show(qtbot, QWidget(), 100, 100)
    theme.apply(palette)
    assert theme.current() is palette
    assert widget.palette().color(QPalette.ColorRole.Window).name() == palette.window
    assert widget.palette().color(QPalette.ColorRole.WindowText).name() == palette.text
    assert theme.colour("accent").name() == palette.accent
    assert theme.colour("accent", 0.5).alphaF() == pytest.approx(0.5, abs=0.01)


def test_digits_are_all_of_one_width(qtbot: QtBot, light: None) -> None:
    assert light is None
    label = QLabel()
    qtbot.addWidget(label)
    label.setFont(theme.number_font(2.0, bold=True))
    widths = {label.fontMetrics().horizontalAdvance(digit * 10) for digit in "0123456789"}
    assert len(widths) == 1
    assert label.font().bold()
    assert label.font().pointSizeF() == pytest.approx(2 * QApplication.font().pointSizeF())


VIEWS: dict[str, Callable[[MainWindow], QWidget]] = {
    "menu bar": lambda window: window.menuBar(),
    "canvas": lambda window: window.paper.canvas,
    "drawing tools": lambda window: window.paper.drawing_tools,
    "probability bars": lambda window: window.paper.probability_bars,
    "verdict": lambda window: window.paper.verdict,
    "hidden layer": lambda window: window.overview.hidden_layer,
    "unit card": lambda window: window.overview.unit_card,
    "training form": lambda window: window.overview.training_form,
    "training controls": lambda window: window.overview.training_controls,
    "loss": lambda window: window.overview.loss_plot,
    "accuracy": lambda window: window.overview.accuracy_plot,
    "network status": lambda window: window.network_status,
}


def choose(program: Program, appearance: str) -> None:
    """Choose an appearance in the menu."""
    for action in program.window.commands.appearance.actions():
        if action.data() == appearance:
            action.trigger()


def curves(program: Program) -> list[Any]:
    """Return what pyqtgraph draws in the two plots."""
    plots = (program.window.overview.loss_plot, program.window.overview.accuracy_plot)
    return [item for plot in plots for item in looking.drawn(plot)]


def test_another_palette_is_seen_at_once_in_every_view_and_back_again(program: Program, qtbot: QtBot) -> None:
    window = program.window
    pen.draw(window.paper.canvas, pen.along(pen.SEVEN))
    program.session.explanations.select_unit(5)
    history = program.session.history
    history.advance(history.run.number, history.moment, samples.curves())
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)
    qtbot.waitUntil(lambda: all(item.getData()[0] is not None for item in curves(program)))
    before = {name: looking.picture(view(window)) for name, view in VIEWS.items()}

    choose(program, "dark")
    for name, view in VIEWS.items():
        dark = looking.picture(view(window))
        brightness = float(before[name].mean()), float(dark.mean())
        assert brightness[0] > 150 > 100 > brightness[1], (name, brightness)
        assert looking.count(dark, LIGHT.window) == 0, name

    choose(program, "light")
    for name, view in VIEWS.items():
        np.testing.assert_array_equal(looking.picture(view(window)), before[name], err_msg=name)


def test_plots_follow_the_palette(program: Program) -> None:
    def colours() -> list[str]:
        return [pg.mkPen(item.opts["pen"]).color().name() for item in curves(program)[1:3]]

    assert colours() == [LIGHT.train, LIGHT.held_out]
    choose(program, "dark")
    assert colours() == [DARK.train, DARK.held_out]


def test_the_desktops_wish_is_followed_unless_one_was_chosen(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "system_prefers_dark", lambda: True)
    changed = QGuiApplication.styleHints().colorSchemeChanged
    changed.emit(Qt.ColorScheme.Dark)
    assert theme.current() is LIGHT
    choose(program, "system")
    assert theme.current() is DARK
    monkeypatch.setattr(theme, "system_prefers_dark", lambda: False)
    changed.emit(Qt.ColorScheme.Light)
    assert theme.current() is LIGHT


@pytest.mark.parametrize(("appearance", "palette"), [("dark", DARK), ("light", LIGHT), ("system", LIGHT)])
def test_the_appearance_is_remembered(
    qapp: QApplication, light: None, monkeypatch: pytest.MonkeyPatch, appearance: str, palette: Theme
) -> None:
    assert light is None
    monkeypatch.setattr(theme, "system_prefers_dark", lambda: False)
    program = Program(qapp, Preferences(appearance=appearance), "en")
    assert theme.current() is palette
    checked = [action.data() for action in program.window.commands.appearance.actions() if action.isChecked()]
    assert checked == [appearance]
    program.close()
    program.window.allow_close()
    program.window.deleteLater()
    program.deleteLater()
