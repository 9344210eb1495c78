"""The network that reads, and the ones from before it in this session."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

import resources
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import BUNDLED, NetworkInfo, NetworkRecord, describe, load_record, save_record
from digitapp.core.inside.experiment import Changes, Unit, UnitChange, with_changes
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.training import Weights
from engine.models import Sequential

MOST_KEPT = 10


class Network(QObject):
    """The current network and a way back to the ones from before.

    Every network that is opened, trained or made goes to the end of a short list, so that going back never loses one.

    Signals:
        changed(info): another network, or something known of it, such as its name or that it is saved; a NetworkInfo.
        weights_changed(): the current network computes something else now.
        curves_changed(curves): the current network's history is another or went on.
        units_changed(changes): units of the current network are changed for a while; a UnitChange for each.
    """

    changed = Signal(object)
    weights_changed = Signal()
    curves_changed = Signal(object)
    units_changed = Signal(object)

    def __init__(self, first: NetworkRecord, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = [first]
        self._place = 0
        self._came_from = first
        self._changes: dict[Unit, UnitChange] = {}
        self._in_use: Sequential | None = None

    @property
    def record(self) -> NetworkRecord:
        """The current network and what is known of it."""
        return self._records[self._place]

    @property
    def in_use(self) -> Sequential:
        """The network that reads: the current one, or while some of its units are changed, a copy with these."""
        if not self._changes:
            return self.record.network
        if self._in_use is None:
            self._in_use = with_changes(self.record.network, self._changes)
        return self._in_use

    @property
    def changes(self) -> dict[Unit, UnitChange]:
        """Which units are changed, and how."""
        return dict(self._changes)

    def change_units(self, changes: Changes) -> None:
        """Change these units besides those that are; what is saved, trained and taught stays as it is."""
        kept = {**self._changes, **changes}
        self._set_changes({unit: change for unit, change in kept.items() if not change.is_none})

    @Slot()
    def put_units_back(self) -> None:
        """Change no unit any more."""
        if self._changes:
            self._set_changes({})

    def _set_changes(self, changes: dict[Unit, UnitChange]) -> None:
        self._changes, self._in_use = changes, None
        self.units_changed.emit(self.changes)
        self.weights_changed.emit()

    @property
    def info(self) -> NetworkInfo:
        """What views say about the current network."""
        return describe(self.record)

    @property
    def before(self) -> NetworkRecord | None:
        """The network that `go_back` would return to."""
        return self._records[self._place - 1] if self._place else None

    @property
    def after(self) -> NetworkRecord | None:
        """The network that `go_forward` would return to."""
        return self._records[self._place + 1] if self._place + 1 < len(self._records) else None

    @property
    def unsaved(self) -> list[NetworkRecord]:
        """The networks of this session that no file holds, the current one first."""
        others = [record for record in self._records if record is not self.record]
        return [record for record in (self.record, *others) if not record.saved]

    def begin(self, record: NetworkRecord) -> None:
        """Make `record` the current network; the ones from before stay within reach."""
        self._came_from = self.record
        self._records = [*self._records, record][-MOST_KEPT:]
        self._move_to(len(self._records) - 1)

    def free_name(self, name: str) -> str:
        """Return the name, with a number if another network of the session has it already."""
        taken = {record.name for record in self._records}
        base = re.sub(r" \(\d+\)$", "", name)
        names = (f"{base} ({number})" if number > 1 else base for number in itertools.count(1))
        return next(free for free in names if free not in taken)

    def update(self, **what: Any) -> None:
        """Note something new about the current network, by the names of NetworkRecord's attributes."""
        self._records[self._place] = replace(self.record, **what)
        self._tell()

    def advance(self, weights: Weights, curves: Curves) -> None:
        """Give the current network new weights, and the history that led to them."""
        self.record.network.set_weights(weights)
        self._in_use = None
        was_saved, learned = self.record.saved, curves.end != self.record.curves.end
        self._records[self._place] = replace(self.record, curves=curves, saved=was_saved and not learned)
        if was_saved and learned:  # saved in the middle of a run that went on
            self.changed.emit(self.info)
        self.weights_changed.emit()
        self.curves_changed.emit(curves)

    def drop_current(self, back_to: Sequential) -> None:
        """Drop the current network and return to the one that `back_to` belongs to, if it is still within reach."""
        self.forget_current()
        for place, record in enumerate(self._records):
            if record.network is back_to and place != self._place:
                self._move_to(place)

    def forget_current(self) -> None:
        """Drop the current network, which never came to be, and return to the one that was current before it."""
        if len(self._records) > 1:
            del self._records[self._place]
            places = [place for place, record in enumerate(self._records) if record is self._came_from]
            self._move_to(places[0] if places else len(self._records) - 1)

    @Slot()
    def go_back(self) -> None:
        """Return to the network from before this one."""
        if self.before is not None:
            self._move_to(self._place - 1)

    def go_to(self, record: NetworkRecord) -> None:
        """Make this network of the session the current one."""
        place = next(place for place, each in enumerate(self._records) if each is record)
        if place != self._place:
            self._move_to(place)

    @Slot()
    def go_forward(self) -> None:
        """Return to the network after this one."""
        if self.after is not None:
            self._move_to(self._place + 1)

    def save(self, path: Path) -> None:
        """Write the current network to a file, which is its file from now on.

        Raises:
            InputError: the file cannot be written, or is the bundled one.
        """
        if path.resolve() == resources.path(BUNDLED):
            raise InputError(
                "{file} came with the program and is kept as it is. Expected another file.", file=path.name
            )
        save_record(path, self.record)
        self.update(path=path, name=path.stem, bundled=False, saved=True)

    def _move_to(self, place: int) -> None:
        self._place = place
        if self._changes:
            self._changes, self._in_use = {}, None
            self.units_changed.emit({})
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.info)
        self.weights_changed.emit()
        self.curves_changed.emit(self.record.curves)


def load_bundled() -> NetworkRecord:
    """Return the trained network that came with the program."""
    return load_record(resources.path(BUNDLED), bundled=True)
