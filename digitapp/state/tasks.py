"""Short work with files that may still take longer than a frame: it is done on a thread, one task after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.state.background import Background


@dataclass(frozen=True, eq=False)
class Task:
    """Work to be done on a thread.

    Attributes:
        title: what is going on, for the person who waits.
        work: does it; on the thread.
        then: is given the result; in the GUI thread.
        otherwise: is given the exception and returns whether that is all there is to say; in the GUI thread.
    """

    title: str
    work: Callable[[], Any]
    then: Callable[[Any], None]
    otherwise: Callable[[Exception], bool] | None = None


@dataclass(frozen=True, eq=False)
class _Result:
    value: Any


class Tasks(Background):
    """Does tasks in the order in which they were asked for.

    Signals:
        title_changed(title): this is going on now; "" when there is nothing to do any more.
    """

    title_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Task] = deque()
        self._task: Task | None = None
        self._result: _Result | None = None

    def do(self, task: Task) -> None:
        """Do this as soon as those before it are done."""
        self._waiting.append(task)
        if self._task is None:
            self._next()

    @Slot()
    def cancel(self) -> None:
        """Give up what is going on; what waits is done."""
        self._task = None
        self.stop_now()
        self._next()

    def _next(self) -> None:
        self._task = self._waiting.popleft() if self._waiting else None
        self.title_changed.emit("" if self._task is None else self._task.title)
        if self._task is not None:
            self._run(_steps(self._task.work))

    @Slot(object)
    def _take(self, item: _Result) -> None:
        self._result = item

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


def _steps(work: Callable[[], Any]) -> Generator[_Result, None, None]:
    yield _Result(work())
