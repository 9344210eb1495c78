"""More units, finer? Few units, more and many, trained on the spot and laid side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.columns import Column
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.experiment import Experiment
from digitapp.core.runs.sweep import UNITS
from digitapp.i18n import tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label
from digitapp.views.runs.network_columns import NetworkColumns
from digitapp.views.runs.networks_shown import networks_of
from digitapp.views.runs.queue_bar import QueueBar


class MoreUnitsView(Page):
    """Shows the networks of an Experiment in columns.

    Signals:
        train_requested(): train them.
    """

    train_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._lines: Sequence[RunLine] = ()
        self._found: Sequence[Column] = ()
        self._title, self._words, self._train = label("title"), label("quiet"), QPushButton()
        self._words.setWordWrap(True)
        self.bar, self.columns = QueueBar(), NetworkColumns()
        row = QHBoxLayout()
        row.setSpacing(2 * theme.GRID)
        row.addWidget(self._title)
        row.addStretch()
        row.addWidget(self._train)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(row)
        layout.addWidget(self._words)
        layout.addWidget(self.bar)
        layout.addWidget(self.columns, 1)
        layout.addStretch()
        self._train.clicked.connect(self.train_requested)
        self.retranslate()

    def set_experiment(self, experiment: Experiment | None, lines: Sequence[RunLine]) -> None:
        """Show how far the experiment is, and what is known of its runs."""
        self._experiment, self._lines = experiment, tuple(lines)
        self.bar.set_experiment(experiment)
        self._show()

    @Slot(object)
    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show what each network reads."""
        self._found = tuple(columns)
        self._show()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        few, more, many = UNITS
        self._title.setText(tr("More units, finer?"))
        self._train.setText(tr("Train {few}, {more} and {many} units", few=few, more=more, many=many))
        self._words.setText(
            tr(
                "Each hidden unit compares the picture with its weights. With {few} of them each must serve many"
                " digits; with {many} each can look for something finer. Train the three and draw: which drawings need"
                " the larger one, and how much accuracy do more units buy?",
                few=few,
                many=many,
            )
        )
        self.setWhatsThis(self._words.text())
        self._show()

    def _show(self) -> None:
        self.columns.setVisible(self._experiment is not None)
        if self._experiment is not None:
            names = [tr("{units} units", units=trial.label) for trial in self._experiment.trials]
            self.columns.set_networks(networks_of(self._experiment, self._lines, self._found, names))
