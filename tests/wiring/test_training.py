"""The wiring of the training panel: its fields, its buttons, their keys, and what is shown of a run."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.curves import joined
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs.training import Status
from digitapp.views.parts.digit_row import DigitRow
from digitapp.views.parts.rate_box import RateBox
from tests import pen, samples
from tests.views import looking
from tests.window import TIMEOUT, button, child, key, press, strokes, wait_for, wait_for_batches

KEYS = {  # of the commands that do what a button does
    "train": "Train",
    "pause": "Pause",
    "step": "One batch",
    "stop": "Stop",
    "continue": "Continue",
    "new": "New network",
    "back": "Back",
}


@pytest.fixture
def small(program: Program, mnist: Dataset) -> Program:
    """The program with a small network, small data and a run that does not end by itself."""
    program.session.history.begin(samples.run(name="small", saved=True))
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(samples.LONG)
    return program


def status(program: Program) -> Status:
    return program.session.training.status


def test_what_is_typed_is_what_is_trained_with(small: Program) -> None:
    form = small.window.overview.training_form
    box = child(form, QSpinBox, "Epochs")
    box.setValue(9)
    assert small.session.training.settings == replace(samples.LONG, epochs=9)
    small.session.training.set_settings(replace(samples.LONG, hidden_units=(8, 4)))
    assert child(form, QLineEdit, "Units").text() == "8, 4"
    assert box.value() == samples.LONG.epochs


def test_keys_that_stand_for_commands_can_be_typed_into_a_field(program: Program, qtbot: QtBot) -> None:
    pen.draw(program.window.paper.canvas, [(0.3, 0.3), (0.6, 0.6)])
    rate = child(program.window.overview.training_form, RateBox)
    rate.setFocus()
    qtbot.waitUntil(rate.hasFocus)
    rate.selectAll()
    QTest.keyClick(rate, Qt.Key.Key_Delete)
    QTest.keyClicks(rate, "2e-3")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    assert program.session.training.settings.learning_rate == pytest.approx(0.002)
    assert strokes(program) == 1
    assert not program.window.commands["eraser"].isChecked()


def test_nothing_is_trained_with_while_a_number_makes_no_sense(small: Program) -> None:
    window = small.window
    for view, box in (
        (window.overview.training_form, child(window.overview.training_form, QSpinBox, "Epochs")),
        (window.more_settings, child(window.more_settings, QSpinBox, "Dropout")),
    ):
        view.show()
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, "12abc")
        assert not window.commands["train"].isEnabled()
        assert not button(small, "Train").isEnabled()
        box.selectAll()
        QTest.keyClicks(box, "12 ")
        assert window.commands["train"].isEnabled()
        assert button(small, "Train").isEnabled()


def test_the_buttons(small: Program, qtbot: QtBot) -> None:
    press(small, "Train")
    assert status(small) is Status.RUNNING
    wait_for_batches(small, qtbot)
    press(small, "Pause")
    wait_for(small, qtbot, Status.PAUSED)
    batches = len(joined(small.session.history.curves).batch_at)
    press(small, "One batch")
    qtbot.waitUntil(lambda: len(joined(small.session.history.curves).batch_at) == batches + 1)
    press(small, "Resume")
    assert status(small) is Status.RUNNING
    press(small, "Stop")
    wait_for(small, qtbot, Status.IDLE)
    trained = small.session.history.run
    press(small, "Continue")
    assert status(small) is Status.RUNNING
    qtbot.waitUntil(lambda: small.session.history.run.number != trained.number)
    further = small.session.history.run.number
    press(small, "New network")
    assert status(small) is Status.IDLE
    qtbot.waitUntil(lambda: small.session.history.run.number != further)
    assert small.session.history.curves == ()
    press(small, "Back")
    press(small, "Back")
    assert small.session.history.run.number == trained.number


def test_the_keys(small: Program, qtbot: QtBot) -> None:
    modifiers = Qt.KeyboardModifier
    key(small, Qt.Key.Key_F5)
    assert status(small) is Status.RUNNING
    wait_for_batches(small, qtbot)
    key(small, Qt.Key.Key_F6)
    wait_for(small, qtbot, Status.PAUSED)
    batches = len(joined(small.session.history.curves).batch_at)
    key(small, Qt.Key.Key_F10)
    wait_for_batches(small, qtbot, batches + 1)
    assert status(small) is Status.PAUSED
    key(small, Qt.Key.Key_F6)
    assert status(small) is Status.RUNNING
    key(small, Qt.Key.Key_F8)
    wait_for(small, qtbot, Status.IDLE)
    trained = small.session.history.run
    key(small, Qt.Key.Key_F5, modifiers.ShiftModifier)
    assert status(small) is Status.RUNNING
    qtbot.waitUntil(lambda: small.session.history.run.number != trained.number)
    further = small.session.history.run.number
    key(small, Qt.Key.Key_N, modifiers.ControlModifier)
    assert status(small) is Status.IDLE
    qtbot.waitUntil(lambda: small.session.history.run.number != further)
    new = small.session.history.run
    key(small, Qt.Key.Key_Left, modifiers.AltModifier)
    key(small, Qt.Key.Key_Left, modifiers.AltModifier)
    assert small.session.history.run.number == trained.number
    key(small, Qt.Key.Key_Right, modifiers.AltModifier)
    key(small, Qt.Key.Key_Right, modifiers.AltModifier)
    assert small.session.history.run.number == new.number


@pytest.mark.parametrize("during", Status)
@pytest.mark.parametrize("valid", [True, False])
def test_a_button_and_its_key_are_offered_at_the_same_times(
    small: Program, qtbot: QtBot, during: Status, valid: bool
) -> None:
    if during is not Status.IDLE:
        small.session.training.train()
        wait_for_batches(small, qtbot)
        if during is Status.PAUSED:
            small.session.training.pause()
        wait_for(small, qtbot, during)
    if not valid:
        QTest.keyClicks(child(small.window.overview.training_form, QLineEdit, "Units"), "?")
    texts = {**KEYS, "pause": "Resume" if during is Status.PAUSED else "Pause"}
    different = {
        name
        for name, text in texts.items()
        if small.window.commands[name].isEnabled() != button(small, text).isEnabled()
    }
    assert different == set()


def test_units_that_make_no_sense_keep_train_from_being_pressed(program: Program) -> None:
    field = child(program.window.overview.training_form, QLineEdit, "Units")
    QTest.keyClicks(field, "?")
    train = button(program, "Train")
    assert not train.isEnabled()
    assert not program.window.commands["train"].isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert train.isEnabled()
    assert program.window.commands["train"].isEnabled()


def test_progress_and_curves_follow_the_run(small: Program, qtbot: QtBot) -> None:
    small.session.training.train()
    wait_for_batches(small, qtbot)
    texts = looking.labels(small.window.overview.training_controls)
    assert re.fullmatch(r"epoch \d+ of 1000 · (batch \d+ of 320|measuring)", texts[0])
    assert re.fullmatch(r"[\d,]+ images/s · \d+ s left", texts[1])
    qtbot.waitUntil(lambda: len(_held_out(small)) >= 2, timeout=TIMEOUT)
    small.session.training.stop()
    wait_for(small, qtbot, Status.IDLE)
    curves = joined(small.session.history.curves)
    qtbot.waitUntil(lambda: np.array_equal(_held_out(small), curves.val_loss))
    accuracy = looking.drawn(small.window.overview.accuracy_plot)[2]
    qtbot.waitUntil(lambda: np.array_equal(accuracy.getData()[1], curves.val_accuracy * 100))


def _held_out(program: Program) -> list[float]:
    values = looking.drawn(program.window.overview.loss_plot)[2].getData()[1]
    return [] if values is None else list(values)


def test_an_error_in_the_run_reaches_the_person(small: Program, qtbot: QtBot) -> None:
    small.session.training.set_settings(samples.DIVERGING)
    small.session.training.train()
    wait_for(small, qtbot, Status.IDLE)
    assert small.window.message_bar.isVisible()
    assert "smaller learning rate than 100" in small.window.message_bar.text


def test_more_settings_are_seen_by_the_next_run_and_by_both_views(program: Program) -> None:
    window = program.window
    looking.button(window.overview.training_form, "More…").click()
    assert window.more_settings.isVisible()
    assert looking.picture(window.more_settings.findChild(DigitRow)).max() > 200
    window.more_settings.findChild(QCheckBox).click()
    assert program.session.training.settings.distort
    assert looking.button(window.overview.training_form, "More… •").isVisible()
    window.more_settings.close()
