"""The guided lesson, below the pages: where one is, what there is to know and to do, and whether it was done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.lessons.lesson import Lesson
from digitapp.i18n import language, tr
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import View, label

_HEIGHT = 132  # pixels, the same for every stop, so that the buttons stay where they are
_BUTTONS = 104


class LessonPanel(View):
    """Lies along the lower edge of the pages, where it covers nothing.

    Signals:
        next_requested(), back_requested(): another stop.
        closed(): the person has seen enough for now.
    """

    next_requested = Signal()
    back_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: Lesson | None = None
        self._number, self._done = 0, False
        self._where, self._title = label("quiet"), label("title")
        self._text, self._task = label(), label()
        self._strip = ProgressStrip()
        for text in (self._title, self._text, self._task):
            text.setTextFormat(Qt.TextFormat.PlainText)  # it comes from a file
            text.setWordWrap(True)
        self._back, self._next, self._close = QPushButton(), QPushButton(), QPushButton()
        heading = QHBoxLayout()
        heading.setSpacing(2 * theme.GRID)
        heading.addWidget(self._title, 1)
        heading.addWidget(self._where)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, theme.GRID, 0)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self._text)
        column.addWidget(self._task)
        column.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(words)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left = QVBoxLayout()
        left.setSpacing(theme.GRID // 2)
        left.addLayout(heading)
        left.addWidget(self._strip)
        left.addWidget(area, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.GRID // 2)
        for button in (self._next, self._back, self._close):
            button.setFixedWidth(_BUTTONS)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were
            buttons.addWidget(button)
        buttons.addStretch()
        frame = QFrame()
        frame.setProperty("role", "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(2 * theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        row.setSpacing(2 * theme.GRID)
        row.addLayout(left, 1)
        row.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self.setFixedHeight(_HEIGHT)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._close.clicked.connect(self.leave)
        self.retranslate()

    def set_stop(self, lesson: Lesson, number: int, *, done: bool) -> None:
        """Show this stop of a lesson, counted from 0, and whether its task was done."""
        self._lesson, self._number, self._done = lesson, number, done
        self.retranslate()

    @Slot(bool)
    def set_done(self, done: bool) -> None:
        """Say whether the task was done."""
        if done != self._done:
            self._done = done
            self.retranslate()

    @Slot()
    def leave(self) -> None:
        """End the lesson for now."""
        self.hide()
        self.closed.emit()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        lesson = self._lesson
        if lesson is None:
            return
        stop, count, code = lesson.stops[self._number], len(lesson.stops), language()
        self.setAccessibleName(lesson.title[code])
        self._where.setText(tr("Stop {number} of {count}", number=self._number + 1, count=count))
        self._strip.set_share((self._number + 1) / count)
        self._title.setText(stop.title[code])
        self._text.setText(stop.text[code])
        mark = "✓" if self._done else "○"
        self._task.setText(f"{mark}  {stop.task[code]}")
        _restyle(self._task, "" if self._done else "task")
        self._back.setText(tr("&Back"))
        self._back.setEnabled(self._number > 0)
        last = self._number == count - 1
        self._next.setText(tr("&Finish") if last else tr("&Next") if self._done else tr("&Skip"))
        _restyle(self._next, "primary" if last or self._done else "")
        self._close.setText(tr("Close"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End by the escape key."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def _restyle(widget: QWidget, role: str) -> None:
    """Give a widget the look that this role has in the theme."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
