"""What is written of a run: its head, and as many of its snapshots as there is room for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from digitapp.core.keeping import moments
from digitapp.core.keeping.header import Data, Header, KeptMoment, Parent, moment_file, snapshot_file
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment, size_of
from digitapp.core.runs.recording import Recording
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.snapshot import Recorded, Snapshot, sparseness
from engine.saving.tensors import Buffer

RUN_BYTES = 48 * 2**20  # the most that the snapshots of one run take in a file, but for its beginning and its end
_NEARLY = 1e-6  # of an epoch


@dataclass(frozen=True, eq=False)
class RunState:
    """A run as it is to be kept.

    Attributes:
        id: what it is known by, on every computer.
        run: with its moments and curves.
        begun: when it began, in seconds since 1970.
        under_way: whether it goes on.
        rate: its learning rate now.
        parent, bundled_parent: as of the Header.
        before: the curves that led to its beginning.
        recording: of its way, if there is one.
        data: what it learned from.
    """

    id: str
    run: Run
    begun: float = 0.0
    under_way: bool = False
    rate: float = 0.0
    parent: Parent | None = None
    bundled_parent: bool = False
    before: tuple[Curves, ...] = ()
    recording: Recording | None = None
    data: Data = field(default_factory=Data)


@dataclass(frozen=True, eq=False)
class Writing:
    """What is to be written: the head, and the files that it names and that are not there yet."""

    header: Header
    files: Mapping[str, list[Buffer]]


def writing(
    state: RunState,
    before: Header | None = None,
    *,
    most_bytes: int = RUN_BYTES,
    most_new: int | None = None,
    missing: Collection[str] = (),
) -> Writing:
    """Return what is to be written of a run.

    What is under way is kept as it was at one of its snapshots, so that it goes on from there as if nothing had been.

    Args:
        state: the run.
        before: what is kept of it already.
        most_bytes: how much its snapshots may take; the beginning and the end are written whatever they take.
        most_new: how many snapshots besides these are written at the most.
        missing: files that are named in what is kept already, but are not there.
    """
    run, recorded = state.run, None if state.recording is None else state.recording.so_far()
    in_memory = {} if recorded is None else {snapshot.batch: snapshot for snapshot in recorded.snapshots}
    kept = () if before is None else before.batches
    there = {batch for batch in kept if snapshot_file(batch) not in missing}
    if recorded is None or not recorded.steps or not in_memory:
        recorded, in_memory = (None if before is None else before.recorded), {}
    curves = run.curves[-1:]  # those of other runs, which led there, are kept rounded
    newest = max(in_memory, default=max(there, default=0))
    lags = recorded is not None and recorded.place_of(len(recorded.losses)) > state.run.end.at + _NEARLY
    is_cut = state.under_way or lags  # what it has reported is not what it has done by now
    if is_cut and recorded is not None:
        newest = _newest_whole(recorded, in_memory or there, curves)
        at = recorded.place_of(newest)
        curves = tuple(replace(each.until(at), planned_end=each.planned_end) for each in curves)
        recorded = replace(recorded, losses=recorded.losses[:newest])
    batches = _chosen({*in_memory, *there}, newest, in_memory, most_bytes)
    if most_new is not None:
        late = [batch for batch in batches if batch not in there and 0 < batch < newest][most_new:]
        batches = [batch for batch in batches if batch not in late]
    files: dict[str, list[Buffer]] = {}
    for batch in batches:
        if batch not in there:
            files[snapshot_file(batch)] = moments.packed(in_memory[batch].moment)
    known = set() if before is None else before.files - set(missing)
    first, last = run.moments[0], run.end if run.kind is Kind.TRAINED else run.moment
    is_first = bool(batches) and batches[0] == 0
    kept_first = _kept(first, snapshot_file(0) if is_first else None, files, known)
    if is_cut and batches:
        assert recorded is not None
        kept_last = KeptMoment(snapshot_file(newest), recorded.place_of(newest), calibration=last.calibration)
    else:
        snapshot = in_memory.get(newest)
        is_last = snapshot is not None and _same(snapshot, last)
        kept_last = _kept(last, snapshot_file(newest) if is_last else None, files, known)
    if recorded is not None:
        chosen = {batch: in_memory[batch].digest for batch in batches if batch in in_memory}
        known_digests = {} if before is None or before.recorded is None else before.recorded.digests
        recorded = replace(recorded, digests={**known_digests, **recorded.digests, **chosen}, snapshots=())
    header = Header(
        state.id,
        run.kind,
        run.name,
        run.settings,
        kept_first,
        kept_last,
        moments.architecture_of(first.network),
        state.begun,
        state.under_way,
        run.pinned,
        run.deleted or run.taken_back,
        state.rate or run.settings.learning_rate,
        state.parent,
        state.bundled_parent,
        state.data,
        curves,
        (*state.before, *run.curves[:-1]),
        recorded if batches else None,
        tuple(batches),
        run.group,
    )
    return Writing(header, files)


def least_bytes(state: RunState) -> int:
    """Return how much there must be room for to keep a run at all: its beginning and its end."""
    return 2 * size_of([state.run.end]) + (size_of([state.run.moments[0]]) if state.recording is None else 0)


def _newest_whole(recorded: Recorded, batches: Collection[int], curves: tuple[Curves, ...]) -> int:
    """Return the newest snapshot up to which the curves go, also what was measured after an epoch."""
    own = curves[-1] if curves else Curves()
    for batch in sorted(batches, reverse=True):
        at = recorded.place_of(batch)
        ends_epoch = batch > 0 and (recorded.before + batch) % recorded.steps == 0
        is_measured = len(own.epoch_at) > 0 and own.epoch_at[-1] >= at - _NEARLY
        if own.end >= at - _NEARLY and (is_measured or not ends_epoch):
            return batch
    return 0


def _chosen(found: set[int], newest: int, in_memory: Mapping[int, Snapshot], most_bytes: int) -> list[int]:
    """Return the snapshots that are kept, in order: dense at the start, as many as there is room for."""
    batches = sorted(batch for batch in found if batch <= newest)
    size = max((snapshot.size for snapshot in in_memory.values()), default=1)
    most = max(2, most_bytes // size - 1)  # a new one is written before an old one goes
    while len(batches) > most:
        gaps = [(batches[i + 1] - batches[i - 1]) / sparseness(batches[i]) for i in range(1, len(batches) - 1)]
        del batches[1 + gaps.index(min(gaps))]
    return batches


def _kept(moment: Moment, file: str | None, files: dict[str, list[Buffer]], known: Collection[str]) -> KeptMoment:
    """Return a moment with the file that has it, which is to be written if there is none yet."""
    if file is None:
        parts = moments.packed(replace(moment, position=None))
        file = moment_file(moments.name_of(parts))
        if file not in known:
            files[file] = parts
    return KeptMoment(file, moment.at, moment.test_accuracy, moment.calibration)


def _same(snapshot: Snapshot, moment: Moment) -> bool:
    """Whether a snapshot has the weights of a moment."""
    return all(map(np.array_equal, snapshot.moment.parameters, moment.parameters))
