"""The way that led to a network: its run's batches, behind those of the runs that it went on from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.run import Run
from digitapp.core.runs.tree import RunTree


@dataclass(frozen=True)
class Stretch:
    """The part of a way that one run has gone.

    Attributes:
        run, name: its number and what it is called.
        first: the place of its beginning on the way, in batches.
        batches: how many of its batches belong to the way.
        begin: its beginning, in epochs.
        steps: the batches in an epoch.
        before: how many batches of an epoch were done when it began.
        kept: after which of its batches there are snapshots.
        replayable: whether what lies between them can be had.
    """

    run: int
    name: str
    first: int
    batches: int
    begin: float
    steps: int
    before: int = 0
    kept: tuple[int, ...] = ()
    replayable: bool = True

    @property
    def last(self) -> int:
        """The place of its end."""
        return self.first + self.batches

    def epochs(self) -> list[tuple[int, int]]:
        """Return the ends of the epochs in it: how many epochs of the way they end, and their places."""
        to_first = self.steps - self.before % self.steps
        places = range(self.first + to_first, self.last + 1, self.steps)
        return [(round(self.begin + (place - self.first) / self.steps), place) for place in places]


@dataclass(frozen=True)
class Place:
    """A place on a way.

    Attributes:
        place: in batches from the way's beginning.
        name: of the run.
        at: in epochs.
        epoch, batch, steps: the epoch that it is in, from 1, how many batches of it are done, and how many it has.
        live: whether it is the end, which moves while the run goes on.
        exact: whether the network of just this place is shown, or of the nearest one until that is there.
    """

    place: int
    name: str
    at: float
    epoch: int
    batch: int
    steps: int
    live: bool
    exact: bool = True


@dataclass(frozen=True)
class Way:
    """A way from its beginning to where its last run stands; empty where nothing was recorded.

    Attributes:
        stretches: the runs' parts, in order.
        planned: where the run under way will end, or the end.
    """

    stretches: tuple[Stretch, ...] = ()
    planned: int = 0

    def __bool__(self) -> bool:
        return self.end > 0

    @property
    def end(self) -> int:
        """The last place."""
        return self.stretches[-1].last if self.stretches else 0

    @property
    def replayable(self) -> bool:
        """Whether every place can be had, not only those of the snapshots."""
        return all(stretch.replayable for stretch in self.stretches)

    @property
    def kept(self) -> list[int]:
        """The places of the snapshots."""
        return [each.first + batch for each in self.stretches for batch in each.kept if batch <= each.batches]

    @property
    def epochs(self) -> list[tuple[int, int]]:
        """The ends of the epochs: how many they are then, and their places."""
        return [end for stretch in self.stretches for end in stretch.epochs()]

    def find(self, place: int) -> tuple[Stretch, int]:
        """Return the part in which a place is, and how many of that run's batches are done there."""
        place = min(max(place, 0), self.end)
        number = bisect_right(self.stretches, place, key=lambda stretch: stretch.first) - 1
        return self.stretches[number], place - self.stretches[number].first

    def describe(self, place: int, *, exact: bool = True) -> Place:
        """Return what is to be said of a place."""
        stretch, batch = self.find(place)
        epoch, done = divmod(stretch.before + batch, stretch.steps)
        if done == 0 and stretch.before + batch > 0:  # an epoch's end belongs to it
            epoch, done = epoch - 1, stretch.steps
        at = stretch.begin + batch / stretch.steps
        begun = round(stretch.begin - stretch.before / stretch.steps)
        live = stretch.first + batch >= self.end
        return Place(stretch.first + batch, stretch.name, at, begun + epoch + 1, done, stretch.steps, live, exact)


def way_to(run: Run, tree: RunTree, recordings: Recordings) -> Way:
    """Return the way to a run's end, or as far as it was recorded."""
    found: list[tuple[Run, float, Recording]] = []  # taken once: a run on its thread may have one forgotten meanwhile
    at, each = run.end.at, run
    while True:
        recording = recordings.of(each.number)
        if recording is not None and recording.steps:
            found.append((each, at, recording))
        origin = None if each.origin is None else tree.find(each.origin)
        if origin is None or (found and (recording is None or not recording.steps)):
            break
        each, at = origin[0], origin[1].at
    stretches: list[Stretch] = []
    first = planned = 0
    for each, at, recording in reversed(found):
        batches = min(round((at - recording.begin) * recording.steps), recording.batches)
        stretches.append(
            Stretch(
                each.number,
                each.name,
                first,
                batches,
                recording.begin,
                recording.steps,
                recording.before % recording.steps,
                recording.kept,
                recording.replayable,
            )
        )
        planned = max(first + recording.planned, first + batches)
        first += batches
    return Way(tuple(stretches), planned)
