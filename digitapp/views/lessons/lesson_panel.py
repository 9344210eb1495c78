"""The guided lesson, below the pages: where one is, what there is to know and to do, and whether it was done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.lessons.lesson import DEPTHS, Lesson, Stop
from digitapp.i18n import language, mark, say_again, tr
from digitapp.views.lessons.answer_list import AnswerList
from digitapp.views.lessons.lesson_height import body_height
from digitapp.views.lessons.prediction_view import PredictionView
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import View, label

_MOST = 168  # pixels; a longer text is scrolled
_BUTTONS = 104
_AROUND = _BUTTONS + 5 * theme.GRID  # pixels beside the texts
DEPTH_NAMES = {"school": mark("School"), "university": mark("University")}
_FORMS = {
    "mission": mark("Mission"),
    "predict": mark("Guess first"),
    "ask": mark("Question"),
    "free": mark("On your own"),
}


class LessonPanel(View):
    """Lies along the lower edge of the pages, where it covers nothing.

    Signals:
        next_requested(), back_requested(): another stop.
        closed(): the person has seen enough for now.
        depth_requested(depth): the lesson for others, one of DEPTHS.
        answered(number): an answer was chosen, counted from 0.

    Attributes:
        prediction: takes the guesses.
    """

    next_requested = Signal()
    back_requested = Signal()
    closed = Signal()
    depth_requested = Signal(str)
    answered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesson: Lesson | None = None
        self._number, self._place, self._depth = 0, (0, 1), DEPTHS[0]
        self._done = self._hinted = self._is_survey = False
        self._chosen, self._verdicts = -1, False
        self._said = self._fingerprint = ""  # what there is to say to a guess, and the weights' fingerprint
        self._where, self._form, self._title = label("quiet"), label("quiet"), label("title")
        self._text, self._task, self._more = label(), label("task"), label("quiet")
        self._prints = label("quiet")
        self._strip = ProgressStrip()
        for text in (self._title, self._text, self._task, self._more):
            text.setTextFormat(Qt.TextFormat.PlainText)  # it comes from a file
            text.setWordWrap(True)
        self._hint, self._deeper = QToolButton(), QToolButton()
        for tool in (self._hint, self._deeper):
            tool.setProperty("role", "plain")
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._back, self._next, self._close = QPushButton(), QPushButton(), QPushButton()
        self._answers, self.prediction = AnswerList(), PredictionView()
        self._aside = QStackedWidget()
        self._aside.addWidget(_scrolled(self._answers))
        self._aside.addWidget(self.prediction)
        self._lay_out()
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._close.clicked.connect(self.leave)
        self._hint.clicked.connect(self._give_hint)
        self._deeper.clicked.connect(self._ask_for_depth)
        self._answers.answered.connect(self.answered)
        self.retranslate()

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(theme.GRID)
        heading.addWidget(self._form)
        heading.addWidget(self._title, 1)
        for widget in (self._prints, self._hint, self._deeper, self._where):
            heading.addWidget(widget)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, theme.GRID, 0)
        column.setSpacing(theme.GRID // 2)
        for text in (self._text, self._task, self._more):
            column.addWidget(text)
        column.addStretch()
        body = QHBoxLayout()
        body.setSpacing(theme.GRID)
        body.addWidget(_scrolled(words), 1)
        body.addWidget(self._aside, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.GRID // 2)
        left.addLayout(heading)
        left.addWidget(self._strip)
        left.addLayout(body, 1)
        self._buttons = buttons = QVBoxLayout()
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

    @property
    def stop(self) -> Stop | None:
        """The stop that is shown."""
        return None if self._lesson is None else self._lesson.stops[self._number]

    def set_stop(
        self,
        lesson: Lesson,
        number: int,
        *,
        place: tuple[int, int],
        depth: str,
        done: bool,
        survey: bool = False,
    ) -> None:
        """Show a stop of a lesson.

        Args:
            number: of the stop, from 0.
            place: which it is of those that the depth has, from 0, and how many these are.
            done: whether its task was done.
            survey: whether nobody is told if an answer is right.
        """
        self._lesson, self._number, self._place, self._depth = lesson, number, place, depth
        self._done, self._is_survey, self._hinted = done, survey, False
        self._chosen, self._verdicts, self._said = -1, False, ""
        self.retranslate()

    @Slot(bool)
    def set_done(self, done: bool) -> None:
        """Say whether the task was done."""
        if done != self._done:
            self._done = done
            self.retranslate()

    def set_answer(self, number: int, *, verdict: bool) -> None:
        """Show which answer was chosen, counted from 0, and with `verdict` whether it is right and why."""
        self._chosen, self._verdicts = number, verdict
        self.retranslate()

    def say(self, text: str) -> None:
        """Say what there is to say to a guess, in the place of the stop's text."""
        self._said = text
        self.retranslate()

    def set_fingerprint(self, text: str) -> None:
        """Show the fingerprint of the weights, or nothing."""
        self._fingerprint = text
        self._prints.setText(text)
        self._prints.setVisible(bool(text))

    @Slot()
    def leave(self) -> None:
        """End the lesson for now."""
        self.hide()
        self.closed.emit()

    @Slot()
    def _give_hint(self) -> None:
        self._hinted = not self._hinted
        self.retranslate()

    @Slot()
    def _ask_for_depth(self) -> None:
        self.depth_requested.emit(next(depth for depth in DEPTHS if depth != self._depth))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        stop, lesson = self.stop, self._lesson
        if lesson is None or stop is None:
            return
        code, (place, count) = language(), self._place
        self._said, self._fingerprint = say_again(self._said), say_again(self._fingerprint)
        self.setAccessibleName(lesson.title[code])
        self._where.setText(tr("Stop {number} of {count}", number=place + 1, count=count))
        self._strip.set_share((place + 1) / count)
        self._form.setText(tr(_FORMS[stop.form]) if stop.form in _FORMS else "")
        self._form.setVisible(stop.form in _FORMS)
        self._title.setText(stop.title[code])
        self._say_text(stop, code)
        mark_ = "✓" if self._done and stop.form not in ("free",) and not self._is_survey else "○"
        self._task.setText(stop.task[code] if stop.form == "ask" else f"{mark_}  {stop.task[code]}")
        _restyle(self._task, "" if self._done else "task")
        self._hint.setText(tr("Hide the hint") if self._hinted else tr("Hint"))
        self._hint.setVisible(bool(stop.hint))
        self._more.setText(stop.hint[code] if self._hinted and stop.hint else "")
        self._more.setVisible(self._hinted and bool(stop.hint))
        self._text.setVisible(not self._more.text())  # the hint is in its place: the panel stays as high as it is
        self._say_depth(lesson)
        self._show_aside(stop, code)
        self.set_fingerprint(self._fingerprint)
        self._back.setText(tr("&Back"))
        self._back.setEnabled(place > 0)
        last = place == count - 1
        self._next.setText(tr("&Finish") if last else tr("&Next") if self._done else tr("&Skip"))
        _restyle(self._next, "primary" if last or self._done else "")
        self._close.setText(tr("Close"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the texts need in the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """Be as high as the longest text of the lesson needs: the same at every stop, so that the buttons stay."""
        if self._lesson is not None:
            heading = max(self._title.fontMetrics().height(), self._hint.sizeHint().height())  # at every stop
            rest = heading + self._strip.sizeHint().height() + 3 * theme.GRID
            needed = body_height(self._lesson, self._depth, max(self.width() - _AROUND, 1), self._text, self._task)
            least = self._buttons.minimumSize().height() + 2 * theme.GRID
            self.setFixedHeight(max(min(rest + needed, _MOST), least))

    def _say_text(self, stop: Stop, code: str) -> None:
        """Say the stop's text, or what there is to say to the answer or the guess."""
        given = stop.answers[self._chosen] if 0 <= self._chosen < len(stop.answers) and self._verdicts else None
        if given is not None:
            self._text.setText(f"{'✓' if given.right else '✗'}  {given.why[code]}")
        else:
            self._text.setText(self._said or stop.text_for(self._depth)[code])

    def _say_depth(self, lesson: Lesson) -> None:
        two = any(stop.depth or stop.deeper for stop in lesson.stops)
        self._deeper.setVisible(two and not self._is_survey)
        self._deeper.setText(f"{tr(DEPTH_NAMES[self._depth])} ⇄")
        self._deeper.setToolTip(
            tr("The lesson as for a school, in few words. A click has it as for a university, with the formulas.")
            if self._depth == DEPTHS[0]
            else tr("The lesson as for a university, with the formulas. A click has it as for a school, in few words.")
        )

    def _show_aside(self, stop: Stop, code: str) -> None:
        self._aside.setVisible(stop.form in ("ask", "predict"))
        if stop.form == "ask":
            self._aside.setCurrentIndex(0)
            said = [
                answer.right if self._verdicts and at == self._chosen else None
                for at, answer in enumerate(stop.answers)
            ]
            self._answers.set_answers([answer.text[code] for answer in stop.answers], self._chosen, said)
        elif stop.form == "predict":
            self._aside.setCurrentIndex(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End by the escape key."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def _scrolled(inner: QWidget) -> QScrollArea:
    """Return a widget in an area that has a bar where there is not room enough."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inner)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    return area


def _restyle(widget: QWidget, role: str) -> None:
    """Give a widget the look that this role has in the theme."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
