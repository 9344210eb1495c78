"""Jobs: what is heard of them, in which order, and that they can be paused, stepped and stopped between two parts."""

import os
import sys
import threading
import weakref
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from digitapp.jobs import Job, at_work, join_all

from .gate import LONG, Gate

Heard = list[tuple[str, Any]]
Start = Callable[..., tuple[Job, Heard]]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Start]:
    """Make jobs and write down what they tell; all of them are ended after the test."""
    assert qtbot is not None
    jobs: list[Job] = []

    def made(steps: Iterable[Any], **arguments: Any) -> tuple[Job, Heard]:
        job = Job((step for step in steps), **arguments)
        heard: Heard = []
        job.advanced.connect(lambda item: heard.append(("advanced", item)))
        job.paused.connect(lambda: heard.append(("paused", None)))
        job.finished.connect(lambda stopped: heard.append(("finished", stopped)))
        job.failed.connect(lambda error: heard.append(("failed", error)))
        jobs.append(job)
        return job, heard

    yield made
    for job in jobs:
        job.stop()
        job.join()


def test_the_order_of_what_is_heard(make: Start, qtbot: QtBot) -> None:
    job, heard = make(range(3))
    with qtbot.waitSignal(job.finished):
        job.start()
    assert heard == [("advanced", 0), ("advanced", 1), ("advanced", 2), ("finished", False)]
    job.join()
    assert not job.alive


def test_nothing_is_done_before_the_start(make: Start) -> None:
    done: list[int] = []

    def parts() -> Iterator[int]:
        done.append(0)
        yield 0

    job, heard = make(parts())
    QCoreApplication.processEvents()
    assert (done, heard, job.alive) == ([], [], False)
    job.join()  # of a job that never began: returns


def test_a_part_without_an_item_is_not_passed_on(make: Start, qtbot: QtBot) -> None:
    job, heard = make([None, 1, None, 0, None])
    with qtbot.waitSignal(job.finished):
        job.start()
    assert heard == [("advanced", 1), ("advanced", 0), ("finished", False)]


def test_work_in_a_thread_of_its_own_and_signals_in_this_one(make: Start, qtbot: QtBot) -> None:
    job, _ = make(threading.current_thread() for _ in range(2))
    receivers: list[threading.Thread] = []
    workers: list[threading.Thread] = []
    job.advanced.connect(lambda _: receivers.append(threading.current_thread()))
    job.advanced.connect(workers.append)
    with qtbot.waitSignal(job.finished):
        job.start()
    assert set(receivers) == {threading.main_thread()}
    assert threading.main_thread() not in workers
    assert not workers[0].daemon
    assert len(set(workers)) == 1


def test_pause_step_and_resume(make: Start, qtbot: QtBot) -> None:
    gate = Gate(4)
    job, heard = make(gate.parts())
    job.start()
    assert gate.entered[0].wait(LONG)
    with qtbot.waitSignal(job.paused):
        job.pause()
        gate.open()
    assert heard == [("advanced", 0), ("paused", None)]
    assert not gate.entered[1].is_set()

    heard.clear()
    with qtbot.waitSignal(job.paused):
        job.step()
    assert heard == [("advanced", 1), ("paused", None)]
    assert not gate.entered[2].is_set()

    heard.clear()
    with qtbot.waitSignal(job.finished):
        job.resume()
    assert heard == [("advanced", 2), ("advanced", 3), ("finished", False)]


def test_a_start_in_pause_does_nothing_before_it_is_told_to(make: Start, qtbot: QtBot) -> None:
    gate = Gate(1)
    gate.open()
    job, heard = make(gate.parts())
    with qtbot.waitSignal(job.paused):
        job.start(paused=True)
    assert heard == [("paused", None)]
    assert not gate.entered[0].is_set()


def test_a_step_while_it_runs_is_its_last_part_before_it_waits(make: Start, qtbot: QtBot) -> None:
    gate = Gate(4)
    job, heard = make(gate.parts())
    job.start()
    assert gate.entered[0].wait(LONG)
    with qtbot.waitSignal(job.paused):
        job.step()
        gate.open()
    assert heard == [("advanced", 0), ("advanced", 1), ("paused", None)]


def test_a_stop_lets_the_part_under_way_be_done(make: Start, qtbot: QtBot) -> None:
    gate = Gate(3)
    job, heard = make(gate.parts())
    job.start()
    assert gate.entered[0].wait(LONG)
    with qtbot.waitSignal(job.finished):
        job.stop()
        gate.open()
    assert heard == [("advanced", 0), ("finished", True)]
    assert not gate.entered[1].is_set()


