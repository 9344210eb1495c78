"""The main window: the paper at the left, a rail with the pages' names, and the stage where the pages are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.run import NetworkInfo
from digitapp.i18n import tr
from digitapp.views.lessons.lesson_panel import LessonPanel
from digitapp.views.parts.mime import what_is_in
from digitapp.views.parts.screen import fitting
from digitapp.views.runs.more_settings import MoreSettings
from digitapp.views.runs.timeline import Timeline
from digitapp.views.window.actions import Actions
from digitapp.views.window.message_bar import MessageBar
from digitapp.views.window.network_status import NetworkStatus
from digitapp.views.window.overview import Overview
from digitapp.views.window.pages import Pages
from digitapp.views.window.paper_column import PaperColumn
from digitapp.views.window.rail import Rail
from digitapp.views.window.stage import Stage
from digitapp.views.window.work_bar import WorkBar

_WANTED = (1440, 860)  # pixels of width and height that use a large screen well


class MainWindow(QMainWindow):
    """Holds the parts of the window, which are attributes.

    Signals:
        close_requested(): the person wants to close the window; it stays open unless `allow_close()` is called now.
        files_dropped(paths): files were dropped on the window.
        image_dropped(image): a picture that is no file was dropped on the window.
    """

    close_requested = Signal()
    files_dropped = Signal(object)
    image_dropped = Signal(QImage)

    def __init__(self) -> None:
        super().__init__()
        self._may_close = self._closing = self._again = False
        self._pages_left: tuple[str, str] | None = None
        self.commands = Actions(self.menuBar())
        self.network_status = NetworkStatus()
        self.message_bar = MessageBar()
        self.paper, self.rail = PaperColumn(), Rail()
        self.pages = Pages(self)
        self.stage = Stage(self.pages)
        self.lesson_panel, self.timeline = LessonPanel(), Timeline()
        self.more_settings = MoreSettings(self)

        self.menuBar().setCornerWidget(self.network_status, Qt.Corner.TopRightCorner)
        left = QVBoxLayout()
        left.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 0, 0)
        left.addWidget(self.paper)
        right = QVBoxLayout()
        right.setContentsMargins(0, theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        right.setSpacing(theme.GRID)
        right.addWidget(self.stage, 1)
        right.addWidget(self.lesson_panel)
        rail = QFrame()
        rail.setProperty("role", "rail")
        inner = QVBoxLayout(rail)
        inner.setContentsMargins(0, theme.GRID, 0, 0)
        inner.addWidget(self.rail)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        columns = QHBoxLayout()
        columns.setSpacing(2 * theme.GRID)
        columns.addLayout(left)
        columns.addWidget(rail)
        columns.addLayout(right, 1)
        below = QFrame()
        below.setProperty("role", "timeline")
        filled = QVBoxLayout(below)
        filled.setContentsMargins(0, 0, 0, 0)
        filled.addWidget(self.timeline)
        rows.addLayout(columns, 1)
        rows.addWidget(below)
        self.setCentralWidget(whole)
        self.message_bar.lay_over(self.stage)  # not over the paper: the next digit may be under way
        self.work_bar = WorkBar(whole)
        self.setAcceptDrops(True)
        self.lesson_panel.hide()
        self._placed = False
        self.resize(fitting(*_WANTED))
        self.rail.page_requested.connect(self.stage.open)
        self.stage.page_opened.connect(self._mark_pages)
        self.stage.open("overview")
        self.retranslate()

    @property
    def overview(self) -> Overview:
        """The first page, which is there from the start."""
        page = self.pages["overview"]
        assert isinstance(page, Overview)
        return page

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Name this network in the title, marked while it is not saved."""
        self.setWindowTitle(f"{info.name}[*] – digitapp")
        self.setWindowModified(not info.saved)

    def allow_close(self) -> None:
        """Let the closing that was asked for happen."""
        self._may_close = True

    def close_again(self) -> None:
        """Close in a moment, but only when the closing under way is over: Qt does not hear of another one in it."""
        if self._closing:
            self._again = True
        else:
            QTimer.singleShot(0, self, self.close)

    def place(self, state: str) -> None:
        """Put the window where `placement()` said it was."""
        if state:
            self._placed = self.restoreGeometry(QByteArray.fromHex(state.encode("ascii", "ignore")))

    def appear(self) -> None:
        """Show the window; where it has no place from before, maximised on a screen with less room than it wants."""
        self.paper.canvas.setFocus()
        if self._placed or fitting(*_WANTED) == QSize(*_WANTED):
            self.show()
        else:
            self.showMaximized()

    @property
    def pages_left(self) -> tuple[str, str]:
        """The pages in front and beside it, as they were when the window was closed."""
        return self._pages_left or (self.stage.in_front, self.stage.beside)

    def placement(self) -> str:
        """Return where the window is and how large."""
        return bytes(self.saveGeometry().toHex().data()).decode("ascii")

    @Slot()
    def _mark_pages(self) -> None:
        own = self.stage.own_windows
        self.rail.set_pages([name for name in self.stage.visible_pages if name not in own], own)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.commands.retranslate()
        self.network_status.setWhatsThis(tr("The network that reads now, and how well it reads the test images."))
        self.rail.setWhatsThis(tr("The pages: each shows another side of the network, for the drawing on the paper."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if _is_something(what_is_in(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        dropped = what_is_in(event.mimeData())
        if isinstance(dropped, QImage):
            self.image_dropped.emit(dropped)
        elif dropped:
            self.files_dropped.emit(dropped)
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the paper more room in a larger window."""
        super().resizeEvent(event)
        self.paper.fit(event.size())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before closing; whoever hears `close_requested` may allow it."""
        self._closing, self._again = True, False
        try:
            if not self._may_close:
                self.close_requested.emit()
        finally:
            self._closing = False
        if self._again and not self._may_close:
            self.close_again()
        if self._may_close:
            self._pages_left = (self.stage.in_front, self.stage.beside)
            self.stage.close_windows()
        event.setAccepted(self._may_close)


def _is_something(dropped: list[Path] | QImage) -> bool:
    return isinstance(dropped, QImage) or bool(dropped)
