"""Teaches the current network the person's own digits, as a job, and takes it back if the person wants."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.my_digits.teaching import Progress, Taught, teach
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run, default_name
from digitapp.state.background import Background
from digitapp.state.my_digits.collection import MyDigits
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History


class Teaching(Background):
    """Runs a lesson at a time; the taught network becomes the current one, and `undo` goes back to the one before.

    Signals:
        advanced(share): how much of it is done, from 0 to 1.
        taught(lesson): a Taught: how well the network read before and after.
    """

    advanced = Signal(float)
    taught = Signal(object)

    def __init__(self, digits: MyDigits, history: History, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._digits = digits
        self._history = history
        self._datasets = datasets
        self._pupil: tuple[Run, Moment] | None = None
        self._reserved: int | None = None  # the pupil's moment, until the lesson has ended
        history.moment_changed.connect(self._notice_another_network)

    @Slot()
    def begin(self) -> None:
        """Teach the current network all of the person's digits."""
        self.stop_now()
        run, moment = self._pupil = self._history.run, self._history.moment
        self._reserved = moment.number
        self._history.tree.reserve(moment.number)
        self._run(self._lesson(moment, run))

    @Slot()
    def stop_now(self) -> None:
        """End the lesson that is under way; the network stays as it is."""
        was_running = self.running
        super().stop_now()
        if was_running:
            self._release()

    @property
    def can_undo(self) -> bool:
        """Whether the current network is one that a lesson taught."""
        return self._history.run.kind is Kind.TAUGHT and self._history.can_take_back

    @Slot()
    def undo(self) -> None:
        """Go back to the network from before the lesson, if the taught one is still the current one."""
        if self.can_undo:
            self._history.take_back()

    @Slot()
    def _notice_another_network(self) -> None:
        """End the lesson when the person turns to another network: the taught one must not take its place."""
        if self._pupil is not None and self._history.moment.number != self._pupil[1].number:
            self._pupil = None
            self.stop_now()

    @Slot()
    def _end(self) -> None:
        super()._end()
        self._release()

    def _release(self) -> None:
        moment, self._reserved = self._reserved, None
        if moment is not None:
            self._history.tree.release(moment)

    def _lesson(self, moment: Moment, run: Run) -> Generator[Progress | Taught, None, None]:
        yield from teach(moment.learner(), self._digits.digits, self._datasets.load, run.settings)

    @Slot(object)
    def _take(self, item: Progress | Taught) -> None:
        if isinstance(item, Progress):
            self.advanced.emit(item.share)
            return
        assert self._pupil is not None
        (run, before), self._pupil = self._pupil, None
        moment = Moment(item.network, before.at, before.calibration, item.after.test)
        name = self._history.tree.free_name(default_name(item.network) if run.bundled else run.name)
        self._history.begin(Run(Kind.TAUGHT, name, run.settings, (moment,), origin=before.number, folder=run.folder))
        self.taught.emit(item)
