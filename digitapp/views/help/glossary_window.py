"""A window of its own for the words of the field: what each means, with the numbers of now, and where one sees it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.help.finding import matches, names_of, with_links
from digitapp.views.help.terms import NAMES, TERMS, term
from digitapp.views.parts.view import View, label

_LIST = 216  # pixels of width
_NAME = Qt.ItemDataRole.UserRole


class GlossaryWindow(View):
    """Shows one term at a time, beside the list of those that fit what is searched for.

    Signals:
        seen(whether): somebody sees it now, or no longer.
        place_requested(name): the person wants to see where this term happens.
    """

    seen = Signal(bool)
    place_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._figures: Mapping[str, str] = {}
        self._name = NAMES[0]
        self._search, self._list = QLineEdit(clearButtonEnabled=True), QListWidget()
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title, self._text, self._nothing = label("title"), label(), label("quiet")
        self._title.setFont(theme.number_font(1.3, bold=True))
        self._english, self._without = label("quiet"), label("quiet")
        self._formula, self._now_name, self._now = label(), label("quiet"), label()
        for words in (self._text, self._formula, self._now, self._nothing, self._without):
            words.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)  # the terms in it are links
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        for formula in (self._formula, self._now):
            formula.setFont(theme.formula_font())
            formula.setTextFormat(Qt.TextFormat.PlainText)
            formula.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._show_me = QPushButton()
        self._lay_out()
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._list.setFocus)
        self._list.currentItemChanged.connect(self._choose)
        self._list.itemActivated.connect(self._ask_for_place)
        self._text.linkActivated.connect(self.show_term)
        self._show_me.clicked.connect(self._ask_for_place)
        self.resize(720, 460)
        self.retranslate()

    def _lay_out(self) -> None:
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        for layout in (left, right):
            layout.setSpacing(theme.GRID)
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        left.addWidget(self._nothing)
        right.addWidget(self._title)
        right.addWidget(self._english)
        right.addWidget(self._text)
        right.addSpacing(theme.GRID)
        right.addWidget(self._formula)
        right.addSpacing(theme.GRID)
        right.addWidget(self._now_name)
        right.addWidget(self._now)
        right.addWidget(self._without)
        right.addSpacing(theme.GRID)
        right.addWidget(self._show_me, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch()
        columns.setContentsMargins(*[2 * theme.GRID] * 4)
        columns.setSpacing(3 * theme.GRID)
        columns.addLayout(left)
        columns.addLayout(right, 1)

    @property
    def current(self) -> str:
        """The name of the term that is shown."""
        return self._name

    @Slot(object)
    def set_figures(self, figures: Mapping[str, str]) -> None:
        """Show these formulas with the numbers of now, by term; what is missing needs a drawing, or a run."""
        self._figures = figures
        self._show_numbers()

    @Slot(str)
    def show_term(self, name: str) -> None:
        """Show this term, whatever was searched for."""
        if not matches(name, self._search.text()):
            self._search.clear()
        for row in range(self._list.count()):
            if self._list.item(row).data(_NAME) == name:
                self._list.setCurrentRow(row)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("Glossary"))
        self.setWhatsThis(
            tr("What the words of the field mean, each with its formula, and the numbers of the drawing in it.")
        )
        self._search.setPlaceholderText(tr("Search"))
        self._search.setAccessibleName(tr("Search the glossary"))
        self._list.setAccessibleName(tr("Terms"))
        self._nothing.setText(tr("No term is called so, or explained with it."))
        self._now_name.setText(tr("With the numbers of now"))
        self._show_me.setText(tr("Show where it happens"))
        self._filter()
        self._show_term()

    @Slot()
    def _filter(self) -> None:
        """List what fits, and stay at the term that is shown if it does."""
        self._list.blockSignals(True)
        self._list.clear()
        searched = self._search.text().casefold().strip()
        for each in sorted(TERMS, key=lambda found: not any(word.startswith(searched) for word in names_of(found))):
            if matches(each.name, searched):
                item = QListWidgetItem(tr(each.title))
                item.setData(_NAME, each.name)
                self._list.addItem(item)
                if each.name == self._name:
                    self._list.setCurrentItem(item)
        if self._list.count() and self._list.currentItem() is None:
            self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._fit_list()
        self._nothing.setVisible(not self._list.count())
        self._choose()

    def _fit_list(self) -> None:
        """Give the list the room of its longest name, the same whatever is searched for."""
        bar = self._list.verticalScrollBar().sizeHint().width() + 2 * self._list.frameWidth()
        longest = self._list.sizeHintForColumn(0) + bar
        self._list.setFixedWidth(max(_LIST, self._list.width() if self._search.text() else 0, longest))

    @Slot()
    def _choose(self) -> None:
        item = self._list.currentItem()
        if item is not None and item.data(_NAME) != self._name:
            self._name = item.data(_NAME)
            self._show_term()

    def _show_term(self) -> None:
        shown = term(self._name)
        self._title.setText(tr(shown.title))
        self._english.setText(shown.title)
        self._english.setVisible(tr(shown.title) != shown.title)
        self._text.setText(with_links(tr(shown.text), but=shown.name))
        self._formula.setText(shown.formula)
        self._show_numbers()

    def _show_numbers(self) -> None:
        found = self._figures.get(self._name, "")
        self._now.setText(found)
        self._without.setText(
            tr("Train a network, and its two accuracies stand here.")
            if self._name == "overfitting"
            else tr("Draw a digit, and its numbers stand here.")
        )
        self._now.setVisible(bool(found))
        self._without.setVisible(not found)

    @Slot()
    def _ask_for_place(self) -> None:
        self.place_requested.emit(self._name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the usual key; the arrows walk through the list from the search as well."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._list.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._list.setCurrentRow(min(max(self._list.currentRow() + step, 0), self._list.count() - 1))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the numbers; begin in the search."""
        super().showEvent(event)
        self._search.setFocus()
        self._search.selectAll()
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing more."""
        super().hideEvent(event)
        self.seen.emit(False)
