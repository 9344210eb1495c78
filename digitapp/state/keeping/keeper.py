"""Keeps the runs of the session in the person's folder as they go, so that none is lost when the program ends."""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.errors import InputError
from digitapp.core.keeping.header import Header
from digitapp.core.keeping.keeping import RUN_BYTES, RunState, least_bytes
from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.recording import Recording
from digitapp.core.runs.run import Run
from digitapp.state.keeping.entries import Entry, held_folder, noted
from digitapp.state.keeping.kept_runs import KeptRuns
from digitapp.state.keeping.states import KINDS, state_of, vanished, with_data
from digitapp.state.runs.history import History
from digitapp.state.runs.taking_up import left_off
from digitapp.state.runs.training import Status, Training
from digitapp.state.tasks import Task

KEPT_BYTES = 2**30  # for all runs together
SOON = 1000  # milliseconds after a change in which it is written, and between two writings of a run under way
_SHARE = 0.02  # of the time that a run has taken may be lost at the most, if that is more
_WRITING = 20  # writing takes a twentieth of the time at most
_NEW_AT_ONCE = 3  # snapshots of a run under way, beside its newest
_HEAD = 2**17  # bytes of a head, besides eight for each number of its curves and losses
_log = logging.getLogger("digitapp")


class NoRoomError(InputError):
    """The runs take all the room that they may have."""


@dataclass(frozen=True, eq=False)
class _Written:
    header: Header
    size: int
    seconds: float


