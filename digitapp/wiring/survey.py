"""Connects the survey of all test images with the pages that show it, and takes their images to the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from digitapp.core.inside.experiment import loudest
from digitapp.core.paper.pictures import as_it_is
from digitapp.core.runs.unit_changes import Unit, UnitChange
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views.inside.units_view import UnitsView
from digitapp.views.parts.unit_switch import MOST
from digitapp.views.window.inside_window import InsideWindow
from digitapp.views.window.main_window import MainWindow


class SurveyWiring(QObject):
    """Connects a session's Surveyor with the pages of an InsideWindow."""

    def __init__(self, session: Session, main: MainWindow, window: InsideWindow, messages: Messages) -> None:
        super().__init__(window)
        self._main, self._units = main, window.units
        self._session = session
        surveyor = session.surveyor
        surveyor.failed.connect(messages.show_error)
        for page in (window.units, window.test_set, window.map):
            page.seen.connect(surveyor.watch)
            surveyor.changed.connect(page.set_survey)
            surveyor.advanced.connect(page.set_progress)
            page.image_chosen.connect(self._read)
        for view in (window.map, window.units):
            session.reader.reading_changed.connect(view.set_reading)
        window.sight.seen.connect(session.preparing.watch)
        session.preparing.changed.connect(window.sight.set_prepared)
        window.sight.seen.connect(surveyor.watch)
        surveyor.changed.connect(window.sight.set_survey)
        session.drawing.pen_width_changed.connect(session.preparing.refresh)
        maps = session.neighbour_maps
        window.map.neighbours_requested.connect(maps.make)
        maps.changed.connect(window.map.set_neighbours)
        maps.advanced.connect(window.map.set_neighbours_progress)
        maps.failed.connect(messages.show_error)
        self._connect_units(window.units)

    def _connect_units(self, units: UnitsView) -> None:
        session, history = self._session, self._session.history
        session.explanations.selection_changed.connect(units.set_selection)
        units.unit_requested.connect(session.explanations.select_unit)
        units.seen.connect(self._catch_up)
        history.changed.connect(self._note_network)
        history.units_changed.connect(units.set_changes)
        history.units_changed.connect(self._tell_changes)
        units.switch.change_requested.connect(self._change_unit)
        units.switch.loudest_requested.connect(self._switch_off_loudest)
        units.switch.back_requested.connect(history.put_units_back)
        self._note_network()

    @Slot()
    def _note_network(self) -> None:
        self._units.set_accuracy(self._session.history.moment.test_accuracy)

    @Slot()
    def _catch_up(self) -> None:
        """Show the drawing as it is now to a page that was hidden while it changed."""
        self._units.set_reading(self._session.reader.reading)

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

    @Slot(object)
    def _tell_changes(self, changes: dict[Unit, UnitChange]) -> None:
        self._main.network_status.set_changed_units(len(changes))

    @Slot(int)
    def _read(self, number: int) -> None:
        """Lay a test image on the canvas, to be read exactly as it is."""
        survey = self._session.surveyor.survey
        if survey is None:
            return
        picture = as_it_is(survey.images[number], tr("test image {number}", number=number))
        self._session.drawing.lay_down(picture)
