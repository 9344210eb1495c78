"""A training run reports at the right times where it stands, and what it has handed over stays as it is."""

from collections.abc import Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from digitapp.core.runs import training
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.training import TrainingRun
from engine.history import EpochLog, StepLog
from tests.core.running import BATCHES, finished, same_weights, start
from tests.core.samples import bars, small


@pytest.fixture
def report_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each step report."""
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", float("inf"))


class Clock:
    """A clock that the test turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(training, "time", SimpleNamespace(perf_counter=lambda: self.now))


class SlowNetwork:
    """Stands for a network whose every step takes so many seconds, and learns nothing."""

    optimizer = generator = None
    layers = dense_layers = ()

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds

    def snapshot(self) -> list[Any]:
        return []

    get_weights = snapshot

    def fit_steps(self, *_: Any, epochs: int, **__: Any) -> Iterator[StepLog]:
        for epoch in range(epochs):
            for step in range(BATCHES):
                self._clock.now += self._seconds
                yield StepLog({"loss": 1.0, "accuracy": 0.5}, epoch, epochs, step, BATCHES, 50)


def slow_run(clock: Clock, seconds: float) -> TrainingRun:
    return TrainingRun(SlowNetwork(clock, seconds), bars, small())  # type: ignore[arg-type]


def test_each_batch_and_each_part_of_a_measurement_is_a_step() -> None:
    steps = list(start().steps())
    assert len(steps) == 2 * (BATCHES + 1 + 1)  # 100 test images are measured in one part, then the epoch ends


def test_a_report_comes_at_first_and_then_so_many_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 10 <= training.REPORTS_PER_SECOND <= 30
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", 30)
    steps = slow_run(Clock(monkeypatch), 0.01).steps()
    assert [step is not None for step in steps] == [True, False, False, False, True, False, False, False]


def test_the_speed_counts_the_work_and_not_the_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    with closing(slow_run(clock, 0.1).steps()) as steps:
        next(steps)
        clock.now += 3600  # whoever pumps it takes a break
        report = next(steps)
    assert report is not None
    assert report.images_per_second == pytest.approx(500)  # two batches of 50 in 0.2 seconds
    assert report.seconds_left == pytest.approx((400 - 100) / 500)


@pytest.mark.usefixtures("report_always")
def test_the_speed_counts_neither_what_is_measured_nor_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)

    class Measured(SlowNetwork):
        def fit_steps(self, *_: Any, epochs: int, **__: Any) -> Iterator[Any]:
            for log in super().fit_steps(epochs=epochs):
                yield log
                if log.step == BATCHES - 1:
                    clock.now += 100
                    yield EpochLog({"loss": 1.0, "accuracy": 0.5}, log.epoch, epochs)

    def keep(_: object) -> None:
        clock.now += 3600

    def load() -> Dataset:
        clock.now += 3600
        return bars()

    run = TrainingRun(Measured(clock, 0.1), load, small(), keep=keep)  # type: ignore[arg-type]
    speeds = [report.images_per_second for report in run.steps() if report is not None]
    assert speeds == pytest.approx([500] * len(speeds))
    assert len(speeds) == 2 * (BATCHES + 1)


@pytest.mark.usefixtures("report_always")
def test_a_report_says_where_the_run_stands() -> None:
    places = [
        (report.epoch, report.epochs, report.step, report.steps, report.validating)
        for report in start().steps()
        if report is not None
    ]
    first = [(1, 2, step, 4, False) for step in (1, 2, 3, 4)] + [(1, 2, 4, 4, True), (1, 2, 4, 4, False)]
    assert places == first + [(2, *place[1:]) for place in first]


@pytest.mark.usefixtures("report_always")
def test_the_share_that_is_done_grows_to_1() -> None:
    shares = [report.share_done for report in start().steps() if report is not None]
    assert shares[0] == pytest.approx(1 / 8)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_before_the_first_batch_a_report_is_all_zero() -> None:
    report = start().report()
    assert (report.epoch, report.step, report.share_done) == (1, 0, 0)
    assert (report.images_per_second, report.seconds_left) == (0, 0)
    assert report.curves.end == 0


@pytest.mark.usefixtures("report_always")
def test_what_a_report_holds_does_not_change_when_the_run_goes_on() -> None:
    run = start()
    steps = run.steps()
    report = next(steps)
    assert report is not None
    weights, losses = [weight.copy() for weight in report.weights], report.curves.batch_loss.copy()
    for _ in steps:
        pass
    assert same_weights(report.weights, weights)
    np.testing.assert_array_equal(report.curves.batch_loss, losses)
    assert not same_weights(run.network.get_weights(), weights)


@pytest.mark.usefixtures("report_always")
def test_whoever_gets_a_report_may_change_its_weights() -> None:
    run, undisturbed = start(), start()
    for report in run.steps():
        assert report is not None
        for weight in report.weights:
            weight[...] = np.nan
    finished(undisturbed)
    assert same_weights(run.network.get_weights(), undisturbed.network.get_weights())
