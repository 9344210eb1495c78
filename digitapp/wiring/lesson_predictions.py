"""A guess at a stop of a lesson, and what it really is, which is shown once the guess was made."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.lessons.lesson import Check
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.curves import Curves, Series, running_mean
from digitapp.core.runs.training import TrainingReport
from digitapp.i18n import tr
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.views.lessons.prediction_view import PredictionView
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.lesson_paper import LentPaper

_WINDOW = 25  # batches in the running mean, as in the curves of the first page


class Predictions(QObject):
    """Asks for a guess and tells what is so.

    Signals:
        told(text): what there is to say now.
        revealed(): what is so was shown.
    """

    told = Signal(str)
    revealed = Signal()

    def __init__(self, session: Session, window: MainWindow, view: PredictionView, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._main, self._view = session, window, view
        self._asked: Check | None = None
        self._guess = -1
        self._paper, self._drawn = LentPaper(session.drawing), False  # whether the sample was drawn
        self._old: Reading | None = None  # of what lay there before it
        self._run = False  # whether the run is under way that shows the real curve
        self._newest = -1  # the run begun last before it
        self._watching = False
        view.guessed.connect(self._take_guess)
        view.run_requested.connect(self._take_curve)
        session.surveyor.changed.connect(self._reveal)
        session.reader.reading_changed.connect(self._note_reading)
        session.history.changed.connect(self._reveal)
        session.training.advanced.connect(self._follow)
        session.training.status_changed.connect(self._note_status)

    def ask(self, asked: Check) -> None:
        """Ask for this, one of PREDICTIONS."""
        session = self._session
        self._asked, self._guess, self._run, self._drawn = asked, -1, False, False
        match asked.name:
            case "loss" | "test_loss":
                self._view.ask_curve(float(session.training.settings.epochs))
            case "favourite":
                self._view.ask_digit()
                session.explanations.select_layer(0)
                session.explanations.select_unit(self._unit)
                self._watch(True)
            case "off" | "off_for":
                self._view.ask_number(session.history.info.shown[0].units)
            case _:
                self._view.ask_number(100, "%")

    def end(self) -> None:
        """Ask nothing any more, and give the paper back."""
        self._paper.give_back()
        self._asked, self._run = None, False
        self._watch(False)

    @property
    def _unit(self) -> int:
        """The unit whose favourite digit is asked for, which the current network has."""
        wanted = int(self._asked.value or 0) if self._asked is not None else 0
        return min(wanted, self._session.history.info.shown[0].units - 1)

    def _watch(self, watch: bool) -> None:
        if watch != self._watching:
            self._watching = watch
            self._session.surveyor.watch(watch)

    @Slot(int)
    def _take_guess(self, guess: int) -> None:
        self._guess = guess
        self._reveal()

    @Slot()
    def _reveal(self) -> None:
        """Show what is so, if a guess was made and it is known."""
        asked = self._asked
        if asked is None or self._guess < 0:
            return
        match asked.name:
            case "favourite":
                self._reveal_favourite()
            case "off":
                self._reveal_off()
            case "off_for":
                self._draw_and_reveal(int(asked.value or 0))
            case "accuracy":
                self._reveal_accuracy()

    def _reveal_favourite(self) -> None:
        survey = self._session.surveyor.survey
        if survey is None:
            self.told.emit(tr("You said {digit}. The test images are being read…", digit=self._guess))
            return
        census = survey.census[0]
        digit, on = int(census.favourites[self._unit]), census.on[self._unit]
        if digit < 0:
            self._tell(tr("It is on for no test image at all: a dead unit."))
            return
        values = {"unit": self._unit, "digit": digit, "guess": self._guess, "share": on[digit] / on.sum()}
        self._tell(
            tr(
                "Right: {digit}. Of the test images that switch unit {unit} on, {share:.0%} are of that digit.",
                **values,
            )
            if digit == self._guess
            else tr(
                "You said {guess}, and it is {digit}: of the images that switch unit {unit} on, {share:.0%} are of that"
                " digit.",
                **values,
            )
        )
        self._main.stage.show_beside_or_in_front("units")

    @Slot()
    def _note_reading(self) -> None:
        if self._drawn:
            self._reveal()

    def _draw_and_reveal(self, digit: int) -> None:
        """Draw a sample, and tell once it is read: what is guessed could not be seen before."""
        if not self._drawn:
            self._drawn, self._old = True, self._session.reader.reading
            self._paper.lay_down(digit)
            self._main.stage.show_beside_or_in_front("overview")
        elif self._session.reader.reading not in (None, self._old):
            self._reveal_off()

    def _reveal_off(self) -> None:
        reading = self._session.reader.reading
        if reading is None:
            self.told.emit(tr("Draw a digit first; then it is counted."))
            return
        layer = reading.shown[0]
        self._main.stage.show_beside_or_in_front("overview")
        self._tell(
            tr(
                "You said {guess}. For this drawing {off} of {units} units have a z of 0 or below, and relu makes 0 of"
                " it.",
                guess=self._guess,
                off=layer.units - layer.on,
                units=layer.units,
            )
        )

    def _reveal_accuracy(self) -> None:
        accuracy = self._session.history.moment.test_accuracy
        if accuracy is None:
            self._session.measuring.measure(self._session.history.run.number)
            self.told.emit(tr("You said {guess}%. The test images are being read…", guess=self._guess))
            return
        self._tell(
            tr(
                "You said {guess}%. Of the 10,000 test images, which it has never learned from, it reads {accuracy:.1%}"
                " rightly.",
                guess=self._guess,
                accuracy=accuracy,
            )
        )

    def _tell(self, text: str) -> None:
        self._asked = None
        self._view.lock()
        self.told.emit(text)
        self.revealed.emit()

    # The curve

    @Slot()
    def _take_curve(self) -> None:
        training = self._session.training
        self._newest = max(run.number for run in self._session.history.tree)
        self._run = True
        self.told.emit(tr("It is being trained: your curve is dashed, and the solid one is what happens."))
        training.train()

    def _real(self, curves: Curves) -> tuple[Series, Series]:
        """Return the places and values of what was to be guessed."""
        if self._asked is not None and self._asked.name == "test_loss":
            return curves.epoch_at, curves.val_loss
        return curves.batch_at, running_mean(curves.batch_loss, _WINDOW)

    @Slot(object)
    def _follow(self, report: TrainingReport) -> None:
        if self._run and self._session.training.run > self._newest:
            self._view.set_real(*self._real(report.curves))

    @Slot(object)
    def _note_status(self, status: Status) -> None:
        run = self._session.training.run
        if not self._run or status is not Status.IDLE or run <= self._newest:
            return
        self._run = False
        tree = self._session.history.tree
        curves = tree[run].curves[-1] if run in tree and tree[run].curves else Curves()
        _, values = self._real(curves)
        values = values[np.isfinite(values)]
        if not len(values):
            self._tell(tr("The run was ended before there was anything to see."))
            return
        self._tell(
            tr(
                "Your curve is dashed, the real one solid. It began at {first:.2f}, its lowest was {least:.2f}, its"
                " highest {most:.2f}, and it ended at {last:.2f}.",
                first=values[0],
                least=values.min(),
                most=values.max(),
                last=values[-1],
            )
        )
