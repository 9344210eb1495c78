"""The base of what connects one part of the page Runs: it is opened by a command, and connected when it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from PySide6.QtCore import QObject, Slot

from digitapp.state.session import Session
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # the page's module is read when the page is built
    from digitapp.views.runs.runs_view import RunsView


class PartWiring(QObject):
    """Connects a session with a part of the page Runs.

    Attributes:
        PART, COMMAND: what the part, and the command that opens it, are known by.
    """

    PART: ClassVar[str]
    COMMAND: ClassVar[str]

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        window.pages.built.connect(self._note_page)
        window.commands[self.COMMAND].triggered.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Show the part."""
        self._window.stage.open("runs")
        cast("RunsView", self._window.pages["runs"]).parts.open(self.PART)

    @Slot(str, object)
    def _note_page(self, name: str, page: Page) -> None:
        if name == "runs":
            cast("RunsView", page).parts.built.connect(self._note_part)

    @Slot(str, object)
    def _note_part(self, name: str, part: Page) -> None:
        if name == self.PART:
            self._connect(part)

    def _connect(self, part: Page) -> None:
        """Connect the part, which was just built."""
        raise NotImplementedError
