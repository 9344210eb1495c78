"""The digit that is read, in words."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.reading.drawing import SeenDigit
from digitapp.core.runs.run import Kind, describe
from digitapp.views.parts.digit_line import DigitLine
from digitapp.views.reading.verdict import Verdict
from tests import samples
from tests.views import looking

SHARES = (0.0, 0.04, 0.0, 0.0, 0.005, 0.0, 0.0, 0.93, 0.025, 0.0)


@pytest.fixture
def verdict(qtbot: QtBot, light: None) -> Verdict:
    assert light is None
    return looking.show(qtbot, Verdict())


def show(verdict: Verdict, *digits: Sequence[float], selected: int = 0) -> None:
    """Let the verdict show digits with these probabilities."""
    seen = [SeenDigit((), samples.reading_of([1.0], shares)) for shares in digits]
    verdict.set_digits(seen, selected)


def test_nothing_is_claimed_without_a_drawing(verdict: Verdict) -> None:
    expected = ["Nothing to read yet", "The digit will appear here."]
    assert (verdict.said, looking.labels(verdict)) == ("–", expected)
    show(verdict, SHARES)
    verdict.set_digits((), -1)
    assert (verdict.said, looking.labels(verdict)) == ("–", expected)


def test_the_digit_how_sure_and_what_is_next(verdict: Verdict) -> None:
    show(verdict, SHARES)
    assert (verdict.said, looking.labels(verdict)) == ("7", ["93.0%", "then 1, 4.0%"])


def test_the_digit_is_large(verdict: Verdict) -> None:
    show(verdict, SHARES)
    pixels = looking.picture(verdict)
    ink = (pixels != pixels[0, 0]).any(axis=-1)
    left = ink[:, : verdict.width() // 4]
    assert left.any(axis=1).sum() > 25  # pixels high


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ((0.0, 0.0, 0.0, 0.0, 0.48, 0.0, 0.02, 0.05, 0.02, 0.43), "4 (48%) or 9 (43%)?"),
        ((0.1, 0.1, 0.1, 0.0, 0.1, 0.3, 0.1, 0.1, 0.1, 0.0), "like no digit; nearest 5, 30%"),
    ],
)
def test_when_no_digit_stands_out_it_says_why(verdict: Verdict, shares: tuple[float, ...], reason: str) -> None:
    show(verdict, shares)
    assert (verdict.said, looking.labels(verdict)) == ("?", ["I can't tell", reason])


ONE = (0.0, 0.97, 0.0, 0.0, 0.0, 0.0, 0.0, 0.03, 0.0, 0.0)


def test_several_digits_stand_in_a_row_and_the_words_are_about_the_selected_one(verdict: Verdict) -> None:
    show(verdict, SHARES, ONE, SHARES, selected=1)
    assert (verdict.said, looking.labels(verdict)) == ("717", ["97.0%", "then 7, 3.0%"])
    show(verdict, SHARES, ONE, [0.1] * 10, selected=2)
    assert verdict.said == "71?"
    assert looking.labels(verdict)[0] == "I can't tell"


def test_a_click_or_an_arrow_key_asks_for_another_digit(verdict: Verdict, qtbot: QtBot) -> None:
    show(verdict, SHARES, ONE, SHARES, selected=1)
    line = verdict.findChild(DigitLine)
    with qtbot.waitSignal(verdict.digit_requested) as asked:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.place(2).center().toPoint())
    assert asked.args == [2]
    with qtbot.waitSignal(verdict.digit_requested) as asked:
        qtbot.keyClick(line, Qt.Key.Key_Left)
    assert asked.args == [0]
    show(verdict, SHARES, ONE, SHARES, selected=0)
    with qtbot.assertNotEmitted(verdict.digit_requested):
        qtbot.keyClick(line, Qt.Key.Key_Left)  # there is none to the left


def test_one_digit_is_nothing_to_choose_from(verdict: Verdict, qtbot: QtBot) -> None:
    show(verdict, SHARES)
    line = verdict.findChild(DigitLine)
    assert line.focusPolicy() is Qt.FocusPolicy.NoFocus
    with qtbot.assertNotEmitted(verdict.digit_requested):
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.place(0).center().toPoint())


def test_the_selected_one_of_several_has_the_accents_colour(verdict: Verdict) -> None:
    show(verdict, SHARES)
    assert not looking.count(looking.picture(verdict), theme.LIGHT.accent)
    show(verdict, SHARES, SHARES, selected=1)
    pixels = looking.picture(verdict)
    half = verdict.findChild(DigitLine).place(1).left()
    assert looking.count(pixels[:, : int(half)], theme.LIGHT.accent) == 0
    assert looking.count(pixels[:, int(half) :], theme.LIGHT.accent) > 50


def test_many_digits_fit(verdict: Verdict) -> None:
    show(verdict, *[SHARES] * 12, selected=0)
    assert verdict.findChild(DigitLine).width() < 0.8 * 304


def show_rows(verdict: Verdict, *rows: int, selected: int = 0) -> DigitLine:
    """Let the verdict show so many sevens in each row; return the line."""
    reading = samples.reading_of([1.0], SHARES)
    numbers = [row for row, count in enumerate(rows) for _ in range(count)]
    verdict.set_digits([SeenDigit((), reading, row) for row in numbers], selected)
    return verdict.findChild(DigitLine)


def test_rows_are_shown_as_rows(verdict: Verdict, qtbot: QtBot) -> None:
    line = show_rows(verdict, 3, 2, selected=1)
    assert verdict.said == "777\n77"
    assert line.accessibleName() == "777 / 77"
    assert line.place(3).top() >= line.place(0).bottom()
    assert line.place(3).left() == line.place(0).left()
    with qtbot.waitSignal(verdict.digit_requested) as asked:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.place(4).center().toPoint())
    assert asked.args == [4]
    for key, other in ((Qt.Key.Key_Down, 4), (Qt.Key.Key_Right, 2)):
        with qtbot.waitSignal(verdict.digit_requested) as asked:
            qtbot.keyClick(line, key)
        assert asked.args == [other]
    with qtbot.assertNotEmitted(verdict.digit_requested):
        qtbot.keyClick(line, Qt.Key.Key_Up)  # there is no row above


def test_of_many_rows_those_around_the_selected_digit_are_seen(verdict: Verdict) -> None:
    line = show_rows(verdict, *[2] * 9, selected=10)
    assert line.place(0).isEmpty()
    assert line.rect().contains(line.place(10).center().toPoint())
    assert line.rect().contains(line.place(9).center().toPoint())
    assert line.height() == DigitLine().sizeHint().height()


def test_a_network_that_has_learned_nothing_says_so_and_not_that_the_drawing_is_bad(verdict: Verdict) -> None:
    show(verdict, (0.1, 0.1, 0.1, 0.0, 0.1, 0.3, 0.1, 0.1, 0.1, 0.0))
    verdict.set_network(describe(samples.run(kind=Kind.MADE)))
    assert looking.labels(verdict) == ["I can't tell", "it has not learned yet; nearest 5, 30%"]
    verdict.set_network(describe(samples.run(kind=Kind.TRAINED)))
    assert looking.labels(verdict) == ["I can't tell", "like no digit; nearest 5, 30%"]
