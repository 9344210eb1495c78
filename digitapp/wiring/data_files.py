"""Opening data sets as the person knows it: which file or folder, which of several sets, what is said of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.data.idx_files import SeveralSetsError
from digitapp.core.data.opening import of_my_digits, opening
from digitapp.core.runs.dataset import Dataset
from digitapp.i18n import error_text, tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files


class DataFiles(QObject):
    """Asks the person for data sets and has the session train on them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, files: Files) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._files = files

    @Slot()
    def open_folder(self) -> None:
        """Ask for a folder of a data set and train on it from the next run on."""
        folder = dialogs.ask_folder(self._window, self._files.folder())
        if folder is not None:
            self.open_path(folder)

    @Slot()
    def open_file(self) -> None:
        """Ask for a file of a data set and train on it from the next run on."""
        path = dialogs.ask_data_file(self._window, self._files.folder())
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Train on a data set from the next run on; if that fails, say why and keep the one there is."""
        title = tr("Reading {name}…", name=path.name)
        self._session.tasks.do(
            Task(title, partial(opening, path), partial(self._take, path=path), partial(self._choose, path=path))
        )

    @Slot()
    def use_my_digits(self) -> None:
        """Train on the person's own digits from the next run on."""
        digits, file = self._session.my_digits.digits, self._session.my_digits.file
        name = tr("My digits")
        work = partial(of_my_digits, digits, file or Path(name), name)
        self._session.tasks.do(Task(tr("Reading {name}…", name=name), work, partial(self._take, path=file)))

    def _take(self, dataset: Dataset, path: Path | None) -> None:
        source = dataset.source or path
        self._session.datasets.use(dataset, source)
        if path is not None:
            self._files.remember(path if path.is_dir() else path.parent)
        said = tr("The next run trains on {name}.", name=dataset.name)
        for note in dataset.notes:
            said = tr("{said} Note: {remark}", said=said, remark=error_text(note))
        self._messages.show_notice(said)

    def _choose(self, error: Exception, path: Path) -> bool:
        """Ask which of several data sets is meant; return whether that was the trouble."""
        if not isinstance(error, SeveralSetsError):
            return False
        names = [files.name or path.name for files in error.sets]
        place = dialogs.ask_which_set(self._window, path.name, names)
        if place is not None:
            self.open_path(error.sets[place].train[0])
        return True
