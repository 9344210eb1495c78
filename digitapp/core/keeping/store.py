"""The folder of the runs: one folder for each, and beside it a lock for the program that may write to it.

    RUNS/0123456789abcdef/run.safetensors      the head of a run, which names the other files
    RUNS/0123456789abcdef/b000000117.safetensors  its snapshot after 117 batches; m....safetensors: another moment
    RUNS/0123456789abcdef.lock                 held by the program that has the run open

New files are written before the head that names them, and old ones go after it: the head is always true.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from digitapp.core.errors import InputError
from digitapp.core.keeping import header as heads
from digitapp.core.keeping.header import HEAD, Header
from digitapp.core.keeping.header_reading import unpacked
from digitapp.core.keeping.keeping import RUN_BYTES, RunState, writing
from digitapp.core.keeping.loading import LoadedRun, load
from digitapp.core.keeping.lock import FileLock
from digitapp.core.keeping.moments import MOST_BYTES
from engine.files import not_a_file
from engine.saving import atomic

_log = logging.getLogger("digitapp")
_ID = re.compile(r"[0-9a-f]{16}")


def new_id() -> str:
    """Return what no other run is known by."""
    return secrets.token_hex(8)


@dataclass(frozen=True, eq=False)
class FoundRun:
    """A run in the folder, with how many bytes it takes."""

    header: Header
    size: int


class RunFolder:
    """The folder of one run, held for this program until `release()`.

    Attributes:
        id: the run's.
        header: as it was last read or written; None before the first time.
    """

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.id = folder.name
        self.header: Header | None = None
        self._folder, self._lock = folder, lock
        self._lost: frozenset[str] = frozenset()  # what could not be read when the run was

    def read_header(self) -> Header:
        """Return the head as it is now.

        Raises:
            InputError: there is none, or it is damaged.
        """
        self.header = _read_header(self._folder)
        return self.header

    def load(self) -> LoadedRun:
        """Return the run.

        Raises:
            InputError: it is gone, or damaged.
        """
        loaded = load(self.read_header(), lambda name: _read(self._folder / name), self._folder.name)
        self._lost = loaded.lost
        return loaded

    @property
    def missing(self) -> frozenset[str]:
        """The files that its head names, and that are not there or could not be read."""
        if self.header is None:
            return frozenset()
        there: set[str] = set()
        with suppress(OSError):
            there = {file.name for file in self._folder.iterdir()}
        return frozenset({HEAD, *self.header.files} - (there - self._lost))

    def write(self, state: RunState, *, most_bytes: int = RUN_BYTES, most_new: int | None = None) -> Header:
        """Write a run as it is now; files that were there, and are gone, are written again as far as they are known.

        Raises:
            OSError: it cannot be written.
        """
        if self.header is None and (self._folder / HEAD).exists():
            with suppress(InputError):  # what is damaged is written anew
                self.read_header()
        plan = writing(state, self.header, most_bytes=most_bytes, most_new=most_new, missing=self.missing)
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, parts in plan.files.items():
            atomic.write(self._folder / name, parts)
        self._lost -= plan.files.keys()
        self._write_header(plan.header)
        return plan.header

    def note(self, **what: Any) -> Header:
        """Write something else of the head, by the names of its attributes.

        Raises:
            InputError: the run is gone, or damaged.
            OSError: it cannot be written.
        """
        header = replace(self.read_header(), **what)
        self._write_header(header)
        return header

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return _size(self._folder)

    def tidy(self) -> None:
        """Remove what a program that went down has left half written."""
        with suppress(OSError):
            for file in self._folder.glob(".*"):
                file.unlink()

    def delete(self) -> None:
        """Remove the run, and let go of it."""
        gone = self._folder.with_name(f".gone-{secrets.token_hex(8)}")
        with suppress(OSError):
            self._folder.rename(gone)  # at once, so that no half of a run is ever found
        shutil.rmtree(gone if gone.exists() else self._folder, ignore_errors=True)
        self.release()

    def release(self) -> None:
        """Let other programs have it."""
        self._lock.release()

    def _write_header(self, header: Header) -> None:
        atomic.write(self._folder / HEAD, heads.packed(header))
        self.header = header
        named = {HEAD, *header.files}
        with suppress(OSError):
            for file in self._folder.iterdir():
                if file.name not in named:
                    file.unlink()


class RunStore:
    """The folder of all runs, which several programs may have open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, run: str) -> RunFolder | None:
        """Hold the folder of a run, there already or new; None where another program holds it.

        Raises:
            OSError: the folder of runs cannot be written to.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock.take(self.folder / f"{run}.lock")
        if lock is None:
            return None
        found = RunFolder(self.folder / run, lock)
        found.tidy()
        return found

    def runs(self) -> Iterator[FoundRun]:
        """Yield the runs that no other program has open, the oldest first; what was deleted, or never came to be, goes.

        Those that cannot be read stay and are not told of, but in the log: a later version may have written them.
        """
        found = []
        for folder in self._folders():
            try:
                held = self.take(folder.name)
                if held is None:
                    continue
                kept = _of(held, folder)
                if kept is not None:
                    found.append(kept)
            except (InputError, OSError) as error:
                _log.warning("a kept run cannot be read: %s", error)
        for rest in self._leftovers():
            shutil.rmtree(rest, ignore_errors=True)
        yield from sorted(found, key=lambda each: each.header.begun)

    @property
    def size(self) -> int:
        """How many bytes all runs take, those too that other programs have open."""
        return sum(map(_size, self._folders()))

    def _folders(self) -> list[Path]:
        with suppress(OSError):
            return [path for path in self.folder.iterdir() if _ID.fullmatch(path.name) and path.is_dir()]
        return []

    def _leftovers(self) -> list[Path]:
        with suppress(OSError):
            return list(self.folder.glob(".gone-*"))
        return []


def _of(held: RunFolder, folder: Path) -> FoundRun | None:
    """Return what is in a folder that is held, and let go of it; None where it is not worth to be kept."""
    if not (folder / HEAD).exists():
        held.delete()  # a program went down before anything was kept
        return None
    try:
        header = held.read_header()
        if header.deleted:
            held.delete()
            return None
        return FoundRun(header, held.size)
    finally:
        held.release()


def _read_header(folder: Path) -> Header:
    header = unpacked(_read(folder / HEAD), folder.name)
    if header.id != folder.name:
        raise InputError(
            "{file}: expected the run of this name. Received: {received}", file=folder.name, received=header.id
        )
    return header


def _read(path: Path) -> bytes:
    """Return the content of a file of a run.

    Raises:
        InputError: it cannot be read.
    """
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected a file of a run. Received: {received}", file=path.name, received=received)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                "{file}: expected a file of at most {most} bytes. Received: {size}",
                file=path.name,
                most=MOST_BYTES,
                size=path.stat().st_size,
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            "{file}: expected a file that can be read. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error


def _size(folder: Path) -> int:
    total = 0
    with suppress(OSError):
        for file in folder.iterdir():
            with suppress(OSError):
                total += file.stat().st_size
    return total
