"""The rail: an icon with a name for each page, one below the other; the page in front is marked."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from digitapp.i18n import tr
from digitapp.views.parts.icons import icon
from digitapp.views.parts.view import View
from digitapp.views.window.pages import ENTRIES, keys

WIDTH = 68  # pixels
_ICON = 20


class Rail(View):
    """Asks for pages.

    Signals:
        page_requested(name): the person wants to see this page.
    """

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        self._here: frozenset[str] = frozenset()
        self._own: frozenset[str] = frozenset()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for entry in ENTRIES:
            button = QToolButton(toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.setProperty("role", "rail")
            button.setIconSize(QSize(_ICON, _ICON))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            button.clicked.connect(self._ask)
            button.setObjectName(entry.name)
            self._buttons[entry.name] = button
            layout.addWidget(button)
        layout.addStretch()
        self.setFixedWidth(WIDTH)
        self.restyle()
        self.retranslate()

    def set_pages(self, here: Collection[str], own: Collection[str]) -> None:
        """Mark the pages that are here; those with a window of their own are brought to the front by a click."""
        self._here, self._own = frozenset(here), frozenset(own)
        self.retranslate()

    def _mark(self) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name in self._here)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Pages"))
        for number, entry in enumerate(ENTRIES, 1):
            button = self._buttons[entry.name]
            button.setText(tr(entry.short))
            button.setAccessibleName(tr(entry.title))
            title, key = tr(entry.title), keys(number)
            tip = tr("{page} ({keys})", page=title, keys=key) if key else title
            in_own = tr("It is in a window of its own; a click brings that to the front.")
            button.setToolTip(f"{tip}\n{in_own}" if entry.name in self._own else tip)
        self._mark()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        for name, button in self._buttons.items():
            button.setIcon(icon(f"pages/{name}", _ICON))

    def _ask(self) -> None:
        button = self.sender()
        assert isinstance(button, QToolButton)
        self._mark()  # a click on the page that is in front leaves it there
        self.page_requested.emit(button.objectName())
