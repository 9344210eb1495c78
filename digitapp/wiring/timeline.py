"""Connects rewinding with the timeline below the pages."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.views.window.main_window import MainWindow


class TimelineWiring(QObject):
    """Connects a session's Rewinding and Said with a window's timeline."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, preferences: Preferences) -> None:
        super().__init__(window)
        self._session, self._window, self._preferences = session, window, preferences
        rewinding, timeline = session.rewinding, window.timeline
        timeline.place_requested.connect(rewinding.go_to)
        timeline.now_requested.connect(rewinding.return_to_now)
        timeline.go_on_requested.connect(rewinding.go_on_from_here)
        timeline.megabytes_requested.connect(self._take_megabytes)
        rewinding.way_changed.connect(timeline.set_way)
        rewinding.place_changed.connect(timeline.set_place)
        rewinding.place_changed.connect(self._mark_curves)
        rewinding.failed.connect(messages.show_error)
        session.said.changed.connect(timeline.set_said)
        session.said.failed.connect(messages.show_error)
        session.training.status_changed.connect(self._show_status)
        window.overview.training_form.validity_changed.connect(timeline.set_valid)
        window.close_requested.connect(timeline.stop)  # what is asked about is the newest
        window.close_requested.connect(rewinding.return_to_now)
        self._use_megabytes(preferences.rewinding_megabytes)
        timeline.set_way(rewinding.way)
        timeline.set_place(rewinding.place)

    @Slot(object)
    def _show_status(self, status: Status) -> None:
        self._window.timeline.set_training(status is Status.RUNNING)

    @Slot(object)
    def _mark_curves(self, _: object) -> None:
        """Mark in the curves where one is."""
        place = self._session.rewinding.place
        at = None if place is None or place.live else place.at
        for plot in (self._window.overview.loss_plot, self._window.overview.accuracy_plot):
            plot.set_moment(at)
        self._window.overview.training_controls.set_past(at)

    @Slot(int)
    def _take_megabytes(self, most: int) -> None:
        self._preferences.rewinding_megabytes = most
        self._use_megabytes(most)

    def _use_megabytes(self, most: int) -> None:
        self._session.rewinding.set_most_bytes(most * 2**20)
        self._window.timeline.set_megabytes(most)