class Keeper(QObject):
    """Writes each run that has learned something, on a thread, soon after anything of it has changed.

    Signals:
        full(): there is no more room for a run; not again before some was made.
        failed(exception): a run cannot be written, an InputError; not again before one could be.
        kept(number): a run was written.

    Attributes:
        most_bytes: how much all runs may take in the folder; 0 to keep none.
    """

    full = Signal()
    failed = Signal(object)
    kept = Signal(int)

    def __init__(
        self, history: History, training: Training, runs: KeptRuns, parent: QObject | None = None, *, most_bytes: int
    ) -> None:
        super().__init__(parent)
        self.most_bytes = most_bytes
        self._history, self._training, self._runs = history, training, runs
        self._changed: dict[int, tuple[Run, Recording | None]] = {}  # what is to be written, by the run's number
        self._seen: dict[int, weakref.ReferenceType[Run]] = {}  # as it was when it was last looked at
        self._refused: dict[int, Exception] = {}  # why a run is not kept
        self._writing = -1  # the run that is written at this moment
        self._not_before = 0.0  # when the run under way may be written again
        self._after: list[Callable[[], None]] = []
        self._told = self._leaves = self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self._write)
        for signal in (history.changed, training.advanced, training.ended, training.status_changed):
            signal.connect(self.note)

    @property
    def works(self) -> bool:
        """Whether runs are kept."""
        return self._is_on and not self._told

    @property
    def _is_on(self) -> bool:
        return self._runs.store is not None and self.most_bytes > 0

    @property
    def behind(self) -> bool:
        """Whether something is to be written yet, but of the run under way, which always is."""
        going = self._under_way()
        waiting = {number for number in self._changed if number not in self._refused}
        return self._is_on and bool({*waiting, self._writing} - {-1, going})

    def keeps(self, number: int) -> bool:
        """Whether a run will be there again after the program has ended."""
        entry = self._runs.entries.get(number)
        if entry is not None and entry.file is not None:
            return True
        tree = self._history.tree
        is_kept = number not in tree or tree[number].kind in KINDS
        return self._is_on and is_kept and number not in self._refused

    def may_go_on(self, number: int) -> bool:
        """Whether a run was broken off or stopped, and may go on from there."""
        tree = self._history.tree
        if number in tree:
            is_going = number == self._under_way()
            return not is_going and left_off(self._training.recordings, tree[number]) is not None
        return number in self._runs and self._runs.header(number).may_go_on

    def take_up(self, number: int) -> None:
        """Go on with a run that was broken off or stopped; it is read first where it has to be."""
        self._runs.want(number, partial(self._take_up, number))

    def set_most_bytes(self, most: int) -> None:
        """Let all runs together take so much room."""
        self.most_bytes = most
        self.retry()

    def retry(self) -> None:
        """Try again to write what could not be written."""
        self._refused, self._told = {}, False
        self.note()
        self._go_on()

    def catch_up(self, then: Callable[[], None]) -> None:
        """Write all that is to be written, and do what comes next."""
        self._after.append(then)
        self._write()

    def leave(self) -> None:
        """Leave the run under way as one that was cut off: the program is being ended, and nobody chose that."""
        self._leaves = True

    def oldest(self, bytes_wanted: int) -> list[int]:
        """Return the oldest runs that are not pinned, nor used now, which take so much together, or all there are."""
        return self._runs.oldest(bytes_wanted, {self._history.run.number, self._under_way(), self._writing})

    # What is to be written

    @Slot()
    def note(self) -> None:
        """Look which runs have changed."""
        if self._closed or not self._is_on:
            return
        tree = self._history.tree
        for number in [each for each in self._refused if each not in tree]:
            self._changed.pop(number, None)  # there was no more room in memory either
        for run in tree:
            seen = self._seen.get(run.number)
            if seen is not None and seen() is run:
                continue
            self._seen[run.number] = weakref.ref(run)
            if self._is_to_be_kept(run):
                self._changed[run.number] = run, self._training.recordings.of(run.number)
        if self._changed and not self._timer.isActive() and self._writing < 0:
            self._timer.start(SOON)

    def _is_to_be_kept(self, run: Run) -> bool:
        entry = self._runs.entries.get(run.number)
        is_known = entry is not None and (entry.header is not None or run.number == self._writing)
        if run.kind not in KINDS or (entry is not None and entry.file is not None):
            return False
        if entry is not None and entry.as_read is not None and entry.as_read() is run:
            return False
        return is_known or not (run.deleted or run.taken_back)

    def _under_way(self) -> int:
        return -1 if self._training.status is Status.IDLE else self._training.run

    def _take_up(self, number: int) -> None:
        entry = self._runs.entries.get(number)
        if self._training.take_up(number) and entry is not None and entry.file is not None:
            entry.file = entry.header = None  # from now on it is another run than that of the file
            entry.begun = time.time()

    # Writing

    @Slot()
    def _write(self) -> None:
        """Write the next run, on a thread."""
        store = self._runs.store
        if self._writing >= 0 or self._closed:
            return
        going, now = self._under_way(), time.monotonic()
        may = [number for number in self._changed if self._is_on and number not in self._refused]
        ready = [number for number in may if number != going or (now >= self._not_before and not self._after)]
        if not ready or store is None:
            if may and not self._after:
                self._timer.start(max(50, round(1000 * (self._not_before - now))))
            waiting, self._after = self._after, []
            for then in waiting:
                then()
            return
        number = ready[0]
        state = self._state(number)
        if state is None:
            self._go_on()
            return
        self._writing = number
        work = partial(self._write_run, store, self._runs.entries[number], state)
        refuse = partial(self._refuse, number, state)
        self._runs.tasks.do(Task("", work, partial(self._take_written, number), refuse, writes=True))

    def _state(self, number: int, going: int | None = None) -> RunState | None:
        """Take a run as it is now, or was when it went; None where it is no longer to be kept."""
        run, recording = self._changed.pop(number)
        if number in self._history.tree:
            run = self._history.tree[number]
            self._seen[number] = weakref.ref(run)
        if not self._is_to_be_kept(run):
            return None
        under_way = number == (self._under_way() if going is None else going)
        return state_of(run, recording, self._history.tree, self._runs, under_way=under_way)

    def _write_run(self, store: RunStore, entry: Entry, state: RunState, *, all_of_it: bool = False) -> _Written:
        """Write a run; on the thread."""
        started = time.perf_counter()
        held = entry.held = entry.held or held_folder(store, entry)
        state = with_data(state)
        numbers = 8 * sum(len(curves.batch_at) for curves in state.run.curves)
        room = self.most_bytes - (store.size - held.size) - _HEAD - 5 * numbers
        if room < least_bytes(state):
            raise NoRoomError("There is no more room for the run {name}, so it is not kept.", name=state.run.name)
        most_new = _NEW_AT_ONCE if state.under_way and not all_of_it else None
        header = noted(entry, state) or held.write(state, most_bytes=min(RUN_BYTES, room), most_new=most_new)
        return _Written(header, held.size, time.perf_counter() - started)

    def _take_written(self, number: int, written: _Written) -> None:
        self._writing = -1
        self._told = False
        entry = self._runs.entries[number]
        entry.header, entry.size, entry.line = written.header, written.size, None
        elapsed = written.header.curves[-1].seconds if written.header.curves else 0.0
        share = _SHARE * elapsed if elapsed == elapsed else 0.0
        self._not_before = time.monotonic() + max(SOON / 1000, share, _WRITING * written.seconds)
        if number not in self._history.tree:
            self._runs.note_change()
        self.kept.emit(number)
        self._go_on()

    def _refuse(self, number: int, state: RunState, error: Exception) -> bool:
        """Note that a run cannot be kept, and tell of it once."""
        self._writing = -1
        self._changed.setdefault(number, (state.run, state.recording))
        first = not self._refused
        self._refused[number] = error
        if isinstance(error, NoRoomError):
            if first:
                self.full.emit()
        elif not self._told:
            self._told = True
            _log.warning("a run could not be kept: %s", error)
            reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
            self.failed.emit(
                InputError(
                    "{folder}: expected a place where runs can be kept. Received: {reason}. The run {name} goes on, but"
                    " when the program ends, it is lost.",
                    folder="" if self._runs.store is None else str(self._runs.store.folder),
                    reason=reason,
                    name=state.run.name,
                )
            )
        self._go_on()
        return True

    def _go_on(self) -> None:
        if self._after:
            self._write()
        elif self._changed:
            self._timer.start(0)

    def close(self) -> None:
        """Write what is to be written, in this thread, and let go of all runs; what was deleted is removed."""
        going = self._training.run if self._leaves else -1
        self._runs.tasks.close()
        self.note()
        self._changed.update(vanished(self._runs, self._history.tree, self._training.recordings))
        self._closed = True
        self._timer.stop()
        store = self._runs.store
        if store is not None and self.most_bytes > 0:
            for number in list(self._changed):
                state = self._state(number, going)
                if state is None:
                    continue
                try:
                    self._write_run(store, self._runs.entries[number], state, all_of_it=True)
                except Exception as error:  # there is nobody any more to be told of it
                    _log.warning("a run could not be kept: %s", error)
        for entry in self._runs.entries.values():
            held, entry.held = entry.held, None
            if held is not None and held.header is not None and held.header.deleted:
                held.delete()
            elif held is not None:
                held.release()
