"""Training in the background: the run under way, its commands, and what becomes of its network."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.files.model_file import NetworkRecord, default_name
from digitapp.core.reading.calibration import UNKNOWN
from digitapp.core.runs.checkpoints import Checkpoint
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError, TrainingReport, TrainingRun
from digitapp.jobs import Job
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.network import Network
from engine.models import Sequential
from engine.position import Position


class Status(Enum):
    """What the training does at this moment."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"


class Training(QObject):
    """Trains networks, one at a time, each on a copy of its own.

    Signals:
        settings_changed(settings): other settings were given.
        status_changed(status): a run began, paused, went on or ended.
        advanced(report): a TrainingReport, at most fifteen a second while a run goes on, and at its end.
        failed(exception): the run ended with it.
    """

    settings_changed = Signal(object)
    status_changed = Signal(object)
    advanced = Signal(object)
    failed = Signal(object)

    def __init__(
        self, network: Network, datasets: Datasets, checkpoints: Checkpoints, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._network = network
        self._datasets = datasets
        self._checkpoints = checkpoints
        self._settings = TrainingSettings()  # the blog's, whatever the first network was trained with
        self._status = Status.IDLE
        self._run: TrainingRun | None = None
        self._trained: Sequential | None = None
        self._job: Job | None = None
        self._began_at = 0.0  # where in the history of its network, in epochs, the run began

    @property
    def trained(self) -> Sequential | None:
        """The network of the last run."""
        return self._trained

    @property
    def status(self) -> Status:
        """What the training does at this moment."""
        return self._status

    @property
    def settings(self) -> TrainingSettings:
        """The settings given last."""
        return self._settings

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Use `settings` from now on; a run under way takes over the learning rate."""
        if settings == self._settings:
            return
        self._settings = settings
        if self._run is not None:
            self._run.learning_rate = settings.learning_rate
        self.settings_changed.emit(settings)

    @Slot()
    def train(self) -> None:
        """Train a fresh network with the current settings."""
        self.new_network()
        self._start()

    @Slot()
    def go_on(self) -> None:
        """Train the current network further with the current settings."""
        self._begin_copy()
        self._start()

    def recover(self, run: Checkpoint) -> None:
        """Go on with a run that was broken off."""
        self.stop_now()
        self.set_settings(run.settings)
        name = self._network.free_name(run.name)
        self._network.begin(NetworkRecord(run.network, name, run.settings, run.curves))
        self._start(position=run.position)
        assert self._run is not None
        self._run.learning_rate = run.learning_rate

    @Slot()
    def step(self) -> None:
        """Train one batch and wait."""
        if self._job is None:
            self._begin_copy()
            self._start(paused=True)
        assert self._job is not None
        self._job.step()

    @Slot()
    def new_network(self) -> None:
        """Make a fresh network with the current settings, untrained."""
        self.stop_now()
        network = self._settings.build()
        self._network.begin(NetworkRecord(network, self._network.free_name(default_name(network)), self._settings))

    @Slot()
    def pause(self) -> None:
        """Let the run wait after its batch."""
        if self._job is not None:
            self._job.pause()

    @Slot()
    def resume(self) -> None:
        """Let the run go on."""
        if self._job is not None:
            self._job.resume()
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
        if self._job is not None:
            self._job.stop()

    def stop_now(self) -> None:
        """End the run and wait for that, which takes one batch at the most; what it has learned is kept."""
        if self._job is not None:
            self._job.abandon()
            self._finish()

    def _begin_copy(self) -> None:
        self.stop_now()
        record = self._network.record
        network = record.network.copy()
        old = record.settings
        settings = replace(self._settings, hidden_units=old.hidden_units, dropout=old.dropout, l2=old.l2)
        if settings.optimizer != old.optimizer:
            settings.compile(network)
        else:
            settings.compile(network, network.optimizer)
        name = self._network.free_name(default_name(network)) if record.bundled else record.name
        copy = replace(record, network=network, name=name, settings=settings, calibration=UNKNOWN)
        self._network.begin(replace(copy, path=None if record.bundled else record.path, bundled=False, saved=False))

    def _start(self, *, paused: bool = False, position: Position | None = None) -> None:
        record = self._network.record
        self._network.update(saved=False, test_accuracy=None)
        self._began_at = record.curves.end
        folder = self._datasets.folder

        def keep(run: Checkpoint) -> None:
            self._checkpoints.keep(replace(run, name=record.name, folder=folder))

        self._run = TrainingRun(
            record.network.copy(), self._datasets.load, self._settings, record.curves, keep=keep, position=position
        )
        run = self._run
        self._job = Job(run.steps(), catch_up=run.report, may_pause=lambda: run.between_batches, parent=self)
        self._job.advanced.connect(self._take)
        self._job.paused.connect(self._note_pause)
        self._job.finished.connect(self._finish)
        self._job.failed.connect(self._fail)
        self._job.start(paused=paused)
        self._set_status(Status.PAUSED if paused else Status.RUNNING)

    @Slot(object)
    def _take(self, report: TrainingReport) -> None:
        self._network.advance(report.weights, report.curves)
        self.advanced.emit(report)

    @Slot()
    def _note_pause(self) -> None:
        self._set_status(Status.PAUSED)

    @Slot()
    def _finish(self) -> None:
        run = self._end_job()
        report = run.report()
        record = self._network.record
        self._trained = run.network
        self._network.update(
            saved=record.saved and report.curves.end == record.curves.end,
            network=run.network,
            curves=report.curves,
            test_accuracy=run.test_accuracy,
        )
        self.advanced.emit(report)
        self._set_status(Status.IDLE)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if isinstance(error, TrainingDivergedError):
            self._finish()
        else:
            assert self._run is not None
            if self._run.report().curves.end > self._began_at:
                self._finish()  # what it has learned until then is not lost
            else:
                self._end_job()
                self._network.forget_current()
                self._set_status(Status.IDLE)
        self.failed.emit(error)

    def _end_job(self) -> TrainingRun:
        assert self._job is not None
        assert self._run is not None
        run, job = self._run, self._job
        job.join()
        job.deleteLater()
        self._checkpoints.forget()
        self._run = self._job = None
        return run

    def _set_status(self, status: Status) -> None:
        if status is not self._status:
            self._status = status
            self.status_changed.emit(status)
