"""The way of one weight over its run: where it was at each moment that is kept."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from digitapp.core.reading.reading import Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.tree import RunTree

MOST_POINTS = 96

WeightWay: TypeAlias = tuple[NDArray[np.float64], Vector]  # places in the run, and the weight there


def weight_way(run: Run, tree: RunTree, recordings: Recordings, pixel: int, unit: int) -> WeightWay:
    """Return the way of a weight of the first layer up to the moment at which its run was left.

    Places are in epochs; in a run of single steps it is how many steps were taken, and 0 is the network before them.
    Of more than MOST_POINTS places every so many are taken. Nothing is kept for it: the moments are those that the run
    and its recording have anyway.
    """
    moments = _of_steps(run, tree) if run.kind is Kind.STEPS else _of_training(run, recordings)
    places = sorted(moments)
    taken = np.unique(np.linspace(0, len(places) - 1, min(len(places), MOST_POINTS)).round().astype(int))
    chosen = [places[number] for number in taken]
    values = [moments[at].network.dense_layers[0].kernel[pixel, unit] for at in chosen]
    return np.array(chosen, np.float64), np.array(values, np.float32)


def _of_steps(run: Run, tree: RunTree) -> dict[float, Moment]:
    found = tree.find(run.origin) if run.origin is not None else None
    steps = dict(enumerate(run.moments, 1))
    last = next(number for number, moment in steps.items() if moment.number == run.moment.number)
    before = {} if found is None else {0.0: found[1]}
    return before | {float(number): moment for number, moment in steps.items() if number <= last}


def _of_training(run: Run, recordings: Recordings) -> dict[float, Moment]:
    recording, here = recordings.of(run.number), run.moment
    recorded = () if recording is None else recording.snapshots
    moments = {} if recording is None else {recording.place_of(each.batch): each.moment for each in recorded}
    moments |= {moment.at: moment for moment in run.moments}
    return {at: moment for at, moment in moments.items() if at < here.at} | {here.at: here}
