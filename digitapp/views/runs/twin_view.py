"""The twin of a run: the same seed, one thing changed; both read the drawing, their curves lie on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.errors import InputError
from digitapp.core.runs.columns import Column
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.experiment import Experiment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.sweep import USUAL, with_value
from digitapp.i18n import error_text, tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label
from digitapp.views.runs.network_columns import NetworkColumns
from digitapp.views.runs.networks_shown import networks_of
from digitapp.views.runs.overlay_plots import OverlayPlots
from digitapp.views.runs.queue_bar import QueueBar
from digitapp.views.runs.run_words import SETTINGS, setting

_TWO_COLUMNS = 700  # pixels of width


class TwinView(Page):
    """Asks for a twin, and shows it beside its original.

    Signals:
        twin_requested(setting, value): train the twin with this value, as it was typed.
    """

    twin_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._name = TrainingSettings(), ""
        self._experiment: Experiment | None = None
        self._lines: Sequence[RunLine] = ()
        self._found: Sequence[Column] = ()
        self._setting, self._value, self._train = QComboBox(), QComboBox(), QPushButton()
        self._setting_name, self._value_name = label(), label()
        self._value.setEditable(True)
        self._value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._original, self._problem = label("quiet"), label("error")
        for text in (self._original, self._problem):
            text.setWordWrap(True)
        self.bar, self.columns, self.plots = QueueBar(), NetworkColumns(), OverlayPlots()
        for name in USUAL:
            self._setting.addItem("", name)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        for part in (self._setting_name, self._setting, self._value_name):
            row.addWidget(part)
        row.addWidget(self._value, 1)
        row.addWidget(self._train)
        self._below = QHBoxLayout()
        self._below.setSpacing(2 * theme.GRID)
        self._below.addWidget(self.columns, 1)
        self._below.addWidget(self.plots, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._original)
        layout.addLayout(row)
        layout.addWidget(self._problem)
        layout.addWidget(self.bar)
        layout.addLayout(self._below, 1)
        layout.addStretch()
        self._setting.setCurrentIndex(list(USUAL).index("learning_rate"))
        self._setting.currentIndexChanged.connect(self._offer_values)
        self._value.editTextChanged.connect(self._check)
        self._train.clicked.connect(self._ask)
        self.retranslate()
        self._offer_values()

    def prepare(self) -> None:
        """Make ready for drawing curves, once: this needs pyqtgraph."""
        self.plots.prepare()

    @property
    def request(self) -> tuple[str, str]:
        """The setting that is chosen, and its other value as it is typed."""
        return str(self._setting.currentData()), self._value.currentText()

    def set_original(self, name: str, settings: TrainingSettings) -> None:
        """Say which run would be the original; "" for one that is trained first, with these settings."""
        if (name, settings) != (self._name, self._settings):
            self._name, self._settings = name, settings
            self._offer_values()
            self._say_original()

    def set_experiment(self, experiment: Experiment | None, lines: Sequence[RunLine]) -> None:
        """Show how far the twin is, and what is known of both runs."""
        self._experiment, self._lines = experiment, tuple(lines)
        self.bar.set_experiment(experiment)
        self._show()

    @Slot(object)
    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show what each of them reads."""
        self._found = tuple(columns)
        self._show_columns()

    def fit_into(self, room: QSize) -> None:
        """Put the curves beside the networks, or below them."""
        ways = QBoxLayout.Direction
        self._below.setDirection(ways.LeftToRight if room.width() >= _TWO_COLUMNS else ways.TopToBottom)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        for place in range(self._setting.count()):
            self._setting.setItemText(place, tr(SETTINGS[self._setting.itemData(place)]))
        self._setting_name.setText(tr("Change"))
        self._value_name.setText(tr("to"))
        self._setting.setAccessibleName(tr("What is changed"))
        self._value.setAccessibleName(tr("The other value"))
        self._train.setText(tr("Train the twin"))
        self._train.setToolTip(tr("The same run again with the same seed, this one setting changed"))
        self.setWhatsThis(
            tr(
                "The twin of a run has the same seed, so the same first weights and the same order of images where that"
                " can be, and one thing changed: what is different then comes from that."
            )
        )
        self._say_original()
        self._check()
        self._show()

    def _say_original(self) -> None:
        self._original.setText(
            tr("The original: {name}, the run that reads now.", name=self._name)
            if self._name
            else tr("The network that reads now was not trained here: the original is trained first, as the form says.")
        )

    @Slot()
    def _offer_values(self) -> None:
        """Offer the values of the setting that are worth a look, but not the original's."""
        name = str(self._setting.currentData())
        values = [value.strip() for value in USUAL[name].split(",")]
        others = [value for value in values if with_value(self._settings, name, value) != self._settings]
        self._value.clear()
        self._value.addItems(others)
        self._value.setCurrentIndex(0)
        self._check()

    @Slot()
    def _check(self) -> None:
        """Say what is wrong with the value."""
        name, text = self.request
        problem = ""
        try:
            if with_value(self._settings, name, text.strip()) == self._settings:
                problem = tr("This is the original's own value: {value}", value=setting(self._settings, name))
        except InputError as error:
            problem = error_text(error)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._train.setEnabled(not problem)

    @Slot()
    def _ask(self) -> None:
        name, text = self.request
        self.twin_requested.emit(name, text.strip())

    def _show(self) -> None:
        experiment = self._experiment
        for part in (self.columns, self.plots):
            part.setVisible(experiment is not None)
        if experiment is None:
            return
        lines = {line.number: line for line in self._lines}
        shown = [lines[number] for number in experiment.runs if number in lines]
        self.plots.set_lines(shown, self._colours())
        self._show_columns()

    def _show_columns(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        lit = [f"{tr(SETTINGS[experiment.setting])}: {trial.label}" for trial in experiment.trials]
        titles = [tr("Original"), tr("Twin")]
        self.columns.set_networks(networks_of(experiment, self._lines, self._found, titles, lit, self._colours()))

    def _colours(self) -> Mapping[int, int]:
        """Return the number of the colour of each of the two."""
        trials = () if self._experiment is None else self._experiment.trials
        return {trial.run: place for place, trial in enumerate(trials) if trial.run is not None}
