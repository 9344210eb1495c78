"""Lets the whole window call the classes as the current network's data call them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication

from digitapp.state.session import Session
from digitapp.views.parts.class_names import CLASSES
from digitapp.views.window.main_window import MainWindow


class ClassesWiring(QObject):
    """Follows the current network; made before other wiring, so that views know the names when they get numbers."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        session.history.changed.connect(self._take_names)
        CLASSES.changed.connect(self._say_again)
        self._take_names()

    @Slot()
    def _take_names(self) -> None:
        CLASSES.set_names(self._session.history.run.settings.classes)

    @Slot()
    def _say_again(self) -> None:
        """Have all views say everything again, as after a change of the language; what was said right is forgotten."""
        self._session.right_digit.say(-1)
        for window in QApplication.topLevelWidgets():
            QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
