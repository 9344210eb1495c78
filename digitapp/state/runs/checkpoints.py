"""The file that keeps the run under way, and what a program that went down has left behind."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

from digitapp.core.errors import InputError
from digitapp.core.runs.checkpoints import SUFFIX, Checkpoint, save_checkpoint

MOST_LEFT_OVER = 3
_log = logging.getLogger("digitapp")


class Checkpoints(QObject):
    """Keeps one run of this program in a folder that other running programs use too.

    Beside each file lies a lock, held as long as its program runs: what is not locked was left by one that went down.

    Where runs are kept as they go anyway (see state/keeping), nothing is kept here: `covered` says so.

    Signals:
        failed(exception): the run under way cannot be kept, an InputError; not again before it could be kept again.
            It comes from the run's thread.
    """

    failed = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = folder / f"run-{secrets.token_hex(4)}{SUFFIX}"
        self._lock: QLockFile | None = None
        self._leaves = False
        self._told = False  # that it cannot be kept
        self._kept = 0  # counts the runs that are not to be kept any more
        self._writing = threading.Lock()
        self.covered: Callable[[], bool] = lambda: False

    def leave(self) -> None:
        """Leave what is kept to the next start: the program is being ended, and nobody could be asked about the run."""
        self._leaves = True

    def keeper(self) -> Callable[[Checkpoint], None]:
        """Return what writes a run in the place of what was kept before, until `forget()` is called; for any thread.

        That it cannot be written must not stop the run.
        """
        own = self._kept

        def keep(run: Checkpoint) -> None:
            with self._writing:
                if self._kept != own or self.covered():
                    return
                try:
                    self._hold()
                    save_checkpoint(self._file, run)
                    self._told = False
                except OSError as error:
                    self._tell(error)
                if self._kept != own:  # meanwhile
                    self._remove()

        return keep

    def forget(self) -> None:
        """Keep nothing more: the run has ended, and what it has learned is in the window.

        It does not wait for a file that is being written; who writes it then removes it.
        """
        self._kept += 1
        if self._writing.acquire(blocking=False):
            try:
                self._remove()
            finally:
                self._writing.release()

    def _tell(self, error: OSError) -> None:
        _log.warning("the run could not be kept in %s: %s", self._file, error)
        if not self._told:
            self._told = True
            self.failed.emit(
                InputError(
                    "{folder}: expected a place where the run can be kept. Received: {reason}. The run goes on, but if"
                    " the program or the computer went down, it would be lost.",
                    folder=str(self._file.parent),
                    reason=error.strerror or str(error),
                )
            )

    def _remove(self) -> None:
        if not self._leaves:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def left_over(self, but: Collection[Path] = ()) -> Path | None:
        """Return the last file of a program that went down, none of `but`; but for a few, older ones are removed."""
        newest_first = sorted(self._abandoned(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in newest_first[MOST_LEFT_OVER:]:
            self.remove(file)
        return next((file for file in newest_first[:MOST_LEFT_OVER] if file not in but), None)

    def take_over(self, file: Path) -> None:
        """Make a file that was left behind this program's own, until its run has gone further."""
        self._hold()
        file.replace(self._file)
        _lock_of(file).removeStaleLockFile()

    def remove(self, file: Path) -> None:
        """Remove a file that was left behind."""
        with suppress(OSError):
            file.unlink(missing_ok=True)
        _lock_of(file).removeStaleLockFile()

    def _hold(self) -> None:
        if self._lock is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            lock = _lock_of(self._file)
            if lock.tryLock(0):
                self._lock = lock

    def _abandoned(self) -> Iterator[Path]:
        for file in self._file.parent.glob(f"run-*{SUFFIX}"):
            lock = _lock_of(file)
            if file != self._file and lock.tryLock(0):
                lock.unlock()
                yield file


def _lock_of(file: Path) -> QLockFile:
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # stale only if its program is gone, however old it is
    return lock
