"""A job is long work on a thread of its own that can be paused, stepped and stopped between any two of its parts."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Job(QObject):
    """Pumps a generator on a worker thread.

    `steps` is asked for one item after the other; each that is not None is handed to `advanced` in the GUI thread. When
    the job is about to pause, `catch_up` (if given) is asked, on the worker thread, for one more item, so that what is
    shown is where the work stands. `may_pause`, asked on the worker thread too, says whether the last item ended a
    part; until it did, the job may stop, but does not pause.

    The job lives in the GUI thread and owns the signals; the thread is a plain `threading.Thread` that is not a daemon.
    A job that nobody waits for ends after the part that it is at; `join_all()` must be called before the program ends.

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
        self._abandoned = False
        self._thread = threading.Thread(target=self._pump, name="digitapp job", daemon=False)
        self._from_thread.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def start(self, *, paused: bool = False) -> None:
        """Begin; with `paused`, wait for the first `step()` or `resume()`."""
        self._allowed = 0 if paused else float("inf")
        _started.add(self)
        self._thread.start()

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
        """Wait until the thread has ended; to be called after `stop()`."""
        if self._thread.ident is not None:
            self._thread.join()

    def abandon(self) -> None:
        """Stop the job and let nothing more be heard of it; its thread ends after the part that it is at."""
        self._abandoned = True
        self.stop()
        self.setParent(None)

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

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

    def _pump(self) -> None:
        _give_way()
        try:
            end, item = "finished", self._do_all()
        except Exception as error:  # whatever the work raises belongs to the person who started it
            end, item = "failed", error
        finally:
            self._steps.close()  # here, on the thread that it ran on
        self._from_thread.emit(end, item)

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
        if kind in ("finished", "failed"):
            self.join()
            _started.discard(self)
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
    """Stop all jobs and wait for their threads; nothing more is heard of them. To be called before the program ends."""
    for job in list(_started):
        job.abandon()
    for job in list(_started):
        job.join()
    _started.clear()


def _give_way() -> None:
    """Let the window, and other programs, go before this thread and those that it starts, where the system can do that.

    Only Linux has a priority for each thread; elsewhere it would slow the window down too.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may not allow it
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), max(own, 10))


_END = object()
_started: set[Job] = set()  # kept here, so that none is gone while its thread runs
