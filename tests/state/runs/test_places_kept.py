"""A place on the way is kept for a run that begins from it, and for no longer than that."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.my_digits import teaching
from digitapp.core.runs.run import Run
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from engine.thread_pool import one_blas_thread
from tests import samples
from tests.state import running
from tests.state.running import wait_for, wait_for_all_jobs
from tests.state.runs.test_rewinding import go_to


@pytest.fixture(autouse=True)
def _as_in_the_program() -> Iterator[None]:
    with one_blas_thread():
        yield


@pytest.fixture
def run(session: Session, qtbot: QtBot) -> Run:
    return running.train(session, qtbot, samples.SETTINGS)


def moments(session: Session, run: Run) -> list[int]:
    return [moment.number for moment in session.history.tree[run.number].moments]


@pytest.mark.parametrize("begin", ["step", "go_on"])
def test_who_returns_before_the_run_is_there_has_its_beginning_still(
    session: Session, qtbot: QtBot, run: Run, begin: str
) -> None:
    go_to(session, qtbot, 3)
    place = session.history.moment.number
    start: Callable[[], None] = getattr(session.training, begin)
    start()
    session.rewinding.return_to_now()
    qtbot.waitUntil(lambda: session.history.run.number != run.number)
    session.training.leave()
    assert session.history.run.origin == place
    assert session.history.tree.find(place) is not None


def test_a_run_that_was_left_at_once_keeps_no_place(session: Session, qtbot: QtBot, run: Run) -> None:
    before = moments(session, run)
    for place in (3, 5, 13, 27):
        go_to(session, qtbot, place)
        session.training.go_on()
        session.training.leave()
    session.rewinding.return_to_now()
    wait_for_all_jobs(qtbot)
    qtbot.waitUntil(lambda: moments(session, run) == before)
    assert len(session.history.tree) == 2


def test_a_place_that_is_looked_at_stays_until_one_returns(session: Session, qtbot: QtBot, run: Run) -> None:
    before = moments(session, run)
    go_to(session, qtbot, 3)
    session.training.go_on()
    session.training.leave()
    wait_for_all_jobs(qtbot)
    assert session.history.moment.number not in before
    session.rewinding.return_to_now()
    assert moments(session, run) == before


def test_where_a_fresh_network_is_made_the_place_is_not_kept(session: Session, qtbot: QtBot, run: Run) -> None:
    before = moments(session, run)
    go_to(session, qtbot, 3)
    session.training.new_network()
    session.training.go_on()  # trains the one that is being made
    qtbot.waitUntil(lambda: session.history.run.number != run.number)
    session.training.leave()
    assert session.history.run.origin is None
    assert moments(session, run) == before


def test_a_place_that_a_run_began_from_stays(session: Session, qtbot: QtBot, run: Run) -> None:
    go_to(session, qtbot, 27)
    place = session.history.moment.number
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    session.rewinding.return_to_now()
    assert session.history.run.origin == place
    assert place in moments(session, run)


def test_a_lesson_that_ended_early_keeps_no_place(
    session: Session, qtbot: QtBot, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching, "_REMEMBERED", {"mnist": 100, "pen": 50, "none": 20})
    session.my_digits.add(samples.strokes(), 2)
    before = moments(session, run)
    for place in (3, 5, 13):
        go_to(session, qtbot, place)
        session.teaching.begin()
        session.teaching.stop_now()
    session.rewinding.return_to_now()
    assert moments(session, run) == before
