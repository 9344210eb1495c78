"""Tasks are done one after the other; what only reads can be given up, and what writes is always finished."""

from collections.abc import Generator, Iterator
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitapp.jobs import join_all
from digitapp.state.background import Background
from digitapp.state.session import Session
from digitapp.state.tasks import Task, Tasks
from tests.state.running import TIMEOUT


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    del qapp
    made = Tasks()
    yield made
    made.close()
    join_all()


def test_one_after_the_other_with_results(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[object] = []
    for value in (1, 2, 3):
        tasks.do(Task("", lambda value=value: value, told.append))  # type: ignore[misc]
    qtbot.waitUntil(lambda: told == [1, 2, 3], timeout=TIMEOUT)


def test_an_error_is_told_once_and_the_next_is_done(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[object] = []
    failed: list[Exception] = []
    tasks.failed.connect(failed.append)
    tasks.do(Task("", lambda: 1 / 0, told.append))
    tasks.do(Task("", lambda: 1 / 0, told.append, lambda _: True))  # this one says it itself
    tasks.do(Task("", lambda: 4, told.append))
    qtbot.waitUntil(lambda: told == [4], timeout=TIMEOUT)
    assert [type(error) for error in failed] == [ZeroDivisionError]


@pytest.mark.parametrize("writes", [False, True])
def test_what_reads_is_given_up_and_what_writes_is_not(tasks: Tasks, qtbot: QtBot, writes: bool) -> None:
    gate, told = Event(), []
    tasks.do(Task("first", gate.wait, lambda _: told.append("first"), writes=writes))
    tasks.do(Task("second", lambda: 2, lambda _: told.append("second")))
    tasks.cancel()
    gate.set()
    qtbot.waitUntil(lambda: "second" in told, timeout=TIMEOUT)
    assert told == (["first", "second"] if writes else ["second"])


def test_at_the_end_everything_is_written_that_was_asked_for(tasks: Tasks) -> None:
    done: list[str] = []
    for name in ("a", "b"):
        tasks.do(Task("", lambda name=name: done.append(name), print, writes=True))  # type: ignore[misc]
    tasks.do(Task("", lambda: done.append("only read"), print))
    tasks.close()
    assert done == ["a", "b"]


def test_a_session_that_is_closed_begins_nothing(session: Session) -> None:
    """A timer that is late would else begin a job whose owner is gone before its thread has ended."""

    def steps() -> Generator[None, None, None]:
        yield None

    session.close()
    found = session.findChildren(Background)
    assert len(found) > 8
    for work in found:
        work._run(steps())
    assert [work for work in found if work.running] == []


def test_a_task_that_knows_it_tells_how_much_is_done_and_is_given_up_in_between(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[object] = []
    shares: list[float] = []
    go_on, ended = Event(), Event()
    tasks.progress_changed.connect(shares.append)

    def steps() -> Generator[float, None, str]:
        try:
            for number in range(10):
                go_on.wait(0.06)
                yield number / 10
        finally:
            ended.set()
        return "done"

    tasks.do(Task("", steps, told.append))
    qtbot.waitUntil(lambda: told == ["done"], timeout=TIMEOUT)
    assert len(shares) > 2
    assert shares == sorted(shares)
    ended.clear()
    tasks.do(Task("", steps, told.append))
    qtbot.waitUntil(lambda: tasks.running and len(shares) > 10, timeout=TIMEOUT)
    tasks.cancel()
    assert ended.wait(TIMEOUT / 1000)
    assert told == ["done"]
    tasks.do(Task("", lambda: 5, told.append))
    qtbot.waitUntil(lambda: told == ["done", 5], timeout=TIMEOUT)
