"""The settings that a first run does not need: shown, changed, put back, and the preview of distorted digits."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.parts.digit_row import DigitRow
from digitapp.views.runs.more_settings import MoreSettings
from digitapp.views.runs.recipe_parts import NON_DIGITS, PEN_DIGITS, RecipeParts
from digitapp.views.runs.training_form import TrainingForm
from tests.views import looking

OTHER = TrainingSettings(
    epochs=9,
    distort=True,
    schedule="cosine",
    warm_up=0.1,
    label_smoothing=0.05,
    dropout=0.25,
    l2=0.0002,
    patience=3,
)


class More:
    """The window and what it asks for."""

    def __init__(self, view: MoreSettings) -> None:
        self.view = view
        self.edited: list[TrainingSettings] = []
        view.settings_edited.connect(self.edited.append)

    def box(self, name: str) -> QSpinBox | QDoubleSpinBox:
        (found,) = [box for box in self.view.findChildren(QAbstractSpinBox) if box.accessibleName() == name]
        assert isinstance(found, QSpinBox | QDoubleSpinBox)
        return found


@pytest.fixture
def more(qtbot: QtBot, light: None) -> More:
    assert light is None
    return More(looking.show(qtbot, MoreSettings()))


def test_it_shows_settings_and_asks_for_nothing_by_that(more: More) -> None:
    more.view.set_settings(OTHER)
    assert more.view.findChild(QCheckBox).isChecked()
    assert more.view.findChild(QComboBox).currentText() == "cosine"
    names = ("Warm-up", "Label smoothing", "Dropout", "L2 penalty λ", "Patience")
    assert [more.box(name).text() for name in names] == ["10%", "5%", "25%", "0.0002", "3"]
    assert more.edited == []
    more.view.set_settings(TrainingSettings())
    assert more.box("Patience").text() == "off"


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("Warm-up", 20, "warm_up", 0.2),
        ("Label smoothing", 10, "label_smoothing", 0.1),
        ("Dropout", 50, "dropout", 0.5),
        ("L2 penalty λ", 0.001, "l2", 0.001),
        ("Patience", 2, "patience", 2),
    ],
)
def test_a_changed_number_is_asked_for_and_nothing_else(
    more: More, name: str, value: float, field: str, expected: float
) -> None:
    more.view.set_settings(replace(TrainingSettings(), epochs=9))
    more.box(name).setValue(value)  # type: ignore[arg-type]
    assert more.edited == [replace(TrainingSettings(), epochs=9, **{field: expected})]  # type: ignore[arg-type]


def test_distortion_and_the_schedule_are_asked_for(more: More) -> None:
    more.view.findChild(QCheckBox).click()
    combo = more.view.findChild(QComboBox)
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert more.edited[-1] == replace(TrainingSettings(), distort=True, schedule="step")


def test_everything_is_put_back(more: More) -> None:
    reset = looking.button(more.view, "As at first")
    assert not reset.isEnabled()
    more.view.set_settings(OTHER)
    reset.click()
    assert more.edited == [replace(TrainingSettings(), epochs=9)]
    assert not reset.isEnabled()


def test_examples_are_asked_for_when_it_opens_and_again(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = MoreSettings()
    with qtbot.waitSignal(view.preview_requested):
        looking.show(qtbot, view)
    with qtbot.waitSignal(view.preview_requested):
        looking.button(view, "Others").click()
    row = view.findChild(DigitRow)
    assert looking.picture(row)[:, 3 * 42 : 3 * 42 + 40].max() == 0
    images = np.zeros((10, 28, 28), np.uint8)
    images[3] = 255
    view.set_preview(images)
    pixels = looking.picture(row)
    assert (pixels[2:-2, 3 * 42 + 2 : 3 * 42 + 38] == 255).all()
    assert pixels[:, :40].max() == 0


def test_the_form_tells_when_one_of_them_is_in_use(qtbot: QtBot, light: None) -> None:
    assert light is None
    form = looking.show(qtbot, TrainingForm(), 380, 200)
    with qtbot.waitSignal(form.more_requested):
        looking.button(form, "More…").click()
    form.set_settings(OTHER)
    assert looking.button(form, "More… •").isVisible()
    edited: list[TrainingSettings] = []
    form.settings_edited.connect(edited.append)
    form.findChildren(QSpinBox)[1].setValue(12)
    assert edited[-1] == replace(OTHER, epochs=12)  # the form leaves alone what it does not show


def type_in(box: QAbstractSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_what_makes_no_sense_is_complained_of_and_nothing_changes(more: More) -> None:
    valid: list[bool] = []
    more.view.validity_changed.connect(valid.append)
    type_in(more.box("L2 penalty λ"), "1e-3x")
    assert more.edited == []
    assert more.box("L2 penalty λ").text() == "1e-3x"
    assert "L2 penalty must be a number from 0 to 1. Received: 1e-3x" in looking.labels(more.view)
    assert valid[-1] is False
    type_in(more.box("Dropout"), "50 %")
    assert more.edited == []  # not half of what the person wants
    type_in(more.box("L2 penalty λ"), "1e-6")
    assert more.edited == [replace(TrainingSettings(), dropout=0.5, l2=1e-6)]
    assert valid[-1] is True
    assert not any("Received" in text for text in looking.labels(more.view))


def test_what_makes_no_sense_does_not_outlast_the_window(more: More) -> None:
    type_in(more.box("Warm-up"), "lots")
    more.view.close()
    assert more.box("Warm-up").text() == "0%"
    more.view.show()
    type_in(more.box("Patience"), "-1")
    assert looking.button(more.view, "As at first").isEnabled()
    looking.button(more.view, "As at first").click()
    assert more.box("Patience").text() == "off"
    type_in(more.box("Patience"), "3")
    type_in(more.box("Patience"), "off")
    assert more.edited[-1].patience == 0


def test_the_function_and_the_first_weights_are_chosen_and_say_what_to_look_at(more: More) -> None:
    more.view.set_settings(TrainingSettings())
    boxes = {box.accessibleName(): box for box in more.view.findChildren(QComboBox)}
    boxes["Function"].setCurrentText("tanh")
    boxes["Function"].activated.emit(boxes["Function"].currentIndex())
    assert more.edited[-1] == TrainingSettings(activation="tanh")
    assert not any("log 10" in text for text in looking.labels(more.view))
    boxes["First W"].setCurrentText("all zeros")
    boxes["First W"].activated.emit(boxes["First W"].currentIndex())
    assert more.edited[-1] == TrainingSettings(activation="tanh", first_weights="zeros")
    assert any("it stays at log 10 = 2.30" in text for text in looking.labels(more.view))
    looking.button(more.view, "As at first").click()
    assert more.edited[-1] == TrainingSettings()
    assert boxes["First W"].currentText() == "small (Glorot)"


def test_the_parts_of_the_recipe_are_boxes_to_tick(qtbot: QtBot) -> None:
    more = More(looking.show(qtbot, MoreSettings()))
    (parts,) = more.view.findChildren(RecipeParts)
    pen, none = parts.findChildren(QCheckBox)
    pen.click()
    none.click()
    assert more.edited[0] == TrainingSettings(pen_digits=PEN_DIGITS)
    assert more.edited[-1].non_digits == NON_DIGITS
    more.view.set_settings(TrainingSettings(pen_digits=500, non_digits=7))
    assert (pen.isChecked(), none.isChecked()) == (True, True)
    none.click()
    assert more.edited[-1] == TrainingSettings(pen_digits=500)
    more.view.set_settings(TrainingSettings(classes=("cat", "dog")))
    assert (pen.isEnabled(), none.isEnabled()) == (False, False)
