"""A window of its own to look inside the network: the program that makes it, and why it says what it says."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.inside.diagram_view import DiagramView
from digitapp.views.inside.ledger_view import LedgerView
from digitapp.views.inside.map_view import MapView
from digitapp.views.inside.numbers_view import NumbersView
from digitapp.views.inside.program_view import ProgramView
from digitapp.views.inside.seen_view import SeenView
from digitapp.views.inside.steps_view import StepsView
from digitapp.views.inside.test_set_view import TestSetView
from digitapp.views.inside.units_view import UnitsView
from digitapp.views.parts.page import Page
from digitapp.views.parts.screen import fitting
from digitapp.views.parts.view import View

_NAMES = 168  # pixels


class InsideWindow(View):
    """Holds the pages, which are attributes.

    Signals:
        copy_requested(), save_requested(): the picture of the page that is in front.
        table_requested(): the numbers of that page, as CSV.
        page_opened(): another page is in front, or the window was opened.
    """

    copy_requested = Signal()
    save_requested = Signal()
    table_requested = Signal()
    page_opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.numbers, self.steps, self.ledger, self.program = NumbersView(), StepsView(), LedgerView(), ProgramView()
        self.sight, self.diagram = SeenView(), DiagramView()
        self.units, self.test_set, self.map = UnitsView(), TestSetView(), MapView()
        self.pages: tuple[Page, ...] = (
            *(self.numbers, self.sight, self.diagram, self.steps, self.ledger),
            *(self.units, self.test_set, self.map, self.program),
        )
        self._names, self._stack = QListWidget(), QStackedWidget()
        self._names.setFixedWidth(_NAMES)
        for page in self.pages:
            self._names.addItem("")
            self._stack.addWidget(page)
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(*[2 * theme.GRID] * 4)
        inner.addWidget(self._stack)
        self._copy, self._save, self._table = QPushButton(), QPushButton(), QPushButton()
        buttons = QHBoxLayout()
        buttons.addStretch()
        for button in (self._copy, self._save, self._table):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.setSpacing(theme.GRID)
        columns = QHBoxLayout()
        columns.setSpacing(theme.GRID)
        columns.addWidget(self._names)
        columns.addWidget(card, 1)
        layout.addLayout(columns, 1)
        layout.addLayout(buttons)
        self._names.currentRowChanged.connect(self._turn_to)
        self._copy.clicked.connect(self.copy_requested)
        self._save.clicked.connect(self.save_requested)
        self._table.clicked.connect(self.table_requested)
        self.resize(fitting(1080, 720))
        self.retranslate()
        self._names.setCurrentRow(0)

    @property
    def in_front(self) -> Page:
        """The page that is open."""
        return self.pages[self._stack.currentIndex()]

    def open(self, page: Page) -> None:
        """Put one of the pages in front."""
        self._names.setCurrentRow(self.pages.index(page))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("Look inside"))
        for index, page in enumerate(self.pages):
            self._names.item(index).setText(page.title())
        self._names.setAccessibleName(tr("Pages"))
        self._copy.setText(tr("Copy picture"))
        self._save.setText(tr("Save picture…"))
        self._table.setText(tr("Save numbers…"))

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that a page is to be seen."""
        super().showEvent(event)
        self.page_opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the escape key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _turn_to(self, number: int) -> None:
        """Show a page, and offer its numbers if it has some."""
        self._stack.setCurrentIndex(number)
        self.page_opened.emit()
        self._table.setVisible(type(self.in_front).table is not Page.table)
