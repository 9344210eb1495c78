"""Leads through a guided lesson: lights up what it is about, and notices when its task was done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

import resources
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import BUNDLED, load_bundled
from digitapp.core.inside.steps import Kind
from digitapp.core.lessons.lesson import PAGES, Lesson, load_lesson
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.lessons.spotlight import Spotlight
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files
from digitapp.wiring.lesson_deeds import Deeds

FIRST = "lessons/first-look.toml"
ON_OVERVIEW = ("hidden_layer", "unit_card", "training_form", "train", "curves", "new_network")


class LessonWiring(QObject):
    """Holds the lesson that is under way, and which stop it is at."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        messages: Messages,
        files: Files,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._session, self._main = session, window
        self._messages, self._files, self._preferences = messages, files, preferences
        self._lesson: Lesson | None = None
        self._number, self._done = 0, False
        self._deeds = Deeds(session, window, self)
        self._before = session.history.run.number  # the network when the lesson began
        self._known: set[int] = set()  # the runs that were there then
        self.panel = panel = window.lesson_panel
        self.spotlight = Spotlight(window)
        window.stage.installEventFilter(self)
        window.commands["lesson"].triggered.connect(self._open_last)
        window.commands["open_lesson"].triggered.connect(self._ask_for_lesson)
        panel.next_requested.connect(self._go_on)
        panel.back_requested.connect(self._go_back)
        panel.closed.connect(self._leave)
        self._deeds.changed.connect(self._look)
        window.stage.page_opened.connect(self._light_up)

    @property
    def number(self) -> int:
        """The stop, counted from 0."""
        return self._number

    @property
    def done(self) -> bool:
        """Whether the stop's task was done."""
        return self._done

    @Slot()
    def _open_last(self) -> None:
        """Go on with the lesson of the last time, where it was; the first time with the program's own."""
        chosen = self._preferences.lesson
        if not self.open(Path(chosen) if chosen else resources.path(FIRST), self._preferences.lesson_stop) and chosen:
            self._preferences.lesson, self._preferences.lesson_stop = "", 0

    @Slot()
    def _ask_for_lesson(self) -> None:
        path = dialogs.ask_lesson_to_open(self._main, self._files.folder())
        if path is not None and self.open(path):
            self._preferences.lesson = str(path.absolute())
            self._files.remember(path.parent)

    def open(self, path: Path, number: int = 0) -> bool:
        """Begin a lesson at this stop; return whether it could be read. A broken file is told of."""
        try:
            self._lesson = load_lesson(path)
        except InputError as error:
            self._messages.show_error(error)
            return False
        if not self.panel.isVisible():
            history = self._session.history
            self._before, self._known = history.run.number, {run.number for run in history.tree}
            if self._lesson.bundled:
                self._begin_with_bundled()
        self._main.keep_room_for_timeline(True)  # nothing moves under the pointer when a stop has something trained
        self.panel.show()
        self._go_to(number if 0 <= number < len(self._lesson.stops) else 0)
        return True

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
        name = history.tree[self._before].name
        self._messages.show_notice(
            tr("The lesson is about the network that came with the program; {name} reads again at its end.", name=name)
        )

    @Slot()
    def _go_on(self) -> None:
        assert self._lesson is not None
        if self._number + 1 < len(self._lesson.stops):
            self._go_to(self._number + 1)
        else:
            self._preferences.lesson_stop = 0
            self.panel.leave()

    @Slot()
    def _go_back(self) -> None:
        self._go_to(self._number - 1)

    def _go_to(self, number: int) -> None:
        assert self._lesson is not None
        self._tidy_stop()
        self._number = self._preferences.lesson_stop = number
        self._done = False
        self.panel.set_stop(self._lesson, number, done=False)
        for part in self._lesson.stops[number].show:
            self._bring_into_sight(part)
        self._deeds.forget()
        self._light_up()
        self._look()

    def _tidy_stop(self) -> None:
        """Put back what the stop that is left asked for: z in the place of relu, a b set by hand."""
        if self._lesson is None:
            return
        check = self._lesson.stops[self._number].check.name
        if check == "showing_z":
            self._main.overview.hidden_layer.show_z(False)
        elif check in ("unit_flipped", "below_zero"):
            self._session.history.put_units_back()

    @Slot()
    def _leave(self) -> None:
        """Return to the network of before; what the lesson has made is there still, and nobody is asked about it."""
        self.spotlight.put_out()
        self._main.keep_room_for_timeline(False)
        self._tidy_stop()
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
            if any(not run.bundled for run in made)
            else tr("The lesson is over, and {name} reads again.", name=before.name)
        )

    def _bring_into_sight(self, part: str) -> None:
        stage = self._main.stage
        if part == "relu":
            stage.show_beside_or_in_front("steps")
            page: Any = self._main.pages["steps"]
            page.go_to(Kind.FUNCTION)
        elif part in ON_OVERVIEW:
            stage.show_beside_or_in_front("overview")
        elif part in PAGES:
            stage.show_beside_or_in_front(part)

    @Slot()
    def _light_up(self) -> None:
        """Frame what the stop is about, as soon as it has its place."""
        if self._lesson is not None and self.panel.isVisible():
            parts = self._lesson.stops[self._number].show
            widgets = [widget for part in parts for widget in self._widgets(part)]
            QTimer.singleShot(0, self.spotlight, lambda: self._frame(widgets))

    def _frame(self, widgets: list[QWidget]) -> None:
        self.spotlight.hold(*widgets)
        self.spotlight.bring_into_sight()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring into sight again what a stop is about when its page gets less room, as when the timeline appears."""
        if event.type() is QEvent.Type.Resize and self.panel.isVisible():
            QTimer.singleShot(0, self.spotlight, self.spotlight.bring_into_sight)
        return super().eventFilter(watched, event)

    def _widgets(self, part: str) -> tuple[QWidget, ...]:
        paper, overview, pages = self._main.paper, self._main.overview, self._main.pages
        if part in PAGES:
            page = pages.there(part)
            return () if page is None else (page,)
        if part == "relu":
            steps: Any = pages.there("steps")
            return () if steps is None else (steps.figure.bench,)
        return {
            "canvas": (paper.canvas,),
            "input": (paper.seen,),
            "bars": (paper.probability_bars,),
            "verdict": (paper.verdict,),
            "hidden_layer": (overview.hidden_layer,),
            "unit_card": (overview.unit_card,),
            "training_form": (overview.training_form,),
            "train": (overview.training_controls,),
            "new_network": (overview.training_controls.new_network,),
            "curves": (overview.loss_plot, overview.accuracy_plot),
        }[part]

    @Slot()
    def _look(self) -> None:
        """Notice that the task was done; it stays done."""
        if self._lesson is None or self._done or not self.panel.isVisible():
            return
        if self._deeds.have_done(self._lesson.stops[self._number].check):
            self._done = True
            self.panel.set_done(True)
