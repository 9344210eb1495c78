"""Connects the survey of all test images with the pages that show it, each when it is built."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Slot

from digitapp.core.inside.experiment import loudest
from digitapp.core.paper.pictures import as_it_is
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views.parts.page import Page
from digitapp.views.parts.unit_switch import MOST
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # a page's module is read when the page is built
    from digitapp.views.inside.map_view import MapView
    from digitapp.views.inside.seen_view import SeenView
    from digitapp.views.inside.test_set_view import TestSetView
    from digitapp.views.inside.units_view import UnitsView
    from digitapp.views.parts.survey_page import SurveyPage


class SurveyWiring(QObject):
    """Connects a session's Surveyor with the pages that look at many images."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session, self._pages = session, window.pages
        session.surveyor.failed.connect(messages.show_error)
        session.neighbour_maps.failed.connect(messages.show_error)
        session.history.changed.connect(self._note_network)
        window.pages.built.connect(self._connect)

    @Slot(str, object)
    def _connect(self, name: str, page: Page) -> None:
        """Connect a page that was just built."""
        connect: dict[str, Callable[[Any], None]] = {
            "sight": self._connect_sight,
            "units": self._connect_units,
            "test_set": self._connect_test_set,
            "map": self._connect_map,
        }
        if name in connect:
            connect[name](page)

    def _connect_survey(self, page: SurveyPage) -> None:
        surveyor = self._session.surveyor
        page.seen.connect(surveyor.watch)
        surveyor.changed.connect(page.set_survey)
        surveyor.advanced.connect(page.set_progress)
        surveyor.failed.connect(page.set_problem)

    def _connect_sight(self, page: SeenView) -> None:
        session = self._session
        page.seen.connect(session.preparing.watch)
        session.preparing.changed.connect(page.set_prepared)
        page.seen.connect(session.surveyor.watch)
        session.surveyor.changed.connect(page.set_survey)
        session.drawing.pen_width_changed.connect(session.preparing.refresh)

    def _connect_test_set(self, page: TestSetView) -> None:
        self._connect_survey(page)
        page.image_chosen.connect(self._read)

    def _connect_map(self, page: MapView) -> None:
        self._connect_survey(page)
        maps = self._session.neighbour_maps
        page.image_chosen.connect(self._read)
        self._session.reader.reading_changed.connect(page.set_reading)
        page.set_reading(self._session.reader.reading)
        page.neighbours_requested.connect(maps.make)
        maps.changed.connect(page.set_neighbours)
        maps.advanced.connect(page.set_neighbours_progress)

    def _connect_units(self, page: UnitsView) -> None:
        self._connect_survey(page)
        session, history, explanations = self._session, self._session.history, self._session.explanations
        page.image_chosen.connect(self._read)
        session.reader.reading_changed.connect(page.set_reading)
        explanations.selection_changed.connect(page.set_selection)
        page.unit_requested.connect(explanations.select_unit)
        page.seen.connect(self._catch_up)
        history.units_changed.connect(page.set_changes)
        page.switch.change_requested.connect(self._change_unit)
        page.switch.loudest_requested.connect(self._switch_off_loudest)
        page.switch.back_requested.connect(history.put_units_back)
        page.set_changes(history.changes)
        page.set_accuracy(history.moment.test_accuracy)
        page.set_selection(explanations.layer, explanations.unit)

    @Slot()
    def _note_network(self) -> None:
        page = cast("UnitsView | None", self._pages.there("units"))
        if page is not None:
            page.set_accuracy(self._session.history.moment.test_accuracy)

    @Slot()
    def _catch_up(self) -> None:
        """Show the drawing as it is now to a page that was hidden while it changed."""
        page = cast("UnitsView | None", self._pages.there("units"))
        if page is not None:
            page.set_reading(self._session.reader.reading)

    @Slot(object)
    def _change_unit(self, change: UnitChange) -> None:
        explanations = self._session.explanations
        if explanations.unit >= 0:
            self._session.history.change_units({(explanations.layer, explanations.unit): change})

    @Slot()
    def _switch_off_loudest(self) -> None:
        reading = self._session.reader.reading
        if reading is not None:
            units = loudest(reading, reading.ranking[0], MOST)
            self._session.history.change_units({unit: UnitChange(factor=0.0) for unit in units})

    @Slot(int)
    def _read(self, number: int) -> None:
        """Lay a test image on the canvas, to be read exactly as it is."""
        survey = self._session.surveyor.survey
        if survey is None:
            return
        picture = as_it_is(survey.images[number], tr("test image {number}", number=number))
        self._session.drawing.lay_down(picture)
