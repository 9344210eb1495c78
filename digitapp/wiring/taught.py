"""Connects who taught the network, and the way it went, with their page when it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot

from digitapp.core.paper.pictures import as_it_is
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # what belongs to the page is read when the page is built
    from digitapp.core.inside.influences import Influences, Ranking
    from digitapp.core.inside.taught import Stage
    from digitapp.views.inside.taught_view import TaughtView


class TaughtWiring(QObject):
    """Connects a session's WhoTaught and Landscapes with the page that shows them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session, self._pages, self._messages = session, window.pages, messages
        self._found: Influences | None = None
        window.pages.built.connect(self._note_built)

    @Slot(str, object)
    def _note_built(self, name: str, page: Page) -> None:
        """Connect the page when it was just built."""
        if name == "taught":
            self._connect(cast("TaughtView", page))

    def _connect(self, page: TaughtView) -> None:
        taught, landscapes = self._session.who_taught, self._session.landscapes
        for work in (taught, landscapes):
            work.failed.connect(self._messages.show_error)
        taught.stage_changed.connect(self._show_stage)
        taught.advanced.connect(page.set_progress)
        taught.answer_changed.connect(page.set_answer)
        taught.ranked.connect(self._keep)
        taught.ranked.connect(page.set_ranking)
        taught.teacher_changed.connect(page.set_teacher)
        page.answer_chosen.connect(taught.choose_answer)
        page.image_chosen.connect(taught.look_at)
        page.read_requested.connect(self._read)
        page.cancel_requested.connect(taught.cancel)
        page.again_requested.connect(taught.ask_again)
        landscapes.stage_changed.connect(self._show_stage_of_way)
        landscapes.advanced.connect(page.way.set_progress)
        landscapes.changed.connect(page.way.set_landscape)
        landscapes.place_changed.connect(page.way.plot.set_place)
        page.way.place_requested.connect(self._session.rewinding.go_to)
        page.seen.connect(taught.watch)
        page.seen.connect(landscapes.watch)

    @Slot(object)
    def _show_stage(self, stage: Stage) -> None:
        page = cast("TaughtView", self._pages["taught"])
        page.set_stage(stage)
        page.set_refused(self._session.who_taught.refused)

    @Slot(object)
    def _show_stage_of_way(self, stage: Stage) -> None:
        page = cast("TaughtView", self._pages["taught"])
        page.way.set_stage(stage)
        page.way.set_refused(self._session.landscapes.refused)

    @Slot(object, object)
    def _keep(self, found: Influences | None, _: Ranking | None) -> None:
        self._found = found

    @Slot(int)
    def _read(self, number: int) -> None:
        """Lay a training image on the paper, to be read exactly as it is; it can be undone."""
        if self._found is not None:
            made = number >= self._found.given
            name = tr("made drawing {number}") if made else tr("training image {number}")
            name = name.format(number=self._found.number(number))
            self._session.drawing.lay_down(as_it_is(self._found.image(number), name))
