"""What happens at the start after the program went down in the middle of a training run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from digitapp.core.data.opening import opening
from digitapp.core.errors import InputError
from digitapp.core.runs.checkpoints import Checkpoint, load_checkpoint
from digitapp.core.runs.dataset import Dataset
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow


class Recovery(QObject):
    """Offers to go on with a run that was broken off, and tells where one that is under way cannot be kept."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        session.checkpoints.failed.connect(messages.show_error)
        self._refused: set[Path] = set()  # files that could not be read, in this session

    @Slot()
    def offer(self) -> None:
        """Ask about the last run that was broken off, if there is one.

        A damaged file is told of and removed, and the run before it is asked about.
        """
        checkpoints = self._session.checkpoints
        file = checkpoints.left_over(self._refused)
        if file is None:
            return

        def refuse(error: Exception) -> bool:
            if isinstance(error, InputError):
                checkpoints.remove(file)
            self._refused.add(file)
            QTimer.singleShot(0, self.offer)  # when this one has been told of
            return False

        title = tr("Reading {name}…", name=file.name)
        self._session.tasks.do(Task(title, lambda: load_checkpoint(file), lambda run: self._ask(run, file), refuse))

    def _ask(self, run: Checkpoint, file: Path) -> None:
        checkpoints = self._session.checkpoints
        answer = dialogs.ask_to_go_on(self._window, run.name, run.position.epoch, run.settings.epochs)
        if answer is dialogs.Answer.DISCARD:
            checkpoints.remove(file)
        elif answer is dialogs.Answer.GO_ON:
            self._go_on(run, file)

    def _go_on(self, run: Checkpoint, file: Path) -> None:
        """Go on with a run, on the data that it was trained on; without them, say so and keep the file."""
        session = self._session

        def start(dataset: Dataset | None) -> None:
            if dataset is not None:
                session.datasets.use(dataset, run.folder)
            elif run.folder is None and session.datasets.folder is not None:
                session.datasets.use_mnist()
            session.training.leave()
            try:
                session.checkpoints.take_over(file)
            except OSError as error:
                self._messages.show_error(error)
            session.training.recover(run)

        folder = run.folder
        if folder is None or folder == session.datasets.folder:
            start(None)
        else:
            session.tasks.do(Task(tr("Reading {name}…", name=folder.name), lambda: opening(folder), start))