def test_a_stop_ends_a_job_that_waits(make: Start, qtbot: QtBot) -> None:
    job, heard = make(range(3))
    with qtbot.waitSignal(job.paused):
        job.start(paused=True)
    with qtbot.waitSignal(job.finished):
        job.stop()
    assert heard == [("paused", None), ("finished", True)]
    job.join()
    assert not job.alive


@pytest.mark.parametrize("end", ["all done", "stopped", "failed"])
def test_the_work_is_cleaned_up_after_on_its_own_thread(qtbot: QtBot, end: str) -> None:
    closed: list[threading.Thread] = []

    def parts() -> Generator[int, None, None]:
        try:
            yield 0
            if end == "failed":
                raise ValueError("broken")
            while end == "stopped":
                yield 1
        finally:
            closed.append(threading.current_thread())

    job = Job(parts())
    with qtbot.waitSignal(job.advanced):
        job.start()
    job.stop()
    job.join()
    assert len(closed) == 1
    assert closed[0] is not threading.main_thread()


def test_an_exception_is_handed_over_as_it_is(make: Start, qtbot: QtBot) -> None:
    error = ValueError("the second part is broken")

    def parts() -> Iterator[int]:
        yield 0
        raise error

    job, heard = make(parts())
    with qtbot.waitSignal(job.failed):
        job.start()
    job.join()
    QCoreApplication.processEvents()
    assert heard == [("advanced", 0), ("failed", error)]


def test_an_exception_of_catch_up_is_handed_over_too(make: Start, qtbot: QtBot) -> None:
    error = ValueError("nobody knows where it stands")

    def catch_up() -> None:
        raise error

    job, heard = make(range(3), catch_up=catch_up)
    with qtbot.waitSignal(job.failed):
        job.start(paused=True)
    assert heard == [("failed", error)]


def test_nothing_is_heard_of_an_abandoned_job(make: Start) -> None:
    gate = Gate(2)
    gate.open(0)
    job, heard = make(gate.parts())
    job.start()
    assert gate.entered[1].wait(LONG)  # the first part's item is on its way by now
    opener = threading.Thread(target=gate.open, args=(1,))
    opener.start()
    job.abandon()
    opener.join()
    job.join()
    QCoreApplication.processEvents()
    assert heard == []


def test_an_abandoned_job_that_waits_ends(make: Start, qtbot: QtBot) -> None:
    job, heard = make(range(3))
    with qtbot.waitSignal(job.paused):
        job.start(paused=True)
    job.abandon()
    job.join()
    QCoreApplication.processEvents()
    assert heard == [("paused", None)]


def test_the_failure_of_an_abandoned_job_is_not_heard(make: Start) -> None:
    def parts() -> Iterator[int]:
        raise ValueError("nobody wants to know")
        yield 0

    job, heard = make(parts())
    job.start()
    job.abandon()
    QCoreApplication.processEvents()
    assert heard == []


def test_a_pause_that_is_heard_of_after_it_is_over_is_not_passed_on(make: Start, qtbot: QtBot) -> None:
    gate = Gate(1)
    about_to_wait = threading.Event()
    job, heard = make(gate.parts(), catch_up=about_to_wait.set)
    job.start(paused=True)
    assert about_to_wait.wait(LONG)
    job.resume()
    assert gate.entered[0].wait(LONG)  # by now it has said that it waits, but nobody has listened yet
    with qtbot.waitSignal(job.finished):
        gate.open()
    assert heard == [("advanced", None), ("advanced", 0), ("finished", False)]


def test_before_it_waits_it_catches_up(make: Start, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []

    def catch_up() -> str:
        threads.append(threading.current_thread())
        return "where it stands"

    job, heard = make([None, 1, 2], catch_up=catch_up)
    with qtbot.waitSignal(job.paused):
        job.start(paused=True)
    with qtbot.waitSignal(job.paused):
        job.step()
    assert heard == [("advanced", "where it stands"), ("paused", None)] * 2
    assert threading.main_thread() not in threads

    heard.clear()
    with qtbot.waitSignal(job.finished):
        job.resume()
    assert heard == [("advanced", 1), ("advanced", 2), ("finished", False)]  # who does not wait needs no catching up


def test_to_go_on_and_pause_again_at_once_is_told(make: Start, qtbot: QtBot) -> None:
    gate = Gate(2)
    job, heard = make(gate.parts())
    with qtbot.waitSignal(job.paused):
        job.start(paused=True)
    with job._change, qtbot.waitSignal(job.paused, timeout=LONG * 1000):  # so fast that the thread does not notice
        job.resume()
        job.pause()
    assert heard == [("paused", None), ("paused", None)]
    assert not gate.entered[0].is_set()


# The worker threads


def worker_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "digitapp worker"}


