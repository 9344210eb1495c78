"""What classes are called, and which of many are shown."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.parts.class_names import (
    CLASSES,
    apart,
    class_name,
    class_names,
    first_classes,
    in_short,
    names_width,
    paint_legend,
)
from digitapp.views.parts.confusion_matrix import ConfusionMatrix
from digitapp.views.parts.digit_line import DigitLine
from digitapp.views.reading.probability_bars import ProbabilityBars
from digitapp.views.runs.run_words import setting
from tests import samples
from tests.views import looking

LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.fixture(autouse=True)
def _digits_again(qapp: QApplication) -> Iterator[None]:
    assert qapp is not None
    yield
    CLASSES.set_names(())


def test_the_ten_digits_unless_a_network_has_names() -> None:
    assert CLASSES.are_digits
    assert class_name(7) == "7"
    CLASSES.set_names(("cat", "dog"))
    assert class_names() == ("cat", "dog")
    assert [class_name(number) for number in (0, 1, 2)] == ["cat", "dog", "2"]
    assert not CLASSES.are_digits


def test_a_name_from_a_file_is_no_mark_up() -> None:
    name = '<img src="//host/picture.png">'
    CLASSES.set_names((name, "dog"))
    assert class_name(0) == "‹" + name[1:]
    with_names = TrainingSettings(classes=(name, "dog"), left_out=(0,))
    assert "<" not in setting(with_names, "left_out")


def test_a_change_is_told_once(qtbot: QtBot) -> None:
    with qtbot.waitSignal(CLASSES.changed):
        CLASSES.set_names(LETTERS)
    with qtbot.assertNotEmitted(CLASSES.changed):
        CLASSES.set_names(LETTERS)


def test_of_many_classes_the_largest_are_shown_in_their_order() -> None:
    values = np.zeros(26, np.float32)
    values[[20, 3, 11]] = 0.5, 0.3, 0.2
    assert {3, 11, 20} <= set(first_classes(values))
    assert first_classes(values) == sorted(first_classes(values))
    assert len(first_classes(values)) == 10
    assert first_classes(np.ones(4, np.float32)) == [0, 1, 2, 3]


def test_names_are_not_written_on_each_other() -> None:
    values = np.linspace(0, 1, 62).astype(np.float32)
    places = sorted(apart(values, 16.0, 400.0))
    assert 61 in places
    assert len(places) == 10
    assert min(np.diff(places)) * 400 / 62 >= 16
    assert apart(values[:10], 16.0, 400.0) == set(range(10))


def test_bars_of_many_classes_are_the_likeliest_and_the_others(qtbot: QtBot, light: None) -> None:
    assert light is None
    CLASSES.set_names(LETTERS)
    bars = looking.show(qtbot, ProbabilityBars(), 240, 200)
    shares = np.full(26, 0.01)
    shares[[7, 2]] = 0.5, 0.26
    bars.set_reading(samples.reading_of([1.0], tuple(shares)))
    texts = looking.painted_texts(bars)
    assert texts[:4] == ["H", "50.0%", "C", "26.0%"]
    assert texts[-2:] == ["others", "17.0%"]
    assert len(texts) == 20


def test_bars_of_few_classes(qtbot: QtBot, light: None) -> None:
    assert light is None
    CLASSES.set_names(("a very long name of a class that has no room", "dog"))
    bars = looking.show(qtbot, ProbabilityBars(), 240, 200)
    bars.set_reading(samples.reading_of([1.0], (0.75, 0.25)))
    texts = looking.painted_texts(bars)
    assert texts[0].endswith("…")
    assert texts[1:] == ["75.0%", "dog", "25.0%"]


def test_a_matrix_of_62_classes_is_as_large_as_one_of_ten(qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    small = matrix.sizeHint()
    counts = np.zeros((62, 62), np.int64)
    counts[61, 60] = 4
    matrix.set_counts(counts)
    assert matrix.sizeHint().width() <= small.width() + 15
    assert "4 images of a 61 are read as 60" in matrix._said_of(61, 60)
    matrix.resize(matrix.sizeHint())
    matrix.grab()


def test_a_name_has_room_in_the_verdict(qtbot: QtBot) -> None:
    line = DigitLine()
    qtbot.addWidget(line)
    line.set_signs(["Ankle boot"], 0)
    assert line.text == "Ankle boot"
    one = line.width()
    line.set_signs(["8", "8", "8", "8"], 0)
    assert one <= line.width() + 10
    assert line.text == "8888"


def test_a_legend_says_that_colours_repeat() -> None:
    pixmap = QPixmap(600, 30)
    painter = QPainter(pixmap)
    CLASSES.set_names(LETTERS)
    paint_legend(painter, QRectF(0, 0, 600, 30), 22)
    painter.end()
    assert names_width(QApplication.font(), 100) < 30
    assert (in_short("Ankle boot"), in_short("Coat"), in_short("a")) == ("Ank.", "Coat", "a")
