"""The person's own digits: added, relabelled and deleted with undo, and kept in a file after each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitapp.core.errors import InputError
from digitapp.core.my_digits import collection as files
from digitapp.core.my_digits.collection import MyDigit
from digitapp.core.my_digits.collection import MyDigits as Digits
from digitapp.core.my_digits.merging import applied
from digitapp.core.paper.strokes import Strokes
from engine.files import NO_SUCH_FILE, not_a_file


class MyDigits(QObject):
    """Holds the collection; nothing is kept in a file before `keep_in` was called.

    Signals:
        changed(digits): the collection is another one now.
        failed(exception): it could not be kept in its file, an InputError; it is there until the program ends.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._digits: Digits = ()
        self._file: Path | None = None
        self._seen: object = None  # of the file, when it was last read or written

    @property
    def digits(self) -> Digits:
        """The collection, oldest first."""
        return self._digits

    @property
    def file(self) -> Path | None:
        """Where it is kept; None if nowhere."""
        return self._file

    def keep_in(self, file: Path) -> None:
        """Take what is kept in `file`, and keep every change there from now on.

        Raises:
            InputError: the file is damaged and was moved aside, or it cannot be read at all and is left alone; the
                collection is empty then, and in the second case it is kept nowhere.
        """
        self._file = None
        self._show(())
        self._show(self._taken_from(file))

    def _taken_from(self, file: Path) -> Digits:
        self._file = None
        _check_readable(file)
        try:
            digits = files.load_my_digits(file)
        except InputError as error:
            _move_aside(file, error)
            self._file, self._seen = file, _state_of(file)
            raise
        self._file, self._seen = file, _state_of(file)
        return digits

    def add(self, strokes: Strokes, label: int) -> None:
        """Add a drawing of the digit `label`."""
        self._take_changes_of_others()
        self._push("add", (*self._digits, MyDigit(strokes, label)))

    def relabel(self, numbers: Sequence[int], label: int) -> None:
        """Say that the digits with these numbers, from 0, are the digit `label`."""
        if not self._take_changes_of_others():
            changed = [replace(d, label=label) if n in numbers else d for n, d in enumerate(self._digits)]
            self._push("relabel", tuple(changed))

    def delete(self, numbers: Sequence[int]) -> None:
        """Take the digits with these numbers, from 0, away."""
        if not self._take_changes_of_others():
            self._push("delete", tuple(digit for number, digit in enumerate(self._digits) if number not in numbers))

    def export_strokes(self, file: Path) -> None:
        """Write the digits as a stroke file.

        Raises:
            InputError: the file cannot be written.
        """
        files.save_my_digits(file, self._digits)

    def export_idx(self, folder: Path) -> None:
        """Write the digits as two IDX files.

        Raises:
            InputError: they cannot be written there.
        """
        files.export_idx(folder, self._digits)

    def _take_changes_of_others(self) -> bool:
        """Take what another window of the program has written to the file; return whether there was anything."""
        if not self._read_again():
            return False
        self.undo_stack.clear()
        self._show(self._digits)
        return True

    def _read_again(self) -> bool:
        if self._file is None or _state_of(self._file) == self._seen:
            return False
        try:
            self._digits = self._taken_from(self._file)
        except InputError as error:
            self.failed.emit(error)
            return False
        return True

    def _push(self, name: str, digits: Digits) -> None:
        self.undo_stack.push(_Change(self, name, self._digits, digits))

    def _change(self, before: Digits, after: Digits) -> None:
        """Change what is different between the two, and leave alone what another window has changed meanwhile."""
        self._read_again()
        digits = applied(before, after, self._digits)
        try:
            if self._file is not None:
                files.save_my_digits(self._file, digits)
                self._seen = _state_of(self._file)
        except InputError as error:
            self.failed.emit(error)
        self._show(digits)

    def _show(self, digits: Digits) -> None:
        self._digits = digits
        self.changed.emit(digits)


class _Change(QUndoCommand):
    """From one collection to another."""

    def __init__(self, owner: MyDigits, name: str, before: Digits, after: Digits) -> None:
        super().__init__(name)
        self._owner, self._before, self._after = owner, before, after

    def redo(self) -> None:
        """Have the collection after the change."""
        self._owner._change(self._before, self._after)

    def undo(self) -> None:
        """Have the collection before the change."""
        self._owner._change(self._after, self._before)


def _state_of(file: Path) -> object:
    """Return what changes whenever the file is written."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _check_readable(file: Path) -> None:
    """Refuse a file that is there but cannot be read, which says nothing about what is in it."""
    reason: str | None = not_a_file(file)
    if reason == NO_SUCH_FILE:
        return
    if reason is None:
        try:
            file.read_bytes()
            return
        except OSError as error:
            reason = error.strerror or str(error)
    raise InputError(
        "{file}: expected a file that can be read. Received: {reason}. Your digits are not kept this time.",
        file=file.name,
        reason=reason,
    )


def _move_aside(file: Path, error: InputError) -> None:
    """Give a damaged file a name that is free, so that it is not written over."""
    names = (file.with_suffix(f".damaged{number or ''}.npz") for number in range(1000))
    try:
        file.replace(next(name for name in names if not name.exists()))
    except (OSError, StopIteration):
        raise error from None
