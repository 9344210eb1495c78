"""The presets' list, and the panel that says what to look for, what goes wrong and what helps."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from digitapp.core.runs.notices import Kind, Notice
from digitapp.core.runs.presets import PRESETS, Preset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.runs import advice_words
from digitapp.views.runs.advice_panel import AdvicePanel
from digitapp.views.runs.preset_menu import Offer, PresetButton, PresetPanel
from tests.views import looking

POPUP = pytest.mark.qt_log_ignore("^This plugin does not support")  # offscreen, neither to raise nor to grab the keys
FIGURES = {
    Kind.INPUT: {"largest": 255.0},
    Kind.DIVERGED: {"rate": 100.0},
    Kind.SILENT: {"share": 0.48, "rate": 0.5},
    Kind.TOO_HIGH: {"loss": 274.2, "guessing": 2.3, "rate": 0.1},
    Kind.TOO_LOW: {"before": 2.32, "loss": 2.26, "batches": 418, "step": 2e-5},
    Kind.NOTHING: {"share": 0.11, "batches": 938, "guessed": 0.1},
    Kind.OVERFITTING: {"best": 0.495, "epoch": 8.0, "now": 0.596, "trained": 0.002},
    Kind.TOO_FEW: {"fallen": 0.23, "epochs": 3},
}
SLOWER = Notice(Kind.TOO_HIGH, FIGURES[Kind.TOO_HIGH], replace(TrainingSettings(), learning_rate=0.01))


@pytest.fixture
def panel(qtbot: QtBot, light: None) -> AdvicePanel:
    assert light is None
    return looking.show(qtbot, AdvicePanel(), 320, 200)


def test_the_sentence_of_a_preset_stands_below_its_settings(panel: AdvicePanel) -> None:
    panel.set_settings(replace(PRESETS[Preset.TINY].settings, seed=3))
    assert any("16 units" in text for text in looking.labels(panel))
    panel.set_settings(TrainingSettings(epochs=77))
    assert looking.labels(panel) == []
    assert panel.isHidden()


@pytest.mark.parametrize("kind", Kind)
def test_each_notice_has_words_with_its_figures(panel: AdvicePanel, kind: Kind) -> None:
    assert set(FIGURES) == set(Kind)
    panel.set_notices([Notice(kind, FIGURES[kind])])
    title, text = looking.labels(panel)
    assert len(title) > 10
    assert "{" not in text
    assert len(text) > 60


def test_a_notice_comes_before_the_sentence_and_the_most_telling_one_first(panel: AdvicePanel) -> None:
    panel.set_settings(TrainingSettings())
    panel.set_notices([SLOWER, Notice(Kind.TOO_FEW, FIGURES[Kind.TOO_FEW])])
    assert panel.notice == SLOWER
    assert looking.labels(panel)[0] == "The learning rate is too high"
    assert not any("512 units" in text for text in looking.labels(panel))


def test_its_buttons(panel: AdvicePanel, qtbot: QtBot) -> None:
    panel.set_notices([SLOWER])
    with qtbot.waitSignal(panel.remedy_requested) as told:
        looking.button(panel, "Rate 0.01").click()
    assert told.args == [SLOWER]
    with qtbot.waitSignal(panel.dismiss_requested) as told:
        looking.button(panel, "×").click()
    assert told.args == [SLOWER]
    panel.set_undo_possible(True)
    with qtbot.waitSignal(panel.undo_requested):
        looking.button(panel, "Undo").click()


def test_a_remedy_that_was_taken_cannot_be_taken_again(panel: AdvicePanel) -> None:
    panel.set_notices([SLOWER])
    assert SLOWER.remedy is not None
    panel.set_settings(SLOWER.remedy)
    taken = looking.button(panel, "In the form now: press Train")
    assert not taken.isEnabled()
    panel.set_settings(TrainingSettings())
    assert looking.button(panel, "Rate 0.01").isEnabled()


def test_without_a_remedy_there_is_no_button_for_one(panel: AdvicePanel) -> None:
    panel.set_notices([Notice(Kind.INPUT, FIGURES[Kind.INPUT])])
    shown = [one.text() for one in panel.findChildren(QAbstractButton) if one.isVisible()]
    assert shown == ["×"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"wrong_labels": 0.0}, "Right labels"),
        ({"images": 0}, "All images"),
        ({"distort": True}, "Distort the digits"),
        ({"dropout": 0.3}, "Dropout 30%"),
    ],
)
def test_what_a_remedy_is_called(what: dict[str, float], words: str) -> None:
    before = TrainingSettings(wrong_labels=0.3, images=500)
    notice = Notice(Kind.OVERFITTING, {}, replace(before, **what))  # type: ignore[arg-type]
    assert advice_words.remedy(notice, before) == words


@POPUP
def test_the_list_has_all_presets_each_with_a_sentence(qtbot: QtBot, light: None) -> None:
    assert light is None
    button = looking.show(qtbot, PresetButton())
    button.click()
    (panel,) = button.findChildren(PresetPanel)
    *offers, noise = [one for one in panel.findChildren(Offer) if one.isVisible()]
    assert [one.accessibleName() for one in offers] == [advice_words.PRESETS[preset][0] for preset in Preset]
    assert noise.accessibleName() == "Noise on W"
    assert all(len(one.accessibleDescription()) > 60 for one in offers)
    assert panel.isVisible()
    with qtbot.waitSignal(button.chosen) as told:
        QTest.mouseClick(offers[3], Qt.MouseButton.LeftButton)
    assert told.args == [Preset.DISTORTED]
    assert not panel.isVisible()


@POPUP
def test_the_list_goes_by_keyboard(qtbot: QtBot, light: None) -> None:
    assert light is None
    button = looking.show(qtbot, PresetButton())
    button.click()
    (panel,) = button.findChildren(PresetPanel)
    with qtbot.waitSignal(button.chosen) as told:
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert told.args == [Preset.TINY]
    button.click()
    with qtbot.waitSignal(button.train_requested) as told:
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told.args == [Preset.BLOG]
    button.click()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert isinstance(button, QToolButton)


@POPUP
def test_one_click_trains_or_adds_noise(qtbot: QtBot, light: None) -> None:
    assert light is None
    button = looking.show(qtbot, PresetButton())
    button.click()
    (panel,) = button.findChildren(PresetPanel)
    (run,) = [one for one in panel.findChildren(QToolButton) if one.accessibleName().startswith("The 784 pixels")]
    with qtbot.waitSignal(button.train_requested) as told:
        QTest.mouseClick(run, Qt.MouseButton.LeftButton)
    assert told.args == [Preset.SHUFFLED]
    assert not panel.isVisible()
    button.click()
    with qtbot.waitSignal(button.noise_requested):
        QTest.mouseClick(panel.findChildren(Offer)[-1], Qt.MouseButton.LeftButton)
    assert not panel.isVisible()


@POPUP
def test_nothing_in_the_list_is_cut_off(qtbot: QtBot, light: None) -> None:
    assert light is None
    button = looking.show(qtbot, PresetButton())
    button.click()
    (panel,) = button.findChildren(PresetPanel)
    for offer in panel.findChildren(Offer):
        assert offer.height() >= offer.heightForWidth(offer.width()), offer.accessibleName()
    assert panel.height() <= 620  # on a screen of 720


def test_it_names_the_images_that_were_measured(panel: AdvicePanel) -> None:
    for kind in (Kind.TOO_FEW, Kind.OVERFITTING):
        panel.set_notices([Notice(kind, {**FIGURES[kind], "held_out": 0.0})])
        assert "test images" in looking.labels(panel)[1]
        assert "held-out" not in looking.labels(panel)[1]
        panel.set_notices([Notice(kind, {**FIGURES[kind], "held_out": 0.1})])
        assert "held-out" in looking.labels(panel)[1]


def test_the_short_runs_of_a_lesson_are_not_called_too_short(panel: AdvicePanel) -> None:
    few = Notice(Kind.TOO_FEW, FIGURES[Kind.TOO_FEW])
    panel.set_in_lesson(True)
    panel.set_notices([few])
    assert panel.notice is None
    panel.set_notices([few, SLOWER])
    assert panel.notice == SLOWER
    panel.set_in_lesson(False)
    assert panel.notice == few
