"""Opening and saving as the person knows it: which file, what if it fails, what about what is not saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.files.model_file import (
    BUNDLED,
    READABLE,
    SUFFIX,
    WeightsOnlyError,
    export_network,
    load_bundled,
    load_run,
)
from digitapp.core.runs.dataset import Dataset, load_folder
from digitapp.core.runs.run import Run
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.preferences import MOST_RECENT, Preferences
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.state.tasks import Task
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
        def take(run: Run) -> None:
            self._session.begin(run)
            self._remember_network(path)
            self._messages.show_notice(tr("{name} reads now.", name=run.name))

        def ask(error: Exception) -> bool:
            if not isinstance(error, WeightsOnlyError):
                return False
            function = dialogs.ask_hidden_activation(self._window, path.name, HIDDEN_FUNCTIONS)
            if function is not None:
                self._open(path, function)
            return True

        title = tr("Reading {name}…", name=path.name)
        self._session.tasks.do(Task(title, lambda: load_run(path, hidden_activation=hidden_activation), take, ask))

    @Slot()
    def open_bundled(self) -> None:
        """Return to the network that came with the program."""
        title = tr("Reading {name}…", name=Path(BUNDLED).name)
        self._session.tasks.do(Task(title, load_bundled, self._session.begin))

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
        moment = self._session.history.moment
        suggestion = Path(self.folder()) / f"{self._session.history.run.name}.keras"
        path = dialogs.ask_network_to_export(self._window, suggestion)
        if path is None:
            return

        def tell(_: None) -> None:
            self.remember(path.parent)
            self._messages.show_notice(tr("Exported to {name}.", name=path.name))

        title = tr("Writing {name}…", name=path.name)
        self._session.tasks.do(Task(title, lambda: export_network(path, moment), tell))

    @Slot()
    def open_dataset(self) -> None:
        """Ask for a folder of IDX files and train on them from the next run on."""
        folder = dialogs.ask_folder(self._window, self.folder())
        if folder is not None:
            self.open_dataset_folder(folder)

    def open_dataset_folder(self, folder: Path) -> None:
        """Train on a folder's IDX files from the next run on; if that fails, say why and keep the data set."""

        def take(dataset: Dataset) -> None:
            self._session.datasets.use(dataset, folder)
            self.remember(folder)
            self._messages.show_notice(tr("The next run trains on {name}.", name=folder.name))

        self._session.tasks.do(Task(tr("Reading {name}…", name=folder.name), lambda: load_folder(folder), take))

    @Slot()
    def close(self) -> None:
        """Close the window, but ask first if a network would be lost; a run waits meanwhile."""
        self._session.teaching.stop_now()  # else the network asked about might not be the current one any more
        training = self._session.training
        was_running = training.status is Status.RUNNING
        training.pause()
        answer = self._ask_what_to_do()
        if answer is dialogs.Answer.DISCARD:
            self._window.allow_close()
        elif answer is dialogs.Answer.SAVE and (path := self._own_path() or self._ask_for_path()) is not None:
            self._session.training.leave()
            self._save(path, then=self._close_now)
        elif was_running:
            training.resume()

    def _ask_what_to_do(self) -> dialogs.Answer:
        """Ask about networks that are not saved, DISCARD where there are none; SAVE is for the current one."""
        history = self._session.history
        unsaved = history.unsaved
        if not unsaved:
            return dialogs.Answer.DISCARD
        answer = dialogs.ask_about_unsaved(self._window, [run.name for run in unsaved])
        if answer is dialogs.Answer.SAVE and history.run.number != unsaved[0].number:
            self._session.training.leave()  # the run is about to be another one
            history.go_to(unsaved[0])
        return answer

    def _close_now(self) -> None:
        self._window.allow_close()
        self._window.close()

    def _own_path(self) -> Path | None:
        """Return the current network's own file, which is not the bundled one."""
        run = self._session.history.run
        return None if run.bundled else run.path

    def _ask_for_path(self) -> Path | None:
        suggestion = Path(self.folder()) / (self._session.history.run.name + SUFFIX)
        return dialogs.ask_network_to_save(self._window, suggestion, SUFFIX)

    def _save(self, path: Path | None, then: Callable[[], None] = lambda: None) -> None:
        """Save the current network as it is now, then do what comes next; None is a change of mind."""
        if path is None:
            return
        history = self._session.history
        run, moment = history.run, history.moment

        def tell(_: None) -> None:
            history.note_saved(run.number, moment, path)
            self._remember_network(path)
            self._messages.show_notice(tr("Saved as {file}.", file=path.name))
            then()

        self._session.tasks.do(Task(tr("Writing {name}…", name=path.name), history.saving(path), tell))

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
