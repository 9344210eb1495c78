"""What a run leaves behind on its way, so that one can go back to any of its batches: exact snapshots, within a bound.

Everything happens at the start, so snapshots are dense there; further on they become thinner. What lies between two of
them is had by training on from the first (see replay.py), for a run with the same numbers takes the same steps.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_right
from collections.abc import Callable, Generator

import numpy as np

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.snapshot import Recorded, Snapshot, sparseness
from digitapp.core.runs.snapshot import moment_in_run as moment_in_run
from engine.arithmetic import arithmetic

SNAPSHOT_BYTES = 256 * 2**20
MOST_SNAPSHOTS = 1000  # of one run: a small network's could be very many
OUT_OF_SIGHT = 0.3  # what a snapshot of a run counts that nobody looks at
_AT_ONCE = 64  # batches at the start in which a snapshot is not put off until somebody wants the weights anyway


class Recording:
    """The snapshots of one run; the run adds to them on its thread, and others read.

    Attributes:
        settings: the run's.
        load: returns its data set.
        begin: the run's beginning, in epochs.
        arithmetic: what rounded its sums.
        steps, planned: the batches in an epoch, and in the whole run; 0 until its images are there.
        before: the batches that were done, counted from the beginning of its first epoch, when it began.
    """

    def __init__(
        self,
        settings: TrainingSettings,
        load: Callable[[], Dataset],
        begin: float,
        owner: Recordings,
        past: Recorded | None = None,
    ) -> None:
        self.settings, self.load, self.begin = settings, load, begin
        self.arithmetic = arithmetic()
        self.steps = self.planned = self.before = 0
        self._differs = False
        self._owner = owner
        self._lock = owner.lock
        self._snapshots: list[Snapshot] = []
        self._size = 0  # of them all, in bytes
        self._digests: dict[int, bytes] = {}  # of snapshots that are not kept any more
        self._losses = array("d")
        self._rates: list[tuple[int, float]] = []  # from which batch on which learning rate counts
        self._sparse = 0.0  # what a snapshot must add; more, the less room there is
        if past is not None:
            self._take_up(past)

    # The run's side, on its thread

    def start(self, steps: int, planned: int, before: int) -> None:
        """Note how many batches an epoch has, and the run, and how many were done when it first began."""
        if not self.steps:
            self.steps, self.planned, self.before = steps, planned, before

    def note_rate(self, rate: float) -> None:
        """Note the learning rate of the next batch."""
        if not self._rates or self._rates[-1][1] != rate:
            self._rates.append((len(self._losses), rate))

    def note_batch(self, loss: float) -> None:
        """Note that a batch is done, and what its loss was."""
        self._losses.append(loss)

    def is_due(self, *, cheap: bool) -> bool:
        """Whether this is a place for a snapshot; `cheap` says that the weights are copied anyway."""
        with self._lock:
            if not self._snapshots:
                return True
            last, now = self._snapshots[-1].batch, len(self._losses)
            worth = 2 * (now - last) / sparseness(now)
            if now < _AT_ONCE:
                return now - last >= max(1, now // 4) and worth >= self._sparse
            return cheap and worth >= max(0.5, self._sparse)

    def take(self, moment: Moment) -> None:
        """Keep this exact moment of the run."""
        with self._lock:
            if self._snapshots and self._snapshots[-1].batch == len(self._losses):
                return
            taken = Snapshot(len(self._losses), moment)
            self._snapshots.append(taken)
            self._size += taken.size
        self._owner.make_room(self)

    # Everybody's side

    @property
    def batches(self) -> int:
        """How many batches were done."""
        return len(self._losses)

    @property
    def kept(self) -> tuple[int, ...]:
        """After which batches there are snapshots."""
        with self._lock:
            return tuple(snapshot.batch for snapshot in self._snapshots)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots, in order."""
        with self._lock:
            return tuple(self._snapshots)

    @property
    def size(self) -> int:
        """How many bytes the snapshots keep."""
        return self._size

    @property
    def replayable(self) -> bool:
        """Whether the way between the snapshots can be gone again, as far as that is known."""
        return not self._differs and self.steps > 0

    def so_far(self) -> Recorded:
        """Return all that is recorded by now."""
        with self._lock:
            return Recorded(
                self.begin,
                self.arithmetic,
                self.steps,
                self.planned,
                self.before,
                np.frombuffer(self._losses[:]) if self._losses else np.empty(0),
                tuple(self._rates),
                dict(self._digests),
                tuple(self._snapshots),
            )

    def give_up(self) -> None:
        """Note that going the way again came out otherwise: only the snapshots are the run's."""
        self._differs = True

    def nearest(self, batch: int, *, before: bool = False) -> Snapshot | None:
        """Return the snapshot that is nearest to a batch, or the last one not after it; None if there is none yet."""
        with self._lock:
            after = bisect_right(self._snapshots, batch, key=lambda snapshot: snapshot.batch)
            found = self._snapshots[max(after - 1, 0) : after if before else after + 1]
        return min(found, key=lambda snapshot: abs(snapshot.batch - batch), default=None)

    def rate(self, batch: int) -> float:
        """Return the learning rate, without the schedule, of the batch that follows on so many."""
        place = bisect_right(self._rates, batch, key=lambda each: each[0])
        return self._rates[max(place - 1, 0)][1] if self._rates else self.settings.learning_rate

    def loss(self, batch: int) -> float:
        """Return the loss of a batch, counted from 1, before its update."""
        return self._losses[batch - 1]

    def digest(self, batch: int) -> bytes | None:
        """Return the digest of the run after a batch; None where no snapshot was."""
        with self._lock:
            kept = next((snapshot for snapshot in self._snapshots if snapshot.batch == batch), None)
            known = self._digests.get(batch)
        return known if kept is None else kept.digest

    def place_of(self, batch: int) -> float:
        """Return where a batch is, in epochs."""
        return self.begin + batch / self.steps if self.steps else self.begin

    # The owner's side

    def least(self) -> tuple[float, int] | None:
        """Return how much the snapshot is missed that is missed least, and its number; None if none is to spare.

        The further those around it are apart the more it is missed, and more so at the start of the run.
        """
        batches = [snapshot.batch for snapshot in self._snapshots]
        return min(
            (((batches[i + 1] - batches[i - 1]) / sparseness(batches[i]), i) for i in range(1, len(batches) - 1)),
            default=None,
        )

    def _take_up(self, past: Recorded) -> None:
        self.arithmetic, self.steps, self.planned, self.before = past.arithmetic, past.steps, past.planned, past.before
        self._snapshots, self._losses = list(past.snapshots), array("d", past.losses)
        self._size = sum(snapshot.size for snapshot in past.snapshots)
        self._digests, self._rates = dict(past.digests), list(past.rates)

    def thin(self) -> bool:
        """Let go of the snapshot that is missed least; return whether there was one to spare."""
        with self._lock:
            found = self.least()
            gone = None if found is None else self._snapshots[found[1]]
        if found is None or gone is None:
            return False
        digest = gone.digest  # without the lock: for a large network it takes long
        with self._lock:
            if gone in self._snapshots:  # else another thread was faster
                self._sparse = found[0]
                self._snapshots.remove(gone)
                self._size -= gone.size
                self._digests[gone.batch] = digest
        return True


