"""Connects the film of a unit with the part of the page Runs that shows it, when it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Slot

from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.part import PartWiring

if TYPE_CHECKING:  # the part's module is read when the part is built
    from digitapp.views.runs.film_view import FilmView


class FilmWiring(PartWiring):
    """Connects a session's Film with the page Runs."""

    PART, COMMAND = "film", "film"

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(session, window)
        self._part: FilmView | None = None
        session.film.failed.connect(messages.show_error)

    def _connect(self, part: Page) -> None:
        session, self._part = self._session, cast("FilmView", part)
        film, rewinding = session.film, session.rewinding
        film.film_changed.connect(self._part.set_frames)
        film.step_changed.connect(self._part.set_step)
        film.unit_changed.connect(self._show_unit)
        rewinding.place_changed.connect(self._part.set_place)
        self._part.place_requested.connect(rewinding.go_to)
        self._part.unit_requested.connect(self._choose)
        self._part.seen.connect(film.watch)
        self._part.set_place(rewinding.place)

    @Slot(int, int)
    def _show_unit(self, layer: int, unit: int) -> None:
        shown = self._session.history.info.shown
        if self._part is not None:
            self._part.set_units(shown[layer].units if layer < len(shown) else 1)
            self._part.set_unit(layer, unit)

    @Slot(int)
    def _choose(self, unit: int) -> None:
        if unit != self._session.explanations.unit:  # the same one again would look away
            self._session.explanations.select_unit(unit)
