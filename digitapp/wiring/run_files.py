"""Runs in files of their own: one is saved with its whole timeline, and opened again, here or on another computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.keeping.header import SUFFIX
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.keeping.states import KINDS, lineage, state_of, with_data
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files


class RunFiles(QObject):
    """Asks the person for files of runs, and saves and opens them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, files: Files) -> None:
        super().__init__(window)
        self._session, self._window, self._messages, self._files = session, window, messages, files
        commands = window.commands
        commands["open_run"].triggered.connect(self.open_run)
        commands["save_run"].triggered.connect(self.save_run)
        session.history.changed.connect(self._offer)
        self._offer()

    @Slot()
    def open_run(self) -> None:
        """Ask for the file of a run and open it."""
        path = dialogs.ask_run_to_open(self._window, self._files.folder(), SUFFIX)
        if path is not None:
            self.open_run_file(path)

    def open_run_file(self, path: Path) -> None:
        """Put the run in a file beside the others and let its network read; if that fails, say why."""

        def show(number: int) -> None:
            self._files.remember(path.parent)
            self._session.shelf.choose(number)
            if not self._window.message_bar.isVisible():  # else it says what cannot be had of the run
                name = self._session.history.run.name
                self._messages.show_notice(tr("{name} is open, with its timeline below the pages.", name=name))

        title = tr("Reading {name}…", name=path.name)
        self._session.tasks.do(self._session.kept_runs.open_file(path, show, title))

    @Slot()
    def save_run(self) -> None:
        """Ask for a file and save the run of the current network to it."""
        self.save_run_of(self._session.history.run.number)

    @Slot(int)
    def save_run_of(self, number: int) -> None:
        """Ask for a file and save a run to it, with those that it began from; it is read first where it has to be."""
        self._session.kept_runs.want(number, lambda: self._save(number))

    def _save(self, number: int) -> None:
        session, tree = self._session, self._session.history.tree
        run = tree[number]
        if run.kind not in KINDS:
            return
        path = dialogs.ask_run_to_save(self._window, Path(self._files.folder()) / (run.name + SUFFIX), SUFFIX)
        if path is None or number not in tree:
            return
        of = session.training.recordings.of
        states = [
            state_of(each, of(each.number), tree, session.kept_runs, under_way=False)
            for each in lineage(tree[number], tree)
        ]

        def write() -> int:
            from digitapp.core.keeping.run_file import save_run_file  # not at the start

            save_run_file(path, [with_data(state) for state in states])
            return path.stat().st_size

        def tell(size: int) -> None:
            self._files.remember(path.parent)
            self._messages.show_notice(tr("Saved as {file} ({size}).", file=path.name, size=f"{size / 2**20:.1f} MB"))

        session.tasks.do(Task(tr("Writing {name}…", name=path.name), write, tell, writes=True))

    @Slot()
    def _offer(self) -> None:
        self._window.commands["save_run"].setEnabled(self._session.history.run.kind in KINDS)
