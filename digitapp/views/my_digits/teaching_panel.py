"""Teach it: the button, how far the lesson is, and how well the network reads before and after."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.my_digits.teaching import Score, Taught
from digitapp.i18n import tr
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import View, label


class Lesson(View):
    """Asks for a lesson and shows what came of it.

    Signals:
        teach_requested(), stop_requested(): begin a lesson, or end it early.
        undo_requested(): go back to the network from before the lesson.
    """

    teach_requested = Signal()
    stop_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: Taught | None = None
        self._teach, self._stop, self._keep, self._undo = (QPushButton() for _ in range(4))
        self._teach.setProperty("role", "primary")
        self._strip = ProgressStrip()
        self._explanation = label("quiet")
        self._explanation.setWordWrap(True)
        self._cells = [[label("quiet" if not row or not column else "") for column in range(3)] for row in range(4)]

        buttons = QHBoxLayout()
        for button in (self._teach, self._stop):
            buttons.addWidget(button)
        buttons.addWidget(self._strip, 1000)
        buttons.addStretch(1)
        self._table = QWidget()
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * theme.GRID)
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                cell.setFont(theme.number_font())
                grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
        answers = QHBoxLayout()
        answers.setSpacing(theme.GRID)
        for button in (self._keep, self._undo):
            answers.addWidget(button)
        answers.addStretch()
        grid.addLayout(answers, len(self._cells), 0, 1, 4)
        grid.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._explanation)
        layout.addLayout(buttons)
        layout.addWidget(self._table)

        self._teach.clicked.connect(self.teach_requested)
        self._stop.clicked.connect(self.stop_requested)
        self._keep.clicked.connect(self.forget_result)
        self._undo.clicked.connect(self._take_back)
        self.set_running(False)
        self.set_possible(False)
        self._table.hide()
        self.retranslate()

    def set_possible(self, possible: bool) -> None:
        """Offer a lesson, or say that there is nothing to teach."""
        self._teach.setEnabled(possible)

    @Slot(bool)
    def set_running(self, running: bool) -> None:
        """Show that a lesson is under way, or that it has ended."""
        self._teach.setVisible(not running)
        self._stop.setVisible(running)
        self._strip.setVisible(running)
        if running:
            self.forget_result()
            self._strip.set_share(0.0)

    @Slot(float)
    def set_share(self, share: float) -> None:
        """Show how much of the lesson is done, from 0 to 1."""
        self._strip.set_share(share)

    def set_result(self, result: Taught) -> None:
        """Show how well the network reads now, and how well before."""
        self._result = result
        self._table.show()
        self.retranslate()

    @Slot()
    def forget_result(self) -> None:
        """Show no result any more; the taught network stays."""
        self._result = None
        self._table.hide()

    @Slot()
    def _take_back(self) -> None:
        self.forget_result()
        self.undo_requested.emit()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._explanation.setText(
            tr(
                "The network learns your digits in a few seconds, mixed with what it already knows, so that it forgets"
                " little. One in five of yours is kept back for measuring."
            )
        )
        self._teach.setText(tr("Teach it"))
        self._stop.setText(tr("Stop"))
        self._keep.setText(tr("Keep"))
        self._undo.setText(tr("Take back what was taught"))
        if self._result is None:
            return
        rows = [
            ["", tr("before"), tr("after")],
            [tr("my digits that it learned"), *self._shares("learned")],
            [tr("my digits kept back"), *self._shares("held_out")],
            [tr("test images"), *self._shares("test")],
        ]
        for cells, texts in zip(self._cells, rows, strict=True):
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)

    def _shares(self, name: str) -> list[str]:
        assert self._result is not None
        scores: tuple[Score, ...] = (self._result.before, self._result.after)
        return ["–" if (share := getattr(score, name)) is None else f"{share:.1%}" for score in scores]
