"""A run's way is kept within a bound, and any batch of it is had again, to the last bit, by training on."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.runs import replay
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.replay import ReplayDiffersError, replayed
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.core.runs.snapshot import Snapshot
from digitapp.core.runs.training import TrainingDivergedError, TrainingRun
from engine.thread_pool import one_blas_thread
from tests import samples

EVERYTHING = {
    "plain": {},
    "no b": {"use_bias": False},
    "dropout and distortion": {"dropout": 0.3, "distort": True},
    "the rest": {"schedule": "cosine", "warm_up": 0.2, "label_smoothing": 0.1, "l2": 1e-4, "validation_share": 0.2},
}


@pytest.fixture(autouse=True)
def _as_in_the_program() -> Iterator[None]:
    with one_blas_thread():
        yield


def recorded(
    data: Dataset, settings: TrainingSettings, recordings: Recordings | None = None, **change: float
) -> tuple[Recording, list[list[np.ndarray]]]:
    """Run to the end; return what was recorded, and the weights before the first batch and after each one.

    `change` may have a batch after which the learning rate becomes another: at=..., rate=...
    """
    recording = (recordings or Recordings()).begin(settings, lambda: data, 0.0)
    run = TrainingRun(settings.build(), lambda: data, settings, recording=recording)
    weights = [run.network.snapshot()]
    for _ in run.steps():
        if recording.batches == len(weights):
            weights.append(run.network.snapshot())
        if change and recording.batches == change["at"]:
            run.learning_rate = change["rate"]
    run.record_end()
    return recording, weights


def again(recording: Recording, start: Snapshot, batch: int) -> Snapshot:
    *_, last = replayed(recording, start, batch)
    assert last is not None
    return last


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(first, second) for first, second in zip(one, other, strict=True))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("what", EVERYTHING)
def test_every_batch_is_had_again_bit_for_bit(mnist: Dataset, optimizer: str, what: str) -> None:
    settings = replace(samples.SETTINGS, hidden_units=(64,), optimizer=optimizer, **EVERYTHING[what])
    recording, weights = recorded(samples.small(mnist), settings)
    first = recording.snapshots[0]
    assert first.batch == 0
    assert recording.batches == len(weights) - 1 == recording.planned
    for batch in (1, 7, recording.steps, recording.steps + 1, recording.batches):
        assert same(again(recording, first, batch).moment.network.get_weights(), weights[batch])
    for snapshot in recording.snapshots:
        assert same(snapshot.moment.network.get_weights(), weights[snapshot.batch])
        if snapshot.batch < recording.batches:
            end = again(recording, snapshot, recording.batches)
            assert same(end.moment.network.get_weights(), weights[-1])


def test_a_rate_that_was_changed_on_the_way_is_changed_again(mnist: Dataset) -> None:
    recording, weights = recorded(samples.small(mnist), samples.SETTINGS, at=9, rate=0.05)
    assert (recording.rate(8), recording.rate(9), recording.rate(30)) == (0.001, 0.05, 0.05)
    found = again(recording, recording.snapshots[0], 30)
    assert same(found.moment.network.get_weights(), weights[30])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("what", EVERYTHING)
def test_a_run_from_its_middle_is_the_rest_of_the_run(mnist: Dataset, optimizer: str, what: str) -> None:
    data = samples.small(mnist)
    settings = replace(samples.SETTINGS, hidden_units=(64,), optimizer=optimizer, **EVERYTHING[what])
    whole = TrainingRun(settings.build(), lambda: data, settings)
    for _ in whole.steps():
        pass
    wanted = whole.report().curves
    recording, weights = recorded(data, settings)
    for batch in (7, recording.steps, recording.steps + 3):
        moment = again(recording, recording.snapshots[0], batch).moment
        branch = TrainingRun(
            moment.learner(), lambda: data, settings, Curves(begin=moment.at), position=moment.position
        )
        for _ in branch.steps():
            pass
        curves = branch.report().curves
        assert same(branch.network.get_weights(), weights[-1])
        np.testing.assert_allclose(curves.batch_at, wanted.batch_at[batch:], rtol=1e-12)
        for name in ("batch_loss", "batch_accuracy"):
            np.testing.assert_array_equal(getattr(curves, name), getattr(wanted, name)[batch:])
        for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
            np.testing.assert_array_equal(getattr(curves, name), getattr(wanted, name)[-len(getattr(curves, name)) :])
        assert len(curves.epoch_at) == 2 - batch // recording.steps


def test_snapshots_are_dense_at_the_start(mnist: Dataset) -> None:
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS)
    assert recording.kept[:8] == (0, 1, 2, 3, 4, 5, 6, 7)
    assert recording.kept[-1] == recording.batches
    gaps = np.diff(recording.kept[:-1])
    assert max(gaps[:5]) == 1 < max(gaps)


def test_the_bound_holds_over_a_hundred_epochs(mnist: Dataset) -> None:
    settings = replace(samples.SETTINGS, epochs=100)
    most = 25 * 4 * 2 * sum(weights.size for weights in settings.build().get_weights())  # 25 snapshots with RMSprop
    recordings = Recordings(most)
    data = samples.small(mnist)
    recording = recordings.begin(settings, lambda: data, 0.0)
    run = TrainingRun(settings.build(), lambda: data, settings, recording=recording)
    largest = 0
    for _ in run.steps():
        largest = max(largest, recordings.size)
    run.record_end()
    assert recording.batches == 100 * samples.STEPS
    assert most / 2 < largest <= most
    kept = np.array(recording.kept)
    assert (kept[0], kept[-1]) == (0, recording.batches)
    assert len(kept) > 15
    early, late = np.diff(kept[kept <= 200]), np.diff(kept[kept >= 1000])
    assert early.mean() < late.mean()


@pytest.mark.parametrize("seen", [False, True])
def test_a_new_run_shares_the_room_with_those_before_it(mnist: Dataset, seen: bool) -> None:
    data = samples.small(mnist)
    recordings = Recordings()
    first, _ = recorded(data, samples.SETTINGS, recordings)
    recordings.name(first, 1)
    recordings.favoured = frozenset({1}) if seen else frozenset()
    before = len(first.kept)
    recordings.most_bytes = first.size + 4 * first.snapshots[0].size
    recordings.make_room()
    second, _ = recorded(data, samples.SETTINGS, recordings)
    assert recordings.size <= recordings.most_bytes
    assert len(first.kept) < before
    for each in (first, second):
        assert (each.kept[0], each.kept[-1]) == (0, each.batches)
        assert len(each.kept) > 4
    if seen:
        assert abs(len(first.kept) - len(second.kept)) <= 4
    else:
        assert len(first.kept) < len(second.kept)


def test_without_room_for_their_ends_older_runs_are_forgotten(mnist: Dataset) -> None:
    recordings = Recordings()
    for number in (1, 2):
        recordings.name(recorded(samples.small(mnist), samples.SETTINGS, recordings)[0], number)
    recordings.most_bytes = 2 * recordings.of(2).snapshots[-1].size  # type: ignore[union-attr]
    recordings.make_room()
    assert recordings.of(1) is None
    assert len(recordings.of(2).kept) == 2  # type: ignore[union-attr]


def test_the_run_on_the_timeline_is_forgotten_last(mnist: Dataset) -> None:
    recordings = Recordings()
    for number in (1, 2, 3):
        recordings.name(recorded(samples.small(mnist), samples.SETTINGS, recordings)[0], number)
    recordings.favoured = frozenset({1})
    recordings.most_bytes = 4 * recordings.of(2).snapshots[-1].size  # type: ignore[union-attr]
    recordings.make_room()
    assert recordings.of(1) is not None
    assert recordings.of(2) is None
    assert recordings.of(3) is not None


def test_only_the_recordings_of_runs_that_are_there_are_kept(mnist: Dataset) -> None:
    recordings = Recordings()
    for number in (1, 2):
        recordings.name(recorded(samples.small(mnist), samples.SETTINGS, recordings)[0], number)
    kept = recordings.of(2)
    recordings.keep_only({2, 3})
    assert recordings.of(1) is None
    assert recordings.of(2) is kept is not None
    assert recordings.size == kept.size


def test_less_room_is_less_at_once(mnist: Dataset) -> None:
    recordings = Recordings()
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS, recordings)
    recordings.most_bytes = recording.size // 2
    recordings.make_room()
    assert recordings.size <= recordings.most_bytes
    assert len(recording.kept) > 3


def test_a_way_that_comes_out_otherwise_is_told_of(mnist: Dataset) -> None:
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS)
    first = recording.snapshots[0]
    weights = first.moment.network.get_weights()
    other = weights[0].copy()
    other[300, 3] = np.nextafter(other[300, 3], np.float32(1))  # of one weight the last bit
    wrong = first.moment.exact(
        first.moment.learner(),
        0.0,
        first.moment.position,
        [other, *weights[1:]],  # type: ignore[arg-type]
    )
    with pytest.raises(ReplayDiffersError):
        again(recording, Snapshot(0, wrong), 30)


def test_other_arithmetic_is_told_of_before_anything_is_trained(
    mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS)
    monkeypatch.setattr(replay, "arithmetic", lambda: {**recording.arithmetic, "blas": "another 1.0"})
    with pytest.raises(ReplayDiffersError):
        again(recording, recording.snapshots[0], 30)


def test_the_last_batch_is_what_it_was_where_the_best_weights_come_back(mnist: Dataset) -> None:
    settings = replace(samples.SETTINGS, optimizer="momentum", learning_rate=0.3, patience=1, epochs=30)
    recording, weights = recorded(samples.small(mnist), settings)
    assert recording.batches < recording.planned  # it was patient, and went back
    last = recording.nearest(recording.batches)
    assert last is not None
    assert last.batch == recording.batches
    assert same(last.moment.network.get_weights(), weights[-1])
    found = again(recording, recording.snapshots[0], recording.batches)
    assert same(found.moment.network.get_weights(), weights[-1])


def test_the_good_weights_of_a_run_that_ran_away_are_those_of_no_batch(mnist: Dataset) -> None:
    settings = replace(samples.DIVERGING, hidden_units=(16, 16, 16, 16))
    data, recordings = samples.small(mnist), Recordings()
    recording = recordings.begin(settings, lambda: data, 0.0)
    run, weights = TrainingRun(settings.build(), lambda: data, settings, recording=recording), {}
    with suppress(TrainingDivergedError):
        for _ in run.steps():
            weights[recording.batches] = run.network.snapshot()
    run.record_end()
    assert recording.batches < recording.planned
    for snapshot in recording.snapshots[1:]:
        assert same(snapshot.moment.network.get_weights(), weights[snapshot.batch])


def test_a_digest_outlives_its_snapshot(mnist: Dataset) -> None:
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS)
    gone = recording.snapshots[1]
    while gone.batch in recording.kept:
        assert recording.thin()
    assert recording.digest(gone.batch) == gone.digest
    assert again(recording, recording.snapshots[0], gone.batch).digest == gone.digest


def test_a_snapshot_is_found_by_its_batch() -> None:
    recording = Recordings().begin(samples.SETTINGS, samples.small, 0.0)  # type: ignore[arg-type]
    assert recording.nearest(3) is None
    moment = Moment.of(samples.SETTINGS.build())
    for batches in (0, 10, 20):
        while recording.batches < batches:
            recording.note_batch(1.0)
        recording.take(moment)
    assert [recording.nearest(batch).batch for batch in (0, 4, 6, 16, 99)] == [0, 0, 10, 20, 20]  # type: ignore[union-attr]
    assert [recording.nearest(batch, before=True).batch for batch in (0, 9, 10, 19, 99)] == [0, 0, 10, 10, 20]  # type: ignore[union-attr]
