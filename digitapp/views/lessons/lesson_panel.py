"""The card of a guided lesson: where one is, what there is to know and to do, and whether it was done."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.lessons.lesson import Lesson
from digitapp.i18n import language, tr
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import View, label

_WIDTH = 392  # pixels


class LessonPanel(View):
    """A small window over the main one, which stays usable.

    Signals:
        next_requested(), back_requested(): another stop.
        closed(): the person has seen enough for now.
    """

    next_requested = Signal()
    back_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self._lesson: Lesson | None = None
        self._number, self._done = 0, False
        self._where, self._title = label("quiet"), label("title")
        self._text, self._task = label(), label()
        self._strip = ProgressStrip()
        for text in (self._title, self._text, self._task):
            text.setTextFormat(Qt.TextFormat.PlainText)  # it comes from a file
            text.setWordWrap(True)
        self._back, self._next = QPushButton(), QPushButton()
        self._next.setProperty("role", "primary")
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch()
        buttons.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        for part in (self._where, self._strip, self._title, self._text, self._task):
            column.addWidget(part)
        column.addStretch()
        column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
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

    def lie_over(self, window: QWidget) -> None:
        """Come to lie over a window's lower right corner, where the curves are."""
        corner = window.mapToGlobal(QPoint(window.width(), window.height()))
        self.move(corner - QPoint(self.width() + 2 * theme.GRID, self.height() + 4 * theme.GRID))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        lesson = self._lesson
        if lesson is None:
            return
        stop, count, code = lesson.stops[self._number], len(lesson.stops), language()
        self.setWindowTitle(lesson.title[code])
        self._where.setText(tr("Stop {number} of {count}", number=self._number + 1, count=count))
        self._strip.set_share((self._number + 1) / count)
        self._title.setText(stop.title[code])
        self._text.setText(stop.text[code])
        mark = "✓" if self._done else "○"
        self._task.setText(f"{mark}  {stop.task[code]}")
        self._task.setProperty("role", "" if self._done else "task")
        self._task.style().unpolish(self._task)
        self._task.style().polish(self._task)
        self._back.setText(tr("&Back"))
        self._back.setEnabled(self._number > 0)
        last = self._number == count - 1
        self._next.setText(tr("&Finish") if last else tr("&Next") if self._done else tr("&Skip"))
        self._fit()

    def _fit(self) -> None:
        """Become as high as the text wants to be; Qt's own guess for text that is wrapped is too low."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        self.setFixedHeight(layout.totalHeightForWidth(_WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the escape key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it was closed."""
        super().closeEvent(event)
        self.closed.emit()
