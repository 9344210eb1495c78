"""Going back and deleting, one after the other: nothing is lost unasked, and what was asked for is what is done."""

from collections.abc import Generator, Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from digitapp.core.my_digits import teaching
from digitapp.core.runs.run import Run
from digitapp.state.runs import rewinding as rewinding_module
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from engine.thread_pool import one_blas_thread
from tests import samples
from tests.state import running
from tests.state.running import wait_for
from tests.state.runs.test_rewinding import go_to, unkept


@pytest.fixture(autouse=True)
def _as_in_the_program() -> Iterator[None]:
    with one_blas_thread():
        yield


@pytest.fixture
def first(session: Session, qtbot: QtBot) -> Run:
    return running.train(session, qtbot, samples.SETTINGS)


@pytest.fixture
def second(session: Session, qtbot: QtBot, first: Run) -> Run:
    """A run that went on from the first."""
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    assert session.history.run.origin == first.end.number
    return session.history.run


def test_a_run_is_asked_about_when_the_one_that_went_on_from_it_was_deleted(
    session: Session, first: Run, second: Run
) -> None:
    session.shelf.delete(second.number)
    assert session.history.run.number == first.number
    session.history.go_back()
    assert session.history.run.number not in (first.number, second.number)
    assert [run.number for run in session.history.unsaved if run.number == first.number] == [first.number]


def test_now_is_not_a_run_that_was_deleted_meanwhile(session: Session, qtbot: QtBot, first: Run, second: Run) -> None:
    go_to(session, qtbot, 3)
    assert session.history.run.number == first.number
    session.shelf.delete(second.number)
    session.rewinding.return_to_now()
    assert session.history.run.number == first.number
    assert not session.history.run.deleted
    assert session.history.moment.number == first.end.number
    assert [run.number for run in session.history.unsaved] == [first.number]
    assert session.rewinding.way.end == 2 * samples.STEPS


@pytest.mark.usefixtures("first")
def test_a_place_stays_there_when_its_snapshot_goes(session: Session, qtbot: QtBot) -> None:
    go_to(session, qtbot, session.rewinding.way.kept[2])
    with qtbot.waitSignal(session.rewinding.way_changed):
        session.rewinding.set_most_bytes(1)
    place = session.rewinding.place
    assert place is not None
    assert place.exact
    session.rewinding.go_on_from_here()
    wait_for(session, qtbot, Status.RUNNING)
    wait_for(session, qtbot, Status.IDLE)


@pytest.mark.usefixtures("first")
def test_who_looks_elsewhere_does_not_go_on_from_there(session: Session, qtbot: QtBot) -> None:
    session.rewinding.go_to(unkept(session))
    session.rewinding.go_on_from_here()  # as soon as it is there
    runs = len(session.history.tree)
    session.rewinding.go_to(session.rewinding.way.kept[1])
    go_to(session, qtbot, unkept(session))
    assert session.training.status is Status.IDLE
    assert len(session.history.tree) == runs


@pytest.mark.usefixtures("first")
def test_what_cannot_be_computed_again_is_said_once(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Generator[None, None, None]:
        yield None
        raise MemoryError("no room")

    monkeypatch.setattr(rewinding_module, "replayed", broken)
    failed: list[Exception] = []
    session.rewinding.failed.connect(failed.append)
    session.rewinding.go_to(unkept(session))
    qtbot.waitUntil(lambda: bool(failed))
    qtbot.waitUntil(lambda: not session.rewinding.running)
    again = [timer for timer in session.rewinding.findChildren(QTimer) if timer.isActive()]
    assert again == []
    assert len(failed) == 1


def test_a_compared_run_that_was_let_go_of_is_compared_no_more(session: Session, first: Run, second: Run) -> None:
    assert set(session.shelf.compared) >= {first.number, second.number}
    session.history.tree.remove(first.number)
    assert first.number not in session.shelf.compared
    assert session.shelf.weights_compared() > 0


def test_a_lesson_of_an_earlier_moment_ends_when_one_returns_to_now(
    session: Session, qtbot: QtBot, first: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teaching, "_REMEMBERED", {"mnist": 100, "pen": 50, "none": 20})
    session.my_digits.add(samples.strokes(), 2)
    go_to(session, qtbot, 3)
    session.teaching.begin()
    session.rewinding.return_to_now()
    assert not session.teaching.running
    assert session.history.moment.number == first.end.number
