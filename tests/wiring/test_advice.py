"""The wiring of presets and notices: from the list to the form, and from a run to the panel below its buttons."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.presets import Preset
from digitapp.core.runs.run import Kind as RunKind
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status
from tests import samples
from tests.views import looking
from tests.window import TIMEOUT, child, wait_for

SLOW = replace(samples.SETTINGS, optimizer="sgd", learning_rate=1e-6, batch_size=1, epochs=2)


@pytest.fixture
def small(program: Program, mnist: Dataset) -> Program:
    """The program with small data."""
    program.session.datasets.use(samples.small(mnist))
    return program


def test_a_preset_fills_the_form_and_undo_empties_it(small: Program) -> None:
    overview = small.window.overview
    assert any("512 units" in text for text in looking.labels(overview.advice))
    overview.presets.chosen.emit(Preset.OVERFIT)
    assert child(overview.training_form, QSpinBox, "Epochs").value() == 100
    assert child(small.window.more_settings, QSpinBox, "Images").value() == 500
    assert any("learned by heart" in text for text in looking.labels(overview.advice))
    looking.button(overview.advice, "Undo").click()
    assert small.session.training.settings == TrainingSettings()
    assert child(overview.training_form, QSpinBox, "Epochs").value() == 5
    assert not looking.button(overview.advice, "Undo").isVisible()


def test_a_run_that_goes_wrong_says_so_below_its_buttons(small: Program, qtbot: QtBot) -> None:
    panel = small.window.overview.advice
    small.session.training.set_settings(SLOW)
    with qtbot.waitSignal(small.session.training.ended, timeout=20_000):
        small.session.training.train()
    assert "The learning rate is too low" in looking.labels(panel)
    QTest.mouseClick(looking.button(panel, "Rate 1e-05"), Qt.MouseButton.LeftButton)
    assert small.session.training.settings == replace(SLOW, learning_rate=1e-5)
    looking.button(panel, "Undo").click()
    assert small.session.training.settings == SLOW
    looking.button(panel, "×").click()
    assert looking.labels(panel) == []


def test_the_settings_of_the_presets_go_through_the_window_for_more(small: Program) -> None:
    more = small.window.more_settings
    more.show()
    child(more, QSpinBox, "Images").setValue(500)
    child(more, QSpinBox, "Wrong labels").setValue(30)
    child(more, QSpinBox, "Pen digits").setValue(1000)
    settings = small.session.training.settings
    assert (settings.images, settings.wrong_labels, settings.pen_digits) == (500, 0.3, 1000)
    looking.button(more, "As at first").click()
    assert small.session.training.settings == TrainingSettings()
    more.hide()


def test_one_click_breaks_it_and_the_network_from_before_stays(program: Program, mnist: Dataset, qtbot: QtBot) -> None:
    session, presets = program.session, program.window.overview.presets
    session.datasets.use(mnist.shortened(256, 100))
    first = session.history.run
    presets.noise_requested.emit()
    assert session.history.run.kind is RunKind.BY_HAND
    qtbot.waitUntil(lambda: session.history.moment.test_accuracy is not None, timeout=TIMEOUT)
    session.go_back()
    assert session.history.run.number == first.number
    presets.train_requested.emit(Preset.SHUFFLED)
    assert session.training.settings.shuffled_pixels
    qtbot.waitUntil(lambda: session.history.moment.order is not None, timeout=TIMEOUT)
    session.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(lambda: session.reader.reading is not None and session.reader.reading.moment.order is not None)
    assert "shuffled" in program.window.paper.input_caption.text()
    session.training.stop()
    wait_for(program, qtbot, Status.IDLE)
    session.go_back()
    qtbot.waitUntil(lambda: "shuffled" not in program.window.paper.input_caption.text())
