"""The stage: the page in front, on a wide screen a second one beside it, and pages in windows of their own."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitapp import theme
from digitapp.views.parts.screen import fitting, place_at_first
from digitapp.views.parts.view import View
from digitapp.views.window.pages import NAMES, Pages
from digitapp.views.window.slot import PageSlot, PageWindow

WIDE = 1180  # pixels from which two pages fit beside each other


class Stage(View):
    """Puts pages where the person wants them.

    Signals:
        page_opened(): other pages are to be seen.
        copy_requested(page), save_requested(page), table_requested(page): of this page.

    Attributes:
        main: the slot of the page in front.
    """

    page_opened = Signal()
    copy_requested = Signal(object)
    save_requested = Signal(object)
    table_requested = Signal(object)

    def __init__(self, pages: Pages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self.main, self._beside = PageSlot(in_window=False), PageSlot(in_window=False, can_close=True)
        self._windows: dict[str, PageWindow] = {}
        self._wanted_beside = "steps"
        self._fronts: list[str] = []  # the pages that were in front, the last one last
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * theme.GRID)
        layout.addWidget(self.main, 1)
        layout.addWidget(self._beside, 1)
        self._beside.hide()
        self.main.page_requested.connect(self.open)
        self._beside.page_requested.connect(self.open_beside)
        self._beside.close_requested.connect(self._close_beside)
        for slot in (self.main, self._beside):
            self._connect(slot)
            slot.move_requested.connect(partial(self._move_out, slot))

    def _connect(self, slot: PageSlot) -> None:
        slot.copy_requested.connect(lambda: self.copy_requested.emit(slot.page))
        slot.save_requested.connect(lambda: self.save_requested.emit(slot.page))
        slot.table_requested.connect(lambda: self.table_requested.emit(slot.page))

    @property
    def in_front(self) -> str:
        """The name of the page in front."""
        return self.main.name

    @property
    def beside(self) -> str:
        """The name of the page beside it, also while there is no room for one; "" for none."""
        return self._wanted_beside

    @property
    def visible_pages(self) -> tuple[str, ...]:
        """The names of the pages that one sees."""
        names = [self.main.name, *([self._beside.name] if self._beside.isVisibleTo(self) else []), *self._windows]
        return tuple(name for name in names if name)

    @property
    def own_windows(self) -> tuple[str, ...]:
        """The names of the pages that have windows of their own."""
        return tuple(self._windows)

    @Slot(str)
    def open(self, name: str) -> None:
        """Put a page in front; if it is in a window of its own, that comes to the front."""
        if name in self._windows:
            window = self._windows[name]
            if window.isMinimized():
                window.showNormal()
            window.show()
            window.raise_()
            window.activateWindow()
            return
        if name == self.main.name:
            return
        if name == self._beside.name:  # the two change places
            self._wanted_beside = before = self.main.name
            self._beside.take()
            self._put(self.main, name)
            self._put(self._beside, before)
        else:
            self._put(self.main, name)
        self.page_opened.emit()
        self._fit()

    @Slot(str)
    def open_beside(self, name: str) -> None:
        """Put a page beside the one in front, as soon as there is room; "" for none."""
        if name == self.main.name and self._beside.name:
            self.open(self._beside.name)
            return
        self._wanted_beside = name
        self._fit()

    @Slot()
    def move_out(self) -> None:
        """Put the page in front into a window of its own."""
        self._move_out(self.main)

    def show_beside_or_in_front(self, name: str) -> None:
        """Bring a page into sight; beside the one in front where there is room for two."""
        if name in self.visible_pages:
            return
        if self._beside.isVisibleTo(self):
            self.open_beside(name)
        else:
            self.open(name)

    def turn(self, by: int) -> None:
        """Go to the next page, or the one before."""
        place = NAMES.index(self.main.name) if self.main.name else 0
        others = [NAMES[(place + by * step) % len(NAMES)] for step in range(1, len(NAMES))]
        self.open(next(name for name in others if name not in self.visible_pages))

    def is_visible(self, name: str) -> bool:
        """Whether one sees this page."""
        return name in self.visible_pages

    def window_of(self, name: str) -> PageWindow | None:
        """Return the window that a page has of its own."""
        return self._windows.get(name)

    def _put(self, slot: PageSlot, name: str) -> None:
        page = self._pages[name]
        slot.put(name, page)
        if slot is self.main:
            self._fronts = [*(other for other in self._fronts if other != name), name]

    @Slot()
    def _close_beside(self) -> None:
        self.open_beside("")

    def _fit(self) -> None:
        """Show a second page where there is room for one."""
        name = self._wanted_beside
        if name == self.main.name or name in self._windows:
            name = ""
        room = bool(name) and self.width() >= WIDE
        if room == self._beside.isVisibleTo(self) and (not room or name == self._beside.name):
            return
        if room:
            self._put(self._beside, name)
        else:
            self._beside.take()
        self._beside.setVisible(room)
        self.page_opened.emit()

    def _move_out(self, slot: PageSlot) -> None:
        """Put a slot's page into a window of its own, and the next page in its place."""
        name, page = slot.name, slot.take()
        if page is None:
            return
        self._windows[name] = window = PageWindow(name, page, self.window())
        self._connect(window.slot)
        window.installEventFilter(self)
        window.resize(fitting(960, 720))
        place_at_first(window, self)
        window.show()
        if slot is self.main:
            wanted = (*reversed(self._fronts), "overview", *NAMES)  # what was there last
            others = [other for other in wanted if other not in self.visible_pages]
            self._put(self.main, others[0])
        else:
            self._wanted_beside = ""
            self._beside.hide()
        self.page_opened.emit()

    def _take_back(self, window: PageWindow) -> None:
        """Put a window's page in front again; the window closes."""
        name = window.slot.name
        window.slot.take()
        self._windows.pop(name, None)
        if name:
            self._put(self.main, name)
            self.page_opened.emit()
            self._fit()

    def close_windows(self) -> None:
        """Close the windows that pages have of their own."""
        for window in list(self._windows.values()):
            window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a page back from a window that is closed."""
        if event.type() is QEvent.Type.Close and isinstance(watched, PageWindow):
            self._take_back(watched)
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of one page; the second one leaves where there is no room for it."""
        return self.main.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show a second page in a window that is wide enough."""
        super().resizeEvent(event)
        self._fit()
