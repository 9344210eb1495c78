"""Builds the whole window program, runs it, and in the end closes everything."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QTimer, QTranslator, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication

import resources
from digitapp import __version__, i18n, preferences, theme
from digitapp.core.errors import InputError
from digitapp.figures import Figures
from digitapp.files import Files
from digitapp.imports import Imports
from digitapp.messages import Messages, start_log
from digitapp.preferences import Preferences
from digitapp.recovery import Recovery
from digitapp.state.network import load_bundled
from digitapp.state.session import Session
from digitapp.views.main_window import MainWindow
from digitapp.wiring import Wiring
from digitapp.wiring_inside import InsideWiring
from digitapp.wiring_lessons import LessonWiring
from digitapp.wiring_my_digits import MyDigitsWiring
from digitapp.wiring_survey import SurveyWiring
from engine.thread_pool import one_blas_thread


class Program(QObject):
    """The running program: a session, a window, and what connects them."""

    def __init__(self, application: QApplication, settings: Preferences, language: str = "") -> None:
        super().__init__(application)
        self._application = application
        self._preferences = settings
        self._qt_translator = QTranslator(self)
        self._given_language = language
        self.messages = Messages(self)
        self.session = Session(load_bundled(), preferences.checkpoints_folder(), self)
        self._speak()
        self._look()
        self.window = MainWindow()
        self.files = Files(self.session, self.window, self.messages, settings)
        self.imports = Imports(self.session, self.window, self.messages, self.files)
        self.wiring = Wiring(self.session, self.window, self.messages, self.files, self.imports)
        self.my_digits = MyDigitsWiring(self.session, self.window, self.messages, self.files)
        self.figures = Figures(self.window, self.messages, self.files)
        self.inside = InsideWiring(self.session, self.window, self.messages, self.figures)
        self.survey = SurveyWiring(self.session, self.window, self.inside.window, self.messages)
        self.lessons = LessonWiring(self.session, self.window, self.inside.window, self.messages, self.files, settings)
        self.recovery = Recovery(self.session, self.window, self.messages)
        self.session.drawing.set_pen_width(settings.pen_width)
        self.window.place(settings.window_state)

        commands = self.window.commands
        commands.check(commands.appearance, settings.appearance)
        commands.check(commands.language, language or settings.language)
        commands.appearance.triggered.connect(self._choose_appearance)
        commands.language.triggered.connect(self._choose_language)
        application.styleHints().colorSchemeChanged.connect(self._look)
        self.session.drawing.pen_width_changed.connect(self._remember_pen)

    def close(self) -> None:
        """Stop what runs in the background and remember what the person chose."""
        self.session.close()
        self._preferences.window_state = self.window.placement()
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


def main(model: Path | None = None, language: str = "") -> int:
    """Open the window, with the network in the file `model` if given; return the exit code."""
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
    program = Program(application, preferences.load(preferences.preferences_file()), language)
    program.messages.catch_everything()
    try:
        program.window.show()
        if model is not None:
            program.files.open_network_file(model)
        QTimer.singleShot(0, program.recovery.offer)
        return application.exec()
    except InputError as error:
        print(i18n.error_text(error), file=sys.stderr)
        return 1
    finally:
        program.close()
