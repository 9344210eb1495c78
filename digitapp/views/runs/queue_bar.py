"""How far an experiment's runs are, with buttons to skip one and to give up the rest."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.experiment import Experiment
from digitapp.i18n import tr
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import View, label


class QueueBar(View):
    """Shows how far an Experiment is; hidden while nothing goes on.

    Signals:
        skip_requested(): end the run that goes on, and train the next one.
        cancel_requested(): train nothing more.
    """

    skip_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        self._seconds = 0.0
        self._strip, self._text = ProgressStrip(), label("quiet")
        self._skip, self._cancel = QPushButton(), QPushButton()
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self._text, 1)
        row.addWidget(self._skip)
        row.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addLayout(row)
        layout.addWidget(self._strip)
        self._skip.clicked.connect(self.skip_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self.retranslate()
        self.hide()

    def set_experiment(self, experiment: Experiment | None) -> None:
        """Show this one, or nothing once it is over."""
        self._experiment = experiment
        if experiment is None or experiment.over:
            self._seconds = 0.0
            self._strip.set_share(0.0)
        self.setVisible(experiment is not None and not experiment.over)
        self._say()

    @Slot(float, float)
    def set_progress(self, share: float, seconds: float) -> None:
        """Show how much is done, from 0 to 1, and about how long the rest takes."""
        if self._experiment is not None and not self._experiment.over:
            self._seconds = seconds
            self._strip.set_share(share)
            self._say()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._skip.setText(tr("Skip"))
        self._skip.setToolTip(tr("End this run after its batch and train the next one; what it has learned is kept"))
        self._cancel.setText(tr("Cancel"))
        self._cancel.setToolTip(tr("Train none of the others; the runs that are there are kept"))
        self._say()

    def _say(self) -> None:
        experiment = self._experiment
        place = None if experiment is None else experiment.under_way
        if experiment is None or place is None:
            return
        known = {"number": place + 1, "count": len(experiment.trials), "value": experiment.trials[place].label}
        if self._seconds <= 0:
            self._text.setText(tr("Run {number} of {count}: {value}", **known))
        elif self._seconds < 90:
            self._text.setText(
                tr("Run {number} of {count}: {value} · about {seconds:.0f} s left", **known, seconds=self._seconds)
            )
        else:
            self._text.setText(
                tr(
                    "Run {number} of {count}: {value} · about {minutes:.0f} min left",
                    **known,
                    minutes=self._seconds / 60,
                )
            )
