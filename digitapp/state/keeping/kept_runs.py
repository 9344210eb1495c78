"""The runs that are kept in the person's folder: known from the start on, read when somebody wants them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from digitapp.core.keeping.header import Header
from digitapp.core.keeping.lines import kept_line
from digitapp.core.keeping.store import FoundRun, RunStore, new_id
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.run import Run, new_number
from digitapp.state.keeping.bringing import Bringing, Ready
from digitapp.state.keeping.entries import Entry, by_id, held_folder
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.tasks import Task, Tasks


class KeptRuns(QObject):
    """Knows the kept runs, and puts those that somebody wants into the history, with those that they began from.

    Signals:
        changed(): there is another one, or something else is known of one.
        failed(exception): one cannot be read or written.
        told(exception): one can be used, but not all of it; an InputError says what not.

    Attributes:
        entries: by the numbers of the runs, those too that are in the history.
        tasks: what reads and writes them, one thing after the other.
    """

    changed = Signal()
    failed = Signal(object)
    told = Signal(object)

    def __init__(
        self,
        store: RunStore | None,
        history: History,
        datasets: Datasets,
        recordings: Recordings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.entries: dict[int, Entry] = {}
        self.tasks = Tasks(self)
        self.store = store
        self._history = history
        self._bringing = Bringing(history, datasets, recordings, self.entries)
        self.tasks.failed.connect(self.failed)

    # What is known

    def read_heads(self, then: Callable[[], None] = lambda: None) -> None:
        """Find out, on a thread, which runs are kept."""
        store = self.store
        if store is None:
            then()
            return

        def take(found: list[FoundRun]) -> None:
            known = {entry.id for entry in self.entries.values()}
            for each in found:
                if each.header.id not in known:
                    entry = Entry(each.header.id, new_number(), each.header.begun, each.header, each.size)
                    self.entries[entry.number] = entry
            self.note_change()
            then()

        self.tasks.do(Task("", lambda: list(store.runs()), take))

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """The runs that are kept but not in the history, nor deleted."""
        return tuple(self._line(entry) for entry in self._elsewhere())

    def __contains__(self, number: object) -> bool:
        entry = self.entries.get(number) if isinstance(number, int) else None
        return entry is not None and entry.header is not None and number not in self._history.tree

    @property
    def size(self) -> int:
        """How many bytes the runs take in the folder, as far as they were read or written here."""
        return sum(entry.size for entry in self.entries.values())

    @property
    def count(self) -> int:
        """How many runs are in the folder."""
        entries = self.entries.values()
        return sum(entry.header is not None and not entry.header.deleted and not entry.file for entry in entries)

    def oldest(self, bytes_wanted: int, used: set[int]) -> list[int]:
        """Return the oldest runs that are not pinned, nor among those used, which take so much, or all there are."""
        found: list[int] = []
        tree = self._history.tree
        for entry in sorted(self.entries.values(), key=lambda entry: entry.begun):
            header = entry.header
            pinned = tree[entry.number].pinned if entry.number in tree else header is not None and header.pinned
            if header is None or entry.file is not None or pinned or entry.number in used:
                continue
            if sum(self.entries[number].size for number in found) >= bytes_wanted:
                break
            found.append(entry.number)
        return found

    def has_name(self, name: str) -> bool:
        """Whether a run of this name is in the folder."""
        return any(entry.header is not None and entry.header.name == name for entry in self.entries.values())

    def header(self, number: int) -> Header:
        """Return what is known of a run that is kept."""
        header = self.entries[number].header
        assert header is not None
        return header

    def entry_for(self, run: Run) -> Entry:
        """Return what is known of a run of the history, or begin to know it."""
        if run.number not in self.entries:
            self.entries[run.number] = Entry(new_id(), run.number, time.time())
        return self.entries[run.number]

    def note_change(self) -> None:
        """Say that something else is known of a run."""
        names = {entry.header.name for entry in self._elsewhere() if entry.header is not None}
        self._history.tree.other_names = frozenset(names)
        self.changed.emit()

    def _elsewhere(self) -> list[Entry]:
        tree = self._history.tree
        return [
            entry
            for entry in self.entries.values()
            if entry.header is not None and not entry.header.deleted and entry.number not in tree and not entry.file
        ]

    def _line(self, entry: Entry) -> RunLine:
        assert entry.header is not None
        parent = None if entry.header.parent is None else by_id(self.entries, entry.header.parent.run)
        is_shown = parent is not None and parent.header is not None and not parent.header.deleted
        number = parent.number if is_shown and parent is not None else None
        if entry.line is None or entry.line.parent != number:
            entry.line = kept_line(entry.header, entry.number, number)
        return entry.line

    # What is wanted of them

    def note(self, number: int, **what: Any) -> None:
        """Note something of a run that is not in the history, by the names of Header's attributes."""
        entry, store = self.entries[number], self.store
        if entry.header is None or store is None:
            return
        before = entry.header
        entry.header, entry.line = replace(entry.header, **what), None
        self.note_change()

        def write() -> None:  # it stays held: another window must not take for deleted what may be had back here
            held = entry.held = entry.held or held_folder(store, entry)
            held.note(**what)

        def put_back(_: Exception) -> bool:
            entry.header, entry.line = before, None
            self.note_change()
            return False

        self.tasks.do(Task("", write, lambda _: None, put_back, writes=True))

    def want(self, number: int, then: Callable[[], None] = lambda: None) -> None:
        """Put a run into the history, read on a thread, and do what comes next; at once where it is there."""
        entry, store = self.entries.get(number), self.store
        if number in self._history.tree:
            then()
        elif entry is not None and entry.header is not None and store is not None:
            chain = self._bringing.chain(entry)
            self.tasks.do(Task("", partial(self._bringing.read, store, chain), partial(self._take, then=then)))

    def open_file(self, path: Path, then: Callable[[int], None], title: str = "") -> Task:
        """Return the task that puts the run in a file into the history, and gives its number to what comes next."""

        def take(found: list[Ready]) -> None:
            number = found[0].entry.number
            self._take(found, then=lambda: then(number))

        return Task(title, partial(self._bringing.read_file, path), take)

    def remove(self, numbers: list[int], then: Callable[[], None]) -> None:
        """Remove runs from the folder for good; those that are in the history stay there, deleted."""
        store = self.store
        entries = [self.entries[number] for number in numbers if number in self.entries]
        if store is None:
            return
        gone: list[Entry] = []

        def delete() -> None:
            for entry in entries:
                (entry.held or held_folder(store, entry)).delete()
                gone.append(entry)

        def forget(_: None) -> None:
            for entry in gone:
                entry.held = entry.header = None
                entry.size = 0
                if entry.number not in self._history.tree:
                    self.entries.pop(entry.number, None)
            self.note_change()
            then()

        def tell(_: Exception) -> bool:
            forget(None)  # those before the one that another window has open are gone
            return False

        self.tasks.do(Task("", delete, forget, tell, writes=True))

    # In the GUI thread

    def _take(self, found: list[Ready], then: Callable[[], None]) -> None:
        for ready in reversed(found):  # what another one began from comes first
            self._bringing.put(ready, new_id())
        damage = next((ready.damage for ready in found if ready.damage is not None), None)
        for problem in (found[0].problem, damage):  # of two that are told, the last one is seen
            if problem is not None:
                self.told.emit(problem)
        self.note_change()
        then()
