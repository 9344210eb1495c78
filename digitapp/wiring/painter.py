"""Connects the unit that the person paints with its page, when that is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot

from digitapp.core.errors import InputError
from digitapp.core.paper.pictures import as_it_is
from digitapp.core.paper.rasterize import Image
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # a page's module is read when the page is built
    from digitapp.views.inside.painter_view import PainterView


class PainterWiring(QObject):
    """Connects a session's Painter with the page that shows it."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session, self._pages, self._messages = session, window.pages, messages
        session.painter.failed.connect(messages.show_error)
        window.pages.built.connect(self._connect)

    @Slot(str, object)
    def _connect(self, name: str, page: Page) -> None:
        """Connect the page when it was just built."""
        if name != "painter":
            return
        own, session, painter = cast("PainterView", page), self._session, self._session.painter
        for signal, receiver in (
            (own.unit_chosen, painter.choose),
            (own.unit_chosen, self._select),
            (own.stroke_begun, painter.begin_stroke),
            (own.stroke_moved, painter.draw_to),
            (own.stroke_ended, painter.end_stroke),
            (own.bias_asked, painter.set_bias),
            (own.outgoing_asked, painter.set_outgoing),
            (own.own_requested, painter.start_from_own),
            (own.zero_requested, painter.start_from_zero),
            (own.drawing_requested, painter.start_from_drawing),
            (own.copy_requested, painter.start_from_unit),
            (own.smooth_requested, painter.smooth),
            (own.undo_requested, painter.undo),
            (own.redo_requested, painter.redo),
            (own.back_requested, session.history.put_units_back),
            (own.train_requested, self._train_on),
            (own.image_chosen, self._read),
        ):
            signal.connect(receiver)
        painter.changed.connect(own.set_unit)
        painter.summed.connect(own.set_sum)
        painter.judged.connect(own.set_verdict)
        painter.undo_changed.connect(self._offer_undo)
        session.reader.reading_changed.connect(self._show_drawing)
        session.training.status_changed.connect(self._note_status)
        session.explanations.selection_changed.connect(self._follow)
        self._follow(session.explanations.layer, session.explanations.unit)
        own.seen.connect(painter.watch)
        own.seen.connect(self._show_drawing)
        self._note_status(session.training.status)

    @property
    def _page(self) -> PainterView | None:
        return cast("PainterView | None", self._pages.there("painter"))

    @Slot(int, int)
    def _follow(self, layer: int, unit: int) -> None:
        """Paint the unit that was chosen elsewhere."""
        if layer == 0 and unit >= 0 and unit != self._session.painter.unit and self._page is not None:
            self._session.painter.choose(unit)

    @Slot(int)
    def _select(self, unit: int) -> None:
        """Let all pages look at the unit."""
        explanations = self._session.explanations
        explanations.select_layer(0)
        if unit != explanations.unit:
            explanations.select_unit(unit)

    @Slot()
    def _offer_undo(self) -> None:
        stack = self._session.painter.undo_stack
        if self._page is not None:
            self._page.set_undo(undo=stack.canUndo(), redo=stack.canRedo())

    @Slot()
    def _show_drawing(self) -> None:
        if self._page is not None and self._page.isVisible():
            reading = self._session.reader.reading
            self._page.set_drawing(None if reading is None else reading.inputs)

    @Slot(object)
    def _note_status(self, status: Status) -> None:
        if self._page is not None:
            self._page.set_busy(status is not Status.IDLE)

    @Slot()
    def _train_on(self) -> None:
        try:
            self._session.train_on_from_hand()
        except InputError as error:
            self._messages.show_error(error)

    @Slot(int)
    def _read(self, number: int) -> None:
        """Lay a test image on the paper, to be read exactly as it is."""
        datasets, drawing = self._session.datasets, self._session.drawing

        def lay_down(image: Image) -> None:
            drawing.lay_down(as_it_is(image, tr("test image {number}", number=number)))

        self._session.tasks.do(
            Task(tr("Reading {name}…", name=datasets.name), lambda: datasets.load().test_images[number], lay_down)
        )
