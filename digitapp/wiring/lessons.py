"""Leads through a guided lesson: lights up what it is about, and notices when its task was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

import resources
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import BUNDLED, load_bundled
from digitapp.core.lessons.lesson import DEPTHS, Lesson, Stop
from digitapp.core.lessons.lesson_file import load_lesson
from digitapp.core.runs.run import Kind as RunKind
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.lesson_deeds import OF_DRAWING, Deeds
from digitapp.wiring.lesson_findings import finding, put_back, turn_to_a_loud_unit
from digitapp.wiring.lesson_places import Places
from digitapp.wiring.lesson_predictions import Predictions
from digitapp.wiring.lesson_refuting import Refuter

FIRST = "lessons/first-look.toml"
OWN = (FIRST, "lessons/training.toml", "lessons/what-goes-wrong.toml")
_KEYS = tuple(Path(each).stem for each in OWN)


def key(path: Path) -> str:
    """Return what a lesson's progress is remembered by: the program's own are where the program is."""
    own = next((name for name in OWN if resources.path(name) == path), "")
    return Path(own).stem if own else str(path.absolute())


class LessonWiring(QObject):
    """Holds the lesson that is under way, and which stop it is at.

    Signals:
        progressed(): another stop, another lesson, or none any more.
        answered(stop, answer): a question was answered, both counted from 0.
        left(finished): the lesson is over, or was left in the middle.
    """

    progressed = Signal()
    answered = Signal(int, int)
    left = Signal(bool)

    def __init__(self, session: Session, window: MainWindow, messages: Messages, preferences: Preferences) -> None:
        super().__init__(window)
        self._session, self._main = session, window
        self._messages, self._preferences = messages, preferences
        self._lesson: Lesson | None = None
        self._key = ""  # empty for one whose progress nobody remembers
        self._survey = False  # whether answers are only taken, and nobody is told if they are right
        self._order: list[int] = [0]  # the stops that the depth has
        self._place, self._done, self._finished = 0, False, False
        self._before = session.history.run.number  # the network when the lesson began
        self._known: set[int] = set()  # the runs that were there then
        self._settings: TrainingSettings | None = None  # of before, while a lesson goes on
        self._deeds = Deeds(session, window, self)
        self._places = Places(window)
        self.spotlight = self._places.spotlight
        self.panel = panel = window.lesson_panel
        self._predictions = Predictions(session, window, panel.prediction, self)
        self._refuter = Refuter(session, window, messages, self)
        panel.next_requested.connect(self._go_on)
        panel.back_requested.connect(self._go_back)
        panel.closed.connect(self._leave)
        panel.depth_requested.connect(self.set_depth)
        panel.answered.connect(self.answer)
        self._deeds.changed.connect(self._look)
        self._predictions.told.connect(panel.say)
        self._predictions.revealed.connect(self._note_done)
        self._refuter.fingerprint_changed.connect(panel.set_fingerprint)

    @property
    def number(self) -> int:
        """The stop, counted from 0 among all of the lesson."""
        return self._order[self._place]

    @property
    def done(self) -> bool:
        """Whether the stop's task was done."""
        return self._done

    @property
    def under_way(self) -> bool:
        """Whether a lesson is shown."""
        return self._lesson is not None and self.panel.isVisible()

    @property
    def _stop(self) -> Stop:
        assert self._lesson is not None
        return self._lesson.stops[self.number]

    @property
    def _depth(self) -> str:
        return self._preferences.lesson_depth

    def open(self, path: Path, number: int = 0) -> bool:
        """Begin a lesson at this stop; return whether it could be read. A broken file is told of."""
        try:
            lesson = load_lesson(path)
        except InputError as error:
            self._messages.show_error(error)
            return False
        self.begin(lesson, number, key(path))
        return True

    def begin(self, lesson: Lesson, number: int = 0, remembered: str = "", *, survey: bool = False) -> None:
        """Begin a lesson at this stop; its progress is remembered by a key, or not at all.

        With `survey` answers are only taken: nobody is told whether they are right.
        """
        if self.under_way:
            self._tidy_stop()
        self._lesson, self._key, self._survey, self._finished = lesson, remembered, survey, False
        if not self.panel.isVisible():
            history = self._session.history
            self._before, self._known = history.run.number, {run.number for run in history.tree}
            self._settings = self._session.training.settings
        if lesson.bundled or remembered in _KEYS:
            self._session.datasets.borrow_mnist()  # of which all our lessons speak
        if lesson.bundled:
            self._begin_with_bundled()
        self._order = lesson.stops_for(self._depth)
        self.panel.show()
        self._go_to(self._place_of(number if 0 <= number < len(lesson.stops) else 0), tidy=False)

    def _place_of(self, number: int) -> int:
        """Return the place of a stop in this depth, or of the next one that it has."""
        return next((place for place, each in enumerate(self._order) if each >= number), len(self._order) - 1)

    def _begin_with_bundled(self) -> None:
        """Turn to the network that came with the program, of which the lesson speaks; a run under way goes on."""
        history = self._session.history
        if history.run.bundled:
            return
        found = next((run for run in history.tree if run.bundled), None)
        if found is not None:
            history.go_to(found)
        else:
            title = tr("Reading {name}…", name=Path(BUNDLED).name)
            self._session.tasks.do(Task(title, load_bundled, history.begin))
        if self._before in history.tree and not history.tree[self._before].bundled:
            self._messages.show_notice(
                tr(
                    "The lesson is about the network that came with the program; {name} reads again at its end.",
                    name=history.tree[self._before].name,
                )
            )

    @Slot()
    def _go_on(self) -> None:
        assert self._lesson is not None
        if self._place + 1 < len(self._order):
            self._go_to(self._place + 1)
            return
        self._finished = True
        if self._key:
            self._preferences.lesson_stops.pop(self._key, None)
            if self._key not in self._preferences.lessons_done:
                self._preferences.lessons_done.append(self._key)
        self.panel.leave()

    @Slot()
    def _go_back(self) -> None:
        self._go_to(self._place - 1)

    def _go_to(self, place: int, *, tidy: bool = True) -> None:
        assert self._lesson is not None
        if tidy:
            self._tidy_stop()
        self._place = place
        stop = self._stop
        if self._key:
            self._preferences.lesson_stops[self._key] = self.number
        self._done = stop.form == "free"
        if stop.settings is not None:
            self._session.training.set_next_settings(stop.settings)
        self._show_stop()
        if not self._survey:
            self._places.show(stop.show)
        if stop.predict is not None:
            self._predictions.ask(stop.predict)
        if stop.check.name == "taught":
            turn_to_a_loud_unit(self._session)
        self._deeds.forget()
        self._look()
        self.progressed.emit()

    def _show_stop(self) -> None:
        assert self._lesson is not None
        self.panel.set_stop(
            self._lesson,
            self.number,
            place=(self._place, len(self._order)),
            depth=self._depth,
            done=self._done,
            survey=self._survey,
        )

    def _tidy_stop(self) -> None:
        """Put back what the stop that is left asked for, such as z in the place of relu, and what an answer did."""
        if self._lesson is None:
            return
        put_back(self._stop.check, self._session, self._main)
        self._predictions.end()
        self._refuter.tidy()

    @Slot()
    def _leave(self) -> None:
        """Return to the network of before; what the lesson has made is there still, and nobody is asked about it."""
        self._places.put_out()
        self._tidy_stop()
        self.put_settings_back()
        self._return_to_before()
        self.left.emit(self._finished)
        self.progressed.emit()

    def put_settings_back(self) -> None:
        """Return to the settings of before the lesson, also when the program ends in its middle."""
        self._session.datasets.put_back()
        if self._settings is not None:
            self._session.training.set_next_settings(self._settings)
            self._settings = None

    def _return_to_before(self) -> None:
        history, training = self._session.history, self._session.training
        made = [run for run in history.tree if run.number not in self._known]
        if self._before not in history.tree or not (made or history.run.number != self._before):
            return
        before = history.tree[self._before]
        if training.run in [run.number for run in made]:
            training.leave()
        history.go_to(before)
        history.set_aside(run.number for run in made)
        self._messages.show_notice(
            tr("The lesson is over, and {name} reads again. Alt+Right shows what the lesson trained.", name=before.name)
            if any(run.kind not in (RunKind.OPENED, RunKind.MADE) for run in made)
            else tr("The lesson is over, and {name} reads again.", name=before.name)
        )

    @Slot(str)
    def set_depth(self, depth: str) -> None:
        """Have the lesson for others, one of DEPTHS, at the same stop or the next one that there is."""
        if depth not in DEPTHS or depth == self._depth:
            return
        self._preferences.lesson_depth = depth
        if self.under_way and self._lesson is not None:
            number = self.number
            order = self._lesson.stops_for(depth)
            self._refuter.tidy()
            if number in order:  # the same stop, said otherwise: what was done at it stays done
                self._order, self._place = order, order.index(number)
                self._show_stop()
            else:
                self._tidy_stop()
                self._order = order
                self._go_to(self._place_of(number), tidy=False)
        self.progressed.emit()

    @Slot(int)
    def answer(self, answer: int) -> None:
        """Note an answer; outside of a survey say whether it is right, and open what refutes it or bears it out."""
        given = self._stop.answers[answer]
        self.panel.set_answer(answer, verdict=not self._survey)
        if self._survey or given.right:
            self._note_done()
        if not self._survey:
            self._places.show(given.show or self._stop.show)
            self._refuter.do(given.deeds)
        self.answered.emit(self.number, answer)

    def show_given(self, answer: int) -> None:
        """Show an answer of before to the question that is asked; another one may be given."""
        self.panel.set_answer(answer, verdict=False)
        self._note_done()

    @Slot()
    def _note_done(self) -> None:
        self._done = True
        self.panel.set_done(True)

    @Slot()
    def _look(self) -> None:
        """Notice that the task was done; it stays done, but for what another drawing is read as."""
        if not self.under_way or self._stop.form in ("ask", "predict"):
            return
        check = self._stop.check
        if not self._done and self._deeds.have_done(check):
            self._note_done()
            self.panel.say(finding(check, self._session))
        elif self._done and check.name in OF_DRAWING and self._deeds.rests and self._session.reader.reading:
            self._done = self._deeds.have_done(check)
            self.panel.set_done(self._done)
