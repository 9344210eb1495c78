"""The one way in which an error or a notice reaches the person, and what is written to the log."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance, Slot

from digitapp.core.errors import InputError, LastingError, brief
from digitapp.i18n import error_text, tr

_log = logging.getLogger("digitapp")
_QUIET = 1000  # milliseconds after which a fault that comes again is told again


class Messages(QObject):
    """Takes errors and notices from anywhere, any thread included; what comes before `listen()` waits for it.

    A fault of the program that comes again and again, as from something that is painted, is told once, and once more
    with how often it came when it has stopped coming.

    Signals, in the GUI thread; their texts can be said again in another language (`i18n.say_again`):
        error(text): something went wrong.
        notice(text): something was done.
    """

    error = Signal(object)
    notice = Signal(object)
    _raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[tuple[SignalInstance, str]] | None = []
        self._fault: tuple[str, ...] = ()  # the last one
        self._times = 0
        self._lasting: set[str] = set()  # what has been told of a state that lasts
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._tell_how_often)
        self._raised.connect(self._take_uncaught, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Tell everything from now on, and what has come before."""
        waiting, self._waiting = self._waiting or [], None
        for signal, text in waiting:
            signal.emit(text)

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Tell the person about an error: as it is if it was made for people, else as a fault of the program."""
        if isinstance(error, LastingError):
            if str(error) in self._lasting:
                return
            self._lasting.add(str(error))
        if isinstance(error, InputError):
            _log.info("%s: %s", type(error).__name__, error)
            self._tell(self.error, error_text(error))
        else:
            self._take_uncaught(error)

    @Slot()
    def forget_lasting(self) -> None:
        """Tell of what lasts anew: something has changed that it may come from."""
        self._lasting.clear()

    def show_notice(self, text: str) -> None:
        """Tell the person, for a short time, that something was done."""
        self._tell(self.notice, text)

    def _tell(self, signal: SignalInstance, text: str) -> None:
        if self._waiting is None:
            signal.emit(text)
        else:
            self._waiting.append((signal, text))

    @Slot(object)
    def _take_uncaught(self, error: BaseException) -> None:
        fault = (type(error).__name__, str(error), *_places(error))
        if fault == self._fault and self._quiet.isActive():
            self._times += 1
        else:
            self._tell_how_often()
            self._fault, self._times = fault, 1
            _log.error("unexpected error", exc_info=error)
            self._tell(self.error, self._fault_text())
        self._quiet.start()

    @Slot()
    def _tell_how_often(self) -> None:
        """Tell how often a fault came, if more than once."""
        if self._times > 1:
            _log.error("%s: %s came %d times", *self._fault[:2], self._times)
            self._tell(self.error, self._fault_text())
        self._times = 0

    def _fault_text(self) -> str:
        kind, said = self._fault[:2]
        error = f"{kind}: {brief(said)}"
        if self._times > 1:
            return tr(
                "Something went wrong in the program {times} times: {error}. Your drawing and your network are still"
                " there. Help > Show the log has the details.",
                error=error,
                times=self._times,
            )
        return tr(
            "Something went wrong in the program: {error}. Your drawing and your network are still there."
            " Help > Show the log has the details.",
            error=error,
        )

    def catch_everything(self) -> None:
        """Let exceptions that nobody caught, in any thread, reach the person instead of ending unseen."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
            else:
                self._raised.emit(error)
                _let_go(error)

        def other_hook(arguments: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
            if arguments.exc_value is not None:
                with suppress(RuntimeError):  # what ends after the messages has nobody to tell
                    self._raised.emit(arguments.exc_value)
                _let_go(arguments.exc_value)

        sys.excepthook = hook
        threading.excepthook = other_hook
        sys.unraisablehook = other_hook


def _let_go(error: BaseException) -> None:
    """Let go of what the functions that an error came through held; where it came from can still be told.

    Else the traceback keeps it: a QPainter from a paintEvent stays at work on its widget, which crashes the program
    when the widget is painted again or resized.
    """
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            traceback.clear_frames(one.__traceback__)
            waiting += [one.__cause__, one.__context__]


def _places(error: BaseException) -> tuple[str, ...]:
    """Return the line that an error was raised in, if it was raised."""
    steps = traceback.extract_tb(error.__traceback__)
    return (f"{steps[-1].filename}:{steps[-1].lineno}",) if steps else ()


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log without which the program goes on when its file cannot be written any more, as on a full disk."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging calls it so)
        """Say nothing: a terminal, if there is one, is not where the person looks, and the next line may be written."""
        del record
        stream, self.stream = self.stream, None  # the next line opens the file again
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.close()  # else what could not be written would be tried again, at the latest at the end


def start_log(path: Path) -> None:
    """Write the log to `path`, at most half a megabyte and the one before; the interpreter's crashes go there too.

    Without a log they go to the terminal, if there is one.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(path, maxBytes=500_000, backupCount=1, encoding="utf-8", errors="backslashreplace")
        crashes = open(path, "a", encoding="utf-8")  # noqa: SIM115 (open as long as the program runs)
    except OSError:  # a log that cannot be written must not keep the program from starting
        if sys.stderr is not None:  # a program with windows only has none
            with suppress(OSError, ValueError):  # nor may it be a file, as under a test
                faulthandler.enable()
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    faulthandler.enable(crashes)