def test_a_second_job_takes_no_new_thread(make: Start, qtbot: QtBot) -> None:
    seen: list[set[threading.Thread]] = []
    workers: list[threading.Thread] = []
    for _ in range(20):
        job, _ = make(threading.current_thread() for _ in range(2))
        job.advanced.connect(workers.append)
        with qtbot.waitSignal(job.finished):
            job.start()
        seen.append(worker_threads())
    assert len(seen[0]) == 2  # one that did it, and one that would have done another one meanwhile
    assert all(each == seen[0] for each in seen)
    assert set(workers) <= seen[0]


def test_the_gui_thread_begins_no_thread_but_the_first(
    make: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    beginners: list[threading.Thread] = []
    start = threading.Thread.start

    def note(thread: threading.Thread) -> None:
        beginners.append(threading.current_thread())
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", note)
    gates = [Gate(1) for _ in range(5)]
    jobs = [make(gate.parts())[0] for gate in gates]
    for job in jobs:
        job.start()
    assert all(gate.entered[0].wait(LONG) for gate in gates)  # all at the same time
    for job, gate in zip(jobs, gates, strict=True):
        with qtbot.waitSignal(job.finished):
            gate.open()
    assert beginners.count(threading.main_thread()) == 1
    assert len(beginners) == len(worker_threads()) == 6


def test_an_abandoned_job_does_not_keep_a_new_one_waiting(make: Start, qtbot: QtBot) -> None:
    gate = Gate(1)
    old, heard = make(gate.parts())
    old.start()
    assert gate.entered[0].wait(LONG)
    old.abandon()
    new, _ = make(range(3))
    with qtbot.waitSignal(new.finished):
        new.start()
    assert old.alive
    gate.open()
    old.join()
    assert heard == []


def test_join_all_ends_what_goes_on_and_every_thread(make: Start, qtbot: QtBot) -> None:
    gates = [Gate(2) for _ in range(3)]
    made = [make(gate.parts()) for gate in gates]
    for gate, (job, _) in zip(gates, made, strict=True):
        job.start()
        gate.open(0)
    assert all(gate.entered[1].wait(LONG) for gate in gates)
    assert (at_work(), len(worker_threads())) == (3, 4)
    openers = [threading.Thread(target=gate.open, args=(1,)) for gate in gates]
    for opener in openers:
        opener.start()
    join_all()
    for opener in openers:
        opener.join()
    assert (at_work(), worker_threads()) == (0, set())
    QCoreApplication.processEvents()
    assert [heard for _, heard in made] == [[], [], []]

    again, heard = make(range(1))  # and a job after that has a worker
    with qtbot.waitSignal(again.finished):
        again.start()
    assert heard == [("advanced", 0), ("finished", False)]


def test_what_a_job_held_is_let_go_of_in_the_gui_thread(qtbot: QtBot) -> None:
    class Held:
        pass

    let_go: list[threading.Thread] = []
    for end in ("finished", "abandoned"):
        let_go.clear()
        held = Held()
        weakref.finalize(held, lambda: let_go.append(threading.current_thread()))
        job = Job(step for step in range(3))
        job.held = held  # type: ignore[attr-defined]
        del held
        job.start()
        if end == "abandoned":
            job.abandon()
        job.join()
        del job
        assert let_go == []  # its end is still to be heard
        qtbot.waitUntil(lambda: let_go == [threading.main_thread()])


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), ValueError("broken")])
def test_a_worker_outlives_whatever_a_job_raises(make: Start, qtbot: QtBot, error: BaseException) -> None:
    def parts() -> Iterator[int]:
        yield 0
        raise error

    job, heard = make(parts())
    with qtbot.waitSignal(job.failed):
        job.start()
    assert heard == [("advanced", 0), ("failed", error)]
    after, _ = make(range(1))
    with qtbot.waitSignal(after.finished):
        after.start()
    assert len(worker_threads()) == 2


def test_workers_give_way(make: Start, qtbot: QtBot) -> None:
    gates = [Gate(1) for _ in range(2)]
    jobs = [make(gate.parts())[0] for gate in gates]
    for job in jobs:
        job.start()
    assert all(gate.entered[0].wait(LONG) for gate in gates)
    ids = [thread.native_id for thread in worker_threads() if thread.native_id is not None]
    assert len(ids) == 3
    if sys.platform == "linux":  # which alone has a priority for each thread
        qtbot.waitUntil(lambda: all(os.getpriority(os.PRIO_PROCESS, each) >= 10 for each in ids))
    for job, gate in zip(jobs, gates, strict=True):
        with qtbot.waitSignal(job.finished):
            gate.open()
