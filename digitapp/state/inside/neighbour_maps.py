"""Makes maps by neighbours in the background, for the survey of the moment, when somebody asks for one."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.inside.neighbour_map import NeighbourMap, neighbour_map_steps
from digitapp.core.inside.survey import Ground, Survey, rows_steps
from digitapp.state.background import Background
from digitapp.state.inside.surveyor import Surveyor


class NeighbourMaps(Background):
    """Keeps the maps that were made for the current survey.

    Signals:
        changed(ground, map): a NeighbourMap is there, or None.
        advanced(share): how much of the work on one is done, from 0 to 1.
    """

    changed = Signal(object, object)
    advanced = Signal(float)

    def __init__(self, surveyor: Surveyor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._surveyor = surveyor
        self._ground = Ground.PIXELS
        self._maps: dict[Ground, NeighbourMap] = {}
        surveyor.changed.connect(self._forget)

    @Slot(object)
    def make(self, ground: Ground) -> None:
        """Make the map of this ground, instead of one that is under way; one that is there is told of at once."""
        self.stop_now()
        self._ground = ground
        survey = self._surveyor.survey
        self.changed.emit(ground, self._maps.get(ground))
        if survey is None or ground not in survey.maps or ground in self._maps:
            return
        self._run(self._steps(survey, ground))

    @staticmethod
    def _steps(survey: Survey, ground: Ground) -> Generator[float | NeighbourMap | None, None, None]:
        rows = yield from rows_steps(survey, ground)
        yield from neighbour_map_steps(rows)

    @Slot()
    def _forget(self) -> None:
        """Drop the maps of a survey that is gone; that of the pixels too, for its images may be others."""
        self.stop_now()
        self._maps = {}

    @Slot(object)
    def _take(self, item: float | NeighbourMap) -> None:
        if isinstance(item, float):
            self.advanced.emit(item)
        else:
            self._maps[self._ground] = item
            self.changed.emit(self._ground, item)
