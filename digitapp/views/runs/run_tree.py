"""The tree of the runs: each below the one that it began from; one chooses, names, pins and deletes them here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from digitapp import theme
from digitapp.core.runs.comparison import RunLine
from digitapp.i18n import tr
from digitapp.views.parts.icons import icon
from digitapp.views.parts.view import plain_tip
from digitapp.views.runs.run_colours import badge
from digitapp.views.runs.run_words import accuracy, how_it_came

_CHECK, _NAME, _HOW, _TEST = range(4)
_NUMBER = Qt.ItemDataRole.UserRole
_ICON = 14
_KEYS = {
    Qt.Key.Key_Return: "choose",
    Qt.Key.Key_Enter: "choose",
    Qt.Key.Key_F2: "rename",
    Qt.Key.Key_Delete: "delete",
}


class RunTree(QTreeWidget):
    """Shows RunLines.

    Signals:
        chosen(number): the moment of this run shall be the current one.
        compare_requested(number, on): compare this run with others, or no longer.
        rename_requested(number, name): the person has called this run so.
        delete_requested(number), undo_requested(), redo_requested(): the person pressed the key for it.
        selected(number): the keyboard is on this run now.
    """

    chosen = Signal(int)
    compare_requested = Signal(int, bool)
    rename_requested = Signal(int, str)
    delete_requested = Signal(int)
    undo_requested = Signal()
    redo_requested = Signal()
    selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[int, QTreeWidgetItem] = {}
        self._filled: dict[int, tuple[object, ...]] = {}  # what stands in each
        self._lines: tuple[RunLine, ...] = ()
        self._colours: Mapping[int, int] = {}
        self._structure: tuple[object, ...] = ()
        self._current = -1
        self.setColumnCount(4)
        self.setTreePosition(_NAME)
        self.setRootIsDecorated(True)
        self.setItemsExpandable(True)
        self.setUniformRowHeights(True)
        self.setIndentation(2 * theme.GRID)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        for column in (_CHECK, _HOW, _TEST):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        self.itemDoubleClicked.connect(self._double_click)
        self.itemChanged.connect(self._take_edit)
        self.currentItemChanged.connect(self._tell_selected)
        self.retranslate()

    @property
    def run(self) -> int:
        """The number of the run that the keyboard is on; -1 for none."""
        item = self.currentItem()
        return -1 if item is None else int(item.data(_NAME, _NUMBER))

    def set_lines(self, lines: Sequence[RunLine], colours: Mapping[int, int]) -> None:
        """Show these runs; `colours` has the number of the colour of each that is compared."""
        if self.state() == QAbstractItemView.State.EditingState:
            return  # a name is being typed; they come again
        same = self._structure == (structure := _structure(lines))
        self._structure = structure
        self._lines, self._colours = tuple(lines), dict(colours)
        self.blockSignals(True)
        if not same:
            self._build()
        for line in lines:
            self._fill(self._items[line.number], line)
        current = next((line.number for line in lines if line.current), -1)
        if current in self._items and (current != self._current or self.currentItem() is None):
            self.setCurrentItem(self._items[current], _NAME)
        self._current = current
        self.blockSignals(False)
        self.selected.emit(self.run)

    def rename(self) -> None:
        """Let the name of the run that the keyboard is on be typed."""
        item = self.currentItem()
        if item is not None:
            self.scrollToItem(item)
            self.editItem(item, _NAME)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("The runs of this session"))
        self.setHeaderLabels(["", tr("Run"), tr("how"), tr("test")])
        self.headerItem().setToolTip(_CHECK, tr("Ticked runs are compared"))
        self.headerItem().setToolTip(_HOW, tr("How it came to be"))
        self.headerItem().setToolTip(_TEST, tr("The share of the test images that it reads rightly"))
        self.blockSignals(True)
        self._build()
        self.blockSignals(False)

    def _build(self) -> None:
        """Make all items anew, filled before they are in the tree: there each text would have all columns measured."""
        kept = self.run
        folded = {number for number, item in self._items.items() if not item.isExpanded()}
        self.clear()
        self._items, self._filled = {}, {}
        flags = Qt.ItemFlag
        for line in self._lines:
            item = QTreeWidgetItem()
            item.setFlags(
                flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsUserCheckable | flags.ItemIsEditable
            )
            item.setData(_NAME, _NUMBER, line.number)
            item.setTextAlignment(_TEST, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._items[line.number] = item
            self._fill(item, line)
        groups: dict[str, QTreeWidgetItem] = {}
        for line in self._lines:
            item = self._items[line.number]
            parent = None if line.parent is None else self._items.get(line.parent)
            if parent is None and line.group:
                parent = groups.get(line.group) or groups.setdefault(line.group, self._heading(line.group))
            (self.invisibleRootItem() if parent is None else parent).addChild(item)
        for number, item in self._items.items():
            item.setExpanded(number not in folded)
        for heading in groups.values():
            heading.setExpanded(True)
        if kept in self._items:
            self.setCurrentItem(self._items[kept], _NAME)

    def _heading(self, group: str) -> QTreeWidgetItem:
        """Return an item that stands over the runs of one experiment, and is none itself."""
        item = QTreeWidgetItem(self)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setData(_NAME, _NUMBER, -1)
        item.setText(_NAME, group)
        item.setToolTip(_NAME, plain_tip(group))
        item.setFont(_NAME, theme.number_font())
        item.setForeground(_NAME, theme.colour("quiet"))
        return item

    def _fill(self, item: QTreeWidgetItem, line: RunLine) -> None:
        """Say of a run what is not said yet; only the tick may have been changed by the person."""
        colour = self._colours.get(line.number)
        state = Qt.CheckState.Unchecked if colour is None else Qt.CheckState.Checked
        item.setCheckState(_CHECK, state)
        how, test = how_it_came(line), accuracy(line.figures.test_accuracy)
        said = (line.name, how, test, colour, line.pinned, line.current)
        if self._filled.get(line.number) == said:
            return
        self._filled[line.number] = said
        item.setData(_CHECK, Qt.ItemDataRole.AccessibleTextRole, tr("Compare {name}", name=line.name))
        item.setIcon(_NAME, QIcon() if colour is None else badge(colour))
        item.setIcon(_HOW, icon("tools/pin", _ICON) if line.pinned else QIcon())
        item.setText(_NAME, line.name)
        item.setText(_HOW, how)
        item.setText(_TEST, test)
        item.setToolTip(_NAME, plain_tip(tr("{name}: it reads now", name=line.name) if line.current else line.name))
        item.setToolTip(_HOW, tr("Pinned: it is let go of last") if line.pinned else "")
        for column in (_NAME, _HOW, _TEST):
            item.setFont(column, theme.number_font(bold=line.current and column == _NAME))
            item.setForeground(column, theme.colour("text" if column == _NAME else "quiet"))

    @Slot(QTreeWidgetItem, int)
    def _double_click(self, item: QTreeWidgetItem, column: int) -> None:
        if column != _CHECK and int(item.data(_NAME, _NUMBER)) >= 0:
            self.chosen.emit(int(item.data(_NAME, _NUMBER)))

    @Slot(QTreeWidgetItem, int)
    def _take_edit(self, item: QTreeWidgetItem, column: int) -> None:
        number = int(item.data(_NAME, _NUMBER))
        line = next(line for line in self._lines if line.number == number)
        if column == _NAME and item.text(_NAME) != line.name:
            name = item.text(_NAME)
            self.blockSignals(True)
            item.setText(_NAME, line.name)  # until it is called so
            self.blockSignals(False)
            self.rename_requested.emit(number, name)
        elif column == _CHECK:
            on = item.checkState(_CHECK) == Qt.CheckState.Checked
            if on != (number in self._colours):
                self.compare_requested.emit(number, on)

    @Slot()
    def _tell_selected(self) -> None:
        self.selected.emit(self.run)

    def sizeHint(self) -> QSize:
        """Ask for the room of a few runs."""
        return QSize(320, 160)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the commands that have them elsewhere."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._means(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys ask for."""
        request = self._means(event)
        if request == "rename":
            self.rename()
        elif request == "choose" and self.run >= 0:
            self.chosen.emit(self.run)
        elif request == "delete" and self.run >= 0:
            self.delete_requested.emit(self.run)
        elif request == "undo":
            self.undo_requested.emit()
        elif request == "redo":
            self.redo_requested.emit()
        elif event.key() == Qt.Key.Key_Space and self.run >= 0:
            self.compare_requested.emit(self.run, self.run not in self._colours)
        else:
            super().keyPressEvent(event)

    def _means(self, event: QKeyEvent) -> str:
        """Return what a key asks for here; nothing while a name is being typed."""
        if self.state() == QAbstractItemView.State.EditingState:
            return ""
        if event.matches(QKeySequence.StandardKey.Undo):
            return "undo"
        if event.matches(QKeySequence.StandardKey.Redo):
            return "redo"
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return ""
        return _KEYS.get(Qt.Key(event.key()), "")


def _structure(lines: Sequence[RunLine]) -> tuple[object, ...]:
    """Return what the items must be made anew for: other runs, or another palette."""
    return theme.current().name, *((line.number, line.parent, line.group) for line in lines)
