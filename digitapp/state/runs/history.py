"""The history: all runs of the session as a tree, and the one moment in it that reads now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.files.model_file import save_own
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import NetworkInfo, Run, describe
from digitapp.core.runs.tree import RunTree
from digitapp.core.runs.unit_changes import Changes, Unit, UnitChange

HISTORY_BYTES = 512 * 2**20


class History(QObject):
    """Holds the runs and says which moment is the current one.

    Back and forward go through the runs in the order in which they began, each as the person left it, and lose none;
    back steps over those taken back or set aside. Where memory runs out some go; of unsaved ones that is told.

    Signals:
        changed(info): another network, or something known of it, such as its name or that it is saved; a NetworkInfo.
        moment_changed(): another moment reads now, or the current one with other units changed.
        curves_changed(curves): the curves that led to the current moment, a tuple with one Curves for each run.
        units_changed(changes): units are changed for a while; a UnitChange for each.
        let_go(names): these networks were not saved and are gone, since there was no more room.
    """

    changed = Signal(object)
    moment_changed = Signal()
    curves_changed = Signal(object)
    units_changed = Signal(object)
    let_go = Signal(object)

    def __init__(self, first: Run, parent: QObject | None = None, *, most_bytes: int = HISTORY_BYTES) -> None:
        super().__init__(parent)
        self._tree = RunTree(first, most_bytes)
        self._run = first.number
        self._earlier = first.number  # the run that was the current one before
        self._changes: dict[Unit, UnitChange] = {}
        self._in_use = first.end

    # What is current

    @property
    def run(self) -> Run:
        """The run of the current moment."""
        return self._tree[self._run]

    @property
    def moment(self) -> Moment:
        """The current moment: what is saved, trained and taught."""
        return self.run.moment

    @property
    def in_use(self) -> Moment:
        """The moment that reads: the current one, or while some of its units are changed, that with these."""
        return self._in_use

    @property
    def info(self) -> NetworkInfo:
        """What views say about the current network."""
        return describe(self.run, self.moment)

    @property
    def curves(self) -> tuple[Curves, ...]:
        """The curves that led to the current moment, those of earlier runs first."""
        return self._tree.lineage(self.run, self.moment)

    @property
    def before(self) -> Run | None:
        """The run that `go_back` would return to."""
        return self._neighbour(-1)

    @property
    def after(self) -> Run | None:
        """The run that `go_forward` would return to."""
        return self._neighbour(+1)

    @property
    def unsaved(self) -> list[Run]:
        """The runs that would be lost without being saved, the current one first."""
        return self._tree.unsaved(self._run)

    @property
    def tree(self) -> RunTree:
        """All runs; to be read only."""
        return self._tree

    # Another moment

    def begin(self, run: Run) -> None:
        """Make a new run's end the current moment; the runs from before stay within reach."""
        self._earlier = self._run
        self._tree.put(run)
        self._go_to(run)
        self._make_room()

    def choose(self, moment: int) -> bool:
        """Make the moment of this number the current one; return whether it is still kept."""
        self._tree.end_visit()
        found = self._tree.find(moment)
        if found is None:
            return False
        run = found[0]
        if run.moment.number != moment:
            self._tree.put(replace(run, left_at=moment))
        self._go_to(self._tree[run.number])
        return True

    def visit(self, number: int, moment: Moment | None) -> None:
        """Let an earlier moment of this run be the current one for a while; None ends that, where the run was left."""
        before = self.info
        if moment is None:
            self._tree.end_visit()
        else:
            self._tree.visit(number, moment)
        self._run = number
        self._in_use = self.moment.changed(self._changes)
        self.moment_changed.emit()
        if moment is None:
            self.curves_changed.emit(self.curves)
        if self.info != before:
            self.changed.emit(self.info)

    @property
    def can_take_back(self) -> bool:
        """Whether the moment before the current one is still kept."""
        return self._tree.before(self.run) is not None

    def take_back(self) -> bool:
        """Choose the moment before the current one; return whether it is still kept.

        A run of which nothing is left then is taken back: it is there still, but nobody is asked about it.
        """
        run, previous = self.run, self._tree.before(self.run)
        if previous is None:
            return False
        self.choose(previous)
        if self._run != run.number:
            self._tree.put(replace(self._tree[run.number], left_at=None, taken_back=True))
            self._tell()
        return True

    @Slot()
    def go_back(self) -> None:
        """Return to the run from before this one."""
        if self.before is not None:
            self._go_to(self.before)

    @Slot()
    def go_forward(self) -> None:
        """Return to the run after this one."""
        if self.after is not None:
            self._go_to(self.after)

    def go_to(self, run: Run) -> None:
        """Return to this run, as it was left."""
        if run.number != self._run:
            self._go_to(run)

    def forget(self, number: int) -> None:
        """Take out a run that never came to be; if it is the current one, return to the one that was before it."""
        if len(self._tree) == 1:
            return
        self._tree.remove(number)
        if number == self._run:
            self._go_to(self._tree[self._earlier] if self._earlier in self._tree else list(self._tree)[-1])

    # More of a run

    def advance(self, number: int, moment: Moment, *curves: Curves, keep: bool = False) -> None:
        """Give a run, the current one or another, a newer end.

        It takes the place of the end until now, unless that is to be kept, as another run began from it, or it is the
        run's beginning.
        """
        if number not in self._tree:
            return
        run = self._tree[number]
        last = run.end
        learned = moment.at > last.at
        if len(run.moments) > 1 and not keep and not self._tree.is_origin(last.number):
            moment = replace(moment, number=last.number)
        if not learned:
            moment = replace(moment, file=last.file)
        kept = run.curves[: -len(curves)] if curves else run.curves  # those that were handed on from an earlier run
        visited = self._tree.visited == number  # then it is left where somebody looks at it
        at = run.left_at if visited else None
        self._tree.put(replace(run.with_moment(moment), curves=(*kept, *curves), left_at=at))
        if moment.number != last.number or moment.network.optimizer is not None:  # it takes more room than before
            self._make_room()
        if number != self._run or visited:
            return
        self._in_use = self.moment.changed(self._changes)
        self.moment_changed.emit()
        known = (moment.test_accuracy, moment.calibration) != (last.test_accuracy, last.calibration)
        if (last.saved and learned) or known:
            self.changed.emit(self.info)
        self.curves_changed.emit(self.curves)

    def know(self, moment: int, **what: Any) -> None:
        """Note what is known now of a moment, by the names of Moment's attributes."""
        found = self._tree.find(moment)
        if found is None:
            return
        run, old = found
        self._tree.put(run.with_moment(replace(old, **what)))
        if run.number == self._run:
            self._in_use = self.moment.changed(self._changes)
            self.changed.emit(self.info)

    def note(self, number: int, **what: Any) -> None:
        """Note something of a run, by the names of Run's attributes: its name, whether it is pinned or deleted."""
        self._tree.put(replace(self._tree[number], **what))
        self.changed.emit(self.info)

    # Files

    def saving(self, run: Run, path: Path) -> Callable[[], None]:
        """Return what writes the network of a run, as it is now, to a file; it may be called on any thread.

        It raises an InputError if the file cannot be written, or is the bundled one. `note_saved()` is to follow.
        """
        moment = run.moment
        return partial(save_own, path, run, moment, self._tree.lineage(run, moment))

    def note_saved(self, number: int, moment: Moment, path: Path) -> None:
        """Note that a file holds a moment of a run now, and no other moment any more.

        Where the run has gone further meanwhile, the file is the run's, but does not hold its end.
        """
        self._tree.note_saved(number, moment, path)
        self._in_use = self.moment.changed(self._changes)
        self.changed.emit(self.info)

    def set_aside(self, runs: Iterable[int]) -> None:
        """Take runs back, but the current one: they are there still, and nobody is asked about them."""
        self._tree.set_aside(set(runs) - {self._run})

    # Units changed for a while

    @property
    def changes(self) -> dict[Unit, UnitChange]:
        """Which units are changed, and how."""
        return dict(self._changes)

    def change_units(self, changes: Changes) -> None:
        """Change these units besides those that are; what is saved, trained and taught stays as it is."""
        kept = {**self._changes, **changes}
        self._change_units({unit: change for unit, change in kept.items() if not change.is_none})

    @Slot()
    def put_units_back(self) -> None:
        """Change no unit any more."""
        if self._changes:
            self._change_units({})

    # How it is done

    def _neighbour(self, step: int) -> Run | None:
        aside = [run.number for run in self._tree if run.deleted or (run.taken_back and step < 0)]
        runs = [run for run in self._tree if run.number not in aside or run.number == self._run]
        place = next(place for place, run in enumerate(runs) if run.number == self._run) + step
        return runs[place] if 0 <= place < len(runs) else None

    def _go_to(self, run: Run) -> None:
        self._tree.end_visit()
        run = self._tree[run.number]
        if run.taken_back or run.deleted:
            self._tree.put(replace(run, taken_back=False, deleted=False))
        self._run = run.number
        had, self._changes, self._in_use = bool(self._changes), {}, self.moment
        if had:
            self.units_changed.emit({})
        self._tell()
        self.moment_changed.emit()

    def _change_units(self, changes: dict[Unit, UnitChange]) -> None:
        self._changes, self._in_use = changes, self.moment.changed(changes)
        self.units_changed.emit(changes)
        self.moment_changed.emit()

    def _tell(self) -> None:
        self.changed.emit(self.info)
        self.curves_changed.emit(self.curves)

    def _make_room(self) -> None:
        lost = self._tree.trim(self._run)
        if lost:
            self.let_go.emit([run.name for run in lost])
            self.changed.emit(self.info)
