"""The runs as a person keeps them: named, pinned, deleted with undo, and some of them laid beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitapp.core.keeping.header import Header
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.comparison import RunLine, lines
from digitapp.core.runs.health import Health
from digitapp.core.runs.run import Kind, Run
from digitapp.state.keeping.kept_runs import KeptRuns
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Status, Training

MOST_COMPARED = 6  # so many colours can be told apart
_UNDO_LIMIT = 100


class RunShelf(QObject):
    """Keeps the runs of the history in order, and says which of them are compared.

    A run that is deleted is let go of before any other when there is no more room; until then undo brings it back.

    Signals:
        changed(): there is another run, or something else is known of one; not each advance of a run under way.
        compared_changed(): other runs are compared.

    Attributes:
        undo_stack: renaming, pinning and deleting.
        may_go_on: says of a run, by its number, whether it was stopped or cut off and may go on.
    """

    changed = Signal()
    compared_changed = Signal()

    def __init__(
        self,
        history: History,
        training: Training,
        health: Mapping[int, Health] | None = None,
        parent: QObject | None = None,
        kept: KeptRuns | None = None,
    ) -> None:
        super().__init__(parent)
        self._history, self._training, self._health, self._kept = history, training, health, kept
        self._compared: list[int | None] = [None] * MOST_COMPARED  # a run for each colour
        self._known: set[int] = {run.number for run in history.tree}
        self.may_go_on: Callable[[int], bool] = lambda _: False
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_UNDO_LIMIT)
        history.changed.connect(self._follow)
        if kept is not None:
            kept.changed.connect(self.changed)
        training.status_changed.connect(self.changed)

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """The runs that are not deleted, in the order in which they began or were found in the folder of runs."""
        under_way = None if self._training.status is Status.IDLE else self._training.run
        here = lines(self._history.tree, self._history.run.number, under_way, self._health)
        elsewhere = () if self._kept is None else self._kept.lines
        found = sorted((*elsewhere, *here), key=lambda line: line.number)
        return tuple(replace(line, may_go_on=True) if self.may_go_on(line.number) else line for line in found)

    @property
    def compared(self) -> dict[int, int]:
        """The runs that are compared, each with the number of its colour."""
        tree = self._history.tree  # which may have let go of one just now
        return {number: colour for colour, number in enumerate(self._compared) if number is not None and number in tree}

    @Slot(int)
    def choose(self, number: int) -> None:
        """Make a run's moment, as it was left, the current one; a run under way goes on."""
        if number in self._history.tree:
            self._history.go_to(self._history.tree[number])
        elif self._kept is not None and number in self._kept:
            self._kept.want(number, lambda: self.choose(number))

    @Slot(int, bool)
    def compare(self, number: int, on: bool) -> None:
        """Compare a run with others, or no longer; where there are too many, nothing changes."""
        if on and self._kept is not None and number in self._kept and None in self._compared:
            self._kept.want(number, lambda: self.compare(number, on))
            return
        if on and number not in self._compared and None in self._compared and number in self._history.tree:
            self._compared[self._compared.index(None)] = number
        elif not on and number in self._compared:
            self._compared[self._compared.index(number)] = None
        else:
            return
        self.compared_changed.emit()

    @Slot(int, str)
    def rename(self, number: int, name: str) -> None:
        """Call a run otherwise; a name that another run has gets a number, and no name at all changes nothing."""
        name = " ".join(name.split())
        if not self._knows(number) or name in ("", self._of(number).name):
            return
        taken = {line.name for line in self.lines if line.number != number}
        self._change(number, name=self._history.tree.free_name(name) if name in taken else name)

    @Slot(int, bool)
    def pin(self, number: int, on: bool) -> None:
        """Let go of a run last, or no longer."""
        if self._knows(number) and self._of(number).pinned != on:
            self._change(number, pinned=on)

    def may_delete(self, number: int) -> bool:
        """Whether a run can be deleted: there must be another one to turn to."""
        is_here = number in self._history.tree
        return self._knows(number) and (not is_here or self._other_than(number) is not None)

    @Slot(int)
    def delete(self, number: int) -> None:
        """Delete a run, which can be undone; if it goes on it ends, if it is the current one, another becomes it."""
        if not self.may_delete(number):
            return
        if self._training.status is not Status.IDLE and number == self._training.run:
            self._training.leave()
        self.undo_stack.push(_Deletion(self, number))

    # What the commands do

    def note(self, number: int, **what: Any) -> None:
        """Note something of a run, if it is still there."""
        if number in self._history.tree:
            self._history.note(number, **what)
        elif self._kept is not None and number in self._kept:
            self._kept.note(number, **what)

    def set_deleted(self, number: int, deleted: bool) -> bool:
        """Delete a run or have it back; return whether it was the current one."""
        if number not in self._history.tree:
            self.note(number, deleted=deleted)
            return False
        was_current = self._history.run.number == number
        other = self._other_than(number)
        if deleted and was_current and other is not None:
            self._history.go_to(other)
        self.note(number, deleted=deleted)
        return was_current

    def readings(self, reading: Reading) -> Callable[[], dict[int, Reading]]:
        """Return what has each of the compared runs read the picture of a reading; for any thread."""
        moments = {number: self._history.tree[number].moment for number in self.compared}
        return lambda: {number: read(moment, reading.image) for number, moment in moments.items()}

    def weights_compared(self) -> int:
        """Return how many weights the compared runs have together."""
        networks = (self._history.tree[number].moment.network for number in self.compared)
        return sum(layer.kernel.size for network in networks for layer in network.dense_layers)

    def _other_than(self, number: int) -> Run | None:
        """Return the run to turn to when this one is deleted: the one it began from, else its neighbour."""
        tree = self._history.tree
        others = [run for run in tree if not run.deleted and run.number != number]
        origin = tree[number].origin
        found = None if origin is None else tree.find(origin)
        if found is not None and found[0] in others:
            return found[0]
        earlier = [run for run in others if run.number < number]
        return (earlier or others)[-1 if earlier else 0] if others else None

    def _change(self, number: int, **what: Any) -> None:
        self.undo_stack.push(_Change(self, number, self._of(number), what))

    def _knows(self, number: int) -> bool:
        return number in self._history.tree or (self._kept is not None and number in self._kept)

    def _of(self, number: int) -> Run | Header:
        """Return what has the name of a run, and whether it is pinned."""
        if number in self._history.tree:
            return self._history.tree[number]
        assert self._kept is not None
        return self._kept.header(number)

    @Slot()
    def _follow(self) -> None:
        """Compare each new run that was trained, for as long as there is a colour for it; forget what is gone."""
        tree = self._history.tree
        before = list(self._compared)
        for place, number in enumerate(self._compared):
            if number is not None and (number not in tree or tree[number].deleted):
                self._compared[place] = None
        for run in tree:
            if run.number not in self._known and run.curves and run.kind is Kind.TRAINED and None in self._compared:
                self._compared[self._compared.index(None)] = run.number
        self._known = {run.number for run in tree}
        if before != self._compared:
            self.compared_changed.emit()
        self.changed.emit()


class _Change(QUndoCommand):
    """A run gets another name, or is pinned, or no longer."""

    def __init__(self, shelf: RunShelf, number: int, run: Run | Header, what: dict[str, Any]) -> None:
        super().__init__()
        self._shelf, self._number, self._after = shelf, number, what
        self._before = {name: getattr(run, name) for name in what}

    def redo(self) -> None:
        """Do it."""
        self._shelf.note(self._number, **self._after)

    def undo(self) -> None:
        """Take it back."""
        self._shelf.note(self._number, **self._before)


class _Deletion(QUndoCommand):
    """A run is deleted."""

    def __init__(self, shelf: RunShelf, number: int) -> None:
        super().__init__()
        self._shelf, self._number = shelf, number
        self._was_current = self._was_compared = False

    def redo(self) -> None:
        """Do it."""
        self._was_compared = self._number in self._shelf.compared
        self._was_current = self._shelf.set_deleted(self._number, deleted=True)

    def undo(self) -> None:
        """Take it back."""
        self._shelf.set_deleted(self._number, deleted=False)
        if self._was_current:
            self._shelf.choose(self._number)
        if self._was_compared:
            self._shelf.compare(self._number, on=True)
