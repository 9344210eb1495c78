"""Training in the background: the run under way, its commands, and what becomes of its network."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.runs.checkpoints import Checkpoint
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError, TrainingReport
from digitapp.state.runs.batch_watch import BatchWatch
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.going_on import plan_to_go_on
from digitapp.state.runs.history import History
from digitapp.state.runs.taking_up import plan_to_take_up
from digitapp.state.runs.under_way import Plan, RunUnderWay


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
        began(run): the run of this number is in the history now.
        left(): the run under way was turned away from.
        failed(exception, run): the run of this number ended with it; -1 where it had not begun.

    Attributes:
        recordings: the ways of the runs.
        watch: tells what the batches of the run under way are made of.
        stopped: whether the run under way, or the last one, was told to stop.
    """

    settings_changed = Signal(object)
    status_changed = Signal(object)
    advanced = Signal(object)
    ended = Signal(int)
    began = Signal(int)
    left = Signal()
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
        self._history, self._datasets, self._checkpoints = history, datasets, checkpoints
        self.recordings = recordings or Recordings()
        self.watch = BatchWatch(self)
        self._settings = TrainingSettings()  # the blog's, whatever the first network was trained with
        self._status = Status.IDLE
        self._current: RunUnderWay | None = None
        self._last_run = -1
        self.stopped = False

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
        """Use `settings` from now on, for the classes of the data; a run under way takes over the learning rate."""
        settings = settings.for_classes(self._datasets.classes)
        if settings == self._settings:
            return
        self._settings = settings
        if self._current is not None:
            self._current.set_learning_rate(settings.learning_rate)
        self.settings_changed.emit(settings)

    def set_next_settings(self, settings: TrainingSettings) -> None:
        """Use `settings` from the next run on, for the classes of the data; the one under way keeps its rate."""
        settings = settings.for_classes(self._datasets.classes)
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
        self._start(
            self._afresh() if self._is_making else plan_to_go_on(self._history, self._settings, self._datasets.folder)
        )

    def train_apart(self, plan: Plan) -> None:
        """Train what a plan says, whatever the settings are that were given last."""
        self._start(plan)

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

    def take_up(self, number: int) -> bool:
        """Go on with a run from where it was left off, as the same run; return whether there is something to go on."""
        plan = plan_to_take_up(self._history.tree, self.recordings, number)
        if plan is not None:
            self.set_settings(plan.settings)
            self._start(plan)
            self._last_run = number
        return plan is not None

    @Slot()
    def step(self) -> None:
        """Train one batch and wait."""
        if self._current is None or self._is_making:
            self._start(
                self._afresh()
                if self._is_making
                else plan_to_go_on(self._history, self._settings, self._datasets.folder),
                paused=True,
            )
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
            self.stopped = True
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
            self.left.emit()

    @property
    def _is_making(self) -> bool:
        """Whether a network is being made that nobody has asked to train yet; of the same settings it is the same."""
        return self._current is not None and not self._current.plan.trains

    def _afresh(self) -> Plan:
        return Plan(self._settings, self._settings.build, folder=self._datasets.folder)

    def _start(self, plan: Plan, *, paused: bool = False) -> None:
        self.leave()
        self.stopped = False
        if plan.start is not None:
            self._history.tree.reserve(plan.start.number)
        load = plan.load or self._datasets.loader()
        recording = None if plan.takes_up is None else self.recordings.of(plan.takes_up.number)
        if recording is not None:
            load = recording.load
        elif plan.trains:
            recording = self.recordings.begin(plan.settings, load, plan.curves.end)
        under_way = RunUnderWay(plan, load, self._checkpoints.keeper(), recording, self, watch=self.watch)
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
        run = under_way.run
        if under_way.plan.takes_up is None:
            run = under_way.begin(self._history.tree.free_name(run.name))
        under_way.in_history = True
        self._last_run = run.number
        if under_way.recording is not None:
            self.recordings.name(under_way.recording, run.number)
        self._history.begin(run)
        self.began.emit(run.number)

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
            elif (error is not None or is_further) and under_way.plan.takes_up is None:
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
