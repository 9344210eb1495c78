"""Brings kept runs into the history: they are read on a thread, with what they learned from, and put there."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from digitapp.core.errors import InputError
from digitapp.core.keeping.data_digest import MNIST, digest, not_here
from digitapp.core.keeping.header import Data
from digitapp.core.keeping.loading import LoadedRun
from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.dataset import Dataset, load_folder
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.replay import ReplayDiffersError
from digitapp.core.runs.run import Kind, new_number
from digitapp.state.keeping.entries import Entry, by_id, loaded_and_held
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from engine.arithmetic import arithmetic

_OTHER_COMPUTERS = ("\\\\", "//", "\\/", "/\\")  # what the path of a shared folder begins with on Windows


@dataclass(frozen=True, eq=False)
class Ready:
    """A run that was read, with its recording and what is to be told of that."""

    entry: Entry
    loaded: LoadedRun
    recording: Recording | None
    problem: InputError | None

    @property
    def damage(self) -> InputError | None:
        """What is to be told of files that could not be read; None where all is sound."""
        loaded, name = self.loaded, self.loaded.header.name
        if loaded.shortened:
            return InputError(
                "{name}: expected all files of a run of {planned} epochs. Received: missing or damaged ones, so it is"
                " shown only up to epoch {end}. What is kept of it stays as it is until you train it on.",
                name=name,
                planned=f"{loaded.header.last.at:.4g}",
                end=f"{loaded.last.at:.4g}",
            )
        if loaded.damaged:
            return InputError(
                "{name}: expected all files of a run. Received: missing or damaged ones, so some of its moments are"
                " lost. Its end is whole.",
                name=name,
            )
        return None


class Bringing:
    """Reads kept runs, and files of runs, on whichever thread; `put()` is for the GUI thread."""

    def __init__(self, history: History, datasets: Datasets, recordings: Recordings, entries: dict[int, Entry]) -> None:
        self._history, self._datasets, self._recordings, self._entries = history, datasets, recordings, entries

    def chain(self, entry: Entry) -> list[Entry]:
        """Return a run and those that it began from, as far as they are not in the history."""
        found = [entry]
        while (header := found[-1].header) is not None and header.parent is not None:
            parent = by_id(self._entries, header.parent.run)
            if parent is None or parent in found or parent.header is None or parent.header.deleted or parent.file:
                break
            if parent.number in self._history.tree:
                break
            found.append(parent)
        return found

    def read(self, store: RunStore, chain: list[Entry]) -> list[Ready]:
        """Return the first of these runs, then those that it began from, as far as they can be read.

        Raises:
            InputError: the first one cannot.
        """
        found: list[Ready] = []
        for entry in chain:
            try:
                loaded = loaded_and_held(store, entry)
            except InputError:
                if not found:
                    raise
                break  # without the run that it began from
            found.append(self._ready(entry, loaded))
        return found

    def read_file(self, path: Path) -> list[Ready]:
        """Return the run in a file, then those that it began from.

        Raises:
            InputError: it is no such file, or a damaged one.
        """
        from digitapp.core.keeping.run_file import load_run_file  # not at the start

        found = []
        for loaded in load_run_file(path):
            entry = Entry(loaded.header.id, new_number(), loaded.header.begun, loaded.header, file=path)
            found.append(self._ready(entry, loaded))
        return found

    def _ready(self, entry: Entry, loaded: LoadedRun) -> Ready:
        past, header = loaded.recorded, loaded.header
        if past is None:
            return Ready(entry, loaded, None, None)
        load, problem = self._data(header.data, from_file=entry.file is not None)
        recording = self._recordings.begin(header.settings, load, past.begin, past)
        if problem is None and past.arithmetic != arithmetic():
            problem = ReplayDiffersError(
                "{name} was trained where sums are rounded otherwise: by another NumPy, or on another kind of"
                " processor. The moments that were kept can be seen, but not what lies between them.",
                name=header.name,
            )
        if problem is not None:
            recording.give_up()
        self._recordings.make_room(recording)
        return Ready(entry, loaded, recording, problem)

    def _data(self, data: Data, *, from_file: bool) -> tuple[Callable[[], Dataset], InputError | None]:
        """Return what returns a data set, and what is to be said if it is not here.

        A file that somebody else made is not to have the program ask another computer for a folder, which would be told
        who asks.
        """
        if data.digest == MNIST:
            return self._datasets.mnist_loader(), None
        problem = not_here(data.name)
        is_elsewhere = from_file and data.folder is not None and data.folder.startswith(_OTHER_COMPUTERS)
        if data.folder is not None and data.digest and not is_elsewhere:
            try:
                found = load_folder(Path(data.folder))
            except (InputError, OSError):
                found = None
            if found is not None and digest(found) == data.digest:
                return lambda: found, None

        def load() -> Dataset:
            raise problem

        return load, problem

    def put(self, ready: Ready, new_id: str) -> None:
        """Put a run into the history; one from a file gets this id if its own is known already."""
        entry, loaded, tree = ready.entry, ready.loaded, self._history.tree
        if entry.file is not None:
            self._entries[entry.number] = entry
            if any(other.id == entry.id for other in self._entries.values() if other is not entry):
                entry.id = new_id
            name, group = (text.replace("<", "‹") for text in (loaded.header.name, loaded.header.group))  # no mark-up
            loaded = replace(loaded, header=replace(loaded.header, name=tree.free_name(name), group=group))
        entry.header, entry.line = loaded.header, None
        run = loaded.run(entry.number, origin=self._origin(loaded, entry))
        folder = loaded.header.data.folder
        run = replace(run, folder=None if folder is None else Path(folder))
        tree.put(run)
        entry.as_read = None if loaded.header.under_way else weakref.ref(run)
        entry.damaged_at = run.end.at if loaded.damaged else None
        if ready.recording is not None:
            self._recordings.name(ready.recording, entry.number)
        self._history.changed.emit(self._history.info)

    def _origin(self, loaded: LoadedRun, entry: Entry) -> int | None:
        """Return the number of the moment that a run began from, which is put into its run if it is not there."""
        header, tree = loaded.header, self._history.tree
        begins_there = header.kind is Kind.TRAINED  # else its first moment is what it has learned
        if header.bundled_parent:
            runs = [run for run in tree if run.bundled and (not begins_there or _same(run.end, loaded.first))]
            return runs[0].end.number if runs else None
        parent = None if header.parent is None else self._parent(header.parent.run, entry)
        if parent is None or header.parent is None or parent.number not in tree:
            return None
        run, at = tree[parent.number], header.parent.at
        for moment in run.moments:
            if abs(moment.at - at) < 1e-9 and (not begins_there or _same(moment, loaded.first)):
                return moment.number
        if not begins_there:
            return None
        begin = None if loaded.recorded is None else loaded.recorded.snapshots[0]
        moment = replace(loaded.first.as_beginning(), at=at, position=None if begin is None else begin.moment.position)
        before = [each for each in run.moments[:-1] if each.at <= at] or list(run.moments[:1])
        after = [each for each in run.moments if each not in before]
        tree.put(replace(run, moments=(*before, moment, *after)))
        return moment.number

    def _parent(self, run: str, entry: Entry) -> Entry | None:
        """Return the entry of a run; of one that was opened from the same file, if there is one."""
        found = [other for other in self._entries.values() if other.header is not None and other.header.id == run]
        beside = [other for other in found if other.file == entry.file]
        if beside:
            return beside[-1]  # of a file that was opened twice, the one that came with this run
        return found[0] if found else None


def _same(one: Moment, other: Moment) -> bool:
    return all(map(np.array_equal, one.parameters, other.parameters))
