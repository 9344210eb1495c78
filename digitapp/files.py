"""Opening and saving as the person knows it: which file, what if it fails, what about what is not saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.errors import InputError
from digitapp.core.model_file import SUFFIX
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.session import Session
from digitapp.state.training import Status
from digitapp.views import dialogs
from digitapp.views.main_window import MainWindow


class Files(QObject):
    """Asks the person for files and has the session open and save them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, preferences: Preferences) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._preferences = preferences

    @Slot()
    def open_network(self) -> None:
        """Ask for a network's file and open it."""
        path = dialogs.ask_network_to_open(self._window, self._folder(), SUFFIX)
        if path is not None:
            self.open_network_file(path)

    def open_network_file(self, path: Path) -> None:
        """Open a network's file; if that fails, say why and keep the current one."""
        try:
            self._session.open_network(path)
        except InputError as error:
            self._messages.show_error(error)
        else:
            self._remember(path.parent)
            self._messages.show_notice(tr("{name} reads now.", name=path.stem))

    @Slot()
    def save(self) -> bool:
        """Save the current network to its file, or ask for one; return whether it is saved."""
        path = self._session.network.record.path
        if path is None or self._session.network.record.bundled:
            return self.save_as()
        return self._save(path)

    @Slot()
    def save_as(self) -> bool:
        """Ask for a file and save the current network to it; return whether it is saved."""
        suggestion = Path(self._folder()) / (self._session.network.record.name + SUFFIX)
        path = dialogs.ask_network_to_save(self._window, suggestion, SUFFIX)
        return path is not None and self._save(path)

    @Slot()
    def open_dataset(self) -> None:
        """Ask for a folder of IDX files and train on them from the next run on."""
        folder = dialogs.ask_folder(self._window, self._folder())
        if folder is None:
            return
        try:
            self._session.datasets.open_folder(folder)
        except InputError as error:
            self._messages.show_error(error)
        else:
            self._remember(folder)
            self._messages.show_notice(tr("The next run trains on {name}.", name=folder.name))

    @Slot()
    def close(self) -> None:
        """Close the window, but ask first if a network would be lost; a run waits meanwhile."""
        training = self._session.training
        was_running = training.status is Status.RUNNING
        training.pause()
        unsaved = [record.name for record in self._session.network.unsaved]
        answer = dialogs.ask_about_unsaved(self._window, unsaved) if unsaved else dialogs.Answer.DISCARD
        if answer is dialogs.Answer.SAVE:
            training.stop_now()
            answer = dialogs.Answer.DISCARD if self.save() else dialogs.Answer.CANCEL
        if answer is dialogs.Answer.DISCARD:
            self._window.allow_close()
        elif was_running:
            training.resume()

    def _save(self, path: Path) -> bool:
        try:
            self._session.network.save(path)
        except InputError as error:
            self._messages.show_error(error)
            return False
        self._remember(path.parent)
        self._messages.show_notice(tr("Saved as {file}.", file=path.name))
        return True

    def _folder(self) -> str:
        return self._preferences.recent_folder or str(Path.home())

    def _remember(self, folder: Path) -> None:
        self._preferences.recent_folder = str(folder)
