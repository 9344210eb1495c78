"""A run in one file, .digitrun: a zip archive, nothing in it compressed, with the run and those that it began from.

    digitrun.json                    {"format": "digitrun", "version": 1, "run": "0123456789abcdef"}
    0123456789abcdef/run.safetensors what the folder of that run has (see store.py), and so on

A file is read as if a stranger had made it. Nothing in it is run; names and sizes are compared before anything is read,
and the archive's own checksums tell what is damaged.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitapp.core.errors import InputError, Words
from digitapp.core.keeping import header as heads
from digitapp.core.keeping.header import FORMAT, HEAD, SUFFIX, VERSION
from digitapp.core.keeping.header_reading import unpacked
from digitapp.core.keeping.keeping import RUN_BYTES, RunState, writing
from digitapp.core.keeping.loading import LoadedRun, load
from digitapp.core.keeping.moments import MOST_BYTES
from engine.files import not_a_file
from engine.saving import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.saving.tensors import Buffer

INDEX = "digitrun.json"
MOST_RUNS = 100  # that one began from the other
_MOST_FILES = 20_000
_MOST_IN_ALL = 2**32
_MOST_INDEX = 10_000  # bytes
_NAME = re.compile(rf"{re.escape(INDEX)}|[0-9a-f]{{16}}/(run|[bm][0-9a-f]{{1,19}})\.safetensors")
_PAST = (1980, 1, 1, 0, 0, 0)  # the same run gives the same file


def looks_like_a_run(path: Path) -> bool:
    """Return whether a file is to be opened as a run: it begins as one, or is called so."""
    if path.suffix.lower() == SUFFIX:
        return True
    if not_a_file(path):
        return False
    try:
        with path.open("rb") as file:
            return INDEX.encode() in file.read(200)
    except OSError:
        return False


def save_run_file(path: Path, states: Sequence[RunState], *, most_bytes: int = RUN_BYTES) -> None:
    """Write a run with those that it began from; a file already there stays whole if that fails.

    Args:
        path: of the file.
        states: the run, then the one that it began from, and so on.
        most_bytes: how much the snapshots of each run may take.

    Raises:
        InputError: the file cannot be written; the message says why.
    """
    index = {"format": FORMAT, "version": VERSION, "run": states[0].id}
    try:
        with atomic.replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            _put(archive, INDEX, [json.dumps(index).encode()])
            for state in states:
                plan = writing(replace(state, under_way=False), most_bytes=most_bytes)
                _put(archive, f"{state.id}/{HEAD}", heads.packed(plan.header))
                for name, parts in plan.files.items():
                    _put(archive, f"{state.id}/{name}", parts)
    except OSError as error:
        raise InputError(
            "{file}: expected a place where the run can be saved. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error


def load_run_file(path: Path) -> list[LoadedRun]:
    """Return the run in a file, then those that it began from, as far as they are in it.

    Raises:
        InputError: it is no file of a run, or a damaged one.
    """
    with _opened(path) as archive:
        run = _index(archive, path)["run"]
        found: list[LoadedRun] = []
        while run is not None and len(found) < MOST_RUNS and f"{run}/{HEAD}" in archive.NameToInfo:
            if any(run == loaded.header.id for loaded in found):
                raise _damaged(path)
            header = unpacked(archive.read(f"{run}/{HEAD}"), path.name)
            if header.id != run:
                raise _damaged(path)
            found.append(load(header, _reader(archive, run, path), path.name))
            run = None if header.parent is None else header.parent.run
        if not found:
            raise _damaged(path)
        return found


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the archive, if all that its list says makes sense; what is found to be damaged later is an InputError."""
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected the file of a run. Received: {received}", file=path.name, received=received)
    try:
        size = path.stat().st_size
        if size > _MOST_IN_ALL:
            raise InputError(
                "{file}: expected a file of at most {most} bytes. Received: {size}",
                file=path.name,
                most=_MOST_IN_ALL,
                size=size,
            )
        with zipfile.ZipFile(path) as archive:
            _check(archive, path, size)
            yield archive
    except OSError as error:
        raise InputError(
            "{file}: expected a file that can be read. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        ValueError,
        LookupError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OverflowError,
    ) as e:
        raise _damaged(path) from e


def _check(archive: zipfile.ZipFile, path: Path, size: int) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    sound = len(entries) <= _MOST_FILES and len(set(names)) == len(names) and INDEX in names
    for entry in entries:
        stored = entry.compress_type == zipfile.ZIP_STORED and entry.compress_size == entry.file_size
        sound = sound and stored and bool(_NAME.fullmatch(entry.filename)) and entry.file_size <= MOST_BYTES
    if not sound or sum(entry.file_size for entry in entries) > size:
        raise _damaged(path)


def _index(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    if archive.getinfo(INDEX).file_size > _MOST_INDEX:
        raise _damaged(path)
    try:
        index: dict[str, Any] = json.loads(archive.read(INDEX))
        version, known = index["version"], index["format"] == FORMAT and isinstance(index["run"], str)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _damaged(path) from error
    if not known or type(version) is not int:
        raise _damaged(path)
    if version > VERSION:
        raise InputError(
            "{file}: expected a run of version {version}, as this digitapp writes it, or an earlier one. Received:"
            " version {received}. A newer digitapp can open it.",
            file=path.name,
            version=VERSION,
            received=version,
        )
    return index


def _reader(archive: zipfile.ZipFile, run: str, path: Path) -> Any:
    def read(name: str) -> Buffer:
        try:
            return archive.read(f"{run}/{name}")
        except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
            raise _damaged(path) from error

    return read


def _put(archive: zipfile.ZipFile, name: str, parts: Sequence[Buffer]) -> None:
    size = sum(len(part) for part in parts)
    entry = zipfile.ZipInfo(name, _PAST)
    entry.file_size = size
    with archive.open(entry, "w", force_zip64=size >= 2**31) as file:
        for part in parts:
            file.write(part)


def _damaged(path: Path) -> InputError:
    received = Words("another kind of file, or a damaged one")
    return InputError("{file}: expected the file of a run. Received: {received}", file=path.name, received=received)
