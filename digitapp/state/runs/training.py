"""Training in the background: the run under way, its commands, and what becomes of its network."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.runs.branching import place_to_go_on
from digitapp.core.runs.checkpoints import Checkpoint
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError, TrainingReport
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.runs.under_way import Plan, RunUnderWay
from engine.models import Sequential


class Status(Enum):
    """What the training does at this moment."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"


class Training(QObject):
    """Trains networks, one at a time, each on a copy of its own; what comes of it goes to the history.

    Signals:
        settings_changed(settings): other settings were given.
        status_changed(status): a run began, paused, went on or ended.
        advanced(report): a TrainingReport, at most fifteen a second while a run goes on, and at its end.
        ended(run): the run of this number is over, and its end in the history.
        failed(exception, run): the run of this number ended with it; -1 where it had not begun.

    Attributes:
        recordings: the ways of the runs.
    """

    settings_changed = Signal(object)
    status_changed = Signal(object)
    advanced = Signal(object)
    ended = Signal(int)
    failed = Signal(object, int)

    def __init__(
        self,
        history: History,
        datasets: Datasets,
        checkpoints: Checkpoints,
        parent: QObject | None = None,
        *,
        recordings: Recordings | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._datasets = datasets
        self._checkpoints = checkpoints
        self.recordings = recordings or Recordings()
        self._settings = TrainingSettings()  # the blog's, whatever the first network was trained with
        self._status = Status.IDLE
        self._current: RunUnderWay | None = None
        self._last_run = -1

    @property
    def status(self) -> Status:
        """What the training does at this moment."""
        return self._status

    @property
    def settings(self) -> TrainingSettings:
        """The settings given last."""
        return self._settings

    @property
    def run(self) -> int:
        """The number of the run under way, or of the last one; -1 before the first."""
        return self._last_run

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Use `settings` from now on; a run under way takes over the learning rate."""
        if settings == self._settings:
            return
        self._settings = settings
        if self._current is not None:
            self._current.set_learning_rate(settings.learning_rate)
        self.settings_changed.emit(settings)

    def set_next_settings(self, settings: TrainingSettings) -> None:
        """Use `settings` from the next run on; the one under way keeps its learning rate."""
        if settings != self._settings:
            self._settings = settings
            self.settings_changed.emit(settings)

    @Slot()
    def train(self) -> None:
        """Train a fresh network with the current settings."""
        self._start(self._afresh())

    @Slot()
    def go_on(self) -> None:
        """Train the current network further with the current settings, or the one that is being made."""
        self._start(self._afresh() if self._is_making else self._further())

    def recover(self, kept: Checkpoint) -> None:
        """Go on with a run that was broken off."""
        self.set_settings(kept.settings)
        self._start(
            Plan(
                kept.settings,
                lambda: kept.network,
                name=kept.name,
                folder=kept.folder,
                before=kept.before,
                curves=kept.curves,
                position=kept.position,
                learning_rate=kept.learning_rate,
            )
        )

    @Slot()
    def step(self) -> None:
        """Train one batch and wait."""
        if self._current is None or self._is_making:
            self._start(self._afresh() if self._is_making else self._further(), paused=True)
        assert self._current is not None
        self._current.job.step()

    @Slot()
    def new_network(self) -> None:
        """Make a fresh network with the current settings, untrained."""
        self._start(Plan(self._settings, self._settings.build, trains=False))

    @Slot()
    def pause(self) -> None:
        """Let the run wait after its batch."""
        if self._current is not None:
            self._current.job.pause()

    @Slot()
    def resume(self) -> None:
        """Let the run go on."""
        if self._current is not None:
            self._current.job.resume()
            self._set_status(Status.RUNNING)

    @Slot()
    def pause_or_resume(self) -> None:
        """Let the run wait, or go on if it waits."""
        if self._status is Status.PAUSED:
            self.resume()
        else:
            self.pause()

    @Slot()
    def stop(self) -> None:
        """End the run after its batch; what it has learned is kept."""
        if self._current is not None:
            self._current.job.stop()

    @Slot()
    def leave(self) -> None:
        """Turn away from the run, which ends after its batch; its end reaches the history as soon as it is there."""
        if self._current is not None:
            self._current.job.stop()
            self._current.left = True
            self._current = None
            self._checkpoints.forget()
            self._set_status(Status.IDLE)

    @property
    def _is_making(self) -> bool:
        """Whether a network is being made that nobody has asked to train yet; of the same settings it is the same."""
        return self._current is not None and not self._current.plan.trains

    def _afresh(self) -> Plan:
        return Plan(self._settings, self._settings.build, folder=self._datasets.folder)

    def _further(self) -> Plan:
        """Return how the current network is trained further."""
        run, moment = self._history.run, self._history.moment
        old = run.settings
        its_own = ("hidden_units", "activation", "first_weights", "dropout", "l2")
        settings = replace(self._settings, **{name: getattr(old, name) for name in its_own})

        def learner() -> Sequential:
            network = moment.learner()
            settings.compile(network, network.optimizer if settings.optimizer == old.optimizer else None)
            return network

        return Plan(
            settings,
            learner,
            start=moment,
            name="" if run.bundled else run.name,
            path=None if run.bundled else run.path,
            folder=self._datasets.folder,
            before=self._history.curves,
            curves=Curves(begin=moment.at),
            position=place_to_go_on(moment, old, settings, same_images=run.folder == self._datasets.folder),
        )

    def _start(self, plan: Plan, *, paused: bool = False) -> None:
        self.leave()
        if plan.start is not None:
            self._history.tree.reserve(plan.start.number)
        load = self._datasets.loader()
        recording = self.recordings.begin(plan.settings, load, plan.curves.end) if plan.trains else None
        under_way = RunUnderWay(plan, load, self._checkpoints.keeper(), recording, self)
        under_way.made.connect(self._take_network)
        under_way.advanced.connect(self._take)
        under_way.paused.connect(self._note_pause)
        under_way.ended.connect(self._take_end)
        self._current = under_way
        if plan.trains:
            self._set_status(Status.PAUSED if paused else Status.RUNNING)
        under_way.job.start(paused=paused)

    @Slot(object)
    def _take_network(self, under_way: RunUnderWay) -> None:
        if under_way is not self._current:
            return
        assert under_way.run is not None
        run = under_way.begin(self._history.tree.free_name(under_way.run.name))
        under_way.in_history = True
        self._last_run = run.number
        if under_way.recording is not None:
            self.recordings.name(under_way.recording, run.number)
        self._history.begin(run)

    @Slot(object, object)
    def _take(self, under_way: RunUnderWay, report: TrainingReport) -> None:
        if under_way.in_history:
            assert under_way.run is not None
            self._advance(under_way, under_way.moment_of(report), report)
        if under_way is self._current:
            self.advanced.emit(report)

    def _advance(self, under_way: RunUnderWay, moment: Moment, report: TrainingReport) -> None:
        """Give the run in the history a newer end; the one at which it was left stays, somebody may have taken it."""
        assert under_way.run is not None
        keep, under_way.left = under_way.left, False
        self._history.advance(under_way.run.number, moment, *under_way.curves_of(report), keep=keep)

    @Slot(object)
    def _note_pause(self, under_way: RunUnderWay) -> None:
        if under_way is self._current:
            self._set_status(Status.PAUSED)

    @Slot(object, object)
    def _take_end(self, under_way: RunUnderWay, error: Exception | None) -> None:
        is_current = under_way is self._current
        if is_current:
            self._current = None
            self._checkpoints.forget()
        training, run = under_way.training, under_way.run
        if training is not None and run is not None and under_way.in_history:
            report, is_further = under_way.last, under_way.plan.start is not None
            if report.curves.end > run.end.at or isinstance(error, TrainingDivergedError):
                self._advance(under_way, under_way.end(exact=error is None), report)
            elif error is not None or is_further:
                self._history.forget(run.number)  # it never came to be
            if is_current:
                self.advanced.emit(report)
        if under_way.plan.start is not None:
            self._history.tree.release(under_way.plan.start.number)
        if under_way.recording is not None and (run is None or run.number not in self._history.tree):
            self.recordings.drop(under_way.recording)
        if is_current:
            self._set_status(Status.IDLE)
        if training is not None and run is not None and under_way.in_history:
            self.ended.emit(run.number)
        if error is not None:
            self.failed.emit(error, run.number if run is not None and under_way.in_history else -1)
        under_way.deleteLater()

    def _set_status(self, status: Status) -> None:
        if status is not self._status:
            self._status = status
            self.status_changed.emit(status)
