"""Runs of the history as they are to be kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from digitapp.core.keeping.data_digest import digest
from digitapp.core.keeping.header import Data, Parent
from digitapp.core.keeping.keeping import RunState
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.tree import RunTree
from digitapp.state.keeping.kept_runs import KeptRuns

# What was learned or set by hand; what was opened or made is had again otherwise.
KINDS = (Kind.TRAINED, Kind.TAUGHT, Kind.STEPS, Kind.BY_HAND)


def state_of(run: Run, recording: Recording | None, tree: RunTree, kept: KeptRuns, *, under_way: bool) -> RunState:
    """Return a run as it is to be kept, but for what it learned from; nothing of any size is copied."""
    entry = kept.entry_for(run)
    known = entry.header
    state = RunState(
        entry.id,
        run,
        entry.begun,
        under_way,
        run.settings.learning_rate if recording is None else recording.rate(recording.batches),
        recording=recording,
        data=_data_of(run) if known is None else known.data,
    )
    found = None if run.origin is None else tree.find(run.origin)
    if found is not None:
        parent, moment = found
        if run.kind is Kind.TRAINED:
            state = replace(state, before=tree.lineage(parent, moment))
        if parent.kind in KINDS:
            return replace(state, parent=Parent(kept.entry_for(parent).id, moment.at))
        return replace(state, bundled_parent=parent.bundled)
    if known is not None:
        before = known.before if len(run.curves) < 2 else ()
        return replace(state, parent=known.parent, bundled_parent=known.bundled_parent, before=before)
    return state


def _data_of(run: Run) -> Data:
    """Return what is known of a run's data set without reading it."""
    if run.folder is None:
        return Data()
    return Data(run.curves[-1].data if run.curves else run.folder.name, str(run.folder))


def with_data(state: RunState) -> RunState:
    """Return the state with what its run learned from, which may have to be read first; to be called on a thread."""
    recording, curves = state.recording, state.run.curves
    if recording is None or state.data.digest:
        return state
    with suppress(Exception):  # without its data a run can still be kept
        data = recording.load()
        folder = None if state.run.folder is None else str(state.run.folder)
        name = curves[-1].data if curves else data.name
        return replace(state, data=Data(name, folder, digest(data)))
    return state


def vanished(kept: KeptRuns, tree: RunTree, recordings: Recordings) -> dict[int, tuple[Run, Recording | None]]:
    """Return the runs of the history whose files are not all there any more, though they were; they count as unread."""
    found = {}
    for number, entry in kept.entries.items():
        held = entry.held
        if held is None or number not in tree or entry.damaged_at is not None or not held.missing:
            continue
        entry.as_read = None
        found[number] = tree[number], recordings.of(number)
    return found


def lineage(run: Run, tree: RunTree) -> list[Run]:
    """Return a run, then the one that it began from, and so on, as far as they learned something."""
    found = [run]
    while found[-1].origin is not None and (origin := tree.find(found[-1].origin)) is not None:
        if origin[0].kind not in KINDS:
            break
        found.append(origin[0])
    return found
