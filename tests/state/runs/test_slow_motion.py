"""Slow motion: a batch, a rest, the next one; paused at once; full speed and single batches."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.batch_seen import BatchSeen
from digitapp.core.runs.dataset import Dataset
from digitapp.jobs import join_all
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.runs.slow_motion import SlowMotion
from digitapp.state.runs.training import Status, Training
from tests import samples


class Place:
    """A training that is watched."""

    def __init__(self, folder: Path, data: Dataset) -> None:
        self.datasets = Datasets()
        self.datasets.use(data)
        self.training = Training(History(samples.run(name="first", saved=True)), self.datasets, Checkpoints(folder))
        self.training.set_settings(samples.LONG)
        self.slow = SlowMotion(self.training)
        self.slow.set_speed(50)
        self.slow.watch(True)
        self.seen: list[BatchSeen] = []
        self.slow.seen.connect(self.seen.append)

    @property
    def done(self) -> int:
        recording = self.training.recordings.of(self.training.run)
        return 0 if recording is None else recording.batches


@pytest.fixture
def place(tmp_path: Path, mnist: Dataset, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr("digitapp.core.runs.batch_seen._PAUSE", 0.0)
    result = Place(tmp_path, samples.small(mnist))
    yield result
    result.slow.pause()
    result.training.leave()
    join_all()


def test_a_batch_after_the_other_and_none_is_left_out(place: Place, qtbot: QtBot) -> None:
    place.slow.play()
    assert place.slow.playing
    qtbot.waitUntil(lambda: len(place.seen) >= 4)
    place.slow.pause()
    batches = [batch.batch for batch in place.seen]
    assert batches == list(range(batches[0], batches[0] + len(batches)))
    assert place.training.status is Status.PAUSED


def test_to_pause_is_instant(place: Place, qtbot: QtBot) -> None:
    place.slow.play()
    qtbot.waitUntil(lambda: len(place.seen) >= 2 and not place.slow._under_way)
    place.slow.pause()
    done = place.done
    assert not place.slow.playing
    with qtbot.assertNotEmitted(place.slow.seen, wait=100):
        pass
    assert place.done == done


def test_full_speed_and_back(place: Place, qtbot: QtBot) -> None:
    place.slow.one_batch()
    qtbot.waitUntil(lambda: place.training.status is Status.PAUSED and place.done >= 1)
    place.slow.full_speed()
    assert place.training.status is Status.RUNNING
    begun = place.done
    qtbot.waitUntil(lambda: place.done > begun + 50, timeout=20_000)
    place.slow.play()  # from full speed into slow motion
    qtbot.waitUntil(lambda: place.training.status is Status.PAUSED)
    count = len(place.seen)
    qtbot.waitUntil(lambda: len(place.seen) > count + 1)
    assert place.slow.playing
    place.training.resume()  # somebody lets it run
    assert not place.slow.playing
    place.slow.full_speed()  # pauses
    qtbot.waitUntil(lambda: place.training.status is Status.PAUSED)


def test_it_ends_with_the_run(place: Place, qtbot: QtBot) -> None:
    place.training.set_settings(replace(samples.SETTINGS, epochs=1, images=32))
    place.slow.play()
    qtbot.waitUntil(lambda: place.training.status is Status.IDLE)
    assert not place.slow.playing


def test_what_nobody_sees_is_neither_played_nor_looked_at(place: Place, qtbot: QtBot) -> None:
    place.slow.play()
    qtbot.waitUntil(lambda: len(place.seen) >= 1)
    place.slow.watch(False)
    assert not place.slow.playing
    count = len(place.seen)
    place.training.resume()
    begun = place.done
    qtbot.waitUntil(lambda: place.done > begun + 20, timeout=20_000)
    assert len(place.seen) <= count + 1
