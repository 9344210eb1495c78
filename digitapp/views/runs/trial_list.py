"""The runs of an experiment: the value of each, where it stands, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from digitapp import theme
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.experiment import Stage, Trial
from digitapp.i18n import error_text, mark, tr
from digitapp.views.parts.view import plain_tip
from digitapp.views.runs.run_words import NOTHING

_RUN = Qt.ItemDataRole.UserRole
_STAGES = {
    Stage.WAITING: mark("waits"),
    Stage.UNDER_WAY: mark("under way"),
    Stage.DONE: mark("done"),
    Stage.FAILED: mark("failed"),
    Stage.BAD: mark("not trained"),
    Stage.SKIPPED: mark("skipped"),
}


class TrialList(QTreeWidget):
    """Shows Trials.

    Signals:
        chosen(run): the network of this run shall read.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trials: Sequence[Trial] = ()
        self._lines: Mapping[int, RunLine] = {}
        self._rows: list[QTreeWidgetItem] = []
        self.setColumnCount(5)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.itemClicked.connect(self._choose)
        self.setMinimumWidth(240)

    def set_trials(self, trials: Sequence[Trial], lines: Mapping[int, RunLine]) -> None:
        """Show these; `lines` has what is known of their runs."""
        self._trials, self._lines = tuple(trials), dict(lines)
        self._fill()

    def rows(self) -> list[list[str]]:
        """Return what stands in each row."""
        return [[item.text(column) for column in range(self.columnCount())] for item in self._rows]

    def _fill(self) -> None:
        self.setAccessibleName(tr("The runs of the sweep"))
        self.setHeaderLabels([tr("value"), tr("state"), tr("test"), tr("training"), tr("seconds")])
        if len(self._rows) != len(self._trials):
            self.clear()
            self._rows = [QTreeWidgetItem(self) for _ in self._trials]
        for item, trial in zip(self._rows, self._trials, strict=True):
            self._say(item, trial)

    def _say(self, item: QTreeWidgetItem, trial: Trial) -> None:
        line = self._lines.get(-1 if trial.run is None else trial.run)
        figures = None if line is None else line.figures
        test, training, seconds = (
            (figures.test_accuracy, figures.accuracy, figures.seconds) if figures else (float("nan"),) * 3
        )
        texts = [
            trial.label,
            tr(_STAGES[trial.stage]),
            NOTHING if isnan(test) else f"{test:.2%}",
            NOTHING if isnan(training) else f"{training:.2%}",
            NOTHING if isnan(seconds) else f"{seconds:.1f}",
        ]
        is_current = line is not None and line.current
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        why = error_text(trial.problem) if trial.problem is not None else ""
        item.setData(0, _RUN, -1 if line is None else line.number)
        for column, text in enumerate(texts):
            item.setText(column, text)
            item.setToolTip(column, plain_tip(why))
            item.setFont(column, theme.number_font(bold=is_current and column == 0))
            item.setForeground(column, theme.colour("warning" if why and column == 1 else "text"))
            if column > 1:
                item.setTextAlignment(column, right)

    @Slot(QTreeWidgetItem)
    def _choose(self, item: QTreeWidgetItem) -> None:
        run = int(item.data(0, _RUN))
        if run >= 0:
            self.chosen.emit(run)

    def sizeHint(self) -> QSize:
        """Ask for room for a few runs."""
        return QSize(320, 200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the return key."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._choose(item)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the palette."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._fill()
