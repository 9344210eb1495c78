"""One step of learning from a drawing: the network gets surer, the one from before stays, and steps are taken back."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.reading.calibration import Calibration
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind
from digitapp.state.runs.history import History
from digitapp.state.runs.one_step import OneStep
from digitapp.state.session import Session
from engine.optimizers import SGD
from tests import samples


@pytest.fixture
def drawn(session: Session, qtbot: QtBot) -> Session:
    session.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(lambda: session.reader.reading is not None)
    return session


def learn(session: Session, qtbot: QtBot, digit: int) -> None:
    """Take one step, to its end."""
    session.learn_from_drawing(digit)
    qtbot.waitUntil(lambda: not session.one_step.running)


def probability(session: Session, digit: int) -> float:
    reading = session.reader.reading
    assert reading is not None
    return float(session.history.moment.network.predict(reading.inputs[np.newaxis], verbose=0)[0, digit])


def test_a_step_makes_the_right_digit_more_probable_and_keeps_the_network_from_before(
    drawn: Session, qtbot: QtBot
) -> None:
    first, weights = drawn.history.moment, drawn.history.moment.network.get_weights()
    told: list[tuple[float, float]] = []
    drawn.one_step.learned.connect(lambda before, after: told.append((before, after)))
    before = probability(drawn, 4)
    learn(drawn, qtbot, 4)
    assert probability(drawn, 4) > before
    assert told == [(pytest.approx(before), pytest.approx(probability(drawn, 4)))]
    assert drawn.history.moment is not first
    assert not drawn.history.moment.saved
    assert drawn.history.before is not None
    assert drawn.history.before.end is first
    for one, other in zip(weights, first.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_many_steps_make_one_network_more_and_are_taken_back_one_by_one(drawn: Session, qtbot: QtBot) -> None:
    first, possible = drawn.history.moment, list[bool]()
    drawn.one_step.undo_changed.connect(possible.append)
    chances = [probability(drawn, 4)]
    for _ in range(12):
        learn(drawn, qtbot, 4)
        chances.append(probability(drawn, 4))
    assert drawn.history.before is not None
    assert drawn.history.before.end is first
    for chance in chances[-2::-1]:
        drawn.one_step.undo()
        assert probability(drawn, 4) == pytest.approx(chance)
    assert drawn.history.moment is first
    assert possible[-1] is False
    drawn.one_step.undo()  # nothing is left to take back
    assert drawn.history.moment is first


def test_another_network_ends_the_steps(drawn: Session, qtbot: QtBot) -> None:
    learn(drawn, qtbot, 4)
    drawn.history.go_back()
    other = drawn.history.moment
    drawn.one_step.undo()
    assert drawn.history.moment is other


def test_without_a_drawing_there_is_nothing_to_learn_from(session: Session) -> None:
    with pytest.raises(InputError, match="Expected a drawing"):
        session.learn_from_drawing(4)


def test_a_rate_that_blows_the_weights_up_changes_nothing(drawn: Session, qtbot: QtBot) -> None:
    first = drawn.history.moment
    reading = drawn.reader.reading
    assert reading is not None
    with qtbot.waitSignal(drawn.one_step.failed) as failed:
        drawn.one_step.learn(reading.inputs, 4, SGD(1e39))
    assert "Expected a rate" in str(failed.args[0])
    assert drawn.history.moment is first


def test_while_a_run_goes_on_it_is_refused(drawn: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(drawn.training.advanced):
        drawn.training.step()
    with pytest.raises(InputError, match="training run"):
        drawn.learn_from_drawing(4)
    drawn.training.leave()


def test_a_step_keeps_what_is_known_of_the_probabilities(drawn: Session, qtbot: QtBot) -> None:
    calibration = Calibration(temperature=0.6)
    drawn.history.know(drawn.history.moment.number, calibration=calibration)
    learn(drawn, qtbot, 4)
    assert drawn.history.run.kind is Kind.STEPS
    assert drawn.history.moment.calibration is calibration


def test_a_step_after_which_the_network_says_no_numbers_is_refused(qtbot: QtBot) -> None:
    huge = samples.run((4,))
    for array in (arrays := huge.end.network.get_weights()):
        array[...] = 1e30
    before = huge.end.with_weights(arrays, 0.0)
    one = OneStep(History(replace(huge, moments=(before,))))
    with qtbot.waitSignal(one.failed) as told:
        one.learn(np.ones(784, np.float32), 4, 0.001)
    assert isinstance(told.args[0], InputError)


def test_a_step_of_a_network_that_the_person_turned_away_from_is_not_taken(drawn: Session, qtbot: QtBot) -> None:
    drawn.learn_from_drawing(4)
    other = samples.run(seed=9)
    drawn.history.begin(other)
    qtbot.waitUntil(lambda: not drawn.one_step.running)
    assert drawn.history.moment is other.end
    assert not drawn.one_step.undo_possible


def test_the_window_does_not_wait_for_a_step(drawn: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    learner = Moment.learner
    monkeypatch.setattr(
        Moment, "learner", lambda moment: threads.append(threading.current_thread().name) or learner(moment)
    )
    learn(drawn, qtbot, 4)
    assert threads == ["digitapp worker"]


def test_a_step_that_is_asked_for_as_soon_as_one_is_taken_is_taken_too(drawn: Session, qtbot: QtBot) -> None:
    asked: list[int] = []

    def again() -> None:
        if len(asked) < 3:
            asked.append(len(asked))
            drawn.learn_from_drawing(4)  # the job of the step before has not ended yet

    drawn.one_step.learned.connect(again)
    drawn.learn_from_drawing(4)
    qtbot.waitUntil(lambda: len(drawn.history.run.moments) == 4 and not drawn.one_step.running, timeout=20_000)


def test_the_probabilities_are_those_that_readings_show(session: Session, qtbot: QtBot) -> None:
    session.history.begin(samples.run(calibration=Calibration(temperature=0.5)))
    session.drawing.add(samples.strokes()[0])

    def shown() -> float:
        reading = session.reader.reading
        assert reading is not None
        return float(reading.probabilities[4])

    qtbot.waitUntil(lambda: session.reader.reading is not None)
    before, told = shown(), list[tuple[float, float]]()
    session.one_step.learned.connect(lambda *each: told.append(each))
    learn(session, qtbot, 4)
    qtbot.waitUntil(lambda: shown() != before)
    assert told == [(pytest.approx(before), pytest.approx(shown()))]
