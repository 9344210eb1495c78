"""A unit's weights over the run, and what a single step of learning changes: in a weight, a unit and a layer."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from digitapp.core.reading.reading import Vector
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.replay import replayed
from digitapp.core.runs.snapshot import Snapshot
from digitapp.core.runs.way import Way

MOST_FRAMES = 12


@dataclass(frozen=True, eq=False)
class Frame:
    """A unit at one moment.

    Attributes:
        place: on the way, in batches.
        at: in epochs.
        weights: (inputs,) float32.
    """

    place: int
    at: float
    weights: Vector


def film(way: Way, recordings: Recordings, layer: int, unit: int, most: int = MOST_FRAMES) -> tuple[Frame, ...]:
    """Return a unit's weights at some of the snapshots of a way, dense at the start, where most happens.

    Snapshots of networks that have no such unit are left out.
    """
    found: list[Frame] = []
    for place in chosen(way.kept, most):
        stretch, batch = way.find(place)
        recording = recordings.of(stretch.run)
        kept = None if recording is None else recording.nearest(batch)
        if recording is None or kept is None or kept.batch != batch:
            continue
        dense = kept.moment.network.dense_layers
        if layer < len(dense) and unit < dense[layer].units:
            found.append(Frame(place, recording.place_of(batch), dense[layer].kernel[:, unit]))
    return tuple(found)


def chosen(places: list[int], most: int) -> list[int]:
    """Return at most so many of these places, the first and the last with them, closer together at the start."""
    if len(places) <= most:
        return places
    first, last = places[0], places[-1]
    wanted = first + (last - first) * np.linspace(0, 1, most) ** 2
    near = {min(places, key=lambda place: abs(place - each)) for each in wanted.tolist()}
    return sorted(near)


@dataclass(frozen=True, eq=False)
class LayerChange:
    """What a step did to a layer.

    Attributes:
        share: the length of its change by the length of its weights.
        largest: the largest change of a weight, with its sign.
        where: the input and the unit of that weight.
        of_units: (units,) for each unit the length of its change by the length of its weights.
    """

    share: float
    largest: float
    where: tuple[int, int]
    of_units: Vector

    @property
    def unchanged(self) -> int:
        """How many units did not change at all."""
        return int(np.count_nonzero(self.of_units == 0))


@dataclass(frozen=True, eq=False)
class UnitChange:
    """What a step did to a unit.

    Attributes:
        before, after: (inputs,) float32, its weights.
        bias_before, bias_after: its bias.
    """

    before: Vector
    after: Vector
    bias_before: float
    bias_after: float

    @property
    def change(self) -> Vector:
        """(inputs,) what was added to its weights."""
        return self.after - self.before


@dataclass(frozen=True, eq=False)
class StepChange:
    """A run before and after one of its batches.

    Attributes:
        run: its number.
        batch: after which batch; the step is the one that led there.
        loss: of that batch, before the step.
        before, after: the network.
        layers: what the step did to each dense layer.
    """

    run: int
    batch: int
    loss: float
    before: Moment
    after: Moment
    layers: tuple[LayerChange, ...]

    def of_unit(self, layer: int, unit: int) -> UnitChange | None:
        """Return what the step did to a unit; None where the network has no such unit."""
        old, new = (moment.network.dense_layers for moment in (self.before, self.after))
        if not (0 <= layer < len(old) and 0 <= unit < old[layer].units):
            return None
        biases = [each[layer].bias for each in (old, new)]
        first, last = (0.0 if bias is None else float(bias[unit]) for bias in biases)
        return UnitChange(old[layer].kernel[:, unit], new[layer].kernel[:, unit], first, last)


def step_change(run: int, recording: Recording, batch: int) -> Generator[StepChange | None, None, None]:
    """Have a run before and after a batch, counted from 1, by training again from the snapshot before it.

    Yields None for each batch that is trained again, in the end the StepChange; nothing where there is no snapshot.

    Raises:
        ReplayDiffersError: it came to other numbers than before.
    """
    start = recording.nearest(batch - 1, before=True)
    if start is None or not 1 <= batch <= recording.batches:
        return
    before = start
    for found in replayed(recording, start, batch - 1):
        before = found or before
        yield None
    after: Snapshot | None = None
    for found in replayed(recording, before, batch):
        after = found or after
    if after is not None:
        old, new = before.moment, after.moment
        yield StepChange(run, batch, recording.loss(batch), old, new, _layers(old, new))


def _layers(old: Moment, new: Moment) -> tuple[LayerChange, ...]:
    found = []
    for before, after in zip(old.network.dense_layers, new.network.dense_layers, strict=True):
        change = after.kernel - before.kernel
        place = int(np.abs(change).argmax())
        row, column = divmod(place, change.shape[1])
        lengths = np.sqrt(np.square(before.kernel).sum(axis=0))
        steps = np.sqrt(np.square(change).sum(axis=0))
        of_units = np.divide(steps, lengths, out=np.zeros_like(steps), where=lengths > 0)
        whole = float(np.sqrt(np.square(before.kernel).sum()))
        share = float(np.sqrt(np.square(change).sum())) / whole if whole else 0.0
        found.append(LayerChange(share, float(change[row, column]), (row, column), of_units))
    return tuple(found)
