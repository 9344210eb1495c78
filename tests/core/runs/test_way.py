"""The way to a network, from what was recorded of the runs that led to it."""

from dataclasses import replace

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.tree import RunTree
from digitapp.core.runs.way import way_to
from tests import samples
from tests.core.runs.test_recording import recorded


class Forgetting(Recordings):
    """Recordings of which a run's thread forgets one as soon as somebody has asked for it."""

    def of(self, run: int) -> Recording | None:
        found = super().of(run)
        if found is not None:
            self.drop(found)
        return found


def test_a_recording_may_be_forgotten_while_one_looks_at_the_way(mnist: Dataset) -> None:
    recordings = Forgetting()
    recording, _ = recorded(samples.small(mnist), samples.SETTINGS, recordings)
    run = samples.run()
    run = replace(run, moments=(replace(run.end, at=2.0),))
    recordings.name(recording, run.number)
    tree = RunTree(run, 2**30)
    assert way_to(run, tree, recordings).end == recording.batches
    assert not way_to(run, tree, recordings)
