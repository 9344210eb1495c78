"""Finds the loss around the current network's way, in the background, while somebody wants to see it."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.errors import InputError
from digitapp.core.inside.kept_moments import Part, parts_of
from digitapp.core.inside.landscape import Landscape, landscape_steps
from digitapp.core.inside.taught import Stage
from digitapp.state.inside.watched_work import WatchedWork
from digitapp.state.runs.rewinding import Rewinding
from digitapp.state.runs.training import Status, Training

REST = 300  # milliseconds without a change of the way, before its landscape is found


class Landscapes(WatchedWork):
    """Keeps the landscape of the way to the current network; while a run goes on, or without a way, there is none.

    Signals:
        changed(landscape): a Landscape, or None.
        place_changed(place): where on the way one is, in batches.
    """

    changed = Signal(object)
    place_changed = Signal(int)

    def __init__(self, training: Training, rewinding: Rewinding, parent: QObject | None = None) -> None:
        super().__init__(REST, parent)
        self._training, self._rewinding = training, rewinding
        self._landscape: Landscape | None = None
        rewinding.way_changed.connect(self._note)
        training.status_changed.connect(self._note)
        rewinding.place_changed.connect(self._tell_place)

    @property
    def _is_found(self) -> bool:
        return self._landscape is not None

    @Slot()
    def _note(self) -> None:
        """Notice that the way is another."""
        if not self._watched:
            return
        way = self._rewinding.way
        of = tuple((stretch.run, stretch.batches) for stretch in way.stretches)
        if of == self._of:
            return
        self._forget()
        if not way:
            self._set_stage(Stage.EMPTY)
        elif self._training.status is Status.RUNNING:
            self._set_stage(Stage.TRAINING)
        else:
            self._of = of
            self._set_stage(Stage.ASKING)
            self._rest.start()

    def _forget(self) -> None:
        self._rest.stop()
        self.stop_now()
        self._of = self.refused = None
        if self._landscape is not None:
            self._landscape = None
            self.changed.emit(None)

    @Slot()
    def _begin(self) -> None:
        parts = parts_of(self._rewinding.way, self._rewinding.recordings)
        if parts and self._watched:
            self._run(_steps(parts))

    @Slot(object)
    def _take(self, item: float | Landscape) -> None:
        if isinstance(item, float):
            self.advanced.emit(item)
            return
        self._landscape = item
        self._set_stage(Stage.THERE)
        self.changed.emit(item)
        self._tell_place()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if isinstance(error, InputError):  # too few moments, or a network that has none
            self._end()
            self.refused = error
        else:
            super()._fail(error)
        self._set_stage(Stage.REFUSED)

    @Slot()
    def _tell_place(self) -> None:
        place = self._rewinding.place
        if place is not None and self._landscape is not None:
            self.place_changed.emit(place.place)


def _steps(parts: tuple[Part, ...]) -> Generator[float | Landscape, None, None]:
    yield 0.0
    yield (yield from landscape_steps(parts))
