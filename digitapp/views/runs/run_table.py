"""The settings of several runs and what came of them, side by side; what differs is lit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from digitapp import theme
from digitapp.core.runs.comparison import SETTINGS, RunLine, differing
from digitapp.i18n import tr
from digitapp.views.parts.view import plain_tip
from digitapp.views.runs import run_words
from digitapp.views.runs.run_colours import badge

_LINE = 24  # pixels


class RunTable(QTableWidget):
    """Shows a column for each RunLine: the settings that differ first, then what came of it, then the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[RunLine, ...] = ()
        self._colours: Mapping[int, int] = {}
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(_LINE)
        self.verticalHeader().setSectionsClickable(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setMinimumSectionSize(96)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMinimumHeight(7 * _LINE)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.retranslate()

    def set_lines(self, lines: Sequence[RunLine], colours: Mapping[int, int]) -> None:
        """Show these runs, each with the number of its colour."""
        self._lines, self._colours = tuple(lines), dict(colours)
        self.retranslate()

    def rows(self) -> list[tuple[str, list[str], bool]]:
        """Return each row: its name, a text for each run, and whether they differ in a setting."""
        unlike = differing([line.settings for line in self._lines])
        kinds = [self._setting(name, differs=True) for name in unlike]
        kinds += [
            (
                run_words.figure_name(name, self._lines),
                [run_words.figure(line, name) for line in self._lines],
                False,
            )
            for name in run_words.FIGURES
        ]
        kinds += [
            (tr(text), [run_words.health(line, name) for line in self._lines], False)
            for name, text in run_words.HEALTH.items()
        ]
        kinds += [self._setting(name, differs=False) for name in SETTINGS if name not in unlike]
        return kinds

    def _setting(self, name: str, *, differs: bool) -> tuple[str, list[str], bool]:
        texts = [run_words.setting(line.settings, name) for line in self._lines]
        return tr(run_words.SETTINGS[name]), texts, differs

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("The settings of the compared runs, and what came of them"))
        rows = self.rows() if self._lines else []
        self.setRowCount(len(rows))
        self.setColumnCount(len(self._lines))
        for column, line in enumerate(self._lines):
            heading = QTableWidgetItem(badge(self._colours[line.number]), line.name)
            heading.setToolTip(plain_tip(line.name))
            self.setHorizontalHeaderItem(column, heading)
        self.setVerticalHeaderLabels([name for name, _, _ in rows])
        lit = theme.colour("accent", 0.16)
        for place, (name, texts, differs) in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                font = theme.number_font(bold=differs)
                item.setFont(font)
                item.setForeground(theme.colour("text"))
                item.setBackground(QBrush(lit) if differs else QBrush())
                item.setToolTip(plain_tip(tr("{name}: the runs differ here", name=name) if differs else text))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.setItem(place, column, item)

    def sizeHint(self) -> QSize:
        """Ask for some rows."""
        return QSize(320, 7 * _LINE)
