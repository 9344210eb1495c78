"""Short work with files that may still take longer than a frame: it is done on a thread, one task after the other."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.state.background import Background

_OFTEN_ENOUGH = 0.05  # seconds between two reports of how much is done


@dataclass(frozen=True, eq=False)
class Task:
    """Work to be done on a thread.

    Attributes:
        title: what is going on, for the person who waits.
        work: does it; on the thread. A generator that it returns is gone through: it yields the share that is done,
            may be given up in between, and returns the result.
        then: is given the result; in the GUI thread.
        otherwise: is given the exception and returns whether that is all there is to say; in the GUI thread.
        writes: whether it writes what the person wants to keep: then it is not given up, nor when the program ends.
    """

    title: str
    work: Callable[[], Any]
    then: Callable[[Any], None]
    otherwise: Callable[[Exception], bool] | None = None
    writes: bool = False


@dataclass(frozen=True, eq=False)
class _Result:
    value: Any


class Tasks(Background):
    """Does tasks in the order in which they were asked for.

    Signals:
        task_changed(task): this Task is going on now; None when there is nothing to do any more.
        progress_changed(share): so much of it is done, from 0 to 1; told only of tasks that know it.
    """

    task_changed = Signal(object)
    progress_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Task] = deque()
        self._task: Task | None = None
        self._result: _Result | None = None
        self._done = Event()  # the work itself, though nobody may have heard of it

    def do(self, task: Task) -> None:
        """Do this as soon as those before it are done."""
        self._waiting.append(task)
        if self._task is None:
            self._next()

    @Slot()
    def cancel(self) -> None:
        """Give up what is going on, unless it writes; what waits is done."""
        if self._task is not None and self._task.writes:
            return
        self._task = None
        self.stop_now()
        self._next()

    def finish_writing(self) -> None:
        """Wait until what is going on is done, if it writes; who stops all jobs asks for this before."""
        if self._task is not None and self._task.writes:
            self._done.wait()

    def close(self) -> None:
        """Give up what only reads, and write what is to be written, in this thread where it has not begun."""
        waiting, self._waiting = self._waiting, deque()
        self.finish_writing()
        self._task = None
        super().close()
        for task in waiting:
            if task.writes:
                with suppress(Exception):  # there is nobody any more to be told of it
                    task.work()

    def _next(self) -> None:
        self._task = self._waiting.popleft() if self._waiting else None
        self.task_changed.emit(self._task)
        if self._task is not None:
            self._done = Event()
            self._run(_steps(self._task.work, self._done))

    @Slot(object)
    def _take(self, item: _Result | float) -> None:
        if isinstance(item, _Result):
            self._result = item
        else:
            self.progress_changed.emit(item)

    @Slot()
    def _end(self) -> None:
        super()._end()
        (task, self._task), (result, self._result) = (self._task, None), (self._result, None)
        self._next()
        if task is not None and result is not None:
            task.then(result.value)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        task = self._task
        self._end()
        handled = task is not None and task.otherwise is not None and task.otherwise(error)
        if task is not None and not handled:
            self.failed.emit(error)


def _steps(work: Callable[[], Any], done: Event) -> Generator[_Result | float, None, None]:
    try:
        value = work()
        if isinstance(value, Generator):
            value = yield from _told(value)
    finally:
        done.set()
    yield _Result(value)


def _told(steps: Generator[float, None, Any]) -> Generator[float, None, Any]:
    """Go through steps and tell how much is done, often enough for a person, not for each of thousands."""
    told = time.monotonic()
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            return end.value
        if time.monotonic() - told >= _OFTEN_ENOUGH:
            told = time.monotonic()
            yield share
