"""Rewinding where what was to be trained again comes out otherwise, or is forgotten, while one looks elsewhere."""

import threading
from collections.abc import Generator, Iterator

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.recording import Recording
from digitapp.core.runs.replay import ReplayDiffersError, replayed
from digitapp.core.runs.run import Run
from digitapp.core.runs.snapshot import Snapshot
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
def parent(session: Session, qtbot: QtBot) -> Run:
    return running.train(session, qtbot, samples.SETTINGS)


@pytest.fixture
def child(session: Session, qtbot: QtBot, parent: Run) -> Run:
    """A run that went on from the middle of its parent's."""
    go_to(session, qtbot, 3)
    session.training.go_on()
    wait_for(session, qtbot, Status.IDLE)
    assert [stretch.run for stretch in session.rewinding.way.stretches] == [parent.number, session.history.run.number]
    return session.history.run


def test_the_run_that_came_out_otherwise_is_given_up_and_not_the_one_that_is_wanted_now(
    session: Session, qtbot: QtBot, parent: Run, child: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewinding, recordings = session.rewinding, session.training.recordings
    of_parent, of_child = recordings.of(parent.number), recordings.of(child.number)
    assert of_parent is not None
    assert of_child is not None
    while of_parent.thin():  # so that the places in between must be trained again
        pass

    elsewhere = threading.Event()

    def differs(recording: Recording, start: Snapshot, batch: int) -> Generator[Snapshot | None, None, None]:
        while recording is of_parent:
            yield None
            if elsewhere.is_set():
                raise ReplayDiffersError("Other numbers.")
        yield from replayed(recording, start, batch)

    monkeypatch.setattr(rewinding_module, "replayed", differs)
    rewinding.go_to(1)
    qtbot.waitUntil(lambda: rewinding.running)
    rewinding._rest.setInterval(500)  # it fails before the next place is begun with
    rewinding.go_to(unkept(session))
    wanted = rewinding.way.find(rewinding._wanted or 0)
    assert wanted[0].run == child.number
    rewinding.go_on_from_here()
    with qtbot.waitSignal(rewinding.failed):
        elsewhere.set()
    assert not of_parent.replayable
    assert of_child.replayable
    wait_for(session, qtbot, Status.RUNNING)  # what was asked for since then is done
    wait_for(session, qtbot, Status.IDLE)
    assert session.history.run.origin is not None
    found = session.history.tree.find(session.history.run.origin)
    assert found is not None
    assert found[0].number == child.number


@pytest.mark.usefixtures("parent")
def test_where_a_recording_was_forgotten_nobody_goes_on_later(session: Session, qtbot: QtBot) -> None:
    rewinding = session.rewinding
    rewinding.go_to(unkept(session))
    rewinding.go_on_from_here()
    session.training.recordings.keep_only(set())
    with qtbot.waitSignal(rewinding.way_changed):
        pass
    assert not rewinding._goes_on
    assert not rewinding.way
    assert rewinding.place is None
