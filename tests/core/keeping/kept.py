"""Runs that are kept, for the tests: trained on the first images of MNIST, to the end or broken off."""

from contextlib import closing
from dataclasses import replace
from typing import Any

from digitapp.core.keeping.keeping import RunState
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.snapshot import Snapshot
from digitapp.core.runs.training import TrainingRun

ID = "0123456789abcdef"


def trained(
    data: Dataset, settings: TrainingSettings, *, batches: int | None = None, recording: Recording | None = None
) -> RunState:
    """Train a run to its end, or so many batches far; then it is still under way."""
    recording = recording or Recordings().begin(settings, lambda: data, 0.0)
    first = Moment.of(settings.build())
    run = TrainingRun(first.learner(), lambda: data, settings, recording=recording)
    settings.compile(run.network)
    with closing(run.steps()) as steps:
        for _ in steps:
            if recording.batches == batches:
                break
        run.record_end()
        report = run.report()
    end = first.after_learning(run.network, report.curves.end)
    end = replace(end, test_accuracy=run.test_accuracy)
    own = Run(Kind.TRAINED, "own", settings, (first, end), (report.curves,))
    return RunState(ID, own, 1000.0, batches is not None, settings.learning_rate, recording=recording)


def gone_on(data: Dataset, settings: TrainingSettings, left_off: Snapshot, curves: Curves, past: Any) -> TrainingRun:
    """Go on with a run that was broken off, to its end; return it."""
    network = left_off.moment.learner()
    recording = Recordings().begin(settings, lambda: data, past.begin, past)
    run = TrainingRun(network, lambda: data, settings, curves, position=left_off.moment.position, recording=recording)
    for _ in run.steps():
        pass
    return run


def same(one: Moment, other: Moment) -> bool:
    """Whether two moments have the same weights, to the last bit."""
    pairs = zip(one.network.get_weights(), other.network.get_weights(), strict=True)
    return all(first.tobytes() == second.tobytes() for first, second in pairs)
