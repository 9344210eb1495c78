"""A lesson in the background: the taught network becomes the current one, can be taken back, and never stands alone."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.my_digits import teaching
from digitapp.core.my_digits.teaching import Taught
from digitapp.core.runs.run import Kind
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests import samples
from tests.state import running

TIMEOUT = 20_000


@pytest.fixture
def pupil(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session with a digit to teach, in short lessons."""
    monkeypatch.setattr(teaching, "STEPS", 20)
    monkeypatch.setattr(teaching, "_REMEMBERED", {"mnist": 100, "pen": 50, "none": 20})
    session.my_digits.add(samples.strokes(), 2)
    return session


def test_the_taught_network_becomes_the_current_one_and_can_be_taken_back(pupil: Session, qtbot: QtBot) -> None:
    before = pupil.history.moment
    running: list[bool] = []
    shares: list[float] = []
    pupil.teaching.running_changed.connect(running.append)
    pupil.teaching.advanced.connect(shares.append)
    with qtbot.waitSignals([pupil.teaching.taught, pupil.teaching.running_changed], timeout=TIMEOUT):
        pupil.teach()
    qtbot.waitUntil(lambda: not pupil.teaching.running, timeout=TIMEOUT)
    assert running == [True, False]
    assert shares == sorted(shares)
    run, moment = pupil.history.run, pupil.history.moment
    assert moment.network is not before.network
    assert (run.kind, run.bundled, run.path, moment.saved) == (Kind.TAUGHT, False, None, False)
    assert moment.test_accuracy is not None
    assert pupil.history.unsaved == [run]
    pupil.teaching.undo()
    assert pupil.history.moment is before
    pupil.teaching.undo()  # only once
    assert pupil.history.moment is before


def test_undo_leaves_another_network_alone(pupil: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pupil.teaching.taught, timeout=TIMEOUT):
        pupil.teach()
    pupil.history.begin(samples.run((8,), name="another"))
    pupil.teaching.undo()
    assert pupil.history.run.name == "another"


def test_a_lesson_stopped_early_changes_nothing(pupil: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(teaching, "STEPS", 100_000)
    before = pupil.history.moment
    with qtbot.waitSignal(pupil.teaching.advanced, timeout=TIMEOUT):
        pupil.teach()
    pupil.teaching.stop_now()
    assert not pupil.teaching.running
    assert pupil.history.moment is before


def test_a_lesson_and_a_run_end_each_other(pupil: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "STEPS", 100_000)
    pupil.training.set_settings(replace(samples.LONG))
    pupil.training.train()
    pupil.teach()
    assert pupil.training.status is Status.IDLE
    assert pupil.teaching.running
    pupil.training.train()
    assert not pupil.teaching.running
    assert pupil.training.status is Status.RUNNING


def test_nothing_to_teach_is_told(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.teaching.failed, timeout=TIMEOUT) as failed:
        session.teach()
    assert isinstance(failed.args[0], InputError)
    assert not session.teaching.running


def test_the_result_says_how_well_it_read_before_and_after(pupil: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pupil.teaching.taught, timeout=TIMEOUT) as taught:
        pupil.teach()
    (result,) = taught.args
    assert isinstance(result, Taught)
    assert 0 <= result.before.test <= 1


@pytest.mark.parametrize("turn_away", ["new_network", "open_bundled"])
def test_a_lesson_ends_when_the_person_turns_to_another_network(
    pupil: Session, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, turn_away: str
) -> None:
    monkeypatch.setattr(teaching, "STEPS", 100_000)
    with qtbot.waitSignal(pupil.teaching.advanced, timeout=TIMEOUT):
        pupil.teach()
    if turn_away == "new_network":
        running.make(pupil, qtbot)
    else:
        running.open_bundled(pupil)
    assert not pupil.teaching.running


def test_undo_goes_to_the_network_that_was_taught_even_after_others(pupil: Session, qtbot: QtBot) -> None:
    before = pupil.history.moment
    with qtbot.waitSignal(pupil.teaching.taught, timeout=TIMEOUT):
        pupil.teach()
    running.make(pupil, qtbot)
    assert not pupil.teaching.can_undo
    pupil.go_back()
    assert pupil.teaching.can_undo
    pupil.teaching.undo()
    assert pupil.history.moment is before
