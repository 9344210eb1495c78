"""The field for a learning rate."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.views.parts.rate_box import RateBox
from tests.views import looking


@pytest.fixture
def box(qtbot: QtBot, light: None) -> RateBox:
    assert light is None
    result = looking.show(qtbot, RateBox(), 120, 28)
    result.setValue(0.001)
    return result


def type_in(box: RateBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_steps_go_1_2_5(box: RateBox) -> None:
    seen = []
    for _ in range(7):
        QTest.keyClick(box, Qt.Key.Key_Up)
        seen.append(box.value())
    assert seen == pytest.approx([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2])
    for _ in range(9):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.value() == pytest.approx(0.0002)


@pytest.mark.parametrize(("value", "up", "down"), [(0.003, 0.005, 0.002), (1.0, 2.0, 0.5), (0.00999, 0.01, 0.005)])
def test_steps_from_in_between(box: RateBox, value: float, up: float, down: float) -> None:
    box.setValue(value)
    box.stepBy(1)
    assert box.value() == pytest.approx(up)
    box.setValue(value)
    box.stepBy(-1)
    assert box.value() == pytest.approx(down)


def test_steps_end_at_the_limits(box: RateBox) -> None:
    for _ in range(4):
        QTest.keyClick(box, Qt.Key.Key_PageUp)
    assert box.value() == 100.0
    for _ in range(4):
        QTest.keyClick(box, Qt.Key.Key_PageDown)
    assert box.value() == pytest.approx(1e-7)


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("0.01", 0.01, "0.01"),
        ("1e-3", 0.001, "0.001"),
        ("5E-7", 5e-7, "0.0000005"),
        ("2e1", 20.0, "20"),
        ("0,5", 0.5, "0.5"),
        (".25", 0.25, "0.25"),
        ("100", 100.0, "100"),
    ],
)
def test_a_number_as_people_write_it(box: RateBox, text: str, value: float, shown: str) -> None:
    type_in(box, text)
    assert box.value() == pytest.approx(value)
    assert box.text() == shown


@pytest.mark.parametrize("text", ["", "fast", "1e", "-1", "0", "1000", "nan", "inf", "1 2", "1,000", "5%"])
def test_what_is_no_rate_stays_and_leaves_the_one_before(box: RateBox, text: str) -> None:
    told: list[float] = []
    box.valueChanged.connect(told.append)
    type_in(box, text)
    assert told == [] or told == [0.001]
    assert box.value() == pytest.approx(0.001)
    assert box.text() == text
    assert box.typed.problem is not None
    box.clearFocus()
    assert box.text() == text
    QTest.keyClick(box, Qt.Key.Key_Up)  # from the last rate that was one
    assert (box.value(), box.text(), box.typed.problem) == (pytest.approx(0.002), "0.002", None)


def test_steps_begin_at_what_was_just_typed(box: RateBox) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "0.05")
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.text() == "0.1"


def test_a_rate_with_many_digits_is_not_rounded(box: RateBox) -> None:
    type_in(box, "0.00000015")
    assert box.value() == 1.5e-7
    assert box.text() == "0.00000015"


def test_no_text_is_more_than_it_can_read(box: RateBox) -> None:
    for text in ("", "x", "1e999", "9" * 400, "\0", "½", "1e99999999999999999999"):
        assert box.valueFromText(text) == 0.001


def test_it_tells_of_a_rate_when_it_is_whole(box: RateBox) -> None:
    told: list[float] = []
    box.valueChanged.connect(told.append)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "0.05")
    assert told == []
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert told == [0.05]


def test_what_is_no_rate_is_seen(box: RateBox) -> None:
    type_in(box, "fast")
    box.clearFocus()
    assert looking.count(looking.picture(box), theme.LIGHT.warning) > 20
    box.setValue(0.5)
    assert looking.count(looking.picture(box), theme.LIGHT.warning) == 0
