"""The film of a unit over the way, and the step that led to the place that is looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.runs.film import StepChange, film, step_change
from digitapp.state.background import Background
from digitapp.state.inside.explanations import Explanations
from digitapp.state.runs.rewinding import Rewinding
from digitapp.state.runs.training import Status, Training

REST = 150  # milliseconds at one place, before its step is gone again
_OFTEN = 100  # milliseconds between two films of a run under way


class Film(Background):
    """Shows the chosen unit, or the first one, at the snapshots of the way, and what the step to a place did.

    Signals:
        film_changed(frames): (Frame, ...); empty where nothing was recorded.
        step_changed(change): a StepChange; None where there is none, or while it is not known.
        unit_changed(layer, unit): another unit is shown.
    """

    film_changed = Signal(object)
    step_changed = Signal(object)
    unit_changed = Signal(int, int)

    def __init__(
        self, rewinding: Rewinding, training: Training, explanations: Explanations, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rewinding, self._training, self._explanations = rewinding, training, explanations
        self._watched = False
        self._wanted: tuple[int, int] | None = None  # the run and the batch whose step is shown, or will be
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._go_again)
        self._soon = QTimer(self, singleShot=True, interval=_OFTEN)
        self._soon.timeout.connect(self._tell_film)
        rewinding.way_changed.connect(self._note_way)
        rewinding.place_changed.connect(self._note_place)
        training.status_changed.connect(self._note_place)
        explanations.selection_changed.connect(self._note_unit)

    @property
    def unit(self) -> tuple[int, int]:
        """The layer and the unit that are shown, from 0."""
        return self._explanations.layer, max(self._explanations.unit, 0)

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Follow from now on, or no longer."""
        self._watched = watched
        if watched:
            self._note_unit()
            self._note_place()
        else:
            self._rest.stop()

    @Slot()
    def _note_way(self) -> None:
        if self._watched and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _note_unit(self) -> None:
        if self._watched:
            self.unit_changed.emit(*self.unit)
            self._tell_film()

    @Slot()
    def _tell_film(self) -> None:
        if self._watched:
            self.film_changed.emit(film(self._rewinding.way, self._rewinding.recordings, *self.unit))

    @Slot()
    def _note_place(self) -> None:
        """Have the step that led to the place, as soon as one rests there; not while the end moves on."""
        if not self._watched:
            return
        wanted = self._find()
        if wanted != self._wanted:
            self._wanted = wanted
            self.stop_now()
            self.step_changed.emit(None)
        elif self.running or wanted is None:
            return
        if wanted is not None:
            self._rest.start()

    def _find(self) -> tuple[int, int] | None:
        """Return the run and the batch of the place; at the beginning the first batch."""
        way, place = self._rewinding.way, self._rewinding.place
        if not way or place is None or (place.live and self._training.status is Status.RUNNING):
            return None
        stretch, batch = way.find(place.place)
        return (stretch.run, max(batch, 1)) if stretch.replayable and stretch.batches else None

    @Slot()
    def _go_again(self) -> None:
        if self._wanted is None or not self._watched:
            return
        run, batch = self._wanted
        recording = self._rewinding.recordings.of(run)
        if recording is not None:
            self._run(step_change(run, recording, batch))

    @Slot(object)
    def _take(self, item: StepChange) -> None:
        if (item.run, item.batch) == self._wanted:
            self.step_changed.emit(item)
