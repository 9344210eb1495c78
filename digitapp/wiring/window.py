"""Connects what belongs to the window as a whole: its pages, its menus, its messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from digitapp import __version__, preferences
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.views.window.pages import NAMES
from digitapp.wiring.data_files import DataFiles
from digitapp.wiring.figures import Figures
from digitapp.wiring.files import Files
from digitapp.wiring.pictures import Pictures

if TYPE_CHECKING:
    from digitapp.views.window.about_network import AboutNetwork


class WindowWiring(QObject):
    """Connects a session with a window's frame."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        messages: Messages,
        files: Files,
        pictures: Pictures,
        data_files: DataFiles,
        figures: Figures,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._files = files
        self._about: AboutNetwork | None = None  # of the network; made when it is first asked for
        self._connect_messages()
        self._connect_network()
        self._connect_pages(figures)
        self._connect_commands(files, pictures, data_files)

    def _connect_messages(self) -> None:
        session, window, messages = self._session, self._window, self._messages
        messages.error.connect(window.message_bar.show_error)
        messages.notice.connect(window.message_bar.show_notice)
        messages.listen()
        session.datasets.changed.connect(messages.forget_lasting)
        for work in (session.tasks, session.counting, session.measuring):
            work.failed.connect(messages.show_error)
        session.tasks.task_changed.connect(self._show_task)
        session.tasks.progress_changed.connect(window.work_bar.set_progress)
        window.work_bar.cancel_requested.connect(session.tasks.cancel)

    def _connect_network(self) -> None:
        history, window = self._session.history, self._window
        for view in (window, window.network_status):
            history.changed.connect(view.set_network)
            view.set_network(history.info)
        history.units_changed.connect(self._tell_changed_units)
        history.let_go.connect(self._tell_let_go)
        window.network_status.about_requested.connect(self._show_about_network)
        window.commands["about_network"].triggered.connect(self._show_about_network)

    def _connect_pages(self, figures: Figures) -> None:
        stage, commands = self._window.stage, self._window.commands
        commands.page_requested.connect(stage.open)
        commands["next_page"].triggered.connect(self._next_page)
        commands["previous_page"].triggered.connect(self._previous_page)
        commands["own_window"].triggered.connect(stage.move_out)
        commands["beside"].toggled.connect(self._show_beside)
        stage.page_opened.connect(self._note_pages)
        stage.copy_requested.connect(figures.copy)
        stage.save_requested.connect(figures.save_page)
        stage.table_requested.connect(figures.save_table)

    def _connect_commands(self, files: Files, pictures: Pictures, data_files: DataFiles) -> None:
        window, commands = self._window, self._window.commands
        for name, receiver in {
            "open": files.open_network,
            "open_bundled": files.open_bundled,
            "open_picture": pictures.open_picture,
            "paste": pictures.paste,
            "save": files.save,
            "save_as": files.save_as,
            "export": files.export,
            "open_dataset": data_files.open_folder,
            "open_data_file": data_files.open_file,
            "quit": window.close,
            "about": self._show_about,
            "show_log": self._show_log,
        }.items():
            commands[name].triggered.connect(receiver)
        commands.recent_requested.connect(files.open_recent)
        commands["full_screen"].toggled.connect(self._show_full_screen)
        window.close_requested.connect(files.close)

    @Slot(object)
    def _show_task(self, task: Task | None) -> None:
        bar = self._window.work_bar
        bar.set_work("" if task is None else task.title, may_be_cancelled=task is None or not task.writes)

    @Slot(object)
    def _tell_changed_units(self, changes: dict[object, object]) -> None:
        self._window.network_status.set_changed_units(len(changes))

    @Slot(object)
    def _tell_let_go(self, names: Sequence[str]) -> None:
        names = [name for name in names if not self._session.kept_runs.has_name(name)]
        if not names:
            return
        self._messages.show_notice(
            tr("To make room, these networks were let go of, which were not saved: {names}", names=", ".join(names))
        )

    @Slot()
    def _next_page(self) -> None:
        self._window.stage.turn(+1)

    @Slot()
    def _previous_page(self) -> None:
        self._window.stage.turn(-1)

    @Slot(bool)
    def _show_beside(self, on: bool) -> None:
        stage = self._window.stage
        if on and not stage.beside:
            stage.open_beside(next(name for name in ("steps", *NAMES) if name not in stage.visible_pages))
        elif not on and stage.beside:
            stage.open_beside("")

    @Slot()
    def _note_pages(self) -> None:
        self._window.commands["beside"].setChecked(bool(self._window.stage.beside))

    @Slot(bool)
    def _show_full_screen(self, on: bool) -> None:
        if on:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    @Slot()
    def _show_about(self) -> None:
        dialogs.show_about(self._window, __version__)

    @Slot()
    def _show_about_network(self) -> None:
        if self._about is None:
            from digitapp.views.window.about_network import AboutNetwork  # not at the start

            self._about = AboutNetwork(self._window)
            self._about.reopen_requested.connect(self._files.open_otherwise)
            self._session.history.changed.connect(self._about.set_network)
            self._about.set_network(self._session.history.info)
        self._about.show()
        self._about.activateWindow()

    @Slot()
    def _show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(preferences.log_file())))
