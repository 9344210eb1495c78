"""The form with the settings of the next run."""

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from digitapp.core.runs.run import describe
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.views.parts.rate_box import RateBox
from digitapp.views.runs.training_form import TrainingForm
from tests import samples
from tests.views import looking

OTHER = TrainingSettings((128, 64), "adam", 0.02, 32, 7, 42, 0.25)
Field = TypeVar("Field", bound=QObject)


def turn_wheel(field: QWidget, steps: int = 1) -> None:
    """Turn the mouse wheel over a field."""
    middle = QPointF(field.rect().center())
    turned, none = QPoint(0, 120 * steps), Qt.MouseButton.NoButton
    where = QPointF(field.mapToGlobal(middle.toPoint()))
    keys, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(field, QWheelEvent(middle, where, QPoint(), turned, none, keys, phase, False))


class Form:
    """A form and what it asks for."""

    def __init__(self, view: TrainingForm) -> None:
        self.view = view
        self.edited: list[TrainingSettings] = []
        self.valid: list[bool] = []
        view.settings_edited.connect(self.edited.append)
        view.validity_changed.connect(self.valid.append)

    def field(self, kind: type[Field], name: str) -> Field:
        found = [one for one in self.view.findChildren(kind) if one.accessibleName() == name]  # type: ignore[attr-defined]
        assert len(found) == 1
        return found[0]

    def type(self, kind: type[QWidget], name: str, text: str) -> None:
        """Replace what stands in a field by typing, and leave it."""
        field = self.field(kind, name)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def error(self) -> str:
        """Return the complaint that is shown."""
        shown = [text for text in looking.labels(self.view) if "Received" in text]
        return shown[0] if shown else ""


@pytest.fixture
def form(qtbot: QtBot, light: None) -> Form:
    assert light is None
    return Form(looking.show(qtbot, TrainingForm(), 380, 200))


def test_it_shows_settings_and_asks_for_nothing_by_that(form: Form) -> None:
    form.view.set_settings(OTHER)
    assert form.field(QLineEdit, "Units").text() == "128, 64"
    assert form.field(QComboBox, "Optimizer").currentText() == "Adam"
    assert form.field(RateBox, "Rate").text() == "0.02"
    numbers = [form.field(QSpinBox, name).value() for name in ("Batch", "Epochs", "Seed", "Hold out")]
    assert numbers == [32, 7, 42, 25]
    assert form.edited == []


def test_the_blogs_values_are_there_at_first(form: Form) -> None:
    texts = [form.field(QLineEdit, "Units").text(), form.field(QComboBox, "Optimizer").currentText()]
    texts += [form.field(RateBox, "Rate").text()]
    texts += [form.field(QSpinBox, name).text() for name in ("Batch", "Epochs", "Seed", "Hold out")]
    assert texts == ["512", "RMSprop", "0.001", "128", "5", "0", "0%"]


@pytest.mark.parametrize(
    ("kind", "name", "text", "change"),
    [
        (QLineEdit, "Units", "128, 64", {"hidden_units": (128, 64)}),
        (RateBox, "Rate", "0.02", {"learning_rate": 0.02}),
        (RateBox, "Rate", "1e-4", {"learning_rate": 0.0001}),
        (QSpinBox, "Batch", "32", {"batch_size": 32}),
        (QSpinBox, "Epochs", "7", {"epochs": 7}),
        (QSpinBox, "Seed", "2147483647", {"seed": 2147483647}),
        (QSpinBox, "Hold out", "25", {"validation_share": 0.25}),
    ],
)
def test_what_is_typed_is_asked_for(
    form: Form, kind: type[QWidget], name: str, text: str, change: dict[str, object]
) -> None:
    form.type(kind, name, text)
    assert form.edited[-1] == replace(TrainingSettings(), **change)  # type: ignore[arg-type]
    assert form.error() == ""


def test_every_optimizer_can_be_chosen(form: Form) -> None:
    box = form.field(QComboBox, "Optimizer")
    names = [box.itemText(index) for index in range(box.count())]
    assert names == [name for name, _, _ in OPTIMIZERS.values()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(box, key)
    assert [settings.optimizer for settings in form.edited] == ["adam", "sgd", "momentum", "sgd"]


def test_settings_go_through_the_form_and_come_back_the_same(form: Form) -> None:
    form.view.set_settings(OTHER)
    form.type(QSpinBox, "Epochs", "8")
    assert form.edited == [replace(OTHER, epochs=8)]


@pytest.mark.parametrize("rate", [1e-7, 0.00123, 0.1, 3.0, 100.0])
def test_the_rate_comes_back_as_it_was_given(form: Form, rate: float) -> None:
    form.view.set_settings(replace(OTHER, learning_rate=rate))
    form.type(QSpinBox, "Epochs", "8")
    assert form.edited[-1].learning_rate == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.29, 0.57, 0.9])
def test_the_share_comes_back_as_it_was_given(form: Form, share: float) -> None:
    form.view.set_settings(replace(OTHER, validation_share=share))
    form.type(QSpinBox, "Epochs", "8")
    assert form.edited[-1].validation_share == share


