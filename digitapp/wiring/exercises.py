"""Writes an exercise sheet of the drawing of now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.errors import InputError
from digitapp.core.files.exports import write_file
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files


class ExerciseWiring(QObject):
    """Connects the command for the exercise sheet."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, files: Files) -> None:
        super().__init__(window)
        self._session, self._main, self._messages, self._files = session, window, messages, files
        window.commands["exercise"].triggered.connect(self._save)

    @Slot()
    def _save(self) -> None:
        """Ask for a file and write the sheet, whose pages are made on a thread."""
        from digitapp.core.inside.exercise import exercise
        from digitapp.views.exercises.exercise_sheet import pdf

        reading, explanations = self._session.reader.reading, self._session.explanations
        if reading is None:
            self._messages.show_notice(tr("Draw a digit first: the exercises are made from its numbers."))
            return
        try:
            unit = explanations.unit if explanations.layer == 0 else -1
            sheet = exercise(reading, self._session.history.info.name, unit)
        except InputError as error:
            self._messages.show_error(error)
            return
        suggestion = Path(self._files.folder()) / (tr("exercises") + ".pdf")
        path = dialogs.ask_sheet_to_save(self._main, suggestion)
        if path is None:
            return

        def tell(_: None) -> None:
            self._files.remember(path.parent)
            self._messages.show_notice(tr("Saved as {file}.", file=path.name))

        title = tr("Writing {name}…", name=path.name)
        self._session.tasks.do(Task(title, lambda: write_file(path, pdf(sheet)), tell, writes=True))
