"""Rewinding: any moment of the way that led to the current network reads for a while, until one returns to now."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.runs.recording import Recording
from digitapp.core.runs.replay import ReplayDiffersError, replayed
from digitapp.core.runs.snapshot import Snapshot
from digitapp.core.runs.way import Place, Way, way_to
from digitapp.state.background import Background
from digitapp.state.runs.history import History
from digitapp.state.runs.thinning import Thinning
from digitapp.state.runs.training import Training

REST = 12  # milliseconds in which nobody asks for another place, before the exact one is computed
MOST_AGAIN = 8  # moments that were had by training again and are kept for a while


class Rewinding(Background):
    """Goes to any batch of the way to the current network.

    What a snapshot has is there at once. Any other batch is had by training on from the snapshot before it, on a
    thread; until then the nearest snapshot reads.

    Signals:
        way_changed(way): another network has another way, or it has become longer.
        place_changed(place): another place is looked at; None where there is no way.

    Attributes:
        recordings: the ways of all runs.
    """

    way_changed = Signal(object)
    place_changed = Signal(object)

    def __init__(self, history: History, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._training = history, training
        self.recordings = training.recordings
        self._way = Way()
        self._tip = history.run.number  # the run whose way it is
        self._wanted: int | None = None  # a place; None for now
        self._shown: int | None = None  # the moment's number that was chosen here
        self._shown_at = (-1, -1)  # its run and batch
        self._again: OrderedDict[tuple[int, int], Snapshot] = OrderedDict()  # by run and batch
        self._replayed: tuple[Recording, int] | None = None  # what is trained again, and up to which batch
        self._choosing = self._goes_on = False
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._go_there)
        self._thinning = Thinning(self.recordings, self)
        self._thinning.thinned.connect(self._lengthen)
        history.changed.connect(self._follow)
        history.moment_changed.connect(self._follow)
        training.advanced.connect(self._lengthen)
        training.ended.connect(self._lengthen)
        self._lengthen()

    @property
    def way(self) -> Way:
        """The way to the newest moment of the current network's run."""
        return self._way

    @property
    def place(self) -> Place | None:
        """The place that is looked at; None where there is no way."""
        if not self._way:
            return None
        if self._wanted is None:
            return self._way.describe(self._way.end)
        return self._way.describe(self._wanted, exact=self._is_there())

    @Slot(int)
    def go_to(self, place: int) -> None:
        """Look at the network as it was at a place, in batches; the end is now."""
        if not self._way:
            return
        if place >= self._way.end:
            self.return_to_now()
            return
        place = max(place, 0)
        stretch, batch = self._way.find(place)
        recording = self.recordings.of(stretch.run)
        found = None if recording is None else self._find(stretch.run, recording, batch)
        if found is None:
            return
        if not stretch.replayable:
            place = stretch.first + found.batch
        self._wanted, self._goes_on = place, False
        self._choose(stretch.run, found)
        if not self._is_there():
            self._rest.start()
        self.place_changed.emit(self.place)

    @Slot()
    def return_to_now(self) -> None:
        """Let the newest moment read again."""
        self._stop()
        if self._wanted is not None:
            self._wanted = self._shown = None
            self._choosing = True
            self._history.visit(self._tip if self._is_kept(self._tip) else self._history.run.number, None)
            self._choosing = False
            self._lengthen()

    @Slot()
    def go_on_from_here(self) -> None:
        """Train on from the place that is looked at, with the settings of the form, as a run of its own."""
        if self._wanted is None or self._is_there():
            self._training.go_on()
        else:
            self._goes_on = True  # as soon as its moment is there

    def set_most_bytes(self, most: int) -> None:
        """Keep no more than this for going back; the way follows as soon as what is beyond that is gone."""
        self._thinning.set_most_bytes(most)

    # Getting there

    def _find(self, run: int, recording: Recording, batch: int) -> Snapshot | None:
        """Return what can be shown at once: the batch itself, or the nearest snapshot."""
        kept = recording.nearest(batch)
        again = [snapshot for (of_run, _), snapshot in self._again.items() if of_run == run]
        found = again if kept is None else [kept, *again]
        return min(found, key=lambda snapshot: abs(snapshot.batch - batch), default=None)

    def _is_there(self) -> bool:
        """Whether the moment that is looked at is that of the wanted place."""
        if self._wanted is None or not self._way:
            return True
        stretch, batch = self._way.find(self._wanted)
        return self._shown_at == (stretch.run, batch)

    def _is_kept(self, run: int) -> bool:
        return run in self._history.tree and not self._history.tree[run].deleted

    def _choose(self, run: int, snapshot: Snapshot) -> None:
        """Let a moment read."""
        if snapshot.moment.number != self._shown or self._history.run.number != run:
            self._shown, self._shown_at = snapshot.moment.number, (run, snapshot.batch)
            self._choosing = True
            self._history.visit(run, snapshot.moment)
            self._choosing = False

    @Slot()
    def _go_there(self) -> None:
        """Train on to the wanted place, on a thread."""
        if self._wanted is None or self._is_there():
            self._goes_on = False
            return
        stretch, batch = self._way.find(self._wanted)
        recording = self.recordings.of(stretch.run)
        start = None if recording is None else recording.nearest(batch, before=True)
        if recording is None or start is None:  # it was forgotten meanwhile
            self._goes_on = False
            self._lengthen()
            return
        again = [kept for (run, number), kept in self._again.items() if run == stretch.run and number <= batch]
        start = max([start, *again], key=lambda snapshot: snapshot.batch)
        self._replayed = recording, batch
        self._run(_steps(recording, stretch.run, start, batch))

    @Slot(object)
    def _take(self, item: _Again) -> None:
        key = item.run, item.snapshot.batch
        self._again[key] = item.snapshot
        while len(self._again) > MOST_AGAIN or (
            len(self._again) > 1 and self._bytes_again() > self.recordings.most_bytes // 4
        ):
            self._again.popitem(last=False)
        if self._wanted is None:
            return
        stretch, batch = self._way.find(self._wanted)
        if (stretch.run, batch) == key:
            self._choose(stretch.run, item.snapshot)
            self.place_changed.emit(self.place)
            if self._goes_on:
                self._goes_on = False
                self._training.go_on()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        assert self._replayed is not None
        recording, failed = self._replayed
        differs = isinstance(error, ReplayDiffersError)
        if differs:
            recording.give_up()
        super()._fail(error)
        self._lengthen()
        if self._wanted is None or not self._way:
            self._goes_on = False
            return
        stretch, batch = self._way.find(self._wanted)  # which may be another place by now
        if self.recordings.of(stretch.run) is not recording:
            return
        if differs or batch == failed:
            self._goes_on = False
        if differs:
            self.go_to(self._wanted)  # to the snapshot nearest to it

    def _bytes_again(self) -> int:
        return sum(snapshot.size for snapshot in self._again.values())

    def _stop(self) -> None:
        self._goes_on = False
        self._rest.stop()
        self.stop_now()

    # The way

    @Slot()
    def _follow(self) -> None:
        """Notice that another network is the current one, by another way than through here."""
        if self._choosing:
            return
        if not self._is_kept(self._tip):
            self._lengthen()
        is_other = self._history.run.number != self._tip
        if self._wanted is not None and self._history.moment.number != self._shown:
            self._stop()
            self._wanted, is_other = None, True
        if is_other and self._wanted is None:
            self._tip, self._shown = self._history.run.number, None
            self._again.clear()
            self.recordings.keep_only({run.number for run in self._history.tree})
            self._lengthen()

    @Slot()
    def _lengthen(self) -> None:
        """Follow the run under way, and what is known of the others."""
        tree = self._history.tree
        if not self._is_kept(self._tip):
            self._tip = self._history.run.number
        way = way_to(tree[self._tip], tree, self.recordings)
        if self._wanted is not None:
            self._wanted = min(self._wanted, way.end)
        if way != self._way:
            self._way = way
            self.recordings.favoured = frozenset(stretch.run for stretch in way.stretches)
            self.way_changed.emit(way)
        self.place_changed.emit(self.place)


@dataclass(frozen=True, eq=False)
class _Again:
    run: int
    snapshot: Snapshot


def _steps(recording: Recording, run: int, start: Snapshot, batch: int) -> Generator[_Again | None, None, None]:
    for snapshot in replayed(recording, start, batch):
        yield None if snapshot is None else _Again(run, snapshot)
