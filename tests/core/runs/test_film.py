"""The film of a unit, and what a step does, against the recording's own snapshots."""

import numpy as np
import pytest

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.film import StepChange, chosen, film, step_change
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from digitapp.core.runs.way import Stretch, Way
from tests import samples

RUN = 5


def recorded(data: Dataset, settings: TrainingSettings = samples.SETTINGS) -> tuple[Recordings, Recording, Way]:
    recordings = Recordings()
    recording = recordings.begin(settings, lambda: data, 0.0)
    recordings.name(recording, RUN)
    for _ in TrainingRun(settings.build(), lambda: data, settings, recording=recording).steps():
        pass
    stretch = Stretch(RUN, "run", 0, recording.batches, 0.0, recording.steps, kept=recording.kept)
    return recordings, recording, Way((stretch,), recording.batches)


def steps_of(recording: Recording, batch: int) -> StepChange:
    *_, found = step_change(RUN, recording, batch)
    assert isinstance(found, StepChange)
    return found


def test_places_are_dense_at_the_start() -> None:
    places = chosen(list(range(1001)), 11)
    assert places == [0, 10, 40, 90, 160, 250, 360, 490, 640, 810, 1000]
    assert chosen([3, 4], 11) == [3, 4]
    assert chosen([], 11) == []


def test_a_film_shows_the_weights_of_the_snapshots(mnist: Dataset) -> None:
    recordings, recording, way = recorded(samples.small(mnist))
    frames = film(way, recordings, 0, 3)
    assert [frame.place for frame in frames] == chosen(list(recording.kept), 12)
    by_batch = {snapshot.batch: snapshot.moment for snapshot in recording.snapshots}
    for frame in frames:
        assert (frame.weights == by_batch[frame.place].network.dense_layers[0].kernel[:, 3]).all()
    assert frames[-1].at == pytest.approx(2.0)
    assert len(film(way, recordings, 1, 9)[0].weights) == 16
    assert film(way, recordings, 0, 99) == ()
    assert film(way, recordings, 7, 0) == ()
    assert film(Way(), recordings, 0, 0) == ()


@pytest.mark.parametrize("batch", [1, 2, 17, 40])
def test_a_step_is_that_of_the_run(mnist: Dataset, batch: int) -> None:
    _, recording, _ = recorded(samples.small(mnist))
    found = steps_of(recording, batch)
    assert found.batch == batch
    assert found.loss == recording.loss(batch)
    kept = {snapshot.batch: snapshot.moment.network.get_weights() for snapshot in recording.snapshots}
    for number, moment in ((batch - 1, found.before), (batch, found.after)):
        for weights, known in zip(
            moment.network.get_weights(), kept.get(number, moment.network.get_weights()), strict=True
        ):
            assert (weights == known).all()
    assert any(
        (old != new).any()
        for old, new in zip(found.before.network.get_weights(), found.after.network.get_weights(), strict=True)
    )


def test_what_a_step_did_in_numbers(mnist: Dataset) -> None:
    _, recording, _ = recorded(samples.small(mnist))
    found = steps_of(recording, 5)
    old, new = (moment.network.dense_layers[0] for moment in (found.before, found.after))
    change, layer = new.kernel - old.kernel, found.layers[0]
    assert layer.share == pytest.approx(np.linalg.norm(change) / np.linalg.norm(old.kernel), rel=1e-5)
    assert layer.largest == change[layer.where]
    assert abs(layer.largest) == np.abs(change).max()
    expected = np.linalg.norm(change, axis=0) / np.linalg.norm(old.kernel, axis=0)
    assert layer.of_units == pytest.approx(expected, rel=1e-5)
    assert layer.unchanged == int((expected == 0).sum())
    unit = found.of_unit(0, 2)
    assert unit is not None
    assert (unit.change == change[:, 2]).all()
    assert (unit.bias_before, unit.bias_after) == (float(old.bias[2]), float(new.bias[2]))
    assert found.of_unit(0, 16) is None
    assert found.of_unit(4, 0) is None


def test_there_is_no_step_where_there_was_none(mnist: Dataset) -> None:
    _, recording, _ = recorded(samples.small(mnist))
    assert list(step_change(RUN, recording, 0)) == []
    assert list(step_change(RUN, recording, 41)) == []
