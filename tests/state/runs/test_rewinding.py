"""Rewinding: any batch of the way reads, what the drawing was said to be on the way, and back to now."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.reading.reading import read
from digitapp.core.runs import replay
from digitapp.core.runs.run import Run
from digitapp.core.runs.snapshot import Snapshot
from digitapp.core.runs.way import Place, Way
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from engine.thread_pool import one_blas_thread
from tests import samples
from tests.state import running
from tests.state.running import same, wait_for, wait_for_report, weights
from tests.state.runs.test_branch import moment_at

BATCHES = 2 * samples.STEPS


@pytest.fixture(autouse=True)
def _as_in_the_program() -> Iterator[None]:
    with one_blas_thread():
        yield


@pytest.fixture
def run(session: Session, qtbot: QtBot) -> Run:
    return running.train(session, qtbot, samples.SETTINGS)


def go_to(session: Session, qtbot: QtBot, place: int) -> Place:
    """Go to a place and wait until its own network reads."""
    session.rewinding.go_to(place)
    qtbot.waitUntil(lambda: session.rewinding.place is not None and session.rewinding.place.exact)
    found = session.rewinding.place
    assert found is not None
    return found


def unkept(session: Session) -> int:
    """A place without a snapshot."""
    return next(place for place in range(BATCHES) if place not in session.rewinding.way.kept)


def test_before_the_first_run_there_is_no_way(session: Session) -> None:
    assert not session.rewinding.way
    assert session.rewinding.place is None
    session.rewinding.go_to(3)
    session.rewinding.return_to_now()
    assert session.rewinding.place is None


def test_every_place_is_the_network_of_then(session: Session, qtbot: QtBot, run: Run) -> None:
    way = session.rewinding.way
    assert (way.end, way.planned, way.epochs) == (BATCHES, BATCHES, [(1, samples.STEPS), (2, BATCHES)])
    end = weights(session)
    for place in (BATCHES - 1, 0, 13, unkept(session), samples.STEPS):
        found = go_to(session, qtbot, place)
        assert (found.place, found.live) == (place, False)
        assert same(weights(session), moment_at(session, run.number, place).network.get_weights())
    session.rewinding.return_to_now()
    assert same(weights(session), end)
    assert session.history.moment is session.history.run.end
    assert len(session.history.run.moments) == len(run.moments)


def test_until_a_batch_is_there_the_nearest_snapshot_reads(session: Session, qtbot: QtBot, run: Run) -> None:
    place = unkept(session)
    session.rewinding.go_to(place)
    found = session.rewinding.place
    assert found is not None
    assert (found.place, found.exact) == (place, False)
    nearest = session.training.recordings.of(run.number).nearest(place)  # type: ignore[union-attr]
    assert session.history.moment is nearest.moment  # type: ignore[union-attr]
    with qtbot.waitSignal(session.history.moment_changed):
        pass
    assert session.rewinding.place.exact  # type: ignore[union-attr]


def test_what_a_place_is_called(session: Session, run: Run) -> None:
    described = [session.rewinding.way.describe(place) for place in (0, 1, 20, 21, 40)]
    assert [(place.epoch, place.batch) for place in described] == [(1, 0), (1, 1), (1, 20), (2, 1), (2, 20)]
    assert [place.live for place in described] == [False] * 4 + [True]
    assert [place.at for place in described] == [0, 1 / 20, 1, 21 / 20, 2]
    assert {(place.name, place.steps) for place in described} == {(run.name, samples.STEPS)}


def test_the_newest_wish_counts(session: Session, qtbot: QtBot, run: Run) -> None:
    for place in (13, 25, 33, 17):
        session.rewinding.go_to(place)
    qtbot.waitUntil(lambda: session.rewinding.place.exact)  # type: ignore[union-attr]
    assert same(weights(session), moment_at(session, run.number, 17).network.get_weights())


def test_go_on_from_here_is_the_run_again(session: Session, qtbot: QtBot, run: Run) -> None:
    go_to(session, qtbot, 27)
    session.rewinding.go_on_from_here()
    wait_for(session, qtbot, Status.RUNNING)
    wait_for(session, qtbot, Status.IDLE)
    assert session.history.run.number != run.number
    assert same(weights(session), run.end.network.get_weights())
    way = session.rewinding.way
    assert [(stretch.run, stretch.first, stretch.batches) for stretch in way.stretches] == [
        (run.number, 0, 27),
        (session.history.run.number, 27, BATCHES - 27),
    ]
    assert way.epochs == [(1, samples.STEPS), (2, BATCHES)]
    assert [(way.describe(place).epoch, way.describe(place).batch) for place in (26, 27, 28)] == [
        (2, 6),
        (2, 7),
        (2, 8),
    ]


def test_going_on_waits_for_the_moment_that_is_wanted(session: Session, qtbot: QtBot, run: Run) -> None:
    place = unkept(session)
    session.rewinding.go_to(place)
    session.rewinding.go_on_from_here()
    wait_for(session, qtbot, Status.RUNNING)
    wait_for(session, qtbot, Status.IDLE)
    assert session.rewinding.way.stretches[0].batches == place
    assert same(weights(session), run.end.network.get_weights())


def test_the_way_of_a_branch_begins_with_its_parent(session: Session, qtbot: QtBot, run: Run) -> None:
    go_to(session, qtbot, 27)
    session.rewinding.go_on_from_here()
    wait_for(session, qtbot, Status.RUNNING)
    wait_for(session, qtbot, Status.IDLE)
    child = session.history.run
    go_to(session, qtbot, 5)
    assert session.history.run.number == run.number
    assert session.rewinding.way.end == BATCHES  # still that of the branch
    assert same(weights(session), moment_at(session, run.number, 5).network.get_weights())
    go_to(session, qtbot, 30)
    assert session.history.run.number == child.number
    session.rewinding.return_to_now()
    assert session.history.moment is session.history.tree[child.number].end
    assert session.history.tree[run.number].moment is session.history.tree[run.number].end


@pytest.mark.usefixtures("run")
def test_another_network_has_another_way(session: Session, qtbot: QtBot) -> None:
    go_to(session, qtbot, 5)
    with qtbot.waitSignal(session.rewinding.way_changed):
        session.go_back()
    assert not session.rewinding.way
    session.go_forward()
    assert session.rewinding.place.live  # type: ignore[union-attr]
    assert session.history.moment is session.history.run.end


def test_the_past_of_a_run_under_way(session: Session, qtbot: QtBot) -> None:
    running.use(session, samples.LONG)
    session.training.train()
    wait_for_report(session, qtbot, batches=60)
    assert session.rewinding.place.live  # type: ignore[union-attr]
    ways: list[Way] = [session.rewinding.way]
    session.rewinding.way_changed.connect(ways.append)
    go_to(session, qtbot, 13)
    then = weights(session)
    wait_for_report(session, qtbot, batches=session.rewinding.way.end + 100)
    assert same(weights(session), then)
    assert ways[-1].end > ways[0].end
    assert ways[-1].planned == 320 * samples.LONG.epochs
    session.rewinding.return_to_now()
    assert session.history.moment is session.history.run.end
    assert session.rewinding.place.live  # type: ignore[union-attr]
    with qtbot.waitSignal(session.history.moment_changed):
        pass
    session.training.leave()


@pytest.mark.usefixtures("run")
def test_where_sums_are_rounded_otherwise_only_the_snapshots_are_shown(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, place = session.rewinding.way.kept, unkept(session)
    monkeypatch.setattr(replay, "arithmetic", lambda: {"blas": "another"})
    with qtbot.waitSignal(session.rewinding.failed):
        session.rewinding.go_to(place)
    assert not session.rewinding.way.replayable
    here = session.rewinding.place
    assert here is not None
    assert here.exact
    assert here.place == min(kept, key=lambda each: abs(each - place))


def test_what_was_said_about_the_drawing(session: Session, qtbot: QtBot, run: Run) -> None:
    told: list[tuple[np.ndarray, np.ndarray]] = []
    session.said.changed.connect(lambda places, shares: told.append((places, shares)))
    session.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(
        lambda: bool(told) and told[-1][0] is not None and len(told[-1][0]) == len(session.rewinding.way.kept)
    )
    places, shares = told[-1]
    assert places.tolist() == session.rewinding.way.kept
    image = session.reader.reading.image  # type: ignore[union-attr]
    for place, of_then in zip(places.tolist(), shares, strict=True):
        expected = read(moment_at(session, run.number, place), image).probabilities
        np.testing.assert_array_equal(of_then, expected)
    session.drawing.clear()
    qtbot.waitUntil(lambda: told[-1][0] is None)


@pytest.mark.usefixtures("run")
def test_dragging_does_not_have_the_drawing_read_anew(session: Session, qtbot: QtBot) -> None:
    session.drawing.add(samples.strokes()[0])
    with qtbot.waitSignal(
        session.said.changed, check_params_cb=lambda places, _: places is not None and len(places) > 9
    ):
        pass
    qtbot.waitUntil(lambda: not session.said.running)
    told: list[object] = []
    session.said.changed.connect(lambda places, _: told.append(places))
    go_to(session, qtbot, 13)
    go_to(session, qtbot, 3)
    session.rewinding.return_to_now()
    assert told == []


@pytest.mark.usefixtures("run")
def test_less_room_leaves_fewer_places_and_all_are_still_to_be_had(session: Session, qtbot: QtBot) -> None:
    before = len(session.rewinding.way.kept)
    with qtbot.waitSignal(session.rewinding.way_changed):
        session.rewinding.set_most_bytes(session.training.recordings.size // 3)
    assert session.training.recordings.size <= session.training.recordings.most_bytes
    assert 2 <= len(session.rewinding.way.kept) < before
    go_to(session, qtbot, 13)
    with qtbot.waitSignal(session.rewinding.way_changed):
        session.rewinding.set_most_bytes(0)
    assert session.rewinding.way.kept == [0, BATCHES]
    go_to(session, qtbot, 33)


@pytest.mark.usefixtures("run")
def test_the_window_does_not_wait_for_less_room(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def digest(_: Snapshot) -> bytes:
        threads.append(threading.current_thread())
        return b""

    monkeypatch.setattr(Snapshot, "digest", property(digest))
    with qtbot.waitSignal(session.rewinding.way_changed):
        session.rewinding.set_most_bytes(session.training.recordings.size // 3)
    assert threads
    assert threading.main_thread() not in threads


def test_a_second_run_of_the_same_settings_has_a_way_of_its_own(session: Session, qtbot: QtBot, run: Run) -> None:
    other = running.train(session, qtbot, replace(samples.SETTINGS, seed=1))
    assert [stretch.run for stretch in session.rewinding.way.stretches] == [other.number]
    go_to(session, qtbot, 13)
    assert not same(weights(session), moment_at(session, run.number, 13).network.get_weights())
