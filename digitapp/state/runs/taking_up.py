"""How a run goes on that was broken off or stopped: from the last moment of its way, as if nothing had been."""

from __future__ import annotations

import copy
from dataclasses import replace

from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.run import Run
from digitapp.core.runs.snapshot import Snapshot
from digitapp.core.runs.tree import RunTree
from digitapp.state.runs.under_way import Plan


def left_off(recordings: Recordings, run: Run) -> Snapshot | None:
    """Return the snapshot from which a run may go on; None where it has come to its end, or has ended itself early."""
    settings, recording = run.settings, recordings.of(run.number)
    if run.curves and run.curves[-1].ended_early(settings.patience):
        return None
    last = None if recording is None else recording.nearest(recording.batches)
    if recording is None or last is None or last.moment.position is None:
        return None
    is_whole = last.batch == recording.batches  # else it ran away, or its end could not be read
    is_to_go_on = last.batch < recording.planned and last.moment.position.epoch < settings.epochs
    return last if is_whole and is_to_go_on else None


def plan_to_take_up(tree: RunTree, recordings: Recordings, number: int) -> Plan | None:
    """Return how a run of the history goes on, to its planned end; None where that is not possible."""
    recording = recordings.of(number)
    last = left_off(recordings, tree[number]) if number in tree else None
    if recording is None or last is None or not tree[number].curves:
        return None
    run, moment = tree[number], last.moment
    at = recording.place_of(last.batch)
    *before, own = run.curves
    curves = own.until(at)
    end = replace(moment.as_beginning(), at=at, calibration=run.end.calibration)
    stays = len(run.moments) == 1 or tree.is_origin(run.end.number)
    kept = run.moments if stays else run.moments[:-1]
    run = replace(run, moments=(*kept, end), curves=(*before, curves), left_at=None, taken_back=False)
    return Plan(
        run.settings,
        moment.learner,
        name=run.name,
        path=run.path,
        folder=run.folder,
        curves=curves,
        position=copy.deepcopy(moment.position),
        learning_rate=recording.rate(last.batch),
        takes_up=run,
    )
