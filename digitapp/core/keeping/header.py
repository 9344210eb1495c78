"""The head of a kept run: all that is known of it but its weights, in one file, so that it is always of one time.

run                            JSON: name, kind, settings, where it began, its snapshots and moments, ...
losses                         float64 (batches,): of each batch before its update
curves.0.SERIES, curves.1...   float64: the run's curves as they are, no number rounded
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from digitapp.core.reading.calibration import UNKNOWN, Calibration
from digitapp.core.runs.curves import SERIES, Curves
from digitapp.core.runs.run import Kind
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.snapshot import Recorded
from engine.saving import tensors
from engine.saving.tensors import Buffer, Numbers

FORMAT, VERSION = "digitrun", 1
HEAD = "run.safetensors"
SUFFIX = ".digitrun"  # of a run in one file
LONGEST = 200  # characters of a name


@dataclass(frozen=True)
class Data:
    """What a run learned from: the data set's name, its folder (None for MNIST), its digest, and its images."""

    name: str = "MNIST"
    folder: str | None = None
    digest: str = ""


@dataclass(frozen=True)
class Parent:
    """The run that another one began from, by what it is known by, and where on it that was, in epochs."""

    run: str
    at: float


@dataclass(frozen=True)
class KeptMoment:
    """A moment of a run that is no snapshot, or more than that: its file, and what is known of it."""

    file: str
    at: float = 0.0
    test_accuracy: float | None = None
    calibration: Calibration = UNKNOWN


@dataclass(frozen=True, eq=False)
class Header:
    """All that is known of a kept run but its weights.

    Attributes:
        id: what it is known by, on every computer.
        begun: when it began, in seconds since 1970.
        under_way: whether it went on when this was written: then it was cut off, unless it still does.
        rate: the learning rate at the end, which may have been changed on the way.
        before: the curves that led to its beginning, for where the run that it began from is not there.
        recorded: what it takes to go its way again; its snapshots are named by `batches`. None where nothing was.
        first, last: its beginning, and its end until now.
        layers: of its network, as Sequential.get_config() says them.
        parent: where it began, if that was a run that is kept too; `bundled_parent` if it was the bundled network.
        group: what it is called together with others of one experiment; "" for none.
    """

    id: str
    kind: Kind
    name: str
    settings: TrainingSettings
    first: KeptMoment
    last: KeptMoment
    layers: Mapping[str, Any]
    begun: float = 0.0
    under_way: bool = False
    pinned: bool = False
    deleted: bool = False
    rate: float = 0.0
    parent: Parent | None = None
    bundled_parent: bool = False
    data: Data = field(default_factory=Data)
    curves: tuple[Curves, ...] = ()
    before: tuple[Curves, ...] = ()
    recorded: Recorded | None = None
    batches: tuple[int, ...] = ()
    group: str = ""

    @property
    def files(self) -> set[str]:
        """The names of all files that it names."""
        return {*map(snapshot_file, self.batches), self.first.file, self.last.file}

    @property
    def may_go_on(self) -> bool:
        """Whether its end is a snapshot before the end that was planned, so that it may be gone on with from there."""
        recorded = self.recorded
        if self.curves and self.curves[-1].ended_early(self.settings.patience):
            return False
        return bool(recorded and self.batches and len(recorded.losses) == self.batches[-1] < recorded.planned)


def snapshot_file(batch: int) -> str:
    """Return the name of the file of the snapshot after a batch."""
    return f"b{batch:09d}.safetensors"


def moment_file(digest: str) -> str:
    """Return the name of a file with the weights of this digest."""
    return f"m{digest}.safetensors"


def packed(header: Header) -> list[Buffer]:
    """Return the parts of a head's file."""
    arrays: dict[str, Numbers] = {
        f"curves.{i}.{name}": np.asarray(getattr(curves, name), np.float64)
        for i, curves in enumerate(header.curves)
        for name in SERIES
    }
    recorded = header.recorded
    if recorded is not None:
        arrays["losses"] = np.asarray(recorded.losses, np.float64)
    known = {
        "format": FORMAT,
        "version": VERSION,
        "id": header.id,
        "kind": header.kind.value,
        "name": _readable(header.name),
        "settings": header.settings.to_dict(),
        "first": _moment_to_dict(header.first),
        "last": _moment_to_dict(header.last),
        "layers": dict(header.layers),
        "begun": header.begun,
        "under_way": header.under_way,
        "pinned": header.pinned,
        "deleted": header.deleted,
        "rate": header.rate,
        "parent": None if header.parent is None else {"run": header.parent.run, "at": header.parent.at},
        "bundled_parent": header.bundled_parent,
        "data": {"name": _readable(header.data.name), "folder": header.data.folder, "digest": header.data.digest},
        "curves": [_about(curves) for curves in header.curves],
        "before": [curves.to_dict() for curves in header.before],
        "recorded": None if recorded is None else _recorded_to_dict(recorded),
        "batches": list(header.batches),
        "group": _readable(header.group),
    }
    return tensors.packed(arrays, {"run": json.dumps(known)})


def _moment_to_dict(moment: KeptMoment) -> dict[str, Any]:
    return {
        "file": moment.file,
        "at": moment.at,
        "test_accuracy": moment.test_accuracy,
        "calibration": moment.calibration.to_dict(),
    }


def _recorded_to_dict(recorded: Recorded) -> dict[str, Any]:
    return {
        "begin": recorded.begin,
        "arithmetic": recorded.arithmetic,
        "steps": recorded.steps,
        "planned": recorded.planned,
        "before": recorded.before,
        "rates": [list(pair) for pair in recorded.rates],
        "digests": {str(batch): digest.hex() for batch, digest in recorded.digests.items()},
    }


def _about(curves: Curves) -> dict[str, Any]:
    known = {name: getattr(curves, name) for name in ("held_out", "data", "images", "begin", "planned_end")}
    return {**known, "data": _readable(curves.data)}


def _readable(name: str) -> str:
    """Return a name as a head may have it: no half characters, as folders' names can have them, and not too long."""
    return name.encode(errors="replace").decode()[:LONGEST]
