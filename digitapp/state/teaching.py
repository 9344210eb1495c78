"""Teaches the current network the person's own digits, as a job, and takes it back if the person wants."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.model_file import NetworkRecord, default_name
from digitapp.core.teaching import Progress, Taught, teach
from digitapp.jobs import Job
from digitapp.state.datasets import Datasets
from digitapp.state.my_digits import MyDigits
from digitapp.state.network import Network
from engine.models import Sequential


class Teaching(QObject):
    """Runs a lesson at a time; the taught network becomes the current one, and `undo` goes back to the one before.

    Signals:
        running_changed(running): a lesson began or ended.
        advanced(share): how much of it is done, from 0 to 1.
        taught(lesson): a Taught: how well the network read before and after.
        failed(exception): the lesson raised it; the network is as it was.
    """

    running_changed = Signal(bool)
    advanced = Signal(float)
    taught = Signal(object)
    failed = Signal(object)

    def __init__(self, digits: MyDigits, network: Network, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._digits = digits
        self._network = network
        self._datasets = datasets
        self._job: Job | None = None
        self._pupil: NetworkRecord | None = None
        self._result: Sequential | None = None
        network.changed.connect(self._notice_another_network)

    @property
    def running(self) -> bool:
        """Whether a lesson is under way."""
        return self._job is not None

    @Slot()
    def begin(self) -> None:
        """Teach the current network all of the person's digits."""
        self.stop_now()
        self._pupil = record = self._network.record
        self._job = Job(self._lesson(record), parent=self)
        self._job.advanced.connect(self._take)
        self._job.finished.connect(self._end)
        self._job.failed.connect(self._fail)
        self.running_changed.emit(True)
        self._job.start()

    @Slot()
    def stop_now(self) -> None:
        """End a lesson that is under way; the network stays as it was."""
        if self._job is not None:
            self._job.abandon()
            self._end()

    @property
    def can_undo(self) -> bool:
        """Whether the network that the last lesson taught is the current one."""
        return self._result is not None and self._network.record.network is self._result

    @Slot()
    def undo(self) -> None:
        """Go back to the network from before the last lesson, if the taught one is still the current one."""
        if self.can_undo and self._pupil is not None:
            self._network.drop_current(self._pupil.network)
        self._result = None

    @Slot()
    def _notice_another_network(self) -> None:
        """End the lesson when the person turns to another network: the taught one must not take its place."""
        network = self._network.record.network
        if self._pupil is not None and network is not self._pupil.network and network is not self._result:
            self.stop_now()

    def _lesson(self, record: NetworkRecord) -> Generator[Progress | Taught, None, None]:
        digits = self._digits.digits
        return teach(record.network.copy(), digits, self._datasets.load, record.settings)

    @Slot(object)
    def _take(self, item: Progress | Taught) -> None:
        if isinstance(item, Progress):
            self.advanced.emit(item.share)
            return
        assert self._pupil is not None
        record = self._pupil
        name = self._network.free_name(default_name(record.network) if record.bundled else record.name)
        self._result = item.network
        self._network.begin(
            replace(
                record,
                network=item.network,
                name=name,
                path=None,
                bundled=False,
                saved=False,
                test_accuracy=item.after.test,
            )
        )
        self.taught.emit(item)

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        self._job.join()
        self._job.deleteLater()
        self._job = None
        self.running_changed.emit(False)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)
