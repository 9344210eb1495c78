"""A job is long work on a worker thread that can be paused, stepped and stopped between any two of its parts."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from functools import cache
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Job(QObject):
    """Pumps a generator on a worker thread.

    `steps` is asked for one item after the other; each that is not None is handed to `advanced` in the GUI thread. When
    the job is about to pause, `catch_up` (if given) is asked, on the worker thread, for one more item, so that what is
    shown is where the work stands. `may_pause`, asked on the worker thread too, says whether the last item ended a
    part; until it did, the job may stop, but does not pause.

    The job lives in the GUI thread and owns the signals; a worker thread has it to itself until it is over, and is then
    free for the next one. A job that nobody waits for ends after the part that it is at; `join_all()` must be called
    before the program ends, since workers are no daemons.

    Signals, all in the GUI thread; after `abandon()` none is sent any more:
        advanced(item): a part is done.
        paused(): the job waits.
        finished(stopped): all is done, or it was stopped before.
        failed(exception): a part raised it.
    """

    advanced = Signal(object)
    paused = Signal()
    finished = Signal(bool)
    failed = Signal(object)
    _from_thread = Signal(str, object)

    def __init__(
        self,
        steps: Generator[Any, None, None],
        *,
        catch_up: Callable[[], Any] | None = None,
        may_pause: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._catch_up = catch_up
        self._may_pause = may_pause
        self._change = threading.Condition()
        self._stopping = self._waits = False
        self._allowed: float = float("inf")  # how many more parts may be done before it waits
        self._abandoned = self._begun = False
        self._over = threading.Event()
        self._from_thread.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def start(self, *, paused: bool = False) -> None:
        """Begin; with `paused`, wait for the first `step()` or `resume()`."""
        self._allowed = 0 if paused else float("inf")
        self._begun = True
        _workers().do(self)

    def pause(self) -> None:
        """Wait before the next part; where it still waits, since it was told to go on just now, that is told again."""
        with self._change:
            self._allowed, waits = 0, self._waits
        if waits:
            self._from_thread.emit("paused", None)

    def resume(self) -> None:
        """Go on."""
        self._allow(float("inf"))

    def step(self) -> None:
        """Do one part, then wait."""
        self._allow(1)

    def stop(self) -> None:
        """Ask the job to end before its next part; it also ends when it is paused."""
        with self._change:
            self._stopping = True
            self._change.notify_all()

    def join(self) -> None:
        """Wait until the worker is done with it; to be called after `stop()`."""
        if self._begun:
            self._over.wait()

    def abandon(self) -> None:
        """Stop the job and let nothing more be heard of it; it ends after the part that it is at."""
        self._abandoned = True
        self.stop()
        self.setParent(None)

    @property
    def alive(self) -> bool:
        """Whether it has begun and is not over."""
        return self._begun and not self._over.is_set()

    def _allow(self, parts: float) -> None:
        with self._change:
            self._allowed = parts
            self._change.notify_all()

    def _may_go_on(self) -> bool:
        """Wait while paused; return False when the job is to end."""
        if not self._may_pause():
            return not self._stopping
        with self._change:
            self._waits = waits = self._allowed <= 0 and not self._stopping
        if waits:
            self._say_where_it_stands()
        with self._change:
            self._change.wait_for(lambda: self._allowed > 0 or self._stopping)
            self._waits = False
            self._allowed -= 1
            return not self._stopping

    def _say_where_it_stands(self) -> None:
        if self._catch_up is not None:
            self._from_thread.emit("advanced", self._catch_up())
        self._from_thread.emit("paused", None)

    def _pump(self) -> tuple[str, object]:
        """Do the work, on a worker thread; return how it ended: "finished", whether stopped; or "failed", with what."""
        try:
            with closing(self._steps):  # here, on the thread that it ran on
                return "finished", self._do_all()
        except BaseException as error:  # whatever the work raises belongs to the person who started it
            return "failed", error

    def _do_all(self) -> object:
        """Do one part after the other; return whether it was stopped before the end."""
        while self._may_go_on():
            item = next(self._steps, _END)
            if item is _END:
                return False
            if item is not None:
                self._from_thread.emit("advanced", item)
        return True

    @Slot(str, object)
    def _pass_on(self, kind: str, item: object) -> None:
        if self._abandoned:
            return
        if kind == "advanced":
            self.advanced.emit(item)
        elif kind == "paused":
            if self._allowed <= 0:  # else it was told to go on in the meantime
                self.paused.emit()
        elif kind == "finished":
            self.finished.emit(item)
        else:
            self.failed.emit(item)


def join_all() -> None:
    """Stop all jobs and end all worker threads; nothing more is heard of them. To be called before the program ends."""
    _workers().end()


def at_work() -> int:
    """Return how many jobs have begun and are not over."""
    return sum(job.alive for job in _workers().jobs.values())


class _Workers(QObject):
    """The worker threads; each does one job after the other, and there is always one more than jobs.

    To begin a thread is to wait until it runs, which on a busy computer takes up to a third of a second. So the GUI
    thread begins none but the first: a worker that takes a job while no other is free begins one before it does the
    job. There are never more than there were jobs at one time, and one.

    Attributes:
        jobs: those of which the end was not heard yet, by what is set when the worker has let go of them. A job is kept
            here so that its last reference, and with it the QObject, goes in the GUI thread.
    """

    _from_thread = Signal(object, str, object)

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[threading.Event, Job] = {}
        self._waiting: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._free = 0  # of the threads, those that wait for a job or are about to
        self._lock = threading.Lock()  # for `_free`; held for a moment only
        self._from_thread.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def do(self, job: Job) -> None:
        """Have a free worker do a job; does not wait, not even for the worker to begin."""
        self.jobs[job._over] = job
        if not self._threads:
            self._free = 1
            self._begin_thread()
        self._waiting.put(job)

    def end(self) -> None:
        """Abandon all jobs, wait until they are over, and end all threads; the next job begins anew."""
        for job in self.jobs.values():
            job.abandon()
        for job in self.jobs.values():
            job.join()
        self.jobs.clear()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _begin_thread(self) -> None:
        thread = threading.Thread(target=self._live, name="digitapp worker", daemon=False)
        self._threads.append(thread)
        thread.start()

    def _live(self) -> None:
        """Do one job after the other, on a worker thread."""
        _give_way()
        while (job := self._waiting.get()) is not None:
            self._keep_one_free()
            over, (end, item) = job._over, job._pump()
            del job  # before its end is told
            with self._lock:
                self._free += 1
            self._from_thread.emit(over, end, item)
            del end, item  # or they would last until the next job
            over.set()

    def _keep_one_free(self) -> None:
        """Take a job: if no other worker is free for the next one, begin one that is."""
        with self._lock:
            self._free -= 1
            was_last = self._free == 0
            self._free += was_last
        if was_last:
            self._begin_thread()

    @Slot(object, str, object)
    def _pass_on(self, over: threading.Event, end: str, item: object) -> None:
        job = self.jobs.pop(over, None)
        if job is not None:
            job._pass_on(end, item)


@cache
def _workers() -> _Workers:
    return _Workers()


def _give_way() -> None:
    """Let the window, and other programs, go before this thread and those that it begins, where the system can do that.

    Only Linux has a priority for each thread; elsewhere it would slow the window down too.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may not allow it
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), max(own, 10))


_END = object()
