"""All runs of a session, as a tree: a run begins from nothing, or from a moment of another run."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment, size_of
from digitapp.core.runs.run import Kind, Run


@dataclass(frozen=True)
class _Visit:
    """Which moment of which run is looked at, where that was left before, and whether the moment is there for it."""

    run: int
    moment: int
    left_at: int | None
    is_new: bool


class RunTree:
    """Holds runs by number, in the order in which they began, and lets go of what is worth least.

    Attributes:
        most_bytes: how much the moments may take together.
        other_names: of runs that are kept elsewhere.
    """

    def __init__(self, first: Run, most_bytes: int) -> None:
        self._runs = {first.number: first}
        self.most_bytes = most_bytes
        self.other_names: frozenset[str] = frozenset()
        self._visit: _Visit | None = None
        self._reserved: Counter[int] = Counter()  # moments, and how many are about to begin from each
        self._outstayed: set[int] = set()  # moments that are there only since they are, or were, reserved

    def __getitem__(self, number: int) -> Run:
        return self._runs[number]

    def __contains__(self, number: object) -> bool:
        return number in self._runs

    def __iter__(self) -> Iterator[Run]:
        return iter(list(self._runs.values()))

    def __len__(self) -> int:
        return len(self._runs)

    def put(self, run: Run) -> None:
        """Add a run, or put it in the place of what it was before."""
        self._runs[run.number] = run

    def remove(self, number: int) -> None:
        """Take a run out; what began from it stays."""
        del self._runs[number]

    def set_aside(self, numbers: Iterable[int]) -> None:
        """Note that the person has taken these runs back, those that are still there."""
        for number in numbers:
            if number in self._runs:
                self._runs[number] = replace(self._runs[number], taken_back=True)

    def find(self, moment: int) -> tuple[Run, Moment] | None:
        """Return a moment and its run; None where it is not kept any more."""
        for run in self._runs.values():
            for each in run.moments:
                if each.number == moment:
                    return run, each
        return None

    @property
    def visited(self) -> int:
        """The number of the run of which an earlier moment is looked at; -1 for none."""
        return -1 if self._visit is None else self._visit.run

    def visit(self, number: int, moment: Moment) -> None:
        """Leave a run at a moment of its way, until `end_visit()`; where it is not kept, for so long only.

        A moment from which another run begins meanwhile, or that a file holds, stays.
        """
        self.end_visit()
        run = self._runs[number]
        if moment is run.moment:
            return
        moments = run.moments
        is_there = any(each.number == moment.number for each in moments)
        if not is_there:
            place = sum(each.at <= moment.at for each in moments[:-1])
            moments = (*moments[:place], moment, *moments[place:])
        self._visit = _Visit(number, moment.number, run.left_at, not is_there or moment.number in self._outstayed)
        self.put(replace(run, moments=moments, left_at=moment.number))

    def reserve(self, moment: int) -> None:
        """Keep a moment that is visited now, since a run is about to begin from it; `release()` is to follow."""
        self._reserved[moment] += 1

    def release(self, moment: int) -> None:
        """Note that the run has begun, failed or been left: only if it began does it still need its moment."""
        self._reserved -= Counter([moment])  # what nobody reserves is not counted any more
        is_visited = self._visit is not None and self._visit.moment == moment  # then it is looked at when that ends
        if moment in self._reserved or moment not in self._outstayed or is_visited:
            return
        self._outstayed.discard(moment)
        found = self.find(moment)
        if found is not None and not self.is_origin(moment) and not found[1].saved and found[0].moment is not found[1]:
            run, gone = found
            self.put(replace(run, moments=tuple(each for each in run.moments if each is not gone)))

    def end_visit(self) -> None:
        """Leave the run that was visited where it was left before."""
        visit, self._visit = self._visit, None
        if visit is None or visit.run not in self._runs:
            return
        run = replace(self._runs[visit.run], left_at=visit.left_at)
        if visit.is_new and visit.moment in self._reserved:
            self._outstayed.add(visit.moment)
        else:
            self._outstayed.discard(visit.moment)
        gone = visit.is_new and not self.is_origin(visit.moment) and visit.moment not in self._reserved
        kept = tuple(each for each in run.moments if each.number != visit.moment or each.saved or not gone)
        self.put(replace(run, moments=kept))

    def is_origin(self, moment: int) -> bool:
        """Whether a run began from this moment."""
        return any(run.origin == moment for run in self._runs.values())

    def before(self, run: Run) -> int | None:
        """Return the number of the moment before the one at which a run was left: its own, or that it began from."""
        numbers = [moment.number for moment in run.moments]
        place = numbers.index(run.moment.number)
        if place:
            return numbers[place - 1]
        return run.origin if run.origin is not None and self.find(run.origin) is not None else None

    def continued(self, run: Run) -> bool:
        """Whether another run went on from where this one was left, and was neither taken back nor deleted."""
        others = (other for other in self._runs.values() if other.origin == run.moment.number)
        return any(not other.taken_back and not other.deleted for other in others)

    def lineage(self, run: Run, moment: Moment) -> tuple[Curves, ...]:
        """Return the curves that led to a moment: those of the runs that it began from, then its own.

        A network that was taught, or moved by single steps, is not the one that the curves before that speak of.
        """
        curves = run.curves if moment is run.end else run.curves_until(moment.at)
        if run.origin is None or run.kind is not Kind.TRAINED or (found := self.find(run.origin)) is None:
            return curves
        earlier, origin = found
        return (*self.lineage(earlier, origin), *curves)

    def free_name(self, name: str) -> str:
        """Return the name, with a number if another run has it already."""
        taken = {run.name for run in self._runs.values()} | self.other_names
        base = re.sub(r" \(\d+\)$", "", name)
        names = (f"{base} ({number})" if number > 1 else base for number in itertools.count(1))
        return next(free for free in names if free not in taken)

    def note_saved(self, number: int, moment: Moment, path: Path) -> None:
        """Note that a file holds a moment of a run now, and no other moment any more; the run is called after it.

        The file is no other run's any more: what is saved of one must not go over this one unasked.
        """
        for run in self:
            for each in run.moments:
                if each.file is not None and _is_same(each.file, path):
                    run = run.with_moment(replace(each, file=None))
            if run.path is not None and _is_same(run.path, path):
                run = replace(run, path=None)
            self.put(run)
            if run.number != number and run.name == path.stem:
                self.put(replace(run, name=self.free_name(path.stem)))
        if number in self:
            run = replace(self[number], name=path.stem, path=path, bundled=False)
            found = self.find(moment.number)
            if found is not None and found[1].network is moment.network:  # else it has gone further meanwhile
                run = run.with_moment(replace(found[1], file=path))
            self.put(run)

    def unsaved(self, current: int) -> list[Run]:
        """Return the runs that are lost when the program ends, and that somebody may want to keep; the current first.

        Not those that were taken back, or that nothing has learned: a network that was only made is made again by the
        same settings. Of those that others went on from only the current one.
        """
        found = [run for run in self._runs.values() if _is_worth_keeping(run)]
        others = [run for run in found if run.number != current and not self.continued(run)]
        return [*(run for run in found if run.number == current), *others]

    def trim(self, current: int) -> list[Run]:
        """Let go of moments, and of runs, until the rest fits; return the runs that were not saved.

        First go moments in the middle of a run, those of the current run last; then runs that are deleted; then those
        that are saved, taken back or gone on from; then the others; then those that are pinned; the oldest first each
        time. The current run, and the moment from which it began, go only if nothing else can.
        """
        lost: list[Run] = []
        while size_of([moment for run in self._runs.values() for moment in run.moments]) > self.most_bytes:
            found = self._in_the_middle(current)
            if found is not None:
                run, moment = found
                self.put(replace(run, moments=tuple(each for each in run.moments if each is not moment)))
                continue
            victim = self._least_worth(current)
            if victim is None:
                break
            if _is_worth_keeping(victim) and not self.continued(victim):
                lost.append(victim)
            self._hand_on_curves(victim)
            self.remove(victim.number)
        return lost

    def _in_the_middle(self, current: int) -> tuple[Run, Moment] | None:
        """Return the oldest moment that is neither shown, nor a run's newest, nor another run's beginning."""
        for run in sorted(self._runs.values(), key=lambda run: (run.number == current, run.pinned, not run.deleted)):
            for moment in run.moments[:-1]:
                is_needed = moment.number in self._reserved or self.is_origin(moment.number)
                if moment is not run.moment and not is_needed:
                    return run, moment
        return None

    def _least_worth(self, current: int) -> Run | None:
        """Return the run to be let go next; None if there is only the current one."""
        origin = self._runs[current].origin
        others = [run for run in self._runs.values() if run.number != current]
        ranks = [
            (
                any(moment.number == origin for moment in run.moments),
                run.pinned and not run.deleted,
                not run.deleted,
                _is_worth_keeping(run) and not self.continued(run),
            )
            for run in others
        ]
        return others[ranks.index(min(ranks))] if others else None

    def _hand_on_curves(self, run: Run) -> None:
        """Give the curves that led to the moments of a run to the runs that went on from them: they stay to be seen."""
        for moment in run.moments:
            for other in self:
                if other.origin == moment.number and other.kind is Kind.TRAINED:
                    self.put(replace(other, curves=(*self.lineage(run, moment), *other.curves)))


def _is_worth_keeping(run: Run) -> bool:
    return run.kind is not Kind.MADE and not run.moment.saved and not run.taken_back and not run.deleted


def _is_same(file: Path, other: Path) -> bool:
    """Whether two paths name one file, however they are spelled."""
    return file == other or file.resolve() == other.resolve()
