"""Connects the person's own digits and their lessons with the window for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitapp import preferences
from digitapp.core.errors import InputError
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.views.parts.screen import place_at_first
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files

if TYPE_CHECKING:
    from digitapp.views.my_digits.my_digits_window import MyDigitsWindow


class MyDigitsWiring(QObject):
    """Connects a session's MyDigits and Teaching with a MyDigitsWindow, which belongs to the main window."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, files: Files) -> None:
        super().__init__(window)
        self._session = session
        self._messages = messages
        self._files = files
        self._main = window
        self._own: MyDigitsWindow | None = None
        window.paper.verdict.label_requested.connect(self._label)
        window.commands.label_requested.connect(self._label)
        window.commands["my_digits"].triggered.connect(self._show)
        session.my_digits.failed.connect(messages.show_error)
        session.teaching.failed.connect(messages.show_error)
        self.keep()

    @property
    def window(self) -> MyDigitsWindow:
        """The window for them, built when it is first wanted."""
        if self._own is None:
            from digitapp.views.my_digits.my_digits_window import MyDigitsWindow

            self._own = MyDigitsWindow(self._main)
            self._connect(self._own)
        return self._own

    def _connect(self, own: MyDigitsWindow) -> None:
        digits, teaching = self._session.my_digits, self._session.teaching
        digits.changed.connect(own.set_digits)
        digits.undo_stack.indexChanged.connect(self._show_possible)
        own.relabel_requested.connect(digits.relabel)
        own.delete_requested.connect(digits.delete)
        own.undo_requested.connect(digits.undo_stack.undo)
        own.redo_requested.connect(digits.undo_stack.redo)
        own.export_strokes_requested.connect(self._export_strokes)
        own.export_idx_requested.connect(self._export_idx)
        own.teach_requested.connect(self._teach)
        own.stop_requested.connect(teaching.stop_now)
        own.undo_teaching_requested.connect(teaching.undo)
        teaching.running_changed.connect(own.lesson.set_running)
        teaching.advanced.connect(own.lesson.set_share)
        teaching.taught.connect(own.set_result)
        self._session.history.changed.connect(self._withdraw_what_cannot_be_undone)
        own.set_digits(digits.digits)
        self._show_possible()

    def keep(self) -> None:
        """Take the digits that are kept on this computer; if their file is damaged, say so and begin anew."""
        try:
            self._session.my_digits.keep_in(preferences.my_digits_file())
        except InputError as error:
            self._messages.show_error(error)

    @Slot(int)
    def _label(self, digit: int) -> None:
        try:
            self._session.label_drawing(digit)
        except InputError as error:
            self._messages.show_error(error)
        else:
            count = len(self._session.my_digits.digits)
            self._messages.show_notice(
                tr("Kept as a {digit} in My digits, which are {count} now (Ctrl+D).", digit=digit, count=count)
            )

    @Slot()
    def _teach(self) -> None:
        if self._session.training.status is not Status.IDLE:
            self._messages.show_notice(tr("The run was ended for the lesson; what it had learned is kept."))
        self._session.teach()

    @Slot()
    def _show(self) -> None:
        place_at_first(self.window, self._main.stage)
        self.window.show()
        self.window.activateWindow()

    @Slot()
    def _withdraw_what_cannot_be_undone(self) -> None:
        if not self._session.teaching.can_undo:
            self.window.lesson.forget_result()

    @Slot()
    def _show_possible(self) -> None:
        stack = self._session.my_digits.undo_stack
        self.window.set_undo_possible(undo=stack.canUndo(), redo=stack.canRedo())

    @Slot()
    def _export_strokes(self) -> None:
        path = dialogs.ask_strokes_to_save(self.window, Path(self._files.folder()) / "my-digits.npz")
        if path is not None:
            self._tell(path, self._session.my_digits.export_strokes)

    @Slot()
    def _export_idx(self) -> None:
        folder = dialogs.ask_folder_to_save(self.window, self._files.folder())
        if folder is not None:
            self._tell(folder, self._session.my_digits.export_idx)

    def _tell(self, path: Path, export: Callable[[Path], None]) -> None:
        try:
            export(path)
        except InputError as error:
            self._messages.show_error(error)
        else:
            self._messages.show_notice(tr("Exported to {name}.", name=path.name))
