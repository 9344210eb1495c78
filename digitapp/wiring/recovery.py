"""What happens at the start after the program went down in the middle of a training run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from digitapp.core.errors import InputError
from digitapp.core.runs.checkpoints import load_checkpoint
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow


class Recovery(QObject):
    """Offers to go on with a run that was broken off."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages

    @Slot()
    def offer(self) -> None:
        """Ask about the last run that was broken off, if there is one; a damaged file is told of and removed."""
        checkpoints = self._session.checkpoints
        file = checkpoints.left_over()
        if file is None:
            return
        try:
            run = load_checkpoint(file)
        except InputError as error:
            checkpoints.remove(file)
            self._messages.show_error(error)
            return
        answer = dialogs.ask_to_go_on(self._window, run.name, run.position.epoch, run.settings.epochs)
        if answer is dialogs.Answer.DISCARD:
            checkpoints.remove(file)
        elif answer is dialogs.Answer.GO_ON:
            try:
                self._session.recover(run)
                checkpoints.take_over(file)
            except (InputError, OSError) as error:
                self._messages.show_error(error)
