"""The page of numbers: pixels in two scales, the label as ten numbers, the weights before and after."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.core.inside.numbers import PictureNumbers, picture_numbers, weights_then_and_now
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.inside.numbers_view import NumbersView
from digitapp.views.parts.pixel_table import PixelTable
from digitapp.views.parts.signed_map import SignedMap
from tests import samples
from tests.views import looking
from tests.window import child


@pytest.fixture
def view(qtbot: QtBot, light: None) -> NumbersView:
    assert light is None
    made = looking.show(qtbot, NumbersView(), 1000, 640)
    pixels = np.zeros(784, np.uint8)
    pixels[28 * 3 + 5] = 51
    pixels[28 * 3 + 6] = 255
    made.set_numbers(PictureNumbers(pixels, (0, 7), (16,), ("relu",)))
    return made


def text(view: NumbersView) -> str:
    return " | ".join(looking.labels(view))


def test_without_a_drawing_it_invites(qtbot: QtBot) -> None:
    view = looking.show(qtbot, NumbersView(), 1000, 640)
    view.set_numbers(None)
    assert "Draw a digit to see its numbers." in text(view)
    assert view.table() == ""


def test_the_pixels_are_written_in_both_scales(view: NumbersView) -> None:
    table = child(view, PixelTable)
    assert table.as_text().splitlines()[3].split("\t")[4:8] == ["0", "51", "255", "0"]
    looking.button(view, "0 to 1").click()
    assert table.as_text().splitlines()[3].split("\t")[4:8] == ["0", ".20", "1", "0"]
    assert ".20" in looking.painted_texts(table)


def test_a_number_is_pointed_at_by_pointer_and_keys(view: NumbersView) -> None:
    table = child(view, PixelTable)
    cell = (table.sizeHint().width() - 1) // 28
    QTest.mouseMove(table, QPoint(5 * cell + 5, 3 * cell + 5))
    assert "28·3 + 5 = 89:  x[89] = 51 / 255 = 0.2000" in text(view)
    assert "Row 3, column 5, both counted from 0: 3 full rows of 28 numbers lie before it, then 5 more." in text(view)
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert "x[90] = 255 / 255" in text(view)
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Up)
    QTest.keyClick(table, Qt.Key.Key_Up)  # there is no row above
    assert "28·0 + 6 = 6" in text(view)


def test_the_pixels_are_copied_as_a_table(view: NumbersView) -> None:
    table = child(view, PixelTable)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = QGuiApplication.clipboard().text().splitlines()
    assert [len(row.split("\t")) for row in rows] == [28] * 28


def test_it_says_what_relu_does(view: NumbersView) -> None:
    assert "relu on the picture itself: 0 of 784 numbers change." in text(view)
    assert "hidden layer 1: 7 of 16 become 0." in text(view)
    view.set_numbers(picture_numbers(samples.reading((16, 8))))
    assert "hidden layer 2: " in text(view)


def test_the_label_is_ten_numbers(view: NumbersView) -> None:
    box = child(view, QComboBox, "Right digit")
    asked: list[int] = []
    view.label_chosen.connect(asked.append)
    assert "[…]" in text(view)  # nobody has said it
    box.setCurrentIndex(8)
    box.activated.emit(8)
    assert asked == [7]
    view.set_label(7)
    assert "[0, 0, 0, 0, 0, 0, 0, 1, 0, 0]" in text(view)
    view.set_label(-1)
    assert box.currentText() == "not given"


def test_the_weights_of_a_unit(view: NumbersView) -> None:
    asked: list[int] = []
    view.unit_requested.connect(asked.append)
    settings = TrainingSettings(hidden_units=(16,), seed=9)
    view.set_units(16)
    view.set_weights(weights_then_and_now(Moment(settings.build()), settings, 5))
    box = child(view, QSpinBox, "Unit")
    assert (box.value(), box.maximum()) == (5, 15)
    assert asked == []
    assert "come from the seed 9" in text(view)
    box.setValue(6)
    assert asked == [6]


@pytest.mark.parametrize(("width", "height"), [(640, 880), (740, 920), (844, 600), (844, 440), (1360, 920)])
def test_nothing_is_cut_off(view: NumbersView, qtbot: QtBot, width: int, height: int) -> None:
    view.set_weights(
        weights_then_and_now(Moment(samples.run((16,)).end.network), TrainingSettings(hidden_units=(16,)), 3)
    )
    view.set_numbers(PictureNumbers(np.full(784, 200, np.uint8), (0, 410), (512,), ("relu",)))
    assert looking.cut_in(qtbot, view, width, height) == []
    assert all(picture.width() >= 112 for picture in view.findChildren(SignedMap))


def test_two_scales_of_the_weights_are_told_of(view: NumbersView) -> None:
    run = samples.run((16,))
    settings = TrainingSettings(hidden_units=(16,))
    began = weights_then_and_now(Moment(run.end.network), settings, 3)
    view.set_weights(replace(began, now=began.began * 20))
    assert "Each picture has colours of its own" in text(view)
    assert f"±{view._began.top:g} on the left, ±{view._now.top:g} on the right" in text(view)
    view.set_weights(replace(began, now=began.began))
    assert "Each picture has colours of its own" not in text(view)


def test_it_knows_that_the_right_digit_was_given(view: NumbersView) -> None:
    assert "Nobody has told the network" in text(view)
    view.set_label(7)
    assert "You have said that it is 7." in text(view)
    assert "Nobody has told" not in text(view)
    view.set_label(-1)
    assert "Nobody has told the network" in text(view)
