"""The way of one weight over its run: where it was at each moment that is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitapp.core.reading.reading import Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.tree import RunTree

MOST_POINTS = 96


class WeightWay(NamedTuple):
    """Where a weight was.

    Attributes:
        at: places, in epochs; single steps after a run lie at equal distances behind it.
        values: the weight there, equally many.
        steps: how many single steps were taken.
        trained: the epochs before these.
    """

    at: NDArray[np.float64]
    values: Vector
    steps: int = 0
    trained: float = 0.0


def weight_way(run: Run, tree: RunTree, recordings: Recordings, pixel: int, unit: int) -> WeightWay:
    """Return the way of a weight of the first layer up to the moment at which its run was left.

    In a run of single steps they follow on the way of the run that they began from. Of more than MOST_POINTS places
    every so many are taken. Nothing is kept for it: the moments are those that the runs and their recordings have.
    """
    moments, steps = _of_steps(run, tree, recordings) if run.kind is Kind.STEPS else (_of_training(run, recordings), 0)
    places = sorted(moments)
    trained = max((moment.at for moment in moments.values()), default=0.0) if steps else 0.0
    taken = np.unique(np.linspace(0, len(places) - 1, min(len(places), MOST_POINTS)).round().astype(int))
    chosen = [places[number] for number in taken]
    values = [moments[at].network.dense_layers[0].kernel[pixel, unit] for at in chosen]
    return WeightWay(np.array(chosen, np.float64), np.array(values, np.float32), steps, trained)


def _of_steps(run: Run, tree: RunTree, recordings: Recordings) -> tuple[dict[float, Moment], int]:
    """Return the way of the run that the steps began from, the steps behind it, and how many these are."""
    found = tree.find(run.origin) if run.origin is not None else None
    place = next(number for number, moment in enumerate(run.moments) if moment.number == run.moment.number)
    steps = run.moments[: place + 1]
    if found is None:
        return {float(number): moment for number, moment in enumerate(steps, 1)}, len(steps)
    before, origin = found
    if before.kind is Kind.STEPS:
        way, earlier = _of_steps(replace(before, left_at=origin.number), tree, recordings)
    else:
        way, earlier = _of_training(replace(before, left_at=origin.number), recordings), 0
    end = max(way)
    far = origin.at / 20 if origin.at else 1.0
    return way | {end + number * far: moment for number, moment in enumerate(steps, 1)}, earlier + len(steps)


def _of_training(run: Run, recordings: Recordings) -> dict[float, Moment]:
    recording, here = recordings.of(run.number), run.moment
    recorded = () if recording is None else recording.snapshots
    moments = {} if recording is None else {recording.place_of(each.batch): each.moment for each in recorded}
    moments |= {moment.at: moment for moment in run.moments}
    return {at: moment for at, moment in moments.items() if at < here.at} | {here.at: here}
