"""Settings that somebody is advised to take, by a preset or against what goes wrong; and back to those from before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.runs.health import Health
from digitapp.core.runs.notices import Course, Notice, notices
from digitapp.core.runs.presets import PRESETS, Preset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError, TrainingReport
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Status, Training

_MOST_STEPS = 20


class Advice(QObject):
    """Finds what goes wrong in the run under way, or in the last one, and changes the settings as one is advised.

    What goes wrong is told beside the network of that run only, not beside another one that reads.

    Signals:
        notices_changed(notices): other things go wrong; a tuple of Notice, the most telling first.
        undo_changed(possible): whether the settings from before can be had back.

    Attributes:
        health: how each run of the session was when it was last looked at, by its number.
    """

    notices_changed = Signal(object)
    undo_changed = Signal(bool)

    def __init__(self, history: History, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._training = history, training
        self._before: list[TrainingSettings] = []
        self._notices: tuple[Notice, ...] = ()
        self._dismissed: set[str] = set()
        self._run = -1
        self._looked = 0  # how often that run had been looked at by its probe when this was found
        self._report: TrainingReport | None = None
        self._status = training.status
        self._diverged = False
        self.health: dict[int, Health] = {}
        training.advanced.connect(self._take)
        training.failed.connect(self._take_failure)
        training.status_changed.connect(self._note_status)
        history.changed.connect(self._find)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What goes wrong."""
        return self._notices

    @property
    def undo_possible(self) -> bool:
        """Whether the settings from before can be had back."""
        return bool(self._before)

    @Slot(object)
    def take_preset(self, preset: Preset) -> None:
        """Use the settings of a preset; the seed stays, so that two presets begin alike."""
        self._use(replace(PRESETS[preset].settings, seed=self._training.settings.seed))

    @Slot(object)
    def take_remedy(self, notice: Notice) -> None:
        """Use the settings that help against what goes wrong."""
        if notice.remedy is not None:
            self._use(notice.remedy)

    @Slot()
    def undo(self) -> None:
        """Use the settings from before the last advice."""
        if self._before:
            self._training.set_settings(self._before.pop())
            self.undo_changed.emit(self.undo_possible)

    @Slot(object)
    def dismiss(self, notice: Notice) -> None:
        """Say nothing more of this in this run."""
        self._dismissed.add(notice.kind.value)
        self._show(self._notices)

    def _use(self, settings: TrainingSettings) -> None:
        before = self._training.settings
        if settings == before:
            return
        self._before = [*self._before, before][-_MOST_STEPS:]
        self._training.set_settings(settings)
        self.undo_changed.emit(True)

    @Slot(object)
    def _take(self, report: TrainingReport) -> None:
        self._report = report
        if self._training.run != self._run:
            self._run, self._looked = self._training.run, 0
            self._dismissed.clear()
        if len(report.health) != self._looked:
            self._looked = len(report.health)
            self.health[self._run] = report.health[-1]
            self._find()

    @Slot(object, int)
    def _take_failure(self, error: Exception, run: int) -> None:
        if isinstance(error, TrainingDivergedError) and run == self._run:  # not one that was left
            self._diverged = True
            self._find()

    @Slot(object)
    def _note_status(self, status: Status) -> None:
        before, self._status = self._status, status
        if status is Status.IDLE:
            self._find()
        elif before is Status.IDLE:  # a run begins, of which nothing is known
            self._report, self._diverged = None, False
            self._show(())

    @Slot()
    def _find(self) -> None:
        report = self._report
        if report is None or self._run != self._history.run.number:
            self._show(())
            return
        settings = self._history.tree[self._run].settings
        ended = self._training.status is Status.IDLE and report.share_done >= 1
        course = Course(settings, report.curves, report.health, ended=ended, diverged=self._diverged)
        self._show(notices(course))

    def _show(self, found: Sequence[Notice]) -> None:
        found = tuple(notice for notice in found if notice.kind.value not in self._dismissed)
        if found != self._notices:
            self._notices = found
            self.notices_changed.emit(found)
