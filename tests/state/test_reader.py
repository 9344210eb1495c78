"""The reader: a reading for every drawing by the network that is current, no more than one a frame."""

import numpy as np
from pytestqt.qtbot import QtBot

from digitapp.core.reading import Reading, read
from digitapp.core.strokes import strokes_from_points
from digitapp.state.session import Session

from .. import samples


def readings(session: Session) -> list[Reading | None]:
    result: list[Reading | None] = []
    session.reader.reading_changed.connect(result.append)
    return result


def settled(session: Session, qtbot: QtBot) -> None:
    """Wait until the reading is that of the drawing and the network as they are."""

    def check() -> None:
        image, reading = session.drawing.image, session.reader.reading
        if image is None:
            assert reading is None
        else:
            assert reading is not None
            expected = read(session.network.record.network, image)
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
    session.network.begin(samples.record((8,), seed=5))
    reading = session.reader.reading  # at once: nobody must see the old reading beside the new network
    assert reading is not None
    assert reading.hidden[0].units == 8


def test_new_weights_are_read(session: Session, qtbot: QtBot) -> None:
    session.drawing.add(samples.strokes()[0])
    settled(session, qtbot)
    before = session.reader.reading
    session.network.advance(samples.record(seed=3).network.get_weights(), samples.curves())
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
