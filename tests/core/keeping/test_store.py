"""A run that was written is there again, to the last bit, with its way; and goes on as if nothing had been."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.keeping import header as heads
from digitapp.core.keeping.header import HEAD, SERIES, Header
from digitapp.core.keeping.loading import LoadedRun
from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.replay import replayed
from digitapp.core.runs.settings import OPTIMIZERS
from engine.saving import tensors
from engine.thread_pool import one_blas_thread
from tests import samples
from tests.core.keeping import kept
from tests.core.keeping.kept import ID, same

EVERYTHING = {
    "plain": {},
    "dropout and distortion": {"dropout": 0.3, "distort": True, "schedule": "cosine"},
    "other images": {"shuffled_pixels": True, "wrong_labels": 0.1, "left_out": (3,)},
}


@pytest.fixture(autouse=True)
def _as_in_the_program() -> Iterator[None]:
    with one_blas_thread():
        yield


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def data(mnist: Dataset) -> Dataset:
    return samples.small(mnist)


def write(store: RunStore, state: kept.RunState, **how: int) -> Header:
    folder = store.take(state.id)
    assert folder is not None
    header = folder.write(state, **how)
    folder.release()
    return header


def read(store: RunStore, run: str = ID) -> LoadedRun:
    folder = store.take(run)
    assert folder is not None
    loaded = folder.load()
    folder.release()
    return loaded


def test_a_run_is_there_again(store: RunStore, data: Dataset) -> None:
    state = kept.trained(data, samples.SETTINGS)
    write(store, state)
    (found,) = store.runs()
    loaded = read(store)
    assert found.size == sum(file.stat().st_size for file in (store.folder / ID).iterdir())
    assert (loaded.header.name, loaded.header.settings) == ("own", samples.SETTINGS)
    assert same(loaded.first, state.run.moments[0])
    assert same(loaded.last, state.run.end)
    assert loaded.last.test_accuracy == state.run.end.test_accuracy
    assert loaded.left_off is None
    for name in SERIES:
        was = getattr(state.run.curves[0], name)
        np.testing.assert_array_equal(getattr(loaded.header.curves[0], name), was, strict=True)
    recording, again = state.recording, loaded.recorded
    assert recording is not None
    assert again is not None
    np.testing.assert_array_equal(again.losses, recording.so_far().losses)
    assert [each.batch for each in again.snapshots] == list(recording.kept)
    for snapshot, was in zip(again.snapshots, recording.snapshots, strict=True):
        assert snapshot.digest == was.digest
        assert snapshot.moment.position == was.moment.position


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("what", EVERYTHING)
def test_what_was_broken_off_goes_on_bit_for_bit(store: RunStore, data: Dataset, optimizer: str, what: str) -> None:
    settings = replace(samples.SETTINGS, hidden_units=(64,), optimizer=optimizer, **EVERYTHING[what])  # type: ignore[arg-type]
    whole = kept.trained(data, settings)
    write(store, kept.trained(data, settings, batches=27))
    loaded = read(store)
    left_off = loaded.left_off
    assert left_off is not None
    assert 20 < left_off.batch <= 27
    assert loaded.header.under_way
    assert loaded.header.may_go_on
    assert len(loaded.header.curves[0].batch_at) == left_off.batch
    run = kept.gone_on(data, settings, left_off, loaded.header.curves[0], loaded.recorded)
    assert same(whole.run.end, whole.run.end.after_learning(run.network, 2.0))
    curves, was = run.report().curves, whole.run.curves[0]
    for name in set(SERIES) - {"batch_seconds"}:
        np.testing.assert_allclose(getattr(curves, name), getattr(was, name), rtol=1e-12, strict=True)
    np.testing.assert_array_equal(curves.batch_loss, was.batch_loss)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_any_batch_of_a_kept_run_is_had_again(store: RunStore, data: Dataset, optimizer: str) -> None:
    settings = replace(samples.SETTINGS, hidden_units=(64,), optimizer=optimizer, dropout=0.3, distort=True)
    state = kept.trained(data, settings)
    write(store, state, most_bytes=10 * state.run.end.network.count_params() * 4)
    past = read(store).recorded
    assert past is not None
    assert len(past.snapshots) < len(state.recording.kept)  # type: ignore[union-attr]
    recording = Recordings().begin(settings, lambda: data, 0.0, past)
    for batch in (3, 19, 31):
        start, was = recording.nearest(batch, before=True), state.recording.nearest(batch, before=True)  # type: ignore[union-attr]
        assert start is not None
        assert was is not None
        *_, one = replayed(recording, start, batch) if start.batch < batch else [start]
        *_, other = replayed(state.recording, was, batch) if was.batch < batch else [was]  # type: ignore[arg-type]
        assert one is not None
        assert other is not None
        assert one.digest == other.digest


def test_it_stays_within_its_bound_and_begins_densely(store: RunStore, data: Dataset) -> None:
    state = kept.trained(data, replace(samples.SETTINGS, epochs=8))
    assert state.recording is not None
    size = state.recording.snapshots[-1].size
    header = write(store, state, most_bytes=12 * size)
    assert len(header.batches) == 11  # and room for one more, until an old one has gone
    assert header.batches[0] == 0
    assert header.batches[-1] == 160
    gaps = np.diff(header.batches)
    assert gaps[0] < gaps[-1]
    (found,) = store.runs()
    assert found.size < 12 * size + 60_000


def test_writing_again_writes_only_what_is_new(store: RunStore, data: Dataset) -> None:
    state = kept.trained(data, samples.SETTINGS, batches=27)
    first = write(store, state, most_new=3)
    assert len(first.batches) == 5  # the beginning, the newest, and three others
    before = {file.name: file.stat().st_mtime_ns for file in (store.folder / ID).iterdir()}
    second = write(store, state, most_new=3)
    assert set(first.batches) < set(second.batches)
    after = {file.name: file.stat().st_mtime_ns for file in (store.folder / ID).iterdir()}
    assert {name for name in before if before[name] != after[name]} == {HEAD}
    assert set(after) == {HEAD, *second.files}


def test_a_taught_network_and_single_steps_are_kept_too(store: RunStore) -> None:
    run = samples.run((8,), test_accuracy=0.5)
    write(store, kept.RunState(ID, run))
    loaded = read(store)
    assert same(loaded.last, run.end)
    assert loaded.last.test_accuracy == 0.5
    assert loaded.recorded is None
    assert len(loaded.run().moments) == 1


def test_what_was_deleted_or_never_came_to_be_is_gone(store: RunStore) -> None:
    write(store, kept.RunState(ID, replace(samples.run((8,)), deleted=True)))
    (store.folder / ("f" * 16)).mkdir()
    assert list(store.runs()) == []
    assert list(store.folder.iterdir()) == []


def test_a_run_that_another_program_holds_is_not_listed(store: RunStore) -> None:
    write(store, kept.RunState(ID, samples.run((8,))))
    held = store.take(ID)
    assert held is not None
    other = RunStore(store.folder)
    assert other.take(ID) is None
    assert list(other.runs()) == []
    assert other.size > 0
    held.release()
    assert len(list(other.runs())) == 1


# Damage


def damaged(path: Path, at: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] ^= 0xFF
    path.write_bytes(content)


def test_a_damaged_snapshot_is_left_out(store: RunStore, data: Dataset) -> None:
    header = write(store, kept.trained(data, samples.SETTINGS))
    damaged(store.folder / ID / heads.snapshot_file(header.batches[3]), 0.9)
    (store.folder / ID / heads.snapshot_file(header.batches[5])).unlink()
    loaded = read(store)
    assert loaded.damaged == 2
    assert loaded.recorded is not None
    assert len(loaded.recorded.snapshots) == len(header.batches) - 2


def test_a_run_whose_end_is_damaged_ends_at_its_last_sound_snapshot(store: RunStore, data: Dataset) -> None:
    state = kept.trained(data, samples.SETTINGS)
    header = write(store, state)
    damaged(store.folder / ID / header.last.file, 0.9)
    loaded = read(store)
    assert state.recording is not None
    assert same(loaded.last, state.recording.snapshots[-2].moment)
    assert loaded.header.curves[0].end == loaded.last.at
    assert loaded.left_off is not None  # so it can be trained to its end again


@pytest.mark.parametrize("keep", [0, 7, 300, 0.5, 0.999])
def test_a_head_that_is_cut_off_is_refused(store: RunStore, data: Dataset, keep: float) -> None:
    write(store, kept.trained(data, samples.SETTINGS))
    path = store.folder / ID / HEAD
    content = path.read_bytes()
    path.write_bytes(content[: int(keep if keep == int(keep) else keep * len(content))])
    with pytest.raises(InputError, match=f"{ID}: expected a readable safetensors file"):
        read(store)
    assert list(store.runs()) == []
    assert path.exists()  # nothing is removed that somebody may still mend


def change(path: Path, **what: object) -> None:
    arrays, metadata = tensors.unpacked(path.read_bytes(), "run")
    known = {**json.loads(metadata["run"]), **what}
    path.write_bytes(b"".join(tensors.packed(arrays, {"run": json.dumps(known)})))


@pytest.mark.parametrize(
    "what",
    [
        {"version": 2},
        {"format": "other"},
        {"name": 5},
        {"name": "\ud800"},
        {"kind": "flown"},
        {"settings": {"epochs": -1}},
        {"settings": None},
        {"layers": []},
        {"layers": {}},
        {"layers": {"layers": [], "input_shape": [784]}},
        {"batches": [0, 5, 3]},
        {"batches": [5]},
        {"batches": [0, 10**6]},
        {"batches": "0"},
        {"first": {"file": "../../etc/passwd.safetensors", "at": 0, "test_accuracy": None, "calibration": {}}},
        {"last": None},
        {"parent": {"run": "../x", "at": 0}},
        {"recorded": {}},
        {"curves": []},
        {"rate": 1e9},
        {"begun": float("inf")},
        {"begun": 1e15},
        {"parent": {"run": ID, "at": 1e9}},
        {"before": [{"batch_at": [], "begin": 1e12}]},
        {"data": {"name": "x" * 201, "folder": None, "digest": ""}},
    ],
)
def test_a_head_that_makes_no_sense_is_refused(store: RunStore, data: Dataset, what: dict[str, object]) -> None:
    write(store, kept.trained(data, samples.SETTINGS))
    change(store.folder / ID / HEAD, **what)
    with pytest.raises(InputError, match=ID):
        read(store)


@pytest.mark.parametrize(
    "what",
    [
        {"begin": 2**63},
        {"begin": 1e7},
        {"begin": 999_999.0, "steps": 10**4},
        {"steps": 1},
        {"steps": 2**30},
        {"planned": 10**6},
        {"planned": 1},
        {"before": 10**6},
        {"rates": [[10**6, 0.1]]},
        {"digests": {"1000000": ""}},
    ],
)
def test_a_way_that_is_impossible_is_refused(store: RunStore, data: Dataset, what: dict[str, object]) -> None:
    write(store, kept.trained(data, samples.SETTINGS))
    path = store.folder / ID / HEAD
    recorded = json.loads(tensors.unpacked(path.read_bytes(), "run")[1]["run"])["recorded"]
    change(path, recorded={**recorded, **what})
    with pytest.raises(InputError, match=ID):
        read(store)


@pytest.mark.parametrize("where", ["begin", "planned_end"])
def test_curves_at_an_impossible_place_are_refused(store: RunStore, data: Dataset, where: str) -> None:
    write(store, kept.trained(data, samples.SETTINGS))
    path = store.folder / ID / HEAD
    (curves,) = json.loads(tensors.unpacked(path.read_bytes(), "run")[1]["run"])["curves"]
    change(path, curves=[{**curves, where: 2.0**63}])
    with pytest.raises(InputError, match=ID):
        read(store)


def test_a_later_version_is_named(store: RunStore) -> None:
    write(store, kept.RunState(ID, samples.run((8,))))
    change(store.folder / ID / HEAD, version=2)
    with pytest.raises(InputError, match=r"version 1.*version 2\. A newer digitapp can open it"):
        read(store)


def test_layers_that_would_take_all_memory_are_refused_before_they_are_made(store: RunStore) -> None:
    write(store, kept.RunState(ID, samples.run((8,))))
    layers = samples.run((8,)).end.network.get_config()
    layers["layers"][0]["units"] = 10**12
    change(store.folder / ID / HEAD, layers=layers)
    with pytest.raises(InputError, match=ID):
        read(store)
