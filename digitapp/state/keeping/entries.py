"""What is known of a run that is kept in the person's folder, or is to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from weakref import ReferenceType

from digitapp.core.errors import InputError
from digitapp.core.keeping.header import Header
from digitapp.core.keeping.keeping import RunState
from digitapp.core.keeping.loading import LoadedRun
from digitapp.core.keeping.store import RunFolder, RunStore
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.run import Run


@dataclass(eq=False)
class Entry:
    """What is known of a run that is kept, or is to be.

    Attributes:
        id: what it is known by, on every computer.
        number: what it is known by in this session.
        begun: when it began, in seconds since 1970.
        header: as it was last read or written; None before the first time.
        size: how many bytes it takes in the folder.
        held: its folder, while this program may write to it.
        file: the file that it was opened from, and is kept in; None for one in the folder.
        line: how a list of runs shows it, until it is in the history.
        as_read: the run in the history, as long as it is what the folder has.
        damaged_at: where the run in the history ends, while files of what the folder has could not be read.
    """

    id: str
    number: int
    begun: float = 0.0
    header: Header | None = None
    size: int = 0
    held: RunFolder | None = None
    file: Path | None = None
    line: RunLine | None = None
    as_read: ReferenceType[Run] | None = None
    damaged_at: float | None = None


def held_folder(store: RunStore, entry: Entry) -> RunFolder:
    """Return the folder of a run, held for this program.

    Raises:
        InputError: another program has it open.
    """
    held = store.take(entry.id)
    if held is None:
        name = entry.id if entry.header is None else entry.header.name
        raise InputError("{name} is open in another window of the program. Close that one first.", name=name)
    return held


def loaded_and_held(store: RunStore, entry: Entry) -> LoadedRun:
    """Return a run that is read, its folder held from now on; where it cannot be read, others may have it as before.

    Raises:
        InputError: another program has it open, or it is damaged.
    """
    held = entry.held or held_folder(store, entry)
    try:
        loaded = held.load()
    except BaseException:
        if held is not entry.held:
            held.release()
        raise
    entry.held = held
    return loaded


def noted(entry: Entry, state: RunState) -> Header | None:
    """Note in the head what a person can say of a damaged run; None where the run is to be written whole.

    What could not be read may still be mended by somebody: a shorter head is written only when the run has gone on.

    Raises:
        InputError: the run is gone, or its head is damaged.
        OSError: it cannot be written.
    """
    run = state.run
    if entry.held is None or state.under_way or run.end.at != entry.damaged_at:
        entry.damaged_at = None
        return None
    deleted = run.deleted or run.taken_back
    return entry.held.note(name=run.name, pinned=run.pinned, deleted=deleted, group=run.group, under_way=False)


def by_id(entries: dict[int, Entry], run: str) -> Entry | None:
    """Return what is known of the run of this id."""
    return next((entry for entry in entries.values() if entry.id == run), None)
