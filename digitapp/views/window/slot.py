"""A place for a page: its title above it, which is a menu of all pages, and what can be done with the page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QMenu,
    QScrollArea,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import View
from digitapp.views.window.pages import ENTRIES, entry


class PageSlot(View):
    """Shows one page at a time; a page that needs more room than there is can be scrolled.

    Signals:
        page_requested(name): the person wants to see another page here.
        copy_requested(), save_requested(), table_requested(): the page as a picture, or its numbers as CSV.
        move_requested(): the page shall move, out into a window of its own or back.
        close_requested(): nothing more shall be here.
    """

    page_requested = Signal(str)
    copy_requested = Signal()
    save_requested = Signal()
    table_requested = Signal()
    move_requested = Signal()
    close_requested = Signal()

    def __init__(self, *, in_window: bool, can_close: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_window = in_window
        self._name = ""
        self._title = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._title.setProperty("role", "heading")
        self._menu = QMenu(self._title)
        self._title.setMenu(self._menu)
        self._title.setEnabled(not in_window)
        self._copy, self._save, self._table, self._move, self._close = (QToolButton() for _ in range(5))
        self._close.setVisible(can_close)
        for page in ENTRIES:
            self._menu.addAction("", partial(self.page_requested.emit, page.name))
        header = QHBoxLayout()
        header.setSpacing(2)
        header.addWidget(self._title)
        header.addStretch()
        for button in (self._copy, self._save, self._table, self._move, self._close):
            button.setProperty("role", "plain")
            header.addWidget(button)
        self._stack = QStackedLayout()  # the pages that were here last stay: to give one another parent takes 20 ms
        self._stack.addWidget(QWidget())  # no page
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addLayout(header)
        layout.addLayout(self._stack, 1)
        self._copy.clicked.connect(self.copy_requested)
        self._save.clicked.connect(self.save_requested)
        self._table.clicked.connect(self.table_requested)
        self._move.clicked.connect(self.move_requested)
        self._close.clicked.connect(self.close_requested)
        self.retranslate()

    @property
    def name(self) -> str:
        """The name of the page that is here; "" for none."""
        return self._name

    @property
    def page(self) -> Page | None:
        """The page that is here."""
        area = self._stack.currentWidget()
        page = area.widget() if isinstance(area, _PageArea) else None
        return page if isinstance(page, Page) else None

    def take(self) -> Page | None:
        """Give the page away; nobody sees it until it is put somewhere else."""
        page = self.page
        self._stack.setCurrentIndex(0)
        self._name = ""
        return page

    def put(self, name: str, page: Page) -> None:
        """Show this page."""
        self._name = name
        area = _area_of(page)
        if self._stack.indexOf(area) < 0:
            self._stack.addWidget(area)
        area.fit()
        self._stack.setCurrentWidget(area)
        self._table.setVisible(type(page).table_maker is not Page.table_maker)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        for action, page in zip(self._menu.actions(), ENTRIES, strict=True):
            action.setText(tr(page.title))
        title = tr(entry(self._name).title) if self._name else ""
        self._title.setText(title)
        self._title.setToolTip("" if self._in_window else tr("Show another page here"))
        self._title.setAccessibleName(tr("Page: {title}", title=title))
        area = self._stack.currentWidget()
        if area is not None:
            area.setAccessibleName(title)
        self._copy.setText(tr("Copy picture"))
        self._copy.setToolTip(tr("Copy what this page shows, three times as large"))
        self._save.setText(tr("Save picture…"))
        self._save.setToolTip(tr("Save what this page shows as PNG, SVG or PDF"))
        self._table.setText(tr("Save numbers…"))
        self._table.setToolTip(tr("Save the numbers of this page as CSV, for a spreadsheet"))
        self._move.setText(tr("Back to the main window") if self._in_window else tr("Own window"))
        self._move.setToolTip(
            "" if self._in_window else tr("Put this page into a window of its own, for a second screen or a projector")
        )
        self._close.setText("×")
        self._close.setAccessibleName(tr("Close this page"))
        self._close.setToolTip(tr("Show one page only"))


class _PageArea(QScrollArea):
    """Gives its page the room that there is, and at least the room that it needs.

    Qt's own resizing gives a page with wrapped text the height that it would like best, and bars to scroll in with it.
    """

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.installEventFilter(self)
        self.setWidget(page)
        page.show()

    def fit(self) -> None:
        """Give the page what it needs."""
        page = self.widget()
        layout = None if page is None else page.layout()
        if page is None or layout is None:
            return
        room = self.maximumViewportSize()
        if isinstance(page, Page):
            page.fit_into(room)
        size = _needed(page, layout, room)
        if size.height() > room.height() and size.width() <= room.width():  # the bar at the side takes some width
            size = _needed(page, layout, room - QSize(self.verticalScrollBar().sizeHint().width(), 0))
        page.resize(size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page to the new size."""
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the page when it needs another size."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self.widget():
            self.fit()
        return super().eventFilter(watched, event)


def _area_of(page: Page) -> _PageArea:
    """Return the area that a page is in, wherever that is; a new one for a new page."""
    viewport = page.parentWidget()
    area = None if viewport is None else viewport.parentWidget()
    return area if isinstance(area, _PageArea) else _PageArea(page)


def _needed(page: QWidget, layout: QLayout, room: QSize) -> QSize:
    """Return this room, or more where the page needs more."""
    width = max(room.width(), page.minimumSizeHint().width())
    return QSize(width, max(room.height(), _least_height(layout, width)))


def _least_height(layout: QLayout, width: int) -> int:
    """Return the least height in which a layout has room for everything in this width.

    Qt's own minimumHeightForWidth has for a widget with a layout in it the height that this would like best.
    """
    if not layout.hasHeightForWidth():
        return layout.minimumSize().height()
    margins = layout.contentsMargins()
    inner = width - margins.left() - margins.right()
    items = [layout.itemAt(index) for index in range(layout.count())]
    if isinstance(layout, QStackedLayout):
        return max(_least_height_of(item, inner) for item in items if item is not None)
    if not isinstance(layout, QVBoxLayout):
        return layout.minimumHeightForWidth(width)
    heights = [_least_height_of(item, inner) for item in items if item is not None and not item.isEmpty()]
    return sum(heights) + layout.spacing() * max(len(heights) - 1, 0) + margins.top() + margins.bottom()


def _least_height_of(item: QLayoutItem, width: int) -> int:
    widget = item.widget()
    layout = item.layout() if widget is None else widget.layout()
    if layout is not None:
        fixed = 0 if widget is None else widget.minimumHeight()
        return max(_least_height(layout, width), fixed)
    return item.minimumHeightForWidth(width) if item.hasHeightForWidth() else item.minimumSize().height()


class PageWindow(View):
    """A window with one page.

    Attributes:
        slot: where the page is.
    """

    def __init__(self, name: str, page: Page, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.slot = PageSlot(in_window=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.addWidget(self.slot)
        self.slot.put(name, page)
        self.slot.move_requested.connect(self.close)
        self._name = name
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(f"{tr(entry(self._name).title)} – digitapp")
