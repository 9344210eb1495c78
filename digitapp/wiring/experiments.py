"""Connects experiments with runs with the parts of the page Runs that ask for them, each when it is built."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Slot

from digitapp.core.errors import InputError
from digitapp.core.paper.pictures import as_it_is
from digitapp.core.runs.experiment import Experiment, Kind, Trial
from digitapp.i18n import error_text, tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # a part's module is read when the part is built
    from digitapp.views.runs.duel_view import DuelView
    from digitapp.views.runs.more_units_view import MoreUnitsView
    from digitapp.views.runs.runs_view import RunsView
    from digitapp.views.runs.sweep_view import SweepView
    from digitapp.views.runs.twin_view import TwinView

_REFRESH = 250  # milliseconds between two drawings of what is known of runs


class ExperimentWiring(QObject):
    """Connects a session's RunQueue, and what lays runs side by side, with the page Runs."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session, self._window, self._messages = session, window, messages
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH)
        self._timer.timeout.connect(self._show)
        self._page: RunsView | None = None
        window.pages.built.connect(self._note_page)
        session.queue.changed.connect(self._follow)
        session.queue.finished.connect(self._tell_finished)
        for work in (session.duel, session.twins.explanation, session.more_units.explanation):
            work.failed.connect(messages.show_error)
        for name, receiver in {
            "sweep": self.open_sweep,
            "twin": self.open_twin,
            "more_units": self.train_more_units,
        }.items():
            window.commands[name].triggered.connect(receiver)

    # From the menu

    @Slot()
    def open_sweep(self) -> None:
        """Show where a sweep is asked for."""
        self._open("sweep")

    @Slot()
    def open_twin(self) -> None:
        """Show where a twin is asked for."""
        self._open("twin")

    @Slot()
    def train_more_units(self) -> None:
        """Train few, more and many units, unless that is done or going on, and show them."""
        self._open("units")
        if self._session.queue.latest(Kind.UNITS) is None:
            self._begin_more_units()

    def _open(self, part: str) -> None:
        self._window.stage.open("runs")
        page = cast("RunsView", self._window.pages["runs"])
        page.parts.open(part)

    # The parts

    @Slot(str, object)
    def _note_page(self, name: str, page: Page) -> None:
        if name != "runs":
            return
        self._page = cast("RunsView", page)
        self._page.parts.built.connect(self._connect)
        self._session.shelf.changed.connect(self._show_soon)
        self._session.training.advanced.connect(self._show_soon)
        self._session.training.settings_changed.connect(self._show_soon)

    @Slot(str, object)
    def _connect(self, name: str, part: Page) -> None:
        """Connect a part that was just built."""
        connect: dict[str, Callable[[Any], None]] = {
            "sweep": self._connect_sweep,
            "units": self._connect_units,
            "twin": self._connect_twin,
            "duel": self._connect_duel,
        }
        if name in connect:
            connect[name](part)
            part.seen.connect(self._show)

    def _connect_bar(self, part: SweepView | MoreUnitsView | TwinView) -> None:
        queue = self._session.queue
        part.bar.skip_requested.connect(queue.skip)
        part.bar.cancel_requested.connect(queue.cancel)
        queue.progressed.connect(part.bar.set_progress)

    def _connect_sweep(self, part: SweepView) -> None:
        self._connect_bar(part)
        part.sweep_requested.connect(self._begin_sweep)
        part.chosen.connect(self._session.shelf.choose)

    def _connect_units(self, part: MoreUnitsView) -> None:
        self._connect_bar(part)
        part.train_requested.connect(self._begin_more_units)
        self._session.more_units.changed.connect(part.set_columns)
        part.seen.connect(self._session.more_units.watch)

    def _connect_twin(self, part: TwinView) -> None:
        self._connect_bar(part)
        part.twin_requested.connect(self._begin_twin)
        self._session.twins.changed.connect(part.set_columns)
        part.seen.connect(self._session.twins.watch)
        self._session.counting.do(Task("", lambda: import_module("pyqtgraph"), self._draw_lines))

    def _connect_duel(self, part: DuelView) -> None:
        duel = self._session.duel
        part.runs_chosen.connect(duel.compare)
        part.image_chosen.connect(self._lay_down)
        duel.advanced.connect(part.set_progress)
        duel.changed.connect(part.set_disagreement)
        part.seen.connect(duel.watch)

    # Requests

    @Slot(str, object)
    def _begin_sweep(self, setting: str, trials: tuple[Trial, ...]) -> None:
        from digitapp.core.runs.sweep import sweep
        from digitapp.views.runs.run_words import SETTINGS

        name = tr(SETTINGS[setting])
        group = self._free_group(tr("Sweep: {setting}", setting=name))
        self._session.queue.begin(sweep(setting, self._named(setting, trials), group))

    @Slot()
    def _begin_more_units(self) -> None:
        from digitapp.core.runs.sweep import more_units

        classes = self._session.training.settings.classes
        self._session.queue.begin(more_units(self._free_group(tr("More units, finer?")), classes))

    @Slot(str, str)
    def _begin_twin(self, setting: str, value: str) -> None:
        from digitapp.core.runs.sweep import twin
        from digitapp.views.runs import run_words

        name, run = self._original()
        settings = self._session.training.settings if run is None else self._session.history.tree[run].settings
        group = self._free_group(tr("Twins: {setting}", setting=tr(run_words.SETTINGS[setting])))
        try:
            experiment = twin(settings, setting, value, group, run=run, shown=run_words.setting)
        except InputError as error:
            self._messages.show_error(error)
            return
        if name and setting != "hidden_units":
            changed = f"{tr(run_words.SETTINGS[setting])} {experiment.trials[1].label}"
            experiment = experiment.put(1, name=f"{name}, {changed}")
        self._session.queue.begin(experiment)

    def _named(self, setting: str, trials: tuple[Trial, ...]) -> tuple[Trial, ...]:
        """Return trials whose runs are called after their values; networks of other units have other names anyway."""
        from dataclasses import replace

        from digitapp.views.runs.run_words import SETTINGS

        if setting == "hidden_units":
            return trials
        name = tr(SETTINGS[setting])
        return tuple(replace(trial, name=f"{name} {trial.label}") for trial in trials)

    def _free_group(self, name: str) -> str:
        taken = {run.group for run in self._session.history.tree}
        names = (name if number == 1 else f"{name} ({number})" for number in range(1, len(taken) + 2))
        return next(free for free in names if free not in taken)

    def _original(self) -> tuple[str, int | None]:
        """Return the run whose twin would be trained: the current one, if it was trained here from the beginning.

        While a twin reads, its original may have another one.
        """
        from digitapp.core.runs import run as runs

        tree, run, before = self._session.history.tree, self._session.history.run, self._session.queue.latest(Kind.TWIN)
        original = None if before is None else before.trials[0].run
        if before is not None and before.trials[1].run == run.number and original is not None and original in tree:
            run = tree[original]
        trained = run.kind is runs.Kind.TRAINED and run.origin is None and run.folder == self._session.datasets.folder
        return (run.name, run.number) if trained else ("", None)

    @Slot(int)
    def _lay_down(self, number: int) -> None:
        """Lay a test image on the paper, to be read exactly as it is."""
        found = self._session.duel.found
        if found is not None:
            self._session.drawing.lay_down(as_it_is(found.images[number], tr("test image {number}", number=number)))

    # What is shown

    @Slot(object)
    def _follow(self, experiment: Experiment) -> None:
        if experiment.kind is Kind.TWIN:
            self._session.twins.set_runs(experiment.runs)
        elif experiment.kind is Kind.UNITS:
            self._session.more_units.set_runs(experiment.runs)
        self._show()

    @Slot(object)
    def _tell_finished(self, experiment: Experiment) -> None:
        """Say of an experiment that nobody looks at that it is over."""
        if self._page is not None and self._page.isVisible():
            return
        failed = [(trial.label, trial.problem) for trial in experiment.trials if trial.problem is not None]
        text = tr("{group}: all is trained; the result is on the page Runs.", group=experiment.group)
        for value, why in failed[:1]:
            text = tr(
                "{group}: not all is trained. {value}: {why}", group=experiment.group, value=value, why=error_text(why)
            )
        self._messages.show_notice(text)

    @Slot()
    def _show_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _show(self) -> None:
        """Show what is known, if somebody sees it."""
        page = self._page
        if page is None or not page.isVisible() or page.parts.name not in _SHOWN:
            return
        _SHOWN[page.parts.name](self, page.parts.current)

    def _show_sweep(self, part: SweepView) -> None:
        part.set_settings(self._session.training.settings)
        part.set_experiment(self._session.queue.latest(Kind.SWEEP), self._session.shelf.lines)

    def _show_units(self, part: MoreUnitsView) -> None:
        part.set_experiment(self._session.queue.latest(Kind.UNITS), self._session.shelf.lines)

    def _show_twin(self, part: TwinView) -> None:
        session = self._session
        name, run = self._original()
        part.set_original(name, session.training.settings if run is None else session.history.tree[run].settings)
        part.set_experiment(session.queue.latest(Kind.TWIN), session.shelf.lines)

    def _show_duel(self, part: DuelView) -> None:
        part.set_lines(self._session.shelf.lines, tuple(self._session.shelf.compared))

    @Slot(object)
    def _draw_lines(self, _: object) -> None:
        part = None if self._page is None else self._page.parts.there("twin")
        if part is not None:
            cast("TwinView", part).prepare()


_SHOWN: dict[str, Callable[[ExperimentWiring, Any], None]] = {
    "sweep": ExperimentWiring._show_sweep,
    "units": ExperimentWiring._show_units,
    "twin": ExperimentWiring._show_twin,
    "duel": ExperimentWiring._show_duel,
}
