"""Connects the runs of the session with the page Runs, when it is built, and what one is advised with the form."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Slot

from digitapp.core.errors import InputError
from digitapp.core.runs.presets import Preset
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # the page's module is read when the page is built
    from digitapp.views.runs.runs_view import RunsView

_REFRESH = 250  # milliseconds between two drawings of a run under way


class RunsWiring(QObject):
    """Connects a session's RunShelf with the page that shows it, and its Advice with the training panel."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session, self._pages, self._messages = session, window.pages, messages
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH)
        self._timer.timeout.connect(self._show)
        self._connect_advice(window)
        session.comparing.failed.connect(messages.show_error)
        window.pages.built.connect(self._note_built)

    def _connect_advice(self, window: MainWindow) -> None:
        advice, training, panel = self._session.advice, self._session.training, window.overview.advice
        window.overview.presets.chosen.connect(advice.take_preset)
        window.overview.presets.train_requested.connect(self._train_with)
        window.overview.presets.noise_requested.connect(self._add_noise)
        panel.remedy_requested.connect(advice.take_remedy)
        panel.dismiss_requested.connect(advice.dismiss)
        panel.undo_requested.connect(advice.undo)
        advice.notices_changed.connect(panel.set_notices)
        advice.undo_changed.connect(panel.set_undo_possible)
        training.settings_changed.connect(panel.set_settings)
        panel.set_settings(training.settings)

    @Slot(object)
    def _train_with(self, preset: Preset) -> None:
        """Train a fresh network with a preset's settings."""
        self._session.advice.take_preset(preset)
        self._session.training.train()

    @Slot()
    def _add_noise(self) -> None:
        """Add random numbers to the current network's weights; the one from before stays in the history."""
        try:
            self._session.add_noise()
        except InputError as error:
            self._messages.show_error(error)

    @Slot(str, object)
    def _note_built(self, name: str, page: Page) -> None:
        """Connect the page when it was just built."""
        if name == "runs":
            self._connect(cast("RunsView", page))

    def _connect(self, page: RunsView) -> None:
        session, shelf = self._session, self._session.shelf
        page.chosen.connect(shelf.choose)
        page.compare_requested.connect(shelf.compare)
        page.rename_requested.connect(shelf.rename)
        page.pin_requested.connect(shelf.pin)
        page.delete_requested.connect(shelf.delete)
        page.undo_requested.connect(shelf.undo_stack.undo)
        page.redo_requested.connect(shelf.undo_stack.redo)
        page.seen.connect(session.comparing.watch)
        page.seen.connect(self._show)
        session.comparing.changed.connect(page.set_readings)
        shelf.changed.connect(self._show)
        shelf.compared_changed.connect(self._show)
        shelf.undo_stack.canUndoChanged.connect(page.set_undo_possible)
        session.training.advanced.connect(self._show_soon)
        page.set_undo_possible(shelf.undo_stack.canUndo())
        session.counting.do(Task("", lambda: import_module("pyqtgraph"), self._draw_lines))

    @Slot(object)
    def _draw_lines(self, _: object) -> None:
        page = cast("RunsView | None", self._pages.there("runs"))
        if page is not None:
            page.prepare()

    @Slot()
    def _show_soon(self) -> None:
        """A run under way advances fifteen times a second; its curves are drawn four times."""
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _show(self) -> None:
        """Show the runs as they are, if somebody sees them."""
        page = cast("RunsView | None", self._pages.there("runs"))
        if page is not None and page.isVisible():
            page.set_lines(self._session.shelf.lines, self._session.shelf.compared)
