"""Lets one choose a lesson, asks the ten questions before and after, and makes a table of a class's answers."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

import resources
from digitapp.core.errors import InputError
from digitapp.core.files.exports import write_file
from digitapp.core.lessons.answers import Answers, ClassTable, load_answers
from digitapp.core.lessons.lesson import Lesson
from digitapp.core.lessons.lesson_file import load_lesson
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.parts.screen import place_at_first
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files
from digitapp.wiring.lessons import OWN, LessonWiring, key

if TYPE_CHECKING:  # the windows are read when they are first wanted
    from digitapp.views.lessons.answers_window import AnswersWindow
    from digitapp.views.lessons.lesson_chooser import LessonChooser, Offer

QUESTIONS = "lessons/questions.toml"


class ChoiceWiring(QObject):
    """Connects the chooser and the questions with the lessons."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        messages: Messages,
        files: Files,
        preferences: Preferences,
        lessons: LessonWiring,
    ) -> None:
        super().__init__(window)
        self._session, self._main, self._messages = session, window, messages
        self._files, self._preferences, self._lessons = files, preferences, lessons
        self._chooser: LessonChooser | None = None
        self._compared: AnswersWindow | None = None
        self._questions: Lesson | None = None
        self._asking: bool | None = None  # whether after the lessons; None while the questions are not asked
        window.commands["lesson"].triggered.connect(self.show_chooser)
        window.commands["open_lesson"].triggered.connect(self._ask_for_lesson)
        lessons.progressed.connect(self._note_progress)
        lessons.progressed.connect(self._note_under_way)
        lessons.answered.connect(self._take_answer)
        lessons.left.connect(self._note_left)

    # The lessons

    @Slot()
    def _note_under_way(self) -> None:
        self._main.overview.advice.set_in_lesson(self._lessons.under_way)

    @Slot()
    def show_chooser(self) -> None:
        """Open the window that offers the lessons."""
        if self._chooser is None:
            from digitapp.views.lessons.lesson_chooser import LessonChooser

            self._chooser = own = LessonChooser(self._main)
            own.lesson_requested.connect(self._begin)
            own.depth_requested.connect(self._lessons.set_depth)
            own.questions_requested.connect(self.ask_questions)
            own.compare_requested.connect(self._compare)
            own.open_requested.connect(self._ask_for_lesson)
            own.class_requested.connect(self._merge)
        self._offer()
        place_at_first(self._chooser, self._main.stage)
        self._chooser.show()
        self._chooser.activateWindow()

    def _paths(self) -> dict[str, Path]:
        """Return the files of the lessons that are offered, by their keys."""
        paths = [resources.path(name) for name in OWN]
        if self._preferences.lesson:
            paths.append(Path(self._preferences.lesson))
        return {key(path): path for path in paths}

    def _offer(self) -> None:
        """Offer the lessons, and how far one is in each; one whose file is gone or broken is left out."""
        if self._chooser is None:
            return
        from digitapp.views.lessons.lesson_chooser import Asked

        offers, chosen = [], self._preferences
        for name, path in self._paths().items():
            try:
                offers.append(self._offer_of(name, load_lesson(path)))
            except InputError as error:
                if path == Path(chosen.lesson):
                    self._messages.show_error(error)
                    chosen.lesson = ""
        count, answers = len(self._asked.stops), self._answers
        given = [sum(answers.of(at, after=after) >= 0 for at in range(count)) for after in (False, True)]
        self._chooser.set_offers(offers, Asked(count, *given), chosen.lesson_depth)

    def _offer_of(self, name: str, lesson: Lesson) -> Offer:
        from digitapp.views.lessons.lesson_chooser import Offer

        order = lesson.stops_for(self._preferences.lesson_depth)
        left = self._preferences.lesson_stops.get(name, -1)
        at = next((place for place, number in enumerate(order) if number >= left), 0) if left > 0 else -1
        done = name in self._preferences.lessons_done
        return Offer(name, lesson.title, lesson.about, lesson.minutes, len(order), at, done)

    @Slot(str, bool)
    def _begin(self, name: str, afresh: bool) -> None:
        paths = self._paths()
        if name in paths and self._lessons.open(
            paths[name], 0 if afresh else self._preferences.lesson_stops.get(name, 0)
        ):
            self._asking = None
            self._hide_chooser()

    def _hide_chooser(self) -> None:
        if self._chooser is not None:
            self._chooser.close()
        self._main.activateWindow()

    @Slot()
    def _ask_for_lesson(self) -> None:
        path = dialogs.ask_lesson_to_open(self._main, self._files.folder())
        if path is not None and self._lessons.open(path, self._preferences.lesson_stops.get(key(path), 0)):
            self._asking = None
            self._preferences.lesson = str(path.absolute())
            self._files.remember(path.parent)
            self._hide_chooser()

    @Slot()
    def _note_progress(self) -> None:
        """Show how far one is, and at a question what was answered before."""
        if self._chooser is not None and self._chooser.isVisible():
            self._offer()
        if self._asking is False and self._lessons.under_way:
            given = self._answers.of(self._lessons.number, after=False)
            if given >= 0:
                self._lessons.show_given(given)

    # The ten questions

    @property
    def _asked(self) -> Lesson:
        """The questions, read when they are first wanted."""
        if self._questions is None:
            self._questions = load_lesson(resources.path(QUESTIONS))
        return self._questions

    @property
    def _answers(self) -> Answers:
        chosen = self._preferences
        return Answers(chosen.answer_sheet, chosen.answers_before, chosen.answers_after)

    def _keep(self, answers: Answers) -> None:
        chosen = self._preferences
        chosen.answer_sheet = answers.sheet or secrets.token_hex(4)
        chosen.answers_before, chosen.answers_after = answers.before, answers.after

    @Slot(bool)
    def ask_questions(self, after: bool) -> None:
        """Ask the questions, before the lessons or after them, from the first that is not answered."""
        answers, count = self._answers, len(self._asked.stops)
        if answers.complete(count, after=after):  # once more, from the beginning
            answers = Answers(answers.sheet, answers.before if after else "", "" if after else answers.after)
            self._keep(answers)
        first = next((at for at in range(count) if answers.of(at, after=after) < 0), 0)
        self._asking = after
        self._hide_chooser()
        self._lessons.begin(self._asked, first, survey=not after)

    @Slot(int, int)
    def _take_answer(self, question: int, answer: int) -> None:
        """Keep an answer; after the lessons only the first one to a question, since that is what somebody thought."""
        if self._asking is None:
            return
        answers = self._answers
        if self._asking and answers.of(question, after=True) >= 0:
            return
        self._keep(answers.answered(question, answer, after=self._asking))

    @Slot(bool)
    def _note_left(self, finished: bool) -> None:
        asking, self._asking = self._asking, None
        if asking is None or not finished:
            return
        if asking:
            self._compare()
        else:
            self._messages.show_notice(
                tr("Your answers are kept. Now the lessons (F2); after them the same questions are asked again.")
            )

    @Slot()
    def _compare(self) -> None:
        """Show the answers before and after."""
        if self._compared is None:
            from digitapp.views.lessons.answers_window import AnswersWindow

            self._compared = own = AnswersWindow(self._main)
            own.show_requested.connect(self._refute)
            own.save_requested.connect(self._save)
            own.copy_requested.connect(self._copy)
        self._compared.set_answers(self._asked.stops, self._answers)
        place_at_first(self._compared, self._main.stage)
        self._compared.show()
        self._compared.activateWindow()

    @Slot(int, int)
    def _refute(self, question: int, answer: int) -> None:
        """Show in the window what speaks against an answer."""
        self._asking = None
        stop = self._asked.stops[question]
        self._lessons.begin(Lesson(self._asked.title, (stop,), self._asked.bundled))
        self._lessons.answer(answer)
        self._main.activateWindow()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._answers.code(len(self._asked.stops)))
        self._messages.show_notice(tr("The code of your answers is on the clipboard."))

    @Slot()
    def _save(self) -> None:
        answers = self._answers
        suggestion = Path(self._files.folder()) / f"{tr('answers')}-{answers.sheet}.txt"
        path = dialogs.ask_answers_to_save(self._compared or self._main, suggestion)
        if path is not None:
            line = answers.code(len(self._asked.stops)) + "\n"
            self._write(path, partial(write_file, path, line.encode()), tr("Saved as {file}.", file=path.name))

    @Slot()
    def _merge(self) -> None:
        """Ask for the files of a class's answers and make a table of them."""
        parent = self._chooser or self._main
        paths = dialogs.ask_answers_to_open(parent, self._files.folder())
        if not paths:
            return
        target = dialogs.ask_table_to_save(parent, paths[0].with_name(f"{tr('class')}.csv"))
        if target is None:
            return

        def merge() -> ClassTable:
            table = ClassTable.of((each for path in paths for each in load_answers(path)), self._asked.stops)
            write_file(target, table.csv().encode())
            return table

        def tell(table: ClassTable) -> None:
            self._files.remember(target.parent)
            self._messages.show_notice(table_words(table, target.name))

        self._session.tasks.do(Task(tr("Writing {name}…", name=target.name), merge, tell, writes=True))

    def _write(self, path: Path, work: partial[None], said: str) -> None:
        def tell(_: None) -> None:
            self._files.remember(path.parent)
            self._messages.show_notice(said)

        self._session.tasks.do(Task(tr("Writing {name}…", name=path.name), work, tell, writes=True))


def table_words(table: ClassTable, name: str) -> str:
    """Return what is said of a class's table."""
    before, after = table.mean_right(after=False), table.mean_right(after=True)
    return tr(
        "{file}: {people} people; on average {before} of {all} right before, {after} after.",
        file=name,
        people=len(table.people),
        before=f"{before:.1f}" if before == before else "–",
        after=f"{after:.1f}" if after == after else "–",
        all=len(table.questions),
    )