class Recordings:
    """The recordings of all runs of a session, which together keep no more than `most_bytes`; for any thread.

    They become thinner together, those of runs that nobody looks at first. Beginnings and ends stay to the last.

    Attributes:
        most_bytes: how many bytes all snapshots may keep; after it has changed, `make_room()` is to be called.
        lock: held while snapshots come and go, never for long.
        favoured: the numbers of the runs that somebody looks at.
    """

    def __init__(self, most_bytes: int = SNAPSHOT_BYTES) -> None:
        self.lock = threading.RLock()
        self.favoured: frozenset[int] = frozenset()
        self.most_bytes = most_bytes
        self._all: list[Recording] = []  # the oldest first
        self._of_run: dict[int, Recording] = {}

    @property
    def size(self) -> int:
        """How many bytes all snapshots keep."""
        with self.lock:
            return sum(recording.size for recording in self._all)  # each knows its own

    def begin(
        self, settings: TrainingSettings, load: Callable[[], Dataset], begin: float, past: Recorded | None = None
    ) -> Recording:
        """Return the recording of a run that begins at a place, in epochs; with a past, where that ends."""
        recording = Recording(settings, load, begin, self, past)
        with self.lock:
            self._all.append(recording)
        return recording

    def name(self, recording: Recording, run: int) -> None:
        """Note which run it is that is recorded."""
        with self.lock:
            self._of_run[run] = recording

    def of(self, run: int) -> Recording | None:
        """Return the recording of the run of this number."""
        return self._of_run.get(run)

    def drop(self, recording: Recording) -> None:
        """Forget a run that never came to be."""
        with self.lock:
            self._all = [each for each in self._all if each is not recording]
            self._of_run = {number: each for number, each in self._of_run.items() if each is not recording}

    def keep_only(self, runs: set[int]) -> None:
        """Forget the recordings of all other runs that had a number."""
        with self.lock:
            for number in set(self._of_run) - runs:
                self.drop(self._of_run[number])

    def make_room(self, growing: Recording | None = None) -> None:
        """Let go of snapshots until the rest fits, of this recording, or else the newest, last."""
        for _ in self.making_room(growing):
            pass

    def making_room(self, growing: Recording | None = None) -> Generator[None, None, None]:
        """Do the same step by step, one for each snapshot; to be gone through on a thread, for it may take long."""
        while True:
            with self.lock:
                crowded = self._most_crowded(growing)
                if crowded is None:
                    return  # what is left fits, or is one run's beginning and end
                if crowded.least() is None:
                    self.drop(crowded)
            crowded.thin()
            yield

    def _most_crowded(self, growing: Recording | None) -> Recording | None:
        """Return the recording that is to give a snapshot, or all where it has none to spare; None where all fits."""
        if growing is not None and len(growing.kept) > MOST_SNAPSHOTS:
            return growing
        if not self._all or self.size <= self.most_bytes:
            return None
        growing = growing or self._all[-1]
        favoured = [growing, *(self._of_run[number] for number in self.favoured if number in self._of_run)]
        found = [
            (least[0] * (1 if recording in favoured else OUT_OF_SIGHT), number)
            for number, recording in enumerate(self._all)
            if (least := recording.least()) is not None
        ]
        if found:
            return self._all[min(found)[1]]
        others = [recording for recording in self._all if recording is not growing]
        return min(others, key=lambda recording: recording in favoured, default=None)  # of equals the oldest
