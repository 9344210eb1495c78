"""The dialog that asks all that a network's file leaves open."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.core.files.opening import OpenQuestion, Undecided
from digitapp.views.window.file_questions import FileQuestions
from tests.views import looking

HIDDEN = OpenQuestion("hidden_activation", ("relu", "tanh"))
KERNELS = OpenQuestion("kernels", ("inputs, units", "units, inputs"))
PIXELS = OpenQuestion("pixels", ("0..1", "0..255", "centered", "standardized"))
RESULTS = {("relu", "0..1"): 0.971, ("relu", "0..255"): 0.4, ("tanh", "0..1"): 0.82, ("tanh", "0..255"): 0.31}
FUNCTIONS = ("relu", "tanh", "elu")


def asked(questions: tuple[OpenQuestion, ...], suggested: tuple[str, ...], results: object = None) -> Undecided:
    return Undecided(Path("/folder/net.h5"), questions, suggested, dict(results or {}), FUNCTIONS)  # type: ignore[call-overload]


@pytest.fixture
def dialog(qtbot: QtBot) -> FileQuestions:
    return looking.show(qtbot, FileQuestions(asked((HIDDEN, PIXELS), ("relu", "0..1"), RESULTS)))


def choose(dialog: FileQuestions, text: str) -> None:
    next(one for one in dialog.findChildren(QRadioButton) if one.text().startswith(text)).click()


def test_each_question_stands_with_its_meaning(dialog: FileQuestions) -> None:
    said = looking.labels(dialog)
    assert said[0] == "net.h5 does not say all of its network."
    assert "Function of the hidden layers" in said
    assert any("puts its sum through this function" in text for text in said)
    assert any("turned into the numbers that the network knows" in text for text in said)
    assert dialog.answers == {"hidden_activation": "relu", "pixels": "0..1"}


def test_results_are_those_with_the_other_answers_as_they_are(dialog: FileQuestions) -> None:
    assert [text for text in looking.labels(dialog) if "rightly" in text][1:] == [
        "97% read rightly",
        "82% read rightly",
        "97% read rightly",
        "40% read rightly",
    ]
    choose(dialog, "tanh")
    assert [text for text in looking.labels(dialog) if "rightly" in text][3:] == [
        "82% read rightly",
        "31% read rightly",
    ]
    assert dialog.answers == {"hidden_activation": "tanh", "pixels": "0..1"}


def test_another_function_can_be_typed_and_is_checked(dialog: FileQuestions) -> None:
    (field,) = dialog.findChildren(QLineEdit)
    open_button = looking.button(dialog, "Open")
    QTest.keyClicks(field, "elo")
    assert not open_button.isEnabled()
    field.clear()
    QTest.keyClicks(field, "elu, tanh")
    assert open_button.isEnabled()
    assert dialog.answers["hidden_activation"] == "elu, tanh"
    choose(dialog, "relu")
    assert dialog.answers["hidden_activation"] == "relu"


def test_return_opens_with_what_is_suggested(dialog: FileQuestions) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == 1
    assert dialog.findChild(QDialogButtonBox) is not None


def test_a_network_that_reads_nothing_is_said_so(qtbot: QtBot) -> None:
    results = {("0..1",): 0.1, ("0..255",): 0.12}
    dialog = looking.show(qtbot, FileQuestions(asked((PIXELS,), ("0..1",), results)))
    assert any("trained on other pictures, or not at all" in text for text in looking.labels(dialog))
    untried = looking.show(qtbot, FileQuestions(asked((KERNELS, PIXELS), ("inputs, units", "0..1"))))
    assert any("Answer what you know" in text for text in looking.labels(untried))
    assert not any("read rightly" in text for text in looking.labels(untried))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_all_questions_fit_on_a_small_screen(qtbot: QtBot, language: str) -> None:
    i18n.set_language(language)
    undecided = asked((HIDDEN, KERNELS, PIXELS), ("relu", "inputs, units", "0..1"))
    dialog = looking.show(qtbot, FileQuestions(undecided))
    assert dialog.height() <= 690
    for one in dialog.findChildren(QLabel):
        assert one.height() >= one.heightForWidth(one.width()), one.text()
    for button in dialog.findChildren(QRadioButton):
        assert button.width() >= button.sizeHint().width(), button.text()
