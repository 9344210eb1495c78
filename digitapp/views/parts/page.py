"""The base of the pages: they say when somebody sees them, and give their numbers as a table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QHideEvent, QShowEvent

from digitapp.views.parts.view import View


class Page(View):
    """A view of which one sees only one at a time.

    Signals:
        seen(whether): somebody sees it now, or no longer; what nobody sees need not be computed.
    """

    seen = Signal(bool)

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives its numbers as CSV, on any thread; None where there are none."""
        return None

    def table(self) -> str:
        """Return its numbers as CSV; empty where there are none."""
        make = self.table_maker()
        return "" if make is None else make()

    def fit_into(self, room: QSize) -> None:
        """Give the pictures of a size of their own the size that suits this much room.

        It is called again whenever the layout changes, so it leaves alone what is so already: to set a spacing or a
        stretch anew counts as a change, and the page would be fitted again and again.
        """

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what there is to see."""
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing more."""
        super().hideEvent(event)
        self.seen.emit(False)
