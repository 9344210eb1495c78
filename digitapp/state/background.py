"""The base of what works in the background, on one thing at a time."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.jobs import Job


class Background(QObject):
    """Runs one job at a time and hands on what it yields; what is stopped ends by itself.

    Signals:
        running_changed(running): work began or ended.
        failed(exception): the work raised it.
    """

    running_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._closed = False

    @property
    def running(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    @Slot()
    def stop_now(self) -> None:
        """End the work that is under way; nothing more is heard of it."""
        if self._job is not None:
            job, self._job = self._job, None
            job.abandon()
            self.running_changed.emit(False)

    def close(self) -> None:
        """End the work that is under way, and begin none any more: what is about to be gone must leave no thread."""
        self._closed = True
        self.stop_now()

    def _run(self, steps: Generator[Any, None, None]) -> None:
        """Do this, instead of what is under way."""
        self.stop_now()
        if self._closed:  # a timer may still be late
            return
        self._job = Job(steps, parent=self)
        self._job.advanced.connect(self._take)
        self._job.finished.connect(self._end)
        self._job.failed.connect(self._fail)
        self.running_changed.emit(True)
        self._job.start()

    @Slot(object)
    def _take(self, item: Any) -> None:
        """Take what the work yielded."""
        raise NotImplementedError

    @Slot()
    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
            self.running_changed.emit(False)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)
