"""Builds the whole window program, runs it, and in the end closes everything."""

from __future__ import annotations

import gc
import logging
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, cast

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QTimer, QTranslator, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

import resources
from digitapp import __version__, i18n, preferences, theme
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_bundled
from digitapp.core.runs.settings import TrainingSettings
from digitapp.ending import Ending
from digitapp.i18n import mark, tr
from digitapp.messages import Messages, start_log
from digitapp.preferences import Preferences
from digitapp.state.session import Session
from digitapp.views.window.main_window import MainWindow
from digitapp.views.window.pages import NAMES
from digitapp.wiring.animation import AnimationMaker
from digitapp.wiring.classes import ClassesWiring
from digitapp.wiring.data import DataWiring
from digitapp.wiring.data_files import DataFiles
from digitapp.wiring.exercises import ExerciseWiring
from digitapp.wiring.experiments import ExperimentWiring
from digitapp.wiring.figures import Figures
from digitapp.wiring.files import Files
from digitapp.wiring.film import FilmWiring
from digitapp.wiring.help import HelpWiring
from digitapp.wiring.inside import InsideWiring
from digitapp.wiring.keeping import KeepingWiring
from digitapp.wiring.learning import LearningWiring
from digitapp.wiring.lesson_choice import ChoiceWiring
from digitapp.wiring.lessons import LessonWiring
from digitapp.wiring.my_digits import MyDigitsWiring
from digitapp.wiring.painter import PainterWiring
from digitapp.wiring.paper import PaperWiring
from digitapp.wiring.pictures import Pictures
from digitapp.wiring.recovery import Recovery
from digitapp.wiring.run_files import RunFiles
from digitapp.wiring.runs import RunsWiring
from digitapp.wiring.slow_motion import SlowMotionWiring
from digitapp.wiring.survey import SurveyWiring
from digitapp.wiring.taught import TaughtWiring
from digitapp.wiring.timeline import TimelineWiring
from digitapp.wiring.training import TrainingWiring
from digitapp.wiring.training_images import TrainingImagesWiring
from digitapp.wiring.window import WindowWiring
from engine.thread_pool import one_blas_thread


