"""A sweep: one setting, several values, a run for each; and the accuracy for each value."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.errors import InputError
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.experiment import Experiment, Scale, Stage, Trial, scale, value_of
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.sweep import USUAL, parse_values
from digitapp.i18n import error_text, tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label
from digitapp.views.runs.queue_bar import QueueBar
from digitapp.views.runs.run_words import SETTINGS
from digitapp.views.runs.sweep_plot import Point, SweepPlot
from digitapp.views.runs.trial_list import TrialList

_NAN = float("nan")


class SweepView(Page):
    """Asks for a sweep, and shows an Experiment with what came of its runs.

    Signals:
        sweep_requested(setting, trials): train these Trials.
        chosen(run): the network of this run shall read.
    """

    sweep_requested = Signal(str, object)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TrainingSettings()
        self._experiment: Experiment | None = None
        self._lines: Mapping[int, RunLine] = {}
        self._setting, self._values, self._train = QComboBox(), QLineEdit(), QPushButton()
        self._setting_name, self._values_name = label(), label()
        self._hint, self._problem, self._invitation = label("quiet"), label("error"), label("quiet")
        self.bar, self.plot, self.trials = QueueBar(), SweepPlot(), TrialList()
        for name in USUAL:
            self._setting.addItem("", name)
        for text in (self._hint, self._problem, self._invitation):
            text.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self._setting_name)
        row.addWidget(self._setting)
        row.addWidget(self._values_name)
        row.addWidget(self._values, 1)
        row.addWidget(self._train)
        below = QHBoxLayout()
        below.setSpacing(2 * theme.GRID)
        below.addWidget(self.plot, 3)
        below.addWidget(self.trials, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(row)
        layout.addWidget(self._hint)
        layout.addWidget(self._problem)
        layout.addWidget(self.bar)
        layout.addWidget(self._invitation)
        layout.addLayout(below, 1)
        self._setting.currentIndexChanged.connect(self._offer_usual)
        self._values.textChanged.connect(self._check)
        self._values.returnPressed.connect(self._ask)
        self._train.clicked.connect(self._ask)
        self.plot.chosen.connect(self.chosen)
        self.trials.chosen.connect(self.chosen)
        self.retranslate()
        self._offer_usual()

    @property
    def setting(self) -> str:
        """The name of the setting that is chosen."""
        return str(self._setting.currentData())

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Take these settings for all that is not swept."""
        self._settings = settings
        self._check()

    def set_experiment(self, experiment: Experiment | None, lines: Sequence[RunLine]) -> None:
        """Show how far a sweep is, and what is known of its runs."""
        self._experiment, self._lines = experiment, {line.number: line for line in lines}
        self._show()

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the values and their accuracies as CSV."""
        if self._experiment is None:
            return None
        return partial(_table, self._experiment, dict(self._lines))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        for place in range(self._setting.count()):
            self._setting.setItemText(place, tr(SETTINGS[self._setting.itemData(place)]))
        self._setting_name.setText(tr("Setting"))
        self._values_name.setText(tr("Values"))
        self._setting.setAccessibleName(tr("Setting"))
        self._values.setAccessibleName(tr("Values"))
        self._train.setText(tr("Train all"))
        self._invitation.setText(
            tr(
                "Choose a setting and type its values: a network is trained with each, one after the other, and all"
                " else is as in the form on Overview. Then the accuracy stands here for each value; a click on a point"
                " lets that network read."
            )
        )
        self.setWhatsThis(tr("A sweep: several runs of which only one setting differs, and what it does to accuracy."))
        self._check()
        self._show()

    @Slot()
    def _offer_usual(self) -> None:
        """Offer the values of a setting that are worth a look."""
        self._values.setText(USUAL[self.setting])
        self._check()

    @Slot()
    def _check(self) -> None:
        """Say what is wrong with the values, and what will be trained."""
        try:
            trials = parse_values(self.setting, self._values.text(), self._settings)
        except InputError as error:
            self._tell([error_text(error)], 0)
            return
        bad = [trial for trial in trials if trial.stage is Stage.BAD]
        self._tell(
            [f"{trial.label}: {error_text(trial.problem)}" for trial in bad if trial.problem], len(trials) - len(bad)
        )

    def _tell(self, problems: list[str], good: int) -> None:
        self._problem.setText("\n".join(problems[:3]))
        self._problem.setVisible(bool(problems))
        self._train.setEnabled(good > 0)
        epochs = self._settings.epochs
        self._hint.setText(
            tr(
                "Runs to train: {count}. All else as in the form: seed {seed}, epochs {epochs}.",
                count=good,
                seed=self._settings.seed,
                epochs=epochs,
            )
        )

    @Slot()
    def _ask(self) -> None:
        if self._train.isEnabled():
            trials = parse_values(self.setting, self._values.text(), self._settings)
            self.sweep_requested.emit(self.setting, trials)

    def _show(self) -> None:
        experiment = self._experiment
        for part in (self.plot, self.trials):
            part.setVisible(experiment is not None)
        self._invitation.setVisible(experiment is None)
        self.bar.set_experiment(experiment)
        if experiment is None:
            return
        self.trials.set_trials(experiment.trials, self._lines)
        known = [trial for trial in experiment.trials if trial.stage is Stage.DONE and trial.run in self._lines]
        self.plot.set_points(
            [self._point(trial) for trial in known], _scale(experiment, known), tr(SETTINGS[experiment.setting])
        )

    def _point(self, trial: Trial) -> Point:
        assert trial.run is not None
        line = self._lines[trial.run]
        return Point(trial.label, trial.run, line.figures.test_accuracy, line.figures.accuracy, line.current)


def _scale(experiment: Experiment, known: Sequence[Trial]) -> Scale:
    """Return where the points of the trials that are known lie, among all that will be."""
    good = [trial for trial in experiment.trials if trial.settings is not None]
    whole = scale([value_of(trial.settings, experiment.setting) for trial in good if trial.settings])
    places = {id(trial): place for trial, place in zip(good, whole.places, strict=True)}
    return Scale(tuple(places[id(trial)] for trial in known), whole.logarithmic, whole.numeric)


def _table(experiment: Experiment, lines: Mapping[int, RunLine]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([experiment.setting, "run", "stage", "test_accuracy", "training_accuracy", "seconds"])
    for trial in experiment.trials:
        line = lines.get(-1 if trial.run is None else trial.run)
        figures = [line.figures.test_accuracy, line.figures.accuracy, line.figures.seconds] if line else [_NAN] * 3
        numbers = ["" if figure != figure else f"{figure:.6g}" for figure in figures]
        writer.writerow([trial.label, line.name if line else "", trial.stage.value, *numbers])
    return text.getvalue()
