"""Leads through a guided lesson: lights up what it is about, and notices when its task was done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

import resources
from digitapp.core.errors import InputError
from digitapp.core.lessons.lesson import Check, Lesson, load_lesson
from digitapp.core.runs.training import TrainingReport
from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.session import Session
from digitapp.views.lessons.spotlight import Spotlight
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files

FIRST = "lessons/first-look.toml"
ON_OVERVIEW = ("hidden_layer", "unit_card", "training_form", "train", "curves")


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
        self._batches = 0
        self.panel = panel = window.lesson_panel
        self.spotlight = Spotlight(window)
        window.commands["lesson"].triggered.connect(self._open_last)
        window.commands["open_lesson"].triggered.connect(self._ask_for_lesson)
        panel.next_requested.connect(self._go_on)
        panel.back_requested.connect(self._go_back)
        panel.closed.connect(self.spotlight.put_out)
        session.reader.reading_changed.connect(self._look)
        session.explanations.unit_changed.connect(self._look)
        session.history.moment_changed.connect(self._look)
        session.training.advanced.connect(self._count)
        window.overview.hidden_layer.stage_changed.connect(self._look)
        window.stage.page_opened.connect(self._look)
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
        self._go_to(number if 0 <= number < len(self._lesson.stops) else 0)
        self.panel.show()
        return True

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
        self._number = self._preferences.lesson_stop = number
        self._done, self._batches = False, 0
        stop = self._lesson.stops[number]
        if any(part in ON_OVERVIEW for part in stop.show):
            self._main.stage.show_beside_or_in_front("overview")
        self.panel.set_stop(self._lesson, number, done=False)
        self.panel.show()
        self._light_up()
        self._look()

    @Slot()
    def _light_up(self) -> None:
        """Frame what the stop is about, as soon as it has its place."""
        if self._lesson is not None and self.panel.isVisible():
            parts = self._lesson.stops[self._number].show
            widgets = [widget for part in parts for widget in self._widgets(part)]
            QTimer.singleShot(0, self.spotlight, lambda: self.spotlight.hold(*widgets))

    def _widgets(self, part: str) -> tuple[QWidget, ...]:
        paper, overview = self._main.paper, self._main.overview
        return {
            "canvas": (paper.canvas,),
            "input": (paper.input_view,),
            "bars": (paper.probability_bars,),
            "verdict": (paper.verdict,),
            "hidden_layer": (overview.hidden_layer,),
            "unit_card": (overview.unit_card,),
            "training_form": (overview.training_form,),
            "train": (overview.training_controls,),
            "curves": (overview.loss_plot, overview.accuracy_plot),
        }[part]

    @Slot(object)
    def _count(self, report: TrainingReport) -> None:
        """Count the batches of the run while a stop waits for them."""
        self._batches = (report.epoch - 1) * report.steps + report.step
        self._look()

    @Slot()
    def _look(self) -> None:
        """Notice that the task was done; it stays done."""
        if self._lesson is None or self._done or not self.panel.isVisible():
            return
        if self._is_done(self._lesson.stops[self._number].check):
            self._done = True
            self.panel.set_done(True)

    def _is_done(self, check: Check) -> bool:
        session, window = self._session, self._main
        reading, explanations = session.reader.reading, session.explanations
        match check.name:
            case "none":
                return True
            case "drawn":
                return reading is not None
            case "read":
                return reading is not None and reading.answer == check.value
            case "unit":
                return explanations.unit >= 0
            case "unit_on" | "unit_off":
                if reading is None or explanations.unit < 0:
                    return False
                is_on = bool(reading.shown[explanations.layer].activation[explanations.unit] > 0)
                return is_on == (check.name == "unit_on")
            case "showing_z":
                return window.overview.hidden_layer.shows_z
            case "page":
                return window.stage.is_visible(str(check.value))
            case "untrained":
                return session.history.moment.at == 0
            case _:
                return self._batches >= int(check.value or 0)
