"""A window of its own with one's answers to the ten questions, before the lessons and after them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.lessons.answers import Answers, letter, right_answer
from digitapp.core.lessons.lesson import Stop
from digitapp.i18n import language, tr
from digitapp.views.parts.view import View, label


class AnswersWindow(View):
    """Compares the answers.

    Signals:
        show_requested(question, answer): what refutes this answer, both counted from 0.
        save_requested(): the answers in a file, for a teacher.
        copy_requested(): their code on the clipboard.
    """

    show_requested = Signal(int, int)
    save_requested = Signal()
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._questions: tuple[Stop, ...] = ()
        self._answers = Answers("")
        self._sum, self._privacy = label("title"), label("quiet")
        self._privacy.setWordWrap(True)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._save, self._copy = QPushButton(), QPushButton()
        below = QHBoxLayout()
        below.addWidget(self._privacy, 1)
        below.addWidget(self._copy)
        below.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._sum)
        layout.addWidget(self._area, 1)
        layout.addLayout(below)
        self._save.clicked.connect(self.save_requested)
        self._copy.clicked.connect(self.copy_requested)
        self.resize(640, 560)
        self.retranslate()

    def set_answers(self, questions: Sequence[Stop], answers: Answers) -> None:
        """Show these answers to these questions."""
        self._questions, self._answers = tuple(questions), answers
        self.retranslate()

    def _show(self) -> None:
        content, code, answers = QWidget(), language(), self._answers
        grid = QGridLayout(content)
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 2)
        grid.setColumnStretch(0, 1)
        for column, text in enumerate((tr("question"), tr("before"), tr("after"))):
            heading = label("quiet")
            heading.setText(text)
            grid.addWidget(heading, 0, column)
        for number, stop in enumerate(self._questions):
            question = label()
            question.setTextFormat(Qt.TextFormat.PlainText)
            question.setText(f"{number + 1}. {stop.task[code]}")
            question.setWordWrap(True)
            grid.addWidget(question, number + 1, 0)
            given = [answers.of(number, after=after) for after in (False, True)]
            for column, answer in enumerate(given, 1):
                mark = label()
                mark.setText(_mark(stop, answer))
                mark.setToolTip(stop.answers[answer].text[code] if answer >= 0 else tr("not answered"))
                mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
                grid.addWidget(mark, number + 1, column)
            wrong = next((answer for answer in reversed(given) if answer not in (-1, right_answer(stop))), -1)
            if wrong >= 0:
                button = QPushButton(tr("Why not?"))
                button.setToolTip(
                    tr("Shows in the window what speaks against “{text}”", text=stop.answers[wrong].text[code])
                )
                button.clicked.connect(_Show(self, number, wrong))
                grid.addWidget(button, number + 1, 3)
        grid.setRowStretch(len(self._questions) + 1, 1)
        self._area.setWidget(content)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("Before and after"))
        self._area.setAccessibleName(tr("Before and after"))
        self._save.setText(tr("Save my answers…"))
        self._copy.setText(tr("Copy as a code"))
        self._privacy.setText(
            tr("The file and the code have only the letters and a random number, no name. Nothing is sent.")
        )
        questions = self._questions
        self._sum.setText(
            tr(
                "Right before: {before} of {all}. Right after: {after} of {all}.",
                before=self._answers.right(questions, after=False),
                after=self._answers.right(questions, after=True),
                all=len(questions),
            )
        )
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the usual key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


class _Show:
    """Asks for what refutes an answer when its button is clicked."""

    def __init__(self, window: AnswersWindow, question: int, answer: int) -> None:
        self._window, self._question, self._answer = window, question, answer

    def __call__(self) -> None:
        self._window.show_requested.emit(self._question, self._answer)


def _mark(stop: Stop, answer: int) -> str:
    """Return an answer's letter, and whether it is right; a dash for none."""
    if answer < 0:
        return "–"
    return f"{letter(answer).upper()} {'✓' if answer == right_answer(stop) else '✗'}"
