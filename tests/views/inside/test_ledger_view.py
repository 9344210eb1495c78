"""Which ink makes it a digit: maps that add up to the scores, and what is looked at."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from digitapp.core.inside.explanations import Flip, Ledger
from digitapp.views.inside.ledger_view import LedgerView
from digitapp.views.parts.signed_map import SignedMap
from tests.views import looking


def ledger(scores: list[float]) -> Ledger:
    """Two pixels of ink, of which the first speaks for each digit's score and the second for nothing."""
    inputs = np.zeros(784)
    inputs[[100, 101]] = 1
    gains = np.zeros((784, 10))
    gains[100] = np.array(scores) - 0.5
    return Ledger(inputs, gains, np.full(10, 0.5), np.array(scores))


SCORES = [0.0, 5.0, -1.0, 0, 0, 0, 0, 7.25, 0, 0]


@pytest.fixture
def view(qtbot: QtBot, light: None) -> LedgerView:
    assert light is None
    made = looking.show(qtbot, LedgerView(), 860, 640)
    made.set_ledger(ledger(SCORES))
    return made


def text(view: QWidget) -> str:
    return " | ".join(looking.labels(view))


def cell(view: LedgerView, digit: int) -> QWidget:
    (found,) = [one for one in view.findChildren(QWidget) if one.accessibleName().startswith(f"{digit}: ")]
    return found


def test_without_a_ledger_it_says_what_is_missing(qtbot: QtBot) -> None:
    view = looking.show(qtbot, LedgerView(), 860, 640)
    assert looking.labels(view)[0].startswith("Draw a digit")
    assert view.table() == ""


def test_it_holds_the_best_against_the_next_best(view: LedgerView) -> None:
    assert "Which ink makes it a 7 rather than a 1" in text(view)
    assert "lead = Σ ink + constant = 2.250 + 0.000 = 2.250" in text(view)


def test_a_click_chooses_a_digit_and_another_lets_it_follow_again(view: LedgerView) -> None:
    QTest.mouseClick(cell(view, 2), Qt.MouseButton.LeftButton)
    assert "makes it a 2 rather than a 7" in text(view)
    assert "= −8.250 + 0.000 = −8.250" in text(view)
    view.set_ledger(ledger([9.0, *SCORES[1:]]))
    assert "makes it a 2 rather than a 0" in text(view)
    QTest.mouseClick(cell(view, 2), Qt.MouseButton.LeftButton)
    assert "makes it a 0 rather than a 7" in text(view)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_the_keyboard_chooses_too(view: LedgerView, key: Qt.Key) -> None:
    QTest.keyClick(cell(view, 1), key)
    assert "makes it a 1 rather than a 7" in text(view)


def test_against_nothing_it_shows_the_score_alone(view: LedgerView) -> None:
    box = view.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert "score = Σ ink + constant = 6.750 + 0.500 = 7.250" in text(view)
    box.setCurrentIndex(2 + 7)  # itself, which is nothing to hold it against
    box.activated.emit(2 + 7)
    assert "score = Σ ink" in text(view)


def test_its_table_has_every_pixel_and_adds_up(view: LedgerView) -> None:
    header, *rows = view.table().splitlines()
    assert header.split(",")[:4] == ["row", "column", "x", "digit 0"]
    values = [row.split(",") for row in rows]
    pixels = np.array([[float(v) for v in row] for row in values[:784]])
    constant, score = (np.array([float(v) for v in row[3:]]) for row in values[784:])
    np.testing.assert_array_equal(pixels[100, :3], [3, 16, 1])
    np.testing.assert_allclose(pixels[:, 3:].sum(axis=0) + constant, score)
    np.testing.assert_allclose(score, SCORES)


def test_it_says_whether_it_is_seen(qtbot: QtBot) -> None:
    view, told = LedgerView(), list[bool]()
    view.seen.connect(told.append)
    looking.show(qtbot, view, 860, 640)
    view.hide()
    assert told == [True, False]


def test_it_tells_what_would_change_the_answer_until_the_drawing_is_another(view: LedgerView) -> None:
    asked: list[str] = []
    view.flip_requested.connect(lambda: asked.append("what"))
    view.try_requested.connect(lambda: asked.append("try"))
    assert not looking.button(view, "Try it").isEnabled()
    looking.button(view, "What would change the answer?").click()
    view.set_flip(Flip(9, (100, 300, 301), (0.0, 1.0, 1.0)))
    assert "3 pixels would make it a 9: 2 with ink, 1 without" in text(view)
    assert "in the place of your drawing" in text(view)
    looking.button(view, "Try it").click()
    assert asked == ["what", "try"]
    view.set_ledger(ledger(SCORES))
    assert "would make it" not in text(view)
    assert not looking.button(view, "Try it").isEnabled()
    view.set_flip(None)
    assert "No change of a few pixels is enough." in text(view)


@pytest.mark.parametrize(("width", "height"), [(640, 880), (740, 920), (844, 600), (1360, 920)])
def test_nothing_is_cut_off(view: LedgerView, qtbot: QtBot, width: int, height: int) -> None:
    assert looking.cut_in(qtbot, view, width, height) == []


def test_the_large_map_is_outlined_where_there_is_ink(view: LedgerView) -> None:
    large = max(view.findChildren(SignedMap), key=lambda one: one.width())
    shown = looking.picture(large)
    large.outline(None)
    assert (looking.picture(large) != shown).any()
    large.outline(ledger(SCORES).inputs)
    np.testing.assert_array_equal(looking.picture(large), shown)
