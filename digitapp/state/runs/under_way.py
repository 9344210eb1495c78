"""A run under way: a job that makes a network, or takes up another's, and trains it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.reading.calibration import UNKNOWN
from digitapp.core.runs.batch_seen import Watched
from digitapp.core.runs.calibrating import calibrated
from digitapp.core.runs.checkpoints import Checkpoint
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording
from digitapp.core.runs.run import Kind, Run, default_name
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingReport, TrainingRun
from digitapp.jobs import Job
from digitapp.state.runs.batch_watch import BatchWatch
from engine.models import Sequential
from engine.position import Position


@dataclass(frozen=True, eq=False)
class Plan:
    """What a run is to do.

    Attributes:
        settings: of the run.
        make: returns the network that it trains; called on the run's thread.
        trains: whether the network is trained, or only made.
        start: the moment that the run goes on from, if there is one.
        name, path: of the network from before, which the new one is called after and saved to.
        folder: the data set's; None for MNIST.
        before: the curves of the runs that led here.
        curves, position: of the run itself, if it was broken off, or goes on from the middle of another one.
        learning_rate: with which it goes on then; that of the settings if None.
        load: returns its data set; None for the one that is the current one when it begins.
        group: what its run is called together with others.
        follows_form: whether it takes over the learning rate that is typed while it goes on.
        takes_up: the run itself, where it is in the history already and goes on from where it was left off.
    """

    settings: TrainingSettings
    make: Callable[[], Sequential]
    trains: bool = True
    start: Moment | None = None
    name: str = ""
    path: Path | None = None
    folder: Path | None = None
    before: tuple[Curves, ...] = ()
    curves: Curves = field(default_factory=Curves)
    position: Position | None = None
    learning_rate: float | None = None
    load: Callable[[], Dataset] | None = None
    group: str = ""
    follows_form: bool = True
    takes_up: Run | None = None


@dataclass(frozen=True, eq=False)
class _Made:
    """The network is there; what the run begins with."""

    first: Moment


class RunUnderWay(QObject):
    """Does what a plan says on a thread of its own.

    It goes on by itself when nobody asks for it any more, until the batch is over in which it was told to stop.

    Signals:
        made(under_way): the network is there, and `first` the run's first moment.
        advanced(under_way, report): a TrainingReport.
        paused(under_way): it waits.
        ended(under_way, error): it is over; error is None, or what ended it.

    Attributes:
        plan: what it does.
        recording: is given snapshots on the way.
        run: as it begins; None until the network is made.
        in_history: whether the history has the run.
        left: whether the person has turned away from it, and it was not heard of since.
    """

    made = Signal(object)
    advanced = Signal(object, object)
    paused = Signal(object)
    ended = Signal(object, object)

    def __init__(
        self,
        plan: Plan,
        load: Callable[[], Dataset],
        keep: Callable[[Checkpoint], None],
        recording: Recording | None = None,
        parent: QObject | None = None,
        *,
        watch: BatchWatch | None = None,
    ) -> None:
        super().__init__(parent)
        self.plan = plan
        self.recording = recording
        self.run: Run | None = None
        self.in_history = False
        self.left = False
        self._load, self._keep = load, keep
        self._watch = watch or BatchWatch(self)
        self._learning_rate = plan.learning_rate or plan.settings.learning_rate
        self._training: TrainingRun | None = None  # made on the run's thread
        self._last: TrainingReport | None = None  # and this at its end
        self._calibration = UNKNOWN
        self.job = Job(self._steps(), catch_up=self._report, may_pause=self._between_batches, parent=self)
        self.job.advanced.connect(self._pass_on)
        self.job.paused.connect(self._tell_pause)
        self.job.finished.connect(self._finish)
        self.job.failed.connect(self._fail)

    @property
    def training(self) -> TrainingRun | None:
        """The run that reports; None until there is something to train."""
        return self._training

    @property
    def last(self) -> TrainingReport:
        """Where the run stood when it ended."""
        assert self._last is not None
        return self._last

    def set_learning_rate(self, rate: float) -> None:
        """Go on with another learning rate, unless the run has its own."""
        if not self.plan.follows_form:
            return
        self._learning_rate = rate
        if self._training is not None:
            self._training.learning_rate = rate

    def begin(self, name: str) -> Run:
        """Return the run as it begins, with this name."""
        assert self.run is not None
        self.run = replace(self.run, name=name)
        return self.run

    def moment_of(self, report: TrainingReport) -> Moment:
        """Return the moment of a report."""
        assert self.run is not None
        return self.run.end.with_weights(report.weights, report.curves.end)

    def end(self, *, exact: bool) -> Moment:
        """Return the moment at which the run has ended; an exact one can be gone on from as if it had not."""
        assert self.run is not None
        assert self._training is not None
        report, first = self.last, self.run.end
        if exact:
            moment = first.after_learning(self._training.network, report.curves.end)
        else:
            moment = first.with_weights(report.weights, report.curves.end)
        return replace(moment, test_accuracy=self._training.test_accuracy, calibration=self._calibration)

    def curves_of(self, report: TrainingReport) -> tuple[Curves, ...]:
        """Return the curves that the run has then; those of the runs before only if these are not in the history."""
        own_only = self.plan.start is not None or self.plan.takes_up is not None
        return (report.curves,) if own_only else (*self.plan.before, report.curves)

    # On the run's thread

    def _steps(self) -> Generator[_Made | Watched | TrainingReport | None, None, None]:
        plan = self.plan
        network = plan.make()
        if not plan.trains:
            yield _Made(Moment.of(network))
            return
        at, position = plan.curves.end, plan.position or Position()
        first = Moment.of(network, at) if plan.start is None else plan.start
        training = TrainingRun(
            network,
            self._load,
            plan.settings,
            plan.curves,
            keep=self._keep_it,
            position=position,
            recording=self.recording,
        )
        training.learning_rate = self._learning_rate
        self._training = training
        try:
            yield _Made(first)
            yield from self._watch.watcher.steps(training, position)
        finally:  # however it ends; a large network's weights are copied here, and not in the GUI thread
            training.record_end()
            self._last = training.report()
            if self._last.curves.end > at:  # it has learned something, from data that are there
                self._calibration = calibrated(network, self._load(), plan.settings)

    def _report(self) -> TrainingReport | None:
        return None if self._training is None else self._training.report()

    def _between_batches(self) -> bool:
        return self._training is not None and self._training.between_batches

    def _keep_it(self, kept: Checkpoint) -> None:
        name = self.plan.name if self.run is None else self.run.name
        self._keep(replace(kept, name=name, folder=self.plan.folder, before=self.plan.before))

    # In the GUI thread

    @Slot(object)
    def _pass_on(self, item: _Made | Watched | TrainingReport) -> None:
        if isinstance(item, _Made):
            plan, first = self.plan, item.first
            kind = Kind.TRAINED if plan.trains else Kind.MADE
            origin = None
            if plan.start is not None:
                origin = plan.start.number
                first = plan.start.as_beginning()
            self.run = Run(
                kind,
                plan.name or default_name(first.network),
                plan.settings,
                (first,),
                () if not plan.trains else (plan.curves,) if plan.start else (*plan.before, plan.curves),
                origin,
                plan.path,
                folder=plan.folder,
                group=plan.group,
            )
            self.run = plan.takes_up or self.run
            self.made.emit(self)
        elif isinstance(item, TrainingReport):
            self.advanced.emit(self, item)
        else:
            self._watch.tell(item.batch)
            if item.report is not None:
                self.advanced.emit(self, item.report)

    @Slot()
    def _tell_pause(self) -> None:
        self.paused.emit(self)

    @Slot()
    def _finish(self) -> None:
        self.job.join()
        self.ended.emit(self, None)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self.job.join()
        self.ended.emit(self, error)
