"""Opening and saving as the person knows it: which file, what if it fails, what about what is not saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.files.model_file import (
    BUNDLED,
    READABLE,
    SUFFIX,
    export_network,
    load_bundled,
)
from digitapp.core.files.opening import Undecided, open_or_ask, what_is_open
from digitapp.core.runs.run import Run, describe
from digitapp.i18n import error_text, tr
from digitapp.messages import Messages
from digitapp.preferences import MOST_RECENT, Preferences
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window import dialogs
from digitapp.views.window.answer_words import choice_text
from digitapp.views.window.main_window import MainWindow


class Files(QObject):
    """Asks the person for files and has the session open and save them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, preferences: Preferences) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._preferences = preferences
        self._paused = False  # a run, since the window is about to close
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

    @Slot()
    def open_otherwise(self) -> None:
        """Ask again what the current network's file leaves open, and open it with the new answers."""
        path = self._session.history.info.path
        if path is not None:
            title = tr("Reading {name}…", name=path.name)
            self._session.tasks.do(Task(title, lambda: what_is_open(path), self._take_opened))

    def _open(self, path: Path, answers: Mapping[str, str] | None = None) -> None:
        title = tr("Reading {name}…", name=path.name)
        self._session.tasks.do(Task(title, lambda: open_or_ask(path, answers), partial(self._take_opened, path=path)))

    def _take_opened(self, opened: Run | Undecided, path: Path | None = None) -> None:
        """Turn to a network that was opened, or ask what its file leaves open."""
        if isinstance(opened, Undecided):
            answers = dialogs.ask_what_is_open(self._window, opened) if opened.questions else {}
            if answers is not None:
                self._open(opened.path, answers)
            return
        self._session.begin(opened)
        if path is not None:
            self._remember_network(path)
        self._messages.show_notice(_said_of(opened))

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
        run = self._session.history.run
        self._save(run, self._path_for(run))

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save the current network to it; a lesson that goes on is given up for it."""
        self._session.teaching.stop_now()
        run = self._session.history.run
        self._save(run, self._ask_for_path(run))

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the current network for other programs to it."""
        moment = self._session.history.moment
        suggestion = Path(self.folder()) / f"{self._session.history.run.name}.keras"
        chosen = dialogs.ask_network_to_export(self._window, suggestion)
        if chosen is None:
            return
        path, images = chosen

        def tell(_: None) -> None:
            self.remember(path.parent)
            self._messages.show_notice(tr("Exported to {name}.", name=path.name))

        title = tr("Writing {name}…", name=path.name)
        self._session.tasks.do(Task(title, lambda: export_network(path, moment, images=images), tell, writes=True))

    @Slot()
    def close(self) -> None:
        """Close the window, but ask first about networks that would be lost; a run waits meanwhile.

        Runs that are kept in the person's folder are not lost, and one under way may go on the next time. What is saved
        is asked about no more; then it is asked again, until nothing is lost that was not said to be.
        """
        self._session.teaching.stop_now()  # else the network asked about might not be the current one any more
        training, history = self._session.training, self._session.history
        self._paused = self._paused or training.status is Status.RUNNING
        training.pause()
        keeper = self._session.keeper
        if keeper.behind:
            keeper.catch_up(self._window.close_again)
            return
        unsaved = [run for run in history.unsaved if not keeper.keeps(run.number)]
        answer = dialogs.Answer.DISCARD
        if unsaved:
            answer = dialogs.ask_about_unsaved(self._window, [run.name for run in unsaved])
        if answer is dialogs.Answer.DISCARD:
            self._window.allow_close()
        elif answer is dialogs.Answer.SAVE and (path := self._path_for(run := history.tree[unsaved[0].number])):
            self._save(run, path, then=self._window.close_again, otherwise=self._stay)
        else:
            self._stay()

    def _stay(self) -> None:
        """Go on with what waited while the window was about to close."""
        if self._paused:
            self._paused = False
            self._session.training.resume()

    def _path_for(self, run: Run) -> Path | None:
        """Return the network's own file, which is not the bundled one, or else ask for one.

        What a run was earlier, to which somebody went back on the timeline, is not written over its end unasked.
        """
        is_earlier = self._session.history.tree.visited == run.number
        return self._ask_for_path(run) if run.bundled or run.path is None or is_earlier else run.path

    def _ask_for_path(self, run: Run) -> Path | None:
        return dialogs.ask_network_to_save(self._window, Path(self.folder()) / (run.name + SUFFIX), SUFFIX)

    def _save(
        self,
        run: Run,
        path: Path | None,
        then: Callable[[], object] = lambda: None,
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        """Save a run's network as it is now, then do what comes next; None is a change of mind."""
        if path is None:
            return
        history, moment = self._session.history, run.moment

        def tell(_: None) -> None:
            history.note_saved(run.number, moment, path)
            self._remember_network(path)
            self._messages.show_notice(tr("Saved as {file}.", file=path.name))
            then()

        def fail(_: Exception) -> bool:
            otherwise()
            return False

        title = tr("Writing {name}…", name=path.name)
        self._session.tasks.do(Task(title, history.saving(run, path), tell, fail, writes=True))

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


def _said_of(run: Run) -> str:
    """Return what is said when a network was opened: that it reads now, and what its reader did."""
    said = tr("{name} reads now.", name=run.name)
    info = describe(run)
    for answered in info.answers:
        if answered.parameter == "pixels" and answered.choice != "0..1" and not answered.by_person:
            said = tr(
                "{said} Its pixels were taken to be {choice}, as the test images are read best.",
                said=said,
                choice=choice_text(answered.parameter, answered.choice),
            )
    for remark in info.remarks:
        said = tr("{said} Note: {remark}", said=said, remark=error_text(remark))
    return said
