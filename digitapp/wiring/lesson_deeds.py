"""What the person does while a lesson is under way, as far as a stop may ask for it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.inside.explanations import Flip
from digitapp.core.lessons.lesson import Check
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.training import TrainingReport
from digitapp.core.runs.unit_changes import Changes
from digitapp.state.session import Session
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.lesson_goals import GOALS, is_reached

_REST = 400  # milliseconds that a reading stays as it is before it is judged: a stroke later it may be another one
OF_DRAWING = ("read", "doubtful")  # what is so of a drawing, and with the next stroke no longer


class Deeds(QObject):
    """Remembers what was done since a stop was reached: a task is not done by what happened before.

    Signals:
        changed(): something was done that a stop may have asked for.
    """

    changed = Signal()

    def __init__(self, session: Session, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._window = session, window
        self._done: set[str] = set()
        self._batches = 0
        self._newest = -1  # the run begun last when the stop was reached
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.changed)
        session.drawing.ink_changed.connect(self._rest.start)
        session.reader.reading_changed.connect(self._note_reading)
        session.history.moment_changed.connect(self.changed)
        session.explanations.selection_changed.connect(self._note_unit)
        session.one_step.learned.connect(self._note_step_of_learning)
        session.history.changed.connect(self.changed)
        session.surveyor.changed.connect(self.changed)
        session.advice.notices_changed.connect(self.changed)
        session.right_digit.changed.connect(self.changed)
        session.training.ended.connect(self._note_end)
        session.training.status_changed.connect(self.changed)
        session.training.advanced.connect(self._count)
        window.overview.hidden_layer.stage_changed.connect(self._note_stage)
        window.stage.page_opened.connect(self.changed)
        window.pages.built.connect(self._connect)

    def forget(self) -> None:
        """Begin anew: a stop was reached."""
        self._done, self._batches = set(), 0
        self._rest.stop()
        self._newest = max(run.number for run in self._session.history.tree)

    @property
    def rests(self) -> bool:
        """Whether the pen is lifted, and what is read has stayed the same for a moment."""
        drawing = self._session.drawing
        return len(drawing.ink) == len(drawing.strokes) and not self._rest.isActive()

    @Slot()
    def _note_reading(self) -> None:
        self._rest.start()
        self.changed.emit()

    @Slot(str, object)
    def _connect(self, name: str, page: Any) -> None:
        """Hear of what is done on a page that was just built."""
        match name:
            case "numbers":
                page.pixel_pointed.connect(self._note_pixel)
            case "steps":
                page.step_reached.connect(self._note_step)
                page.figure.bench.tried.connect(self._note_tried)
            case "ledger":
                page.try_requested.connect(self._note_flip)
                page.flip_shown.connect(self._note_flip_shown)
            case "weight":
                page.chosen.connect(self._note_weight)

    @Slot(int, int)
    def _note_unit(self, layer: int, unit: int) -> None:
        del layer
        if unit >= 0:
            self._note("unit")

    @Slot()
    def _note_stage(self) -> None:
        self._note("stage")

    @Slot(int)
    def _note_pixel(self, index: int) -> None:
        self._note(f"pixel {index}")

    @Slot(str)
    def _note_step(self, kind: str) -> None:
        self._note(f"step {kind}")

    @Slot(float)
    def _note_tried(self, x: float) -> None:
        if x < 0:
            self._note("below_zero")

    @Slot()
    def _note_flip(self) -> None:
        self._note("flip_tried")

    @Slot(object)
    def _note_flip_shown(self, flip: Flip) -> None:
        reading = self._session.reader.reading
        if reading is not None and len(flip.places) == 1:
            self._note(f"one_pixel {reading.ranking[0]}")

    @Slot()
    def _note_weight(self) -> None:
        self._note("weight")

    @Slot()
    def _note_step_of_learning(self) -> None:
        self._done.add("step")
        self._note("learned")

    @Slot(int)
    def _note_end(self, run: int) -> None:
        """Note that a run is over that began since, and that went all its epochs."""
        tree = self._session.history.tree
        if run > self._newest and run in tree:
            curves, epochs = tree[run].curves, tree[run].settings.epochs
            if curves and curves[-1].end >= curves[-1].begin + epochs - 1e-6:
                self._note("trained")

    @Slot(object)
    def _count(self, report: TrainingReport) -> None:
        """Count the batches of the run while a stop waits for them."""
        self._batches = (report.epoch - 1) * report.steps + report.step
        self._note("learned")

    def _note(self, deed: str) -> None:
        self._done.add(deed)
        self.changed.emit()

    def have_done(self, check: Check) -> bool:
        """Return whether what a stop asks for was done since forget(), or is so."""
        session, window = self._session, self._window
        reading = session.reader.reading
        match check.name:
            case "none":
                return True
            case "drawn":
                return reading is not None
            case "read":
                return self.rests and reading is not None and reading.answer == check.value
            case "doubtful" if not self.rests:
                return False
            case "unit":
                return "unit" in self._done
            case "unit_on" | "unit_off":
                return "unit" in self._done and self._chosen_is_on(check.name == "unit_on")
            case "unit_flipped":
                return reading is not None and _flipped(reading, session.history.changes)
            case "showing_z":
                return "stage" in self._done and window.overview.hidden_layer.shows_z
            case "page":
                return window.stage.is_visible(str(check.value))
            case "untrained":
                return session.history.moment.at == 0
            case "batches":
                return self._batches >= int(check.value or 0)
            case name if name in GOALS:
                return is_reached(check, session, self._done, self._newest)
            case _:
                return (check.name if check.value is None else f"{check.name} {check.value}") in self._done

    def _chosen_is_on(self, on: bool) -> bool:
        """Whether the chosen unit is on, or is off."""
        reading, explanations = self._session.reader.reading, self._session.explanations
        if reading is None or explanations.unit < 0:
            return False
        return bool(reading.hidden[explanations.layer].activation[explanations.unit] > 0) == on


def _flipped(reading: Reading, changes: Changes) -> bool:
    """Whether another b has switched a unit on that was off, or off that was on."""
    if reading.moment.changes != changes:
        return False  # it is of before
    found = ((reading.hidden[layer].z[unit], change.bias) for (layer, unit), change in changes.items())
    return any((z > 0) != (z - bias > 0) for z, bias in found)
