"""Teaches the current network the person's own digits, as a job, and takes it back if the person wants."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.files.model_file import NetworkRecord, default_name
from digitapp.core.my_digits.teaching import Progress, Taught, teach
from digitapp.state.background import Background
from digitapp.state.my_digits.collection import MyDigits
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.network import Network
from engine.models import Sequential


class Teaching(Background):
    """Runs a lesson at a time; the taught network becomes the current one, and `undo` goes back to the one before.

    Signals:
        advanced(share): how much of it is done, from 0 to 1.
        taught(lesson): a Taught: how well the network read before and after.
    """

    advanced = Signal(float)
    taught = Signal(object)

    def __init__(self, digits: MyDigits, network: Network, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._digits = digits
        self._network = network
        self._datasets = datasets
        self._pupil: NetworkRecord | None = None
        self._result: Sequential | None = None
        network.changed.connect(self._notice_another_network)

    @Slot()
    def begin(self) -> None:
        """Teach the current network all of the person's digits."""
        self.stop_now()
        self._pupil = record = self._network.record
        self._run(self._lesson(record))

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
