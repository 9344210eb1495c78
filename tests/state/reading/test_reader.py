"""The reader: a reading for every drawing by the network that is current, no more than one a frame."""

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.strokes import Stroke, strokes_from_points
from digitapp.core.reading.reading import Reading, read
from digitapp.state.reading import reader as reader_module
from digitapp.state.session import Session
from tests import samples
from tests.state import running


def readings(session: Session) -> list[Reading | None]:
    result: list[Reading | None] = []
    session.reader.reading_changed.connect(result.append)
    return result


def settled(session: Session, qtbot: QtBot) -> None:
    """Wait until the reading is that of the drawing and the network as they are."""

    def check() -> None:
        ink, reading = session.drawing.ink, session.reader.reading
        if not ink:
            assert reading is None
        else:
            assert reading is not None
            image = rasterize(ink)
            expected = read(session.history.moment, image)
            np.testing.assert_array_equal(reading.image, image)
            np.testing.assert_array_equal(reading.probabilities, expected.probabilities)

    qtbot.waitUntil(check)


def test_nothing_drawn_nothing_read(session: Session) -> None:
    assert session.reader.reading is None
    heard = readings(session)
    session.reader.refresh()
    assert heard == [None]


def test_a_drawing_is_read(session: Session, qtbot: QtBot) -> None:
    heard = readings(session)
    session.drawing.add(samples.strokes()[0])
    settled(session, qtbot)
    assert heard[-1] is session.reader.reading


def test_the_stroke_under_the_pen_is_read_before_it_is_finished(session: Session, qtbot: QtBot) -> None:
    session.drawing.move_live(samples.strokes()[0])
    settled(session, qtbot)
    assert session.reader.reading is not None


def test_an_emptied_drawing_has_no_reading(session: Session, qtbot: QtBot) -> None:
    session.drawing.add(samples.strokes()[0])
    settled(session, qtbot)
    session.drawing.clear()
    settled(session, qtbot)
    assert session.reader.reading is None


def test_another_network_reads_at_once(session: Session) -> None:
    session.drawing.add(samples.strokes()[0])
    session.reader.refresh()
    session.history.begin(samples.run((8,), seed=5))
    reading = session.reader.reading  # at once: nobody must see the old reading beside the new network
    assert reading is not None
    assert reading.hidden[0].units == 8


def test_new_weights_are_read(session: Session, qtbot: QtBot) -> None:
    session.drawing.add(samples.strokes()[0])
    settled(session, qtbot)
    before = session.reader.reading
    session.history.advance(session.history.run.number, samples.moment(seed=3), samples.curves())
    settled(session, qtbot)
    assert before is not None
    assert session.reader.reading is not None
    assert not np.array_equal(before.probabilities, session.reader.reading.probabilities)


def test_many_changes_within_a_frame_are_few_readings_and_the_last_is_the_newest(
    session: Session, qtbot: QtBot
) -> None:
    heard = readings(session)
    moved = strokes_from_points([[(0.2, 0.2), (0.8, 0.2 + step / 100)] for step in range(60)])
    for stroke in moved:
        session.drawing.move_live(stroke)
    settled(session, qtbot)
    assert len(heard) < 20


# Several digits


def line(x: float, top: float = 0.2, bottom: float = 0.8) -> Stroke:
    """An upright stroke, a one."""
    return Stroke(np.array([(x, top), (x, (top + bottom) / 2), (x, bottom)]))


@pytest.fixture
def three_ones(session: Session, qtbot: QtBot) -> Session:
    """Ones at the left, at the right and, drawn last, in the middle, read by the bundled network."""
    running.open_bundled(session)
    for x in (0.2, 0.8, 0.5):
        session.drawing.add(line(x))
    qtbot.waitUntil(lambda: len(session.reader.digits) == 3)
    return session


def test_several_digits_are_read_from_left_to_right(three_ones: Session) -> None:
    places = [digit.strokes[0].points[0, 0] for digit in three_ones.reader.digits]
    assert places == [0.2, 0.5, 0.8]
    assert [digit.reading.ranking[0] for digit in three_ones.reader.digits] == [1, 1, 1]


def test_the_digit_under_the_pen_is_selected(three_ones: Session, qtbot: QtBot) -> None:
    reader = three_ones.reader
    assert reader.selected == 1
    assert reader.reading is reader.digits[1].reading
    three_ones.drawing.move_live(line(0.05))
    qtbot.waitUntil(lambda: len(reader.digits) == 4)
    assert reader.selected == 0


def test_another_digit_can_be_selected_and_stays_so_when_the_weights_change(three_ones: Session, qtbot: QtBot) -> None:
    reader = three_ones.reader
    with qtbot.waitSignals([reader.digits_changed, reader.reading_changed]):
        reader.select(2)
    assert reader.reading is reader.digits[2].reading
    with qtbot.waitSignal(reader.reading_changed):
        history = three_ones.history
        later = history.moment.with_weights(history.moment.network.get_weights(), 91.0)
        history.advance(history.run.number, later, samples.curves())
    assert reader.selected == 2
    reader.select_next()  # there is none
    assert reader.selected == 2
    reader.select_previous()
    assert reader.selected == 1
    reader.select(7)
    assert reader.selected == 1


def test_the_selection_never_points_beyond_the_digits(three_ones: Session, qtbot: QtBot) -> None:
    three_ones.reader.select(2)
    three_ones.drawing.undo()
    three_ones.drawing.undo()
    qtbot.waitUntil(lambda: len(three_ones.reader.digits) == 1)
    assert three_ones.reader.selected == 0
    three_ones.drawing.clear()
    qtbot.waitUntil(lambda: not three_ones.reader.digits)
    assert (three_ones.reader.selected, three_ones.reader.reading) == (-1, None)


# Drawings so large that they are read a stretch at a time


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stretch of reading is one step long."""
    monkeypatch.setattr(reader_module, "STRETCH", 1e-9)


def test_a_reading_that_takes_long_is_told_when_it_is_done(session: Session, no_time: None, qtbot: QtBot) -> None:
    assert no_time is None
    for stroke in samples.strokes():
        session.drawing.add(stroke)
    assert session.reader.reading is None  # it has begun
    settled(session, qtbot)


def test_what_is_drawn_meanwhile_is_read_afterwards(session: Session, no_time: None, qtbot: QtBot) -> None:
    assert no_time is None
    session.drawing.add(line(0.2))
    session.drawing.add(line(0.9))
    qtbot.waitUntil(lambda: len(session.reader.digits) == 2)
    session.drawing.clear()
    qtbot.waitUntil(lambda: not session.reader.digits)
    assert session.reader.reading is None


def test_a_pen_that_never_rests_does_not_keep_the_reading_from_its_end(
    session: Session, no_time: None, qtbot: QtBot
) -> None:
    assert no_time is None
    heard = readings(session)
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: session.drawing.move_live(line(0.5)))
    timer.start()
    qtbot.waitUntil(lambda: sum(reading is not None for reading in heard) > 3)
    timer.stop()


def test_another_networks_reading_is_not_seen_while_the_new_one_reads(
    session: Session, no_time: None, qtbot: QtBot
) -> None:
    assert no_time is None
    session.drawing.add(line(0.2))
    settled(session, qtbot)
    session.history.begin(samples.run((8,), seed=5))
    assert (session.reader.reading, session.reader.digits, session.reader.selected) == (None, (), -1)
    qtbot.waitUntil(lambda: session.reader.reading is not None)
    assert session.reader.reading is not None
    assert session.reader.reading.hidden[0].units == 8
