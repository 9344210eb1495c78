"""Connects slow motion with the part of the page Runs that shows it, when it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Slot

from digitapp.core.paper.pictures import as_it_is
from digitapp.i18n import tr
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.part import PartWiring

if TYPE_CHECKING:  # the part's module is read when the part is built
    from digitapp.views.runs.slow_motion_view import SlowMotionView


class SlowMotionWiring(PartWiring):
    """Connects a session's SlowMotion with the page Runs."""

    PART, COMMAND = "slow", "slow_motion"

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(session, window)
        self._part: SlowMotionView | None = None

    def _connect(self, part: Page) -> None:
        slow, self._part = self._session.slow_motion, cast("SlowMotionView", part)
        self._part.play_requested.connect(slow.play)
        self._part.pause_requested.connect(slow.pause)
        self._part.one_requested.connect(slow.one_batch)
        self._part.full_requested.connect(slow.full_speed)
        self._part.speed_requested.connect(slow.set_speed)
        self._part.image_chosen.connect(self._lay_down)
        self._part.seen.connect(slow.watch)
        slow.seen.connect(self._part.set_batch)
        slow.playing_changed.connect(self._part.set_playing)
        self._session.training.status_changed.connect(self._show_status)
        self._show_status(self._session.training.status)

    @Slot(object)
    def _show_status(self, status: Status) -> None:
        if self._part is not None:
            self._part.set_status(status.value)

    @Slot(int)
    def _lay_down(self, place: int) -> None:
        """Lay an image of the batch on the paper, to be read exactly as it is."""
        batch = None if self._part is None else self._part.batch
        if batch is not None:
            name = tr("an image of batch {batch}", batch=batch.batch)
            self._session.drawing.lay_down(as_it_is(batch.images[place], name))
