"""A kept run as it comes back: its beginning, its end, and the way between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from digitapp.core.errors import InputError
from digitapp.core.keeping.header import Header, KeptMoment, moment_file, snapshot_file
from digitapp.core.keeping.moments import Shell, name_of
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Run
from digitapp.core.runs.snapshot import Recorded, Snapshot
from engine.saving.tensors import Buffer


@dataclass(frozen=True, eq=False)
class LoadedRun:
    """A kept run.

    Attributes:
        header: as it was read; its curves end where the run does.
        first, last: its beginning and its end.
        recorded: its way with its snapshots; None where nothing was recorded, or nothing of that can be read.
        lost: the files of it that could not be read and are left out.
    """

    header: Header
    first: Moment
    last: Moment
    recorded: Recorded | None
    lost: frozenset[str] = frozenset()

    @property
    def damaged(self) -> int:
        """How many files of it could not be read."""
        return len(self.lost)

    @property
    def shortened(self) -> bool:
        """Whether it ends earlier than it did, as the files of its end could not be read."""
        return self.last.at < self.header.last.at

    @property
    def left_off(self) -> Snapshot | None:
        """The snapshot from which it may go on; None where it has come to its end."""
        if self.recorded is None or not self.recorded.snapshots:
            return None
        snapshot = self.recorded.snapshots[-1]
        position = snapshot.moment.position
        may_go_on = position is not None and position.epoch < self.header.settings.epochs
        return snapshot if may_go_on and snapshot.batch < self.recorded.planned else None

    def run(self, number: int | None = None, *, origin: int | None = None) -> Run:
        """Return it as a run of the history."""
        header = self.header
        curves = header.curves if origin is not None else (*header.before, *header.curves)
        run = Run(header.kind, header.name, header.settings, (self.first,), curves, origin, pinned=header.pinned)
        moments = (self.first,) if self.last is self.first else (self.first, self.last)
        run = replace(run, moments=moments, group=header.group)
        return run if number is None else replace(run, number=number)


def load(header: Header, read: Callable[[str], Buffer], file: str) -> LoadedRun:
    """Return the run of a head.

    Args:
        header: of the run.
        read: returns the content of one of its files, or raises an InputError or an OSError.
        file: what is named in errors.

    Raises:
        InputError: neither its end nor any snapshot of it can be read.
    """
    shell = Shell(file, header.layers, header.settings)
    recorded = header.recorded
    snapshots: list[Snapshot] = []
    lost: set[str] = set()
    if recorded is not None:
        for batch in header.batches:
            try:
                snapshots.append(_snapshot(shell, recorded, batch, read(snapshot_file(batch)), file))
            except (InputError, OSError):
                lost.add(snapshot_file(batch))
        recorded = replace(recorded, snapshots=tuple(snapshots)) if snapshots else None
    known = {snapshot_file(snapshot.batch): snapshot.moment for snapshot in snapshots}

    def moment(kept: KeptMoment) -> Moment:
        found = known.get(kept.file)
        found = _moment(shell, kept, read(kept.file), file) if found is None else found.as_beginning()
        return replace(found, at=kept.at, test_accuracy=kept.test_accuracy, calibration=kept.calibration)

    try:
        last = moment(header.last)
    except (InputError, OSError) as error:
        if not snapshots:
            if isinstance(error, InputError):
                raise
            raise InputError(
                "{file}: expected a file that can be read. Received: {reason}",
                file=file,
                reason=error.strerror or str(error),
            ) from error
        newest = snapshots[-1]
        lost.add(header.last.file)
        last = newest.moment.as_beginning()
        assert recorded is not None
        recorded = replace(recorded, losses=recorded.losses[: newest.batch])
        header = replace(header, curves=tuple(curves.until(last.at) for curves in header.curves))
    try:
        first = last if header.first.file == header.last.file else moment(header.first)
    except (InputError, OSError):
        first = snapshots[0].moment.as_beginning() if snapshots else last
        lost.add(header.first.file)
    return LoadedRun(header, first, last, recorded, frozenset(lost))


def _moment(shell: Shell, kept: KeptMoment, data: Buffer, file: str) -> Moment:
    """Return the moment in a file that is called after its content."""
    if moment_file(name_of([data])) != kept.file:
        raise InputError("{file}: expected the content of {name}. Received: another", file=file, name=kept.file)
    return shell.moment(data, kept.at)


def _snapshot(shell: Shell, recorded: Recorded, batch: int, data: Buffer, file: str) -> Snapshot:
    """Return the snapshot in a file, if it is of that place in the run and has the numbers that it had."""
    moment = shell.moment(data, recorded.place_of(batch))
    position = moment.position
    wrong = InputError("{file}: expected the moment after batch {batch}. Received: another", file=file, batch=batch)
    if position is None or position.epoch * recorded.steps + position.batches != recorded.before + batch:
        raise wrong
    snapshot = Snapshot(batch, moment)
    known = recorded.digests.get(batch)
    if known is not None and snapshot.digest != known:
        raise wrong
    return snapshot
