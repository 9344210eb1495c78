"""Connects what helps: F1, the glossary with the numbers of now, the list of keys, and the pages to read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QWhatsThisClickedEvent
from PySide6.QtWidgets import QWidget

import resources
from digitapp.core.inside.glossary import Circumstances, Figures, figures
from digitapp.core.reading.reading import Reading
from digitapp.i18n import language, tr
from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.inside.explanations import Explanation
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.help.finding import with_more_terms
from digitapp.views.help.terms import NAMES, term
from digitapp.views.lessons.spotlight import Spotlight
from digitapp.views.parts.screen import place_at_first
from digitapp.views.parts.what_is_this import say_what_this_is
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # the windows are read when they are first wanted
    from digitapp.views.help.document_window import Document, DocumentWindow
    from digitapp.views.help.glossary_window import GlossaryWindow
    from digitapp.views.help.keys_window import KeysWindow

PAGES = {"en": "learning.md", "ko": "learning.ko.md"}
TEACHING = {"en": "teaching.md", "ko": "teaching.ko.md"}


class HelpWiring(QObject):
    """Opens the windows of help, each built when it is first wanted."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, preferences: Preferences) -> None:
        super().__init__(window)
        self._session, self._main, self._messages, self._preferences = session, window, messages, preferences
        self._glossary: GlossaryWindow | None = None
        self._keys: KeysWindow | None = None
        self._document: DocumentWindow | None = None
        self._figures = Explanation(session.reader, self._plan, self)
        self._figures.failed.connect(messages.show_error)
        self._links = _Links(self)
        self.spotlight = Spotlight(window)
        for name, receiver in {
            "what": self._say_what_this_is,
            "glossary": self._show_glossary,
            "keys": self._show_keys,
            "read_more": self._read_more,
            "teaching": self._read_of_teaching,
        }.items():
            window.commands[name].triggered.connect(receiver)
        window.paper.invitation.clicked.connect(window.commands["lesson"].trigger)
        for name in ("lesson", "open_lesson"):
            window.commands[name].triggered.connect(self._note_lesson)
        self._invite()

    @property
    def glossary(self) -> GlossaryWindow:
        """The glossary's window."""
        if self._glossary is None:
            from digitapp.views.help.glossary_window import GlossaryWindow

            self._glossary = own = GlossaryWindow(self._main)
            own.seen.connect(self._figures.watch)
            own.place_requested.connect(self._show_place)
            self._figures.changed.connect(self._show_figures)
            session = self._session
            for changed in (
                session.training.settings_changed,
                session.datasets.changed,
                session.history.changed,
                session.explanations.selection_changed,
                session.history.curves_changed,
            ):
                changed.connect(self._figures.refresh)
        return self._glossary

    @Slot()
    def _invite(self) -> None:
        """Mention the lesson as long as nobody has opened one: who only draws at first may still want it."""
        self._main.paper.invite(not self._preferences.lesson_begun and not self._preferences.lesson_stops)

    @Slot()
    def _note_lesson(self) -> None:
        self._preferences.lesson_begun = True
        self._invite()

    @Slot(str)
    def show_term(self, name: str) -> None:
        """Open the glossary at a term."""
        if name in NAMES:
            self._show(self.glossary)
            self.glossary.show_term(name)

    @Slot()
    def _show_glossary(self) -> None:
        self._show(self.glossary)

    def _now(self) -> Circumstances:
        session = self._session
        run, explanations = session.history.run, session.explanations
        unit = explanations.unit if explanations.layer == 0 else -1
        images = session.datasets.given(session.training.settings)
        return Circumstances(session.history.in_use, session.training.settings, run.curves, unit, images)

    def _plan(self, reading: Reading) -> Callable[[], Figures]:
        return partial(figures, self._now(), reading)

    @Slot(object)
    def _show_figures(self, found: Figures | None) -> None:
        self.glossary.set_figures(figures(self._now(), None) if found is None else found)

    @Slot(str)
    def _show_place(self, name: str) -> None:
        """Open the page where a term happens, and light up its part."""
        shown = term(name)
        self._main.stage.show_beside_or_in_front(shown.page)
        self._main.activateWindow()
        self.spotlight.light(*self._parts(shown.part))

    def _parts(self, part: str) -> tuple[QWidget, ...]:
        paper, overview = self._main.paper, self._main.overview
        parts: dict[str, tuple[QWidget, ...]] = {
            "hidden_layer": (overview.hidden_layer,),
            "unit_card": (overview.unit_card,),
            "training_form": (overview.training_form,),
            "loss": (overview.loss_plot,),
            "accuracy": (overview.accuracy_plot,),
            "bars": (paper.probability_bars,),
        }
        return parts.get(part, ())

    @Slot()
    def _say_what_this_is(self) -> None:
        if not say_what_this_is(with_more_terms, self._links):
            self._messages.show_notice(tr("Put the pointer on something and press F1 to read what it is."))

    @Slot()
    def _show_keys(self) -> None:
        if self._keys is None:
            from digitapp.views.help.keys_window import KeysWindow

            self._keys = KeysWindow(self._main.commands.keys, self._main)
        self._show(self._keys)

    @Slot()
    def _read_more(self) -> None:
        self._open_page(PAGES[language()])

    @Slot()
    def _read_of_teaching(self) -> None:
        self._open_page(TEACHING[language()])

    def _open_page(self, name: str) -> None:
        """Read a page of docs/ and show it; its pictures take a while."""
        path = resources.document(name)
        from digitapp.views.help.document_window import read_document

        self._session.tasks.do(Task(tr("Opening {name}…", name=name), partial(read_document, path), self._show_page))

    def _show_page(self, document: Document) -> None:
        if self._document is None:
            from digitapp.views.help.document_window import DocumentWindow

            self._document = DocumentWindow(self._main)
            self._document.link_requested.connect(self._follow)
        self._document.set_document(document)
        self._show(self._document)

    @Slot(str)
    def _follow(self, target: str) -> None:
        """Open another page of docs/ here, and anything else in the program that the computer has for it."""
        if target in (*PAGES.values(), *TEACHING.values()):
            self._open_page(target)
        elif QUrl(target).isRelative():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(resources.document(Path(target).name))))
        else:
            QDesktopServices.openUrl(QUrl(target))

    def _show(self, window: QWidget) -> None:
        place_at_first(window, self._main.stage)
        window.show()
        window.activateWindow()


class _Links(QWidget):
    """Is told by Qt which link in the text of F1 was clicked."""

    def __init__(self, wiring: HelpWiring) -> None:
        super().__init__(wiring._main)
        self._wiring = wiring
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Open the glossary at the term."""
        if isinstance(event, QWhatsThisClickedEvent):
            self._wiring.show_term(event.href())
            return True
        return super().event(event)
