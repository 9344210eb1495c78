"""How much room recordings take is known at any time, and letting go of snapshots keeps nobody waiting."""

import threading

import pytest

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.snapshot import Snapshot
from tests import samples
from tests.core.runs.test_recording import recorded


def test_nobody_waits_while_a_snapshot_is_hashed(mnist: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    recordings = Recordings()
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS, recordings)
    free: list[bool] = []

    def try_lock() -> None:
        free.append(recordings.lock.acquire(blocking=False))
        if free[-1]:
            recordings.lock.release()

    def digest(_: Snapshot) -> bytes:
        other = threading.Thread(target=try_lock)
        other.start()
        other.join()
        return b""

    monkeypatch.setattr(Snapshot, "digest", property(digest))
    recordings.most_bytes = recording.size // 2
    recordings.make_room()
    recording.digest(0)
    assert len(free) > 2
    assert all(free)


def test_the_bytes_are_counted_as_they_come_and_go(mnist: Dataset) -> None:
    recordings = Recordings()
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS, recordings)
    for _ in range(3):
        assert recordings.size == recording.size == sum(snapshot.size for snapshot in recording.snapshots)
        assert recording.thin()
