"""Opening and saving as the person knows it: which file, what if it fails, what about what is not saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import READABLE, SUFFIX, WeightsOnlyError, export_network
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.preferences import MOST_RECENT, Preferences
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow

HIDDEN_FUNCTIONS = ("relu", "tanh", "sigmoid", "leaky_relu", "linear")


class Files(QObject):
    """Asks the person for files and has the session open and save them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, preferences: Preferences) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._preferences = preferences
        window.commands.set_recent(preferences.recent_models)

    @Slot()
    def open_network(self) -> None:
        """Ask for a network's file and open it."""
        path = dialogs.ask_network_to_open(self._window, self.folder(), READABLE)
        if path is not None:
            self.open_network_file(path)

    def open_network_file(self, path: Path) -> None:
        """Open a network's file, ours or another program's; if that fails, say why and keep the current one."""
        self._open(path)

    def _open(self, path: Path, hidden_activation: str | None = None) -> None:
        try:
            self._session.open_network(path, hidden_activation)
        except WeightsOnlyError:
            function = dialogs.ask_hidden_activation(self._window, path.name, HIDDEN_FUNCTIONS)
            if function is not None:
                self._open(path, function)
        except InputError as error:
            self._messages.show_error(error)
        else:
            self._remember_network(path)
            self._messages.show_notice(tr("{name} reads now.", name=self._session.network.record.name))

    @Slot(str)
    def open_recent(self, path: str) -> None:
        """Open a network's file that was open before."""
        self.open_network_file(Path(path))

    @Slot()
    def save(self) -> None:
        """Save the current network to its file, or ask for one; a lesson that goes on is given up for it."""
        self._session.teaching.stop_now()
        self._save(self._own_path() or self._ask_for_path())

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save the current network to it; a lesson that goes on is given up for it."""
        self._session.teaching.stop_now()
        self._save(self._ask_for_path())

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the current network for other programs to it."""
        record = self._session.network.record
        path = dialogs.ask_network_to_export(self._window, Path(self.folder()) / f"{record.name}.keras")
        if path is None:
            return
        try:
            export_network(path, record)
        except InputError as error:
            self._messages.show_error(error)
        else:
            self.remember(path.parent)
            self._messages.show_notice(tr("Exported to {name}.", name=path.name))

    @Slot()
    def open_dataset(self) -> None:
        """Ask for a folder of IDX files and train on them from the next run on."""
        folder = dialogs.ask_folder(self._window, self.folder())
        if folder is not None:
            self.open_dataset_folder(folder)

    def open_dataset_folder(self, folder: Path) -> None:
        """Train on a folder's IDX files from the next run on; if that fails, say why and keep the data set."""
        try:
            self._session.datasets.open_folder(folder)
        except InputError as error:
            self._messages.show_error(error)
        else:
            self.remember(folder)
            self._messages.show_notice(tr("The next run trains on {name}.", name=folder.name))

    @Slot()
    def close(self) -> None:
        """Close the window, but ask first if a network would be lost; a run waits meanwhile."""
        self._session.teaching.stop_now()  # else the network asked about might not be the current one any more
        training = self._session.training
        was_running = training.status is Status.RUNNING
        training.pause()
        if self._nothing_would_be_lost():
            self._window.allow_close()
        elif was_running:
            training.resume()

    def _nothing_would_be_lost(self) -> bool:
        """Return whether all networks are saved, or the person does not mind."""
        network = self._session.network
        unsaved = network.unsaved
        if not unsaved:
            return True
        answer = dialogs.ask_about_unsaved(self._window, [record.name for record in unsaved])
        if answer is dialogs.Answer.SAVE:
            if network.record.saved:
                self._session.training.stop_now()  # a run writes to the current network, which is about to be another
                network.go_to(network.unsaved[0])
            path = self._own_path() or self._ask_for_path()
            if path is not None:
                self._session.training.stop_now()
            return self._save(path)
        return answer is dialogs.Answer.DISCARD

    def _own_path(self) -> Path | None:
        """Return the current network's own file, which is not the bundled one."""
        record = self._session.network.record
        return None if record.bundled else record.path

    def _ask_for_path(self) -> Path | None:
        suggestion = Path(self.folder()) / (self._session.network.record.name + SUFFIX)
        return dialogs.ask_network_to_save(self._window, suggestion, SUFFIX)

    def _save(self, path: Path | None) -> bool:
        """Save the current network; return whether that was done. None means that the person changed their mind."""
        if path is None:
            return False
        try:
            self._session.network.save(path)
        except InputError as error:
            self._messages.show_error(error)
            return False
        self._remember_network(path)
        self._messages.show_notice(tr("Saved as {file}.", file=path.name))
        return True

    def _remember_network(self, path: Path) -> None:
        self.remember(path.parent)
        name = str(path.absolute())
        others = [other for other in self._preferences.recent_models if other != name]
        self._preferences.recent_models = [name, *others][:MOST_RECENT]
        self._window.commands.set_recent(self._preferences.recent_models)

    def folder(self) -> str:
        """Return the folder in which a question for a file begins."""
        return self._preferences.recent_folder or str(Path.home())

    def remember(self, folder: Path) -> None:
        """Begin there the next time."""
        self._preferences.recent_folder = str(folder)
