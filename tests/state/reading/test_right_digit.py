"""What the person says a drawing is belongs to that drawing, and to no other."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.paper.pictures import as_it_is
from digitapp.core.paper.strokes import strokes_from_points
from digitapp.state.session import Session
from tests import samples


@pytest.fixture
def drawn(session: Session, qtbot: QtBot) -> Session:
    session.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(lambda: session.reader.reading is not None)
    session.right_digit.say(7)
    return session


def test_the_right_digit_goes_with_its_drawing(drawn: Session, qtbot: QtBot) -> None:
    told: list[int] = []
    drawn.right_digit.changed.connect(told.append)
    drawn.drawing.clear()
    qtbot.waitUntil(lambda: drawn.right_digit.digit == -1)
    assert told == [-1]
    drawn.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(lambda: drawn.reader.reading is not None)
    assert drawn.right_digit.digit == -1


def test_it_stays_for_one_more_stroke_and_for_another_network(drawn: Session, qtbot: QtBot) -> None:
    before = drawn.reader.reading
    drawn.drawing.add(strokes_from_points([[(0.35, 0.5), (0.6, 0.5)]])[0])
    qtbot.waitUntil(lambda: drawn.reader.reading is not before)
    drawn.history.begin(samples.run((6,)))
    qtbot.waitUntil(lambda: drawn.reader.reading is not None and len(drawn.reader.reading.hidden[0].z) == 6)
    assert drawn.right_digit.digit == 7


def test_a_sample_that_takes_the_drawings_place_is_another_drawing(drawn: Session, qtbot: QtBot) -> None:
    drawn.drawing.lay_down_strokes(strokes_from_points([[(0.5, 0.2), (0.5, 0.8)]]))
    qtbot.waitUntil(lambda: drawn.right_digit.digit == -1)


def test_a_picture_has_a_right_digit_of_its_own(drawn: Session, qtbot: QtBot) -> None:
    one, two = (as_it_is(np.full((28, 28), value, np.uint8), "picture") for value in (100, 200))
    drawn.drawing.lay_down(one)
    qtbot.waitUntil(lambda: drawn.right_digit.digit == -1)
    drawn.right_digit.say(3)
    assert drawn.right_digit.digit == 3
    drawn.drawing.lay_down(two)
    qtbot.waitUntil(lambda: drawn.right_digit.digit == -1)


def test_of_an_empty_paper_nothing_is_said(session: Session) -> None:
    session.right_digit.say(3)
    assert session.right_digit.digit == -1
