"""The rail: an icon with a name for each page, one below the other; the page in front is marked."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from digitapp.i18n import tr
from digitapp.views.parts.icons import icon
from digitapp.views.parts.view import View
from digitapp.views.window.pages import ENTRIES, keys
from digitapp.views.window.rail_button import ARROW, LARGE, RailArrow, RailButton

WIDTH = 68  # pixels
_FEWEST = 4  # pages that it shows in any case
_NOTCH = 120  # eighths of a degree, by which the wheel goes to the next page


class Rail(View):
    """Asks for pages.

    All have the same height, as loose as the room allows. Where not even the densest have room, it shows as many as fit
    and quiet arrows above and below; the wheel, the arrow keys and the page in front move what it shows.

    Signals:
        page_requested(name): the person wants to see this page.
    """

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, RailButton] = {}
        self._here: frozenset[str] = frozenset()
        self._own: frozenset[str] = frozenset()
        self._first, self._shown, self._wheel = 0, len(ENTRIES), 0
        for entry in ENTRIES:
            button = RailButton(self)
            button.clicked.connect(self._ask)
            button.setObjectName(entry.name)
            button.installEventFilter(self)
            self._buttons[entry.name] = button
        self._up, self._down = RailArrow(down=False, parent=self), RailArrow(down=True, parent=self)
        self._up.clicked.connect(self._go_up)
        self._down.clicked.connect(self._go_down)
        self.setFixedWidth(WIDTH)
        self.restyle()
        self.retranslate()

    @property
    def shown(self) -> list[str]:
        """The names of the pages that have room."""
        return list(self._buttons)[self._first : self._first + self._shown]

    @Slot(object, object)
    def set_pages(self, here: Collection[str], own: Collection[str]) -> None:
        """Mark the pages that are here; those with a window of their own are brought to the front by a click."""
        new = frozenset(here) - self._here
        self._here, self._own = frozenset(here), frozenset(own)
        self.retranslate()
        for name in new:
            self._bring(name)

    def _mark(self) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name in self._here)

    def _place(self) -> None:
        """Give the pages their room, as many as there are room for."""
        buttons = list(self._buttons.values())
        least, most = max(each.least for each in buttons), max(each.most for each in buttons)
        room = self.height()
        height = min(room // len(buttons), most)
        arrow = 0 if height >= least else ARROW
        self._shown = len(buttons)
        if arrow:
            self._shown = max((room - 2 * arrow) // least, 1)
            height = max((room - 2 * arrow) // self._shown, least)
        self._first = min(self._first, len(buttons) - self._shown)
        for number, button in enumerate(buttons):
            button.setGeometry(0, arrow + (number - self._first) * height, self.width(), height)
            button.setVisible(self._first <= number < self._first + self._shown)
        self._up.setGeometry(0, 0, self.width(), ARROW)
        self._down.setGeometry(0, room - ARROW, self.width(), ARROW)
        self._up.setVisible(self._first > 0)
        self._down.setVisible(self._first + self._shown < len(buttons))

    def _move(self, first: int) -> None:
        self._first = max(0, min(first, len(self._buttons) - self._shown))
        self._place()

    def _bring(self, name: str) -> None:
        """Let this page be among those that it shows."""
        number = list(self._buttons).index(name)
        if not self._first <= number < self._first + self._shown:
            self._move(number if number < self._first else number - self._shown + 1)

    @Slot()
    def _go_up(self) -> None:
        self._move(self._first - 1)

    @Slot()
    def _go_down(self) -> None:
        self._move(self._first + 1)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Pages"))
        for arrow in (self._up, self._down):
            arrow.setAccessibleName(tr("More pages"))
            arrow.setToolTip(tr("More pages"))
        for number, entry in enumerate(ENTRIES, 1):
            button = self._buttons[entry.name]
            button.setText(tr(entry.short))
            button.setAccessibleName(tr(entry.title))
            title, key = tr(entry.title), keys(number)
            tip = tr("{page} ({keys})", page=title, keys=key) if key else title
            in_own = tr("It is in a window of its own; a click brings that to the front.")
            button.setToolTip(f"{tip}\n{in_own}" if entry.name in self._own else tip)
        self._mark()
        self._place()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        for name, button in self._buttons.items():
            button.setIcon(icon(f"pages/{name}", LARGE))

    @Slot()
    def _ask(self) -> None:
        button = self.sender()
        assert isinstance(button, RailButton)
        self._mark()  # a click on the page that is in front leaves it there
        self.page_requested.emit(button.objectName())

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of a few: the others are reached all the same."""
        return QSize(WIDTH, 2 * ARROW + _FEWEST * max(each.least for each in self._buttons.values()))

    def sizeHint(self) -> QSize:
        """Ask for the room of all."""
        return QSize(WIDTH, len(self._buttons) * max(each.most for each in self._buttons.values()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from page to page with the arrow keys, also to those that have no room yet."""
        if event.type() is QEvent.Type.KeyPress and isinstance(watched, RailButton) and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            names = list(self._buttons)
            if by:
                name = names[max(0, min(names.index(watched.objectName()) + by, len(names) - 1))]
                self._bring(name)
                self._buttons[name].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Show others."""
        self._wheel += event.angleDelta().y()  # a touchpad tells of parts of a notch
        by = int(self._wheel / _NOTCH)
        self._wheel -= by * _NOTCH
        self._move(self._first - by)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pages the room that there is."""
        super().resizeEvent(event)
        self._place()
