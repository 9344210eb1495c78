"""The queue of an experiment: its runs are trained one after the other, whatever becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.experiment import Experiment, Kind, Stage, seconds_left
from digitapp.core.runs.training import TrainingReport
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Status, Training
from digitapp.state.runs.under_way import Plan


class RunQueue(QObject):
    """Trains the trials of one experiment after the other; each is a run in the tree.

    A trial that fails does not keep the others from being trained. All have the data set that was the current one when
    the experiment began. Whoever stops a run, or turns away from it, has done with the experiment; `skip()` ends only
    the run.

    Signals:
        changed(experiment): something else is known of an Experiment.
        progressed(share, seconds): how much of the trials is done, from 0 to 1, and about how long they still take.
        finished(experiment): nothing of it is to be trained any more.
    """

    changed = Signal(object)
    progressed = Signal(float, float)
    finished = Signal(object)

    def __init__(self, history: History, training: Training, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._training, self._datasets = history, training, datasets
        self._latest: dict[Kind, Experiment] = {}
        self._current: Experiment | None = None
        self._load: Callable[[], Dataset] | None = None
        self._folder: Path | None = None
        self._problem: Exception | None = None
        self._skips = self._starts = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._settle)
        training.began.connect(self._note_began)
        training.advanced.connect(self._note_report)
        training.ended.connect(self._note_end)
        training.failed.connect(self._note_failure)
        training.left.connect(self._note_left)

    @property
    def current(self) -> Experiment | None:
        """The experiment whose runs are trained now; None when there is none."""
        return self._current

    def latest(self, kind: Kind) -> Experiment | None:
        """Return the newest experiment of a kind."""
        return self._latest.get(kind)

    def begin(self, experiment: Experiment) -> None:
        """Train what waits; an experiment that goes on is given up, and so is any other run."""
        self.cancel()
        self._load, self._folder = self._datasets.loader(), self._datasets.folder
        self._current = experiment
        self._next()

    @Slot()
    def skip(self) -> None:
        """End the run that goes on, and train the next one."""
        if self._current is not None and self._training.status is not Status.IDLE:
            self._skips = True
            self._training.stop()

    @Slot()
    def cancel(self) -> None:
        """Train nothing more; the run that goes on ends after its batch, and what it has learned is kept."""
        if self._current is None:
            return
        self._give_up()
        self._training.stop()

    def _next(self) -> None:
        """Train what waits longest."""
        assert self._current is not None
        place = self._current.next
        if place is None:
            self._finish()
            return
        trial = self._current.trials[place]
        assert trial.settings is not None
        self._problem, self._skips = None, False
        self._current = self._current.put(place, stage=Stage.UNDER_WAY)
        plan = Plan(
            trial.settings,
            trial.settings.build,
            name=trial.name,
            folder=self._folder,
            load=self._load,
            group=self._current.group,
            follows_form=False,
        )
        self._starts = True  # what it turns away from was not ours
        self._training.train_apart(plan)
        self._starts = False
        self._tell()

    def _finish(self) -> None:
        experiment, self._current = self._current, None
        assert experiment is not None
        self._remember(experiment)
        self.finished.emit(experiment)

    def _give_up(self) -> None:
        """Skip what waits; of the trial that goes on its run is kept, if it has begun."""
        assert self._current is not None
        self._soon.stop()
        place = self._current.under_way
        if place is not None:
            self._current = self._current.put(place, stage=Stage.SKIPPED)
        self._current = self._current.without_waiting()
        self._finish()

    @Slot(int)
    def _note_began(self, run: int) -> None:
        if self._current is not None and (place := self._current.under_way) is not None:
            self._current = self._current.put(place, run=run)
            self._tell()

    @Slot(object)
    def _note_report(self, report: TrainingReport) -> None:
        if self._current is None or self._current.under_way is None:
            return
        done = report.share_done
        share = (self._current.settled + done) / len(self._current.trials)
        left = seconds_left(self._current, report.seconds_left, done, report.curves.seconds)
        self.progressed.emit(share, left)

    @Slot(int)
    def _note_end(self, run: int) -> None:
        if self._is_ours(run):
            self._soon.start()  # what ended it is told after this

    @Slot(object, int)
    def _note_failure(self, error: Exception, run: int) -> None:
        if run == -1 or self._is_ours(run):
            self._problem = error
            self._soon.start()

    @Slot()
    def _note_left(self) -> None:
        if self._current is not None and not self._starts and self._current.under_way is not None:
            self._give_up()

    def _is_ours(self, run: int) -> bool:
        place = None if self._current is None else self._current.under_way
        return place is not None and self._current is not None and self._current.trials[place].run == run

    @Slot()
    def _settle(self) -> None:
        """Note what became of the trial, and take up the next one."""
        if self._current is None or (place := self._current.under_way) is None:
            return
        run = self._current.trials[place].run
        if run not in self._history.tree:  # it never came to be
            run = None
        by_hand = self._training.stopped and not self._skips
        stage = Stage.FAILED if self._problem else Stage.SKIPPED if self._training.stopped else Stage.DONE
        self._current = self._current.put(place, stage=stage, problem=self._problem, run=run)
        if by_hand:
            self._give_up()
        else:
            self._next()

    def _tell(self) -> None:
        assert self._current is not None
        self._remember(self._current)

    def _remember(self, experiment: Experiment) -> None:
        self._latest[experiment.kind] = experiment
        self.changed.emit(experiment)