class Program(QObject):
    """The running program: a session, a window, and what connects them."""

    def __init__(self, application: QApplication, settings: Preferences, language: str = "") -> None:
        super().__init__(application)
        self._application = application
        self._preferences = settings
        self._qt_translator = QTranslator(self)
        application.installTranslator(_WordsThatQtLacks(self))
        self._given_language = language
        self.messages = Messages(self)
        self.session = Session(
            load_bundled(),
            preferences.checkpoints_folder(),
            self,
            runs=preferences.runs_folder(),
            most_kept=settings.runs_megabytes * 2**20,
        )
        self.session.training.set_settings(settings.training)
        self._speak()
        self._look()
        self.window = MainWindow()
        self.classes = ClassesWiring(self.session, self.window)
        self.files = Files(self.session, self.window, self.messages, settings)
        self.data_files = DataFiles(self.session, self.window, self.messages, self.files)
        self.run_files = RunFiles(self.session, self.window, self.messages, self.files)
        self.pictures = Pictures(self.session, self.window, self.messages, self.files, self.data_files, self.run_files)
        self.figures = Figures(self.session.tasks, self.window, self.messages, self.files)
        self.inside = InsideWiring(self.session, self.window, self.messages)
        self.survey = SurveyWiring(self.session, self.window, self.messages)
        self.taught = TaughtWiring(self.session, self.window, self.messages)
        self.learning = LearningWiring(self.session, self.window, self.messages)
        self.painter = PainterWiring(self.session, self.window, self.messages)
        self.paper = PaperWiring(self.session, self.window)
        self.training = TrainingWiring(self.session, self.window, self.messages)
        self.timeline = TimelineWiring(self.session, self.window, self.messages, settings)
        opening = (self.files, self.pictures, self.data_files)
        self.frame = WindowWiring(self.session, self.window, self.messages, *opening, self.figures)
        self.runs = RunsWiring(self.session, self.window, self.messages)
        self.experiments = ExperimentWiring(self.session, self.window, self.messages)
        self.animation = AnimationMaker(self.session, self.window, self.messages, self.files)
        self.film = FilmWiring(self.session, self.window, self.messages)
        self.slow_motion = SlowMotionWiring(self.session, self.window)
        self.my_digits = MyDigitsWiring(self.session, self.window, self.messages, self.files)
        self.lessons = LessonWiring(self.session, self.window, self.messages, settings)
        self.choice = ChoiceWiring(self.session, self.window, self.messages, self.files, settings, self.lessons)
        self.exercises = ExerciseWiring(self.session, self.window, self.messages, self.files)
        self.training_images = TrainingImagesWiring(self.session, self.window)
        self.data = DataWiring(self.session, self.window, self.data_files)
        self.help = HelpWiring(self.session, self.window, self.messages, settings)
        self.recovery = Recovery(self.session, self.window, self.messages)
        self.keeping = KeepingWiring(self.session, self.window, self.messages, self.recovery, self.run_files, settings)
        self.window.stage.open_beside(settings.page_beside if settings.page_beside in NAMES else "")
        self.window.stage.open(settings.page if settings.page in NAMES else NAMES[0])
        self.session.drawing.set_pen_width(settings.pen_width)
        self.window.place(settings.window_state)

        commands = self.window.commands
        commands.check(commands.appearance, settings.appearance)
        commands.check(commands.language, language or settings.language)
        commands.appearance.triggered.connect(self._choose_appearance)
        commands.language.triggered.connect(self._choose_language)
        application.styleHints().colorSchemeChanged.connect(self._look)
        self.session.drawing.pen_width_changed.connect(self._remember_pen)
        self.session.training.settings_changed.connect(self._remember_settings)

    def close(self) -> None:
        """Stop what runs in the background and remember what the person chose."""
        self.lessons.put_settings_back()
        self.session.close()
        self._preferences.window_state = self.window.placement()
        self._preferences.page, self._preferences.page_beside = self.window.pages_left
        with suppress(OSError):  # choices that cannot be written are no reason not to end
            preferences.save(preferences.preferences_file(), self._preferences)

    @Slot(QAction)
    def _choose_language(self, action: QAction) -> None:
        self._given_language = ""
        self._preferences.language = action.data()
        self._speak()
        self._application.sendEvent(self.window, QEvent(QEvent.Type.LanguageChange))

    @Slot(QAction)
    def _choose_appearance(self, action: QAction) -> None:
        self._preferences.appearance = action.data()
        self._look()

    @Slot(float)
    def _remember_pen(self, width: float) -> None:
        self._preferences.pen_width = width

    @Slot(object)
    def _remember_settings(self, settings: TrainingSettings) -> None:
        self._preferences.training = settings

    def _speak(self) -> None:
        """Take the language that was asked for; Qt's own dialogs follow."""
        code = self._given_language or self._preferences.language or i18n.system_language()
        i18n.set_language(code)
        self._application.removeTranslator(self._qt_translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._qt_translator.load(f"qtbase_{code}", folder):
            self._application.installTranslator(self._qt_translator)

    @Slot()
    def _look(self) -> None:
        """Take the palette that was asked for, or the desktop's."""
        appearance = self._preferences.appearance
        dark = appearance == "dark" or (appearance == "system" and theme.system_prefers_dark())
        theme.apply(theme.DARK if dark else theme.LIGHT)


class _WordsThatQtLacks(QTranslator):
    """Says what Qt's own translations have not: two labels of its file dialog."""

    _TEXTS: ClassVar = {"&Look in:": mark("&Look in:"), "Files of &type:": mark("Files of &type:")}

    def isEmpty(self) -> bool:
        """Say that there is something to ask for."""
        return False

    def translate(self, context: str, source: str, *_: Any, **__: Any) -> str:
        """Return the text in the language of now, or Qt's null string, at which Qt asks the next one."""
        known = context == "QFileDialog" and source in self._TEXTS
        return tr(self._TEXTS[source]) if known else cast("str", None)


def main(model: Path | None = None, language: str = "") -> int:
    """Open the window, with the network in the file `model` if given; return the exit code.

    It is 0 when the window was closed, 1 when it could not be opened, and 130 or 143 when Ctrl-C or `kill` ended it,
    which close it without a question: a run under way is offered again at the next start.
    """
    start_log(preferences.log_file())
    with one_blas_thread():  # from here on: small products in the window must not get in the training's way
        return _run(model, language)


def _run(model: Path | None, language: str) -> int:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("digitapp")
    application.setApplicationDisplayName("digitapp")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("digitapp")
    application.setWindowIcon(QIcon(str(resources.path("icons/digitapp.svg"))))
    ending = Ending()
    program: Program | None = None
    try:
        chosen, problem = preferences.load_or_tell(preferences.preferences_file())
        program = Program(application, chosen, language)
        program.messages.catch_everything()
        if problem is not None:
            program.messages.show_error(problem)
        program.window.appear()
        gc.freeze()  # what was built stays; to look through it again and again would keep the window for 30 ms
        gc.enable()
        if model is not None:
            program.files.open_network_file(model)
        QTimer.singleShot(0, program.keeping.begin)
        return ending.code or application.exec()
    except Exception as error:  # nobody else is there to tell of it
        return _cannot_start(error)
    finally:
        if program is not None:
            if ending.code:
                program.session.checkpoints.leave()
                program.session.keeper.leave()
            program.close()
        ending.stop()


def _cannot_start(error: Exception) -> int:
    """Tell of an error that keeps the program from starting, in the terminal or, without one, in a window."""
    text = i18n.error_text(error)
    if not isinstance(error, InputError):
        logging.getLogger("digitapp").error("the program could not start", exc_info=error)
        text = f"{type(error).__name__}: {text}"
    if sys.stderr is not None:
        print(f"digitapp: {text}", file=sys.stderr)
    else:
        QMessageBox.critical(None, "digitapp", text)
    return 1
