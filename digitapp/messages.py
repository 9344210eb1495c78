"""The one way in which an error or a notice reaches the person, and what is written to the log."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from digitapp.core.errors import InputError
from digitapp.i18n import error_text, tr

_log = logging.getLogger("digitapp")


class Messages(QObject):
    """Takes errors and notices from anywhere, any thread included.

    Signals, in the GUI thread:
        error(text): something went wrong.
        notice(text): something was done.
    """

    error = Signal(str)
    notice = Signal(str)
    _raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._raised.connect(self.show_error, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Tell the person about an error: as it is if it was made for people, else as a fault of the program."""
        if isinstance(error, InputError):
            _log.info("%s: %s", type(error).__name__, error)
            self.error.emit(error_text(error))
            return
        _log.error("unexpected error", exc_info=error)
        self.error.emit(
            tr(
                "Something went wrong in the program: {error}. Your drawing and your network are still there."
                " Help > Show the log has the details.",
                error=f"{type(error).__name__}: {error}",
            )
        )

    def show_notice(self, text: str) -> None:
        """Tell the person, for a short time, that something was done."""
        self.notice.emit(text)

    def catch_everything(self) -> None:
        """Let exceptions that nobody caught, in any thread, reach the person instead of ending unseen."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
            else:
                self._raised.emit(error)

        def thread_hook(arguments: threading.ExceptHookArgs) -> None:
            if arguments.exc_value is not None:
                self._raised.emit(arguments.exc_value)

        sys.excepthook = hook
        threading.excepthook = thread_hook


def start_log(path: Path) -> None:
    """Write the log to `path`, at most half a megabyte and the one before; the interpreter's crashes go there too."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=500_000, backupCount=1, encoding="utf-8")
    except OSError:
        return  # a log that cannot be written must not keep the program from starting
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    faulthandler.enable(open(path, "a", encoding="utf-8"))  # noqa: SIM115 (open as long as the program runs)
