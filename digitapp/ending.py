"""Ends the program at Ctrl-C in its terminal, a logout or `kill`, as closing its window does."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot

_NAMES = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")  # as far as the system has them


class Ending(QObject):
    """Ends the event loop at a signal, with 128 and the signal's number as the code, which is what a shell gives.

    Python handles a signal only when it comes to run, which in Qt's loop may be long after. A byte through a socket
    wakes the loop. The first signal ends the loop, and whatever comes after it closes as ever; a second one ends the
    program at once.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.code = 0
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._end)
        self._wakeup_before = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        self._handlers_before = {number: signal.signal(number, self._note) for number in numbers}

    def _note(self, number: int, _frame: FrameType | None) -> None:
        """Remember the first signal; the byte that Python writes wakes the loop."""
        self.code = 128 + number
        for each in self._handlers_before:
            signal.signal(each, signal.SIG_DFL)

    @Slot()
    def _end(self) -> None:
        try:
            self._reading.recv(64)
        except BlockingIOError:  # nothing came after all
            return
        if self.code:
            QCoreApplication.exit(self.code)

    def stop(self) -> None:
        """Leave signals to whom they were left before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        self._reading.close()
        self._writing.close()
