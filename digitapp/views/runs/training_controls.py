"""The buttons that start, pause and stop a training run, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.training import TrainingReport
from digitapp.i18n import tr
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View, plain_tip


class TrainingControls(View):
    """Asks for runs and shows their progress.

    Signals:
        train_requested, continue_requested, pause_requested, resume_requested, step_requested, stop_requested,
        new_network_requested, back_requested: the person pressed this.
    """

    train_requested = Signal()
    continue_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    step_requested = Signal()
    stop_requested = Signal()
    new_network_requested = Signal()
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = "idle"
        self._valid = True
        self._before = ""
        self._past: float | None = None
        self._report: TrainingReport | None = None
        self._train = QPushButton()
        self._pause = QPushButton()
        self._step = QPushButton()
        self._stop = QPushButton()
        self._continue = QPushButton()
        self.new_network = QPushButton()
        self._back = QPushButton()
        self._bar = ProgressStrip()
        self._place = Readout(colour="quiet")
        self._speed = Readout(colour="quiet")

        first = QGridLayout()
        first.setSpacing(theme.GRID)
        for column, button in enumerate((self._train, self._pause, self._step, self._stop)):
            first.addWidget(button, 0, column)
            first.setColumnStretch(column, 1)
        second = QGridLayout()
        second.setSpacing(theme.GRID)
        for column, button in enumerate((self._continue, self.new_network, self._back)):
            second.addWidget(button, 0, column)
            second.setColumnStretch(column, 1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._place)
        texts.addWidget(self._speed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self._bar)
        layout.addLayout(texts)

        self._train.clicked.connect(self.train_requested)
        self._pause.clicked.connect(self._pause_or_resume)
        self._step.clicked.connect(self.step_requested)
        self._stop.clicked.connect(self.stop_requested)
        self._continue.clicked.connect(self.continue_requested)
        self.new_network.clicked.connect(self.new_network_requested)
        self._back.clicked.connect(self.back_requested)
        self.retranslate()

    @Slot(str)
    def set_status(self, status: str) -> None:
        """Offer what makes sense while the training is "idle", "running" or "paused"."""
        self._status = status
        self.retranslate()

    @Slot(bool)
    def set_valid(self, valid: bool) -> None:
        """Say whether there are settings to train with."""
        self._valid = valid
        self.retranslate()

    @Slot(str)
    def set_before(self, name: str) -> None:
        """Offer to go back to the network of this name; "" if there is none."""
        self._before = name
        self.retranslate()

    @Slot(object)
    def set_past(self, at: float | None) -> None:
        """Say from where Continue goes on: the place in epochs that is looked at, None for the newest."""
        if at != self._past:
            self._past = at
            if self._continue.isEnabled():
                self._continue.setToolTip(plain_tip(self._from_where()))

    def _from_where(self) -> str:
        if self._past is None:
            return tr("Train the current network further (Shift+F5)")
        return tr(
            "Train on from the moment that the timeline shows, epoch {epoch:.2f}, as a run of its own (Shift+F5)",
            epoch=self._past,
        )

    @Slot(object)
    def set_report(self, report: TrainingReport | None) -> None:
        """Show how far the run is; None when none has begun."""
        self._report = report
        self._say_progress()

    @Slot()
    def _pause_or_resume(self) -> None:
        (self.resume_requested if self._status == "paused" else self.pause_requested).emit()

    def retranslate(self) -> None:
        """Say everything again, in the current language, for the current status."""
        idle, paused = self._status == "idle", self._status == "paused"
        self._train.setText(tr("Train"))
        self._pause.setText(tr("Resume") if paused else tr("Pause"))
        self._step.setText(tr("One batch"))
        self._stop.setText(tr("Stop"))
        self._continue.setText(tr("Continue"))
        self.new_network.setText(tr("New network"))
        self._back.setText(tr("Back"))
        wrong = "" if self._valid else tr("First mend the settings above.")
        nothing_runs = tr("Nothing is being trained.") if idle else ""
        running = tr("Pause first, then go on batch by batch.") if self._status == "running" else ""
        busy = "" if idle else tr("Stop the run first.")
        nothing_before = "" if self._before else tr("There is no other network in this session yet.")
        for button, why_not, tip in (
            (self._train, wrong, tr("Train a fresh network with these settings (F5)")),
            (self._pause, nothing_runs, tr("Wait after the current batch, and go on (F6)")),
            (self._step, wrong or running, tr("Train on one batch only (F10)")),
            (self._stop, nothing_runs, tr("End the run; what it has learned is kept (F8)")),
            (self._continue, wrong or busy, self._from_where()),
            (self.new_network, wrong, tr("Make a fresh network with random weights, untrained (Ctrl+N)")),
            (self._back, nothing_before, tr("Return to the network from before: {name} (Alt+Left)", name=self._before)),
        ):
            if why_not and button.hasFocus() and self._train.isEnabled():  # else Qt looks for it anywhere in the window
                self._train.setFocus()
            button.setEnabled(not why_not)
            button.setToolTip(plain_tip(why_not or tip))
        self._emphasise(self._train if idle else self._pause)
        self._say_progress()

    def _emphasise(self, main: QPushButton) -> None:
        for button in (self._train, self._pause):
            role = "primary" if button is main else ""
            if button.property("role") != role:
                button.setProperty("role", role)
                button.style().unpolish(button)
                button.style().polish(button)

    def _say_progress(self) -> None:
        report = self._report
        if report is None or not report.steps:
            loading = self._status == "running"
            self._bar.set_share(0.0)
            self._place.set_text(tr("Reading the images …") if loading else tr("Train starts a fresh network."))
            self._speed.set_text("")
            return
        self._bar.set_share(report.share_done)
        if report.validating:
            place = tr("epoch {epoch} of {epochs} · measuring", epoch=report.epoch, epochs=report.epochs)
        else:
            place = tr(
                "epoch {epoch} of {epochs} · batch {step} of {steps}",
                epoch=report.epoch,
                epochs=report.epochs,
                step=report.step,
                steps=report.steps,
            )
        self._place.set_text(place)
        speed = tr("{speed:,.0f} images/s", speed=report.images_per_second)
        left = tr("{seconds:.0f} s left", seconds=report.seconds_left)
        self._speed.set_text(f"{speed} · {left}" if self._status != "idle" else speed)
