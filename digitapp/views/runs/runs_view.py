"""The page Runs: the tree of this session's runs, and some of them laid beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.comparison import RunLine, table
from digitapp.core.runs.run import Kind
from digitapp.i18n import tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label, plain_tip
from digitapp.views.runs.drawing_compared import DrawingCompared
from digitapp.views.runs.kept_strip import KeptStrip
from digitapp.views.runs.overlay_plots import OverlayPlots
from digitapp.views.runs.run_menu import RunMenu
from digitapp.views.runs.run_parts import RunParts
from digitapp.views.runs.run_table import RunTable
from digitapp.views.runs.run_tree import RunTree

_SIDE, _TWO_COLUMNS = 340, 760  # pixels, the tree's width beside the curves, and from which width it stands there
_NO_LIMIT = 16_777_215  # as Qt has it


class RunsView(Page):
    """Shows RunLines.

    Signals:
        chosen(number), compare_requested(number, on), rename_requested(number, name), pin_requested(number, on),
        delete_requested(number), undo_requested(), redo_requested(): the person wants this of a run.
        go_on_requested(number), save_requested(number): and this, of one that was kept.
    """

    chosen = Signal(int)
    compare_requested = Signal(int, bool)
    rename_requested = Signal(int, str)
    pin_requested = Signal(int, bool)
    delete_requested = Signal(int)
    undo_requested = Signal()
    redo_requested = Signal()
    go_on_requested = Signal(int)
    save_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[RunLine, ...] = ()
        self._colours: Mapping[int, int] = {}
        self._palette = theme.current()
        self.kept = KeptStrip()
        self.tree, self.plots, self.table_view = RunTree(), OverlayPlots(), RunTable()
        self.drawing = DrawingCompared()
        self._use, self._rename, self._pin, self._delete, self._undo = (QPushButton() for _ in range(5))
        self.menu = RunMenu(self)
        self._invitation, self._drawing_title, self._table_title = label("quiet"), label("title"), label("title")
        self._invitation.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID // 2)
        for button in (self._use, self._rename, self._pin, self._delete, self._undo):
            buttons.addWidget(button)
        self._left, right = QWidget(), QVBoxLayout()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.GRID)
        left.addWidget(self.tree, 1)
        left.addLayout(buttons)
        left.addWidget(self.kept)
        left.addWidget(self._drawing_title)
        left.addWidget(self.drawing)
        right.setSpacing(theme.GRID)
        right.addWidget(self._invitation)
        right.addWidget(self.plots, 5)
        right.addWidget(self._table_title)
        right.addWidget(self.table_view, 4)
        all_runs = QWidget()
        self._columns = QHBoxLayout(all_runs)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(2 * theme.GRID)
        self._columns.addWidget(self._left)
        self._columns.addLayout(right, 1)
        self.parts = RunParts(all_runs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.parts)
        self.tree.chosen.connect(self.chosen)
        self.tree.compare_requested.connect(self.compare_requested)
        self.tree.rename_requested.connect(self.rename_requested)
        self.tree.delete_requested.connect(self.delete_requested)
        self.tree.undo_requested.connect(self.undo_requested)
        self.tree.redo_requested.connect(self.redo_requested)
        self.tree.selected.connect(self._offer)
        self._use.clicked.connect(self._ask_to_use)
        self._rename.clicked.connect(self.tree.rename)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        for action, receiver in (
            (self.menu.use, self._ask_to_use),
            (self.menu.rename, self.tree.rename),
            (self.menu.compare, self._ask_to_compare),
            (self.menu.pin, self._ask_to_pin),
            (self.menu.delete, self._ask_to_delete),
        ):
            action.triggered.connect(receiver)
        self._pin.clicked.connect(self._ask_to_pin)
        self._delete.clicked.connect(self._ask_to_delete)
        self._undo.clicked.connect(self.undo_requested)
        self.kept.go_on_requested.connect(self._ask_to_go_on)
        self.kept.save_requested.connect(self._ask_to_save)
        self.set_undo_possible(False)
        self.retranslate()

    def prepare(self) -> None:
        """Make ready for drawing curves, once: this needs pyqtgraph."""
        self.plots.prepare()

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives all runs, their settings and figures, as CSV; or the numbers of the part that is shown."""
        if isinstance(part := self.parts.current, Page):
            return part.table_maker()
        return partial(table, self._lines) if self._lines else None

    def set_lines(self, lines: Sequence[RunLine], colours: Mapping[int, int]) -> None:
        """Show these runs; `colours` has the number of the colour of each that is compared."""
        self._lines, self._colours, self._palette = tuple(lines), dict(colours), theme.current()
        compared = sorted((line for line in lines if line.number in colours), key=lambda line: colours[line.number])
        self.tree.set_lines(lines, colours)
        self.plots.set_lines(compared, colours)
        self.table_view.set_lines(compared, colours)
        self.drawing.set_runs(
            {line.number: line.name for line in compared},
            colours,
            {line.number: line.settings.classes for line in compared},
        )
        self._arrange()
        self._offer()

    @Slot(object)
    def set_readings(self, readings: Mapping[int, Reading] | None) -> None:
        """Show what each compared run reads in the drawing."""
        self.drawing.set_readings(readings)

    @Slot(bool)
    def set_undo_possible(self, possible: bool) -> None:
        """Offer to take back what was last done to a run."""
        self._undo.setEnabled(possible)

    def fit_into(self, room: QSize) -> None:
        """Put the tree beside the curves, or above them where there is no room beside them."""
        self.parts.fit_into(room)
        beside = room.width() >= _TWO_COLUMNS
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._left.setMinimumWidth(_SIDE if beside else 0)
        self._left.setMaximumWidth(_SIDE if beside else _NO_LIMIT)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._use.setText(tr("Use"))
        self._rename.setText(tr("Rename"))
        self._rename.setToolTip(tr("Call the run otherwise (F2)"))
        self._undo.setText(tr("Undo"))
        self._undo.setToolTip(tr("Take back the last renaming, pinning or deleting of a run (Ctrl+Z in the list)"))
        self._pin.setToolTip(tr("A pinned run is let go of last, when there is no more room for all"))
        self._drawing_title.setText(tr("On this drawing"))
        self._table_title.setText(tr("Settings and figures"))
        self.tree.setWhatsThis(
            tr(
                "The runs, those kept from before too, each below the one that it went on from. Use (Enter, a double"
                " click) makes its network the one that reads; the tick lays its curves beside the others."
            )
        )
        self.plots.setWhatsThis(tr("The curves of the ticked runs, laid on each other."))
        self.table_view.setWhatsThis(tr("The settings of the ticked runs; those in which they differ are lit."))
        self.tree.retranslate()
        self.table_view.retranslate()
        self._arrange()
        self._offer()

    def restyle(self) -> None:
        """Take the colours of the current palette, once: Qt tells of it for each of the parts."""
        if self._palette is not theme.current():
            self.set_lines(self._lines, self._colours)

    def _arrange(self) -> None:
        """Show what there is to compare, or say how to get there."""
        shown = any(line.number in self._colours for line in self._lines)
        trained = any(line.kind is Kind.TRAINED for line in self._lines)
        for part in (self.plots, self.table_view, self._table_title, self.drawing, self._drawing_title):
            part.setVisible(shown)
        self._invitation.setVisible(not shown)
        self._invitation.setText(
            tr("Tick a run in the list to see its curves and settings here; tick another to compare them.")
            if trained
            else tr(
                "Train a network (F5): its run will stand in the list, with its curves here. Train another with one"
                " setting changed, and the two lie on each other."
            )
        )

    @Slot()
    def _offer(self) -> None:
        """Offer what can be done with the run that the keyboard is on."""
        line = self._line()
        self.kept.set_line(line)
        alone = len(self._lines) < 2
        self._use.setEnabled(line is not None and not line.current)
        self._use.setToolTip(
            plain_tip(tr("{name}: it reads now", name=line.name))
            if line is not None and line.current
            else tr("Let the network of this run read (Enter, or a double click)")
        )
        self._rename.setEnabled(line is not None)
        self._pin.setEnabled(line is not None)
        self._delete.setEnabled(line is not None and not alone)
        self._pin.setText(tr("Unpin") if line is not None and line.pinned else tr("Pin"))
        self._delete.setText(tr("Delete"))
        self._delete.setToolTip(
            tr("It is the only run: there must be a network that reads.")
            if alone
            else tr("Delete the run (Del in the list); it can be undone")
        )

    def _line(self) -> RunLine | None:
        return next((line for line in self._lines if line.number == self.tree.run), None)

    @Slot()
    def _ask_to_use(self) -> None:
        line = self._line()
        if line is not None:
            self.chosen.emit(line.number)

    @Slot()
    def _ask_to_compare(self) -> None:
        line = self._line()
        if line is not None:
            self.compare_requested.emit(line.number, line.number not in self._colours)

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        """Offer what can be done with the run under the pointer, or the one that the keyboard is on."""
        line = self._line()
        if line is not None and self.tree.itemAt(place) is not None:
            self.menu.offer(line, compared=line.number in self._colours, alone=len(self._lines) < 2)
            self.menu.popup(self.tree.viewport().mapToGlobal(place))

    @Slot()
    def _ask_to_pin(self) -> None:
        line = self._line()
        if line is not None:
            self.pin_requested.emit(line.number, not line.pinned)

    @Slot()
    def _ask_to_delete(self) -> None:
        line = self._line()
        if line is not None:
            self.delete_requested.emit(line.number)

    @Slot()
    def _ask_to_go_on(self) -> None:
        line = self._line()
        if line is not None:
            self.go_on_requested.emit(line.number)

    @Slot()
    def _ask_to_save(self) -> None:
        line = self._line()
        if line is not None:
            self.save_requested.emit(line.number)