@pytest.mark.parametrize("text", ["", "many", "8, 0", "-3", "10001", "128,", "1.5", "1,2,3,4,5,6,7,8,9,10,11"])
def test_units_that_make_no_sense(form: Form, text: str) -> None:
    form.type(QLineEdit, "Units", text)
    assert form.error()
    assert form.valid[-1] is False
    assert form.field(QLineEdit, "Units").text() == text
    assert form.field(QLineEdit, "Units").property("valid") == "false"
    assert all(0 not in settings.hidden_units for settings in form.edited)

    form.type(QLineEdit, "Units", "64")
    assert form.error() == ""
    assert form.valid[-1] is True
    assert form.edited[-1].hidden_units == (64,)


def test_nothing_is_lost_while_the_units_make_no_sense(form: Form) -> None:
    form.type(QLineEdit, "Units", "many")
    before = len(form.edited)
    form.type(QSpinBox, "Epochs", "9")
    form.type(QSpinBox, "Seed", "5")
    assert len(form.edited) == before
    assert form.field(QLineEdit, "Units").text() == "many"
    form.type(QLineEdit, "Units", "64")
    assert form.edited[-1] == replace(TrainingSettings(), hidden_units=(64,), epochs=9, seed=5)


def test_the_state_does_not_take_from_the_person_what_they_type(form: Form) -> None:
    form.view.settings_edited.connect(form.view.set_settings)  # as the wiring has it
    field = form.field(QLineEdit, "Units")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "12,  8,4")
    assert field.text() == "12,  8,4"
    assert form.edited[-1].hidden_units == (12, 8, 4)


def test_the_same_settings_are_not_asked_for_again(form: Form) -> None:
    form.type(QSpinBox, "Epochs", "5")
    form.type(RateBox, "Rate", "1e-3")
    assert form.edited == []


@pytest.mark.parametrize("name", ["Units", "Optimizer", "Rate", "Batch", "Epochs", "Seed", "Hold out"])
def test_every_field_has_a_caption_and_says_what_it_is_for(form: Form, name: str) -> None:
    assert name in looking.labels(form.view)
    assert form.field(QWidget, name).toolTip()


@pytest.mark.parametrize(
    ("kind", "name", "typed", "said"),
    [
        (QSpinBox, "Hold out", "95", "validation share must be a whole number from 0% to 90%. Received: 95"),
        (QSpinBox, "Hold out", "9.5 %", "validation share must be a whole number from 0% to 90%. Received: 9.5"),
        (QSpinBox, "Epochs", "12abc", "epochs must be a whole number from 1 to 1000. Received: 12abc"),
        (QSpinBox, "Epochs", "", "epochs must be a whole number from 1 to 1000. Received: nothing"),
        (QSpinBox, "Batch", "128%", "batch size must be a whole number from 1 to 60000. Received: 128%"),
        (RateBox, "Rate", "1e-3x", "learning rate must be a number from 1e-07 to 100. Received: 1e-3x"),
        (RateBox, "Rate", "1e-", "learning rate must be a number from 1e-07 to 100. Received: 1e-"),
    ],
)
def test_a_number_that_makes_no_sense_is_complained_of_and_changes_none(
    form: Form, kind: type[QWidget], name: str, typed: str, said: str
) -> None:
    form.view.set_settings(OTHER)
    form.type(kind, name, typed)
    assert form.error().startswith(said)
    assert form.valid[-1] is False
    assert form.field(QWidget, name).property("valid") == "false"
    assert form.edited == []
    form.view.set_settings(replace(OTHER, dropout=0.5))  # changed elsewhere: that is not this field
    assert form.error().startswith(said)
    form.view.set_settings(replace(OTHER, epochs=8, batch_size=33, validation_share=0.3, learning_rate=0.5))
    assert form.error() == ""
    assert form.field(QWidget, name).property("valid") == "true"


def test_a_shortcut_works_with_the_number_that_is_being_typed(form: Form) -> None:
    box = form.field(QSpinBox, "Epochs")
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "12")
    assert form.edited == []
    QTest.keyClick(box, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert form.edited == [replace(TrainingSettings(), epochs=12)]
    box.selectAll()
    QTest.keyClicks(box, "1e")
    assert form.valid[-1] is True  # it may become a number yet
    QTest.keyClick(box, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert form.valid[-1] is False


def test_the_wheel_over_a_field_without_the_focus_changes_nothing(form: Form) -> None:
    fields = [form.field(QWidget, name) for name in ("Optimizer", "Rate", "Batch", "Epochs", "Seed", "Hold out")]
    form.field(QLineEdit, "Units").setFocus()
    for field in fields:
        turn_wheel(field)
    assert form.edited == []
    for field in fields:
        field.setFocus()
        turn_wheel(field)
    assert len(form.edited) == len(fields) - 1  # the optimizer is the first one already


def test_it_says_that_it_is_for_the_next_network_where_the_one_in_use_has_other_units(form: Form) -> None:
    form.view.set_settings(TrainingSettings(hidden_units=(16,)))
    form.view.set_network(describe(samples.run((512,))))
    assert "The network in use has 512 units." in " ".join(looking.labels(form.view))
    form.view.set_network(describe(samples.run((16,))))
    assert "The network in use" not in " ".join(looking.labels(form.view))
    form.type(QLineEdit, "Units", "128, 64")
    assert "The network in use has 16 units." in " ".join(looking.labels(form.view))


def test_the_units_say_where_few_and_many_are_laid_side_by_side(form: Form) -> None:
    assert "More units, finer?" in form.field(QLineEdit, "Units").toolTip()
