"""A unit that is painted: what reads then, how it is taken back, and what becomes of it."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.inside.painting import PaintedSum, PaintedUnit, Pen
from digitapp.core.inside.unit_trial import Verdict
from digitapp.core.runs.run import Kind
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests import samples
from tests.state.running import TIMEOUT

RED = Pen(0.5, 2.0)


def units(session: Session) -> list[PaintedUnit]:
    said: list[PaintedUnit] = []
    session.painter.changed.connect(said.append)
    session.painter.watch(True)
    return said


def paint(session: Session) -> None:
    session.painter.begin_stroke(RED, (4.5, 4.5))
    session.painter.draw_to((20.5, 4.5))
    session.painter.end_stroke()


def draw(session: Session, qtbot: QtBot) -> None:
    session.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(lambda: session.reader.reading is not None, timeout=TIMEOUT)


def column(session: Session, unit: int = 0) -> np.ndarray:
    return session.history.in_use.network.dense_layers[0].kernel[:, unit]


def test_what_is_painted_reads_and_the_network_itself_stays(session: Session) -> None:
    said = units(session)
    own = session.history.moment.network.get_weights()
    paint(session)
    assert (column(session).reshape(28, 28)[4, 5:20] == 0.5).all()
    np.testing.assert_array_equal(said[-1].weights, column(session))
    assert said[-1].changed
    for one, other in zip(own, session.history.moment.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_stroke_is_taken_back_in_one_go_and_made_again(session: Session) -> None:
    units(session)
    own = column(session).copy()
    paint(session)
    painted = column(session).copy()
    session.painter.undo()
    np.testing.assert_array_equal(column(session), own)
    session.painter.redo()
    np.testing.assert_array_equal(column(session), painted)


def test_the_movements_of_a_slider_are_one_change(session: Session) -> None:
    units(session)
    for bias in (0.5, 1.0, 1.5):
        session.painter.set_bias(bias)
    for weight in (0.2, 0.4):
        session.painter.set_outgoing(3, weight)
    network = session.history.in_use.network
    assert network.dense_layers[0].bias[0] == pytest.approx(1.5)
    assert network.dense_layers[1].kernel[0, 3] == pytest.approx(0.4)
    assert session.painter.undo_stack.count() == 2
    session.painter.undo()
    session.painter.undo()
    assert session.history.changes == {}


def test_one_may_begin_with_zeros_the_drawing_another_unit_or_its_own(session: Session, qtbot: QtBot) -> None:
    units(session)
    session.painter.start_from_zero()
    assert (column(session) == 0).all()
    session.painter.start_from_unit(7)
    np.testing.assert_array_equal(column(session), session.history.moment.network.dense_layers[0].kernel[:, 7])
    draw(session, qtbot)
    session.painter.start_from_drawing(0.25)
    reading = session.reader.reading
    assert reading is not None
    np.testing.assert_allclose(column(session), reading.inputs / 4, atol=1e-7)
    session.painter.smooth()
    assert column(session).max() < 0.25
    session.painter.start_from_own()
    assert session.history.changes == {}


def test_a_drawing_is_summed_up_in_it(session: Session, qtbot: QtBot) -> None:
    said: list[PaintedSum | None] = []
    session.painter.summed.connect(said.append)
    units(session)
    assert said == [None]
    draw(session, qtbot)
    before = said[-1]
    session.painter.start_from_drawing(0.5)
    qtbot.waitUntil(lambda: said[-1] is not before and said[-1] is not None and said[-1].blue == 0, timeout=TIMEOUT)
    assert said[-1] is not None
    assert said[-1].red > 0


def test_the_test_images_judge_it_while_it_is_painted(session: Session, qtbot: QtBot) -> None:
    said: list[Verdict | None] = []
    session.painter.judged.connect(said.append)
    units(session)
    qtbot.waitUntil(lambda: bool(said) and said[-1] is not None, timeout=TIMEOUT)
    first = said[-1]
    session.painter.start_from_zero()
    session.painter.set_bias(1.0)
    qtbot.waitUntil(lambda: said[-1] is not None and int(said[-1].on.sum()) == 100, timeout=TIMEOUT)
    assert None not in said[said.index(first) :]  # it is not looked at anew, only the unit
    session.painter.watch(False)
    assert not session.painter._judging.running


def test_another_unit_beside_it_stays_as_it_was_changed(session: Session) -> None:
    units(session)
    session.history.change_units({(0, 3): UnitChange(factor=0.0)})
    paint(session)
    session.painter.start_from_own()
    assert session.history.changes == {(0, 3): UnitChange(factor=0.0)}


def test_the_network_is_trained_on_from_it_and_all_stages_stay_in_the_history(session: Session, qtbot: QtBot) -> None:
    said, first = units(session), session.history.run
    paint(session)
    painted = column(session).copy()
    own = first.end.network.dense_layers[0].kernel[:, 0].copy()
    session.train_on_from_hand()
    kept = session.history.run
    assert kept.kind is Kind.BY_HAND
    assert kept.origin == first.end.number
    np.testing.assert_array_equal(kept.end.network.dense_layers[0].kernel[:, 0], painted)
    qtbot.waitUntil(lambda: session.training.status is Status.IDLE, timeout=TIMEOUT)
    trained = session.history.run
    assert trained.kind is Kind.TRAINED
    assert trained.origin == kept.end.number
    assert said[-1].kept is not None
    np.testing.assert_array_equal(said[-1].kept, painted)
    assert (said[-1].weights != painted).any()
    assert session.history.changes == {}
    qtbot.waitUntil(lambda: session.history.tree[kept.number].end.test_accuracy is not None, timeout=TIMEOUT)
    session.go_back()
    session.go_back()
    assert session.history.run.number == first.number
    np.testing.assert_array_equal(column(session), own)


def test_it_is_not_kept_while_a_training_goes_on(session: Session, qtbot: QtBot) -> None:
    units(session)
    session.training.set_settings(samples.LONG)
    with qtbot.waitSignal(session.training.advanced):
        session.training.train()
    paint(session)
    with pytest.raises(InputError):
        session.train_on_from_hand()


def test_another_network_has_nothing_to_take_back(session: Session) -> None:
    units(session)
    paint(session)
    session.begin(samples.run((4,), name="small"))
    session.painter.undo()
    assert session.history.changes == {}
    session.painter.choose(9)
    assert session.painter.unit == 3  # it has four


def test_a_network_of_other_classes_than_the_data_has_is_said_once(session: Session, qtbot: QtBot) -> None:
    said: list[Exception] = []
    session.painter.failed.connect(said.append)
    data = session.datasets.load()
    session.datasets.use(replace(data, classes=tuple("abcdefghijkl")))
    units(session)
    qtbot.waitUntil(lambda: len(said) == 1, timeout=TIMEOUT)
    paint(session)
    session.painter.set_bias(1.0)
    assert not session.painter._judging.running
    assert len(said) == 1
