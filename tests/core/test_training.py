"""A training run reports at the right times, draws its curves, and obeys a new learning rate."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from digitapp.core import training
from digitapp.core.curves import SERIES
from digitapp.core.dataset import Dataset
from digitapp.core.settings import TrainingSettings
from digitapp.core.training import TrainingRun
from engine.history import StepLog
from tests.core.runs import BATCHES, finished, is_finite, pump, same_weights, start
from tests.core.samples import bars, mnist, small


@pytest.fixture
def report_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each step report."""
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", float("inf"))


# Reports


class Clock:
    """A clock that the test turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(training, "time", SimpleNamespace(perf_counter=lambda: self.now))


class SlowNetwork:
    """Stands for a network whose every step takes so many seconds, and learns nothing."""

    optimizer = None
    layers = ()

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
                yield StepLog(epoch, epochs, step, BATCHES, 50, 1.0, 0.5)


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


# Curves


def test_the_curves_of_a_run() -> None:
    curves = finished(start()).curves
    np.testing.assert_allclose(curves.batch_at, np.arange(1, 9) / BATCHES)
    np.testing.assert_allclose(curves.epoch_at, [1, 2])
    assert {len(getattr(curves, name)) for name in SERIES[:3]} == {8}
    assert {len(getattr(curves, name)) for name in SERIES[3:]} == {2}
    np.testing.assert_allclose(curves.loss, curves.batch_loss.reshape(2, 4).mean(axis=1), rtol=1e-6)
    np.testing.assert_allclose(curves.accuracy, curves.batch_accuracy.reshape(2, 4).mean(axis=1), rtol=1e-6)
    assert curves.planned_end == 2


def test_without_a_held_out_share_the_test_images_are_measured() -> None:
    run = start()
    curves = finished(run).curves
    measured = run.network.evaluate(bars().test_inputs, bars().test_labels, verbose=0)
    assert curves.held_out == "test"
    assert [curves.val_loss[-1], curves.val_accuracy[-1]] == pytest.approx(measured)
    assert curves.test_accuracy_at_end() == pytest.approx(measured[1])  # type: ignore[index]


def test_a_held_out_share_is_the_last_of_the_training_images() -> None:
    run = start(small(validation_share=0.25))
    report = finished(run)
    kept = slice(150, 200)
    measured = run.network.evaluate(bars().train_inputs.subset(kept), bars().train_labels[kept], verbose=0)
    assert report.steps == 3  # 150 images in batches of 50
    assert report.curves.held_out == "validation"
    assert [report.curves.val_loss[-1], report.curves.val_accuracy[-1]] == pytest.approx(measured)
    assert report.curves.test_accuracy_at_end() is None
    assert report.seconds_left == 0


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7, 0.9])
def test_at_the_end_no_time_is_left(share: float) -> None:
    assert finished(start(small(validation_share=share))).seconds_left == 0


def test_a_run_goes_on_where_the_curves_end() -> None:
    first = start()
    before = finished(first).curves
    settings = small(epochs=1, optimizer="momentum", learning_rate=0.01)
    second = TrainingRun(first.network, bars, settings, before)
    assert second.report().curves.planned_end == 3
    curves = finished(second).curves
    np.testing.assert_allclose(curves.batch_at, np.arange(1, 13) / BATCHES)
    np.testing.assert_allclose(curves.epoch_at, [1, 2, 3])
    np.testing.assert_array_equal(curves.batch_loss[:8], before.batch_loss)
    assert len(before.batch_at) == 8


def test_a_run_goes_on_in_the_middle_of_an_epoch() -> None:
    first = start()
    pump(first, 3)
    second = TrainingRun(first.network, bars, small(epochs=1), first.report().curves)
    np.testing.assert_allclose(finished(second).curves.batch_at, np.arange(1, 8) / BATCHES)


# Learning


def test_it_learns_what_the_pictures_show() -> None:
    report = finished(start(small(epochs=30, learning_rate=0.003)))
    assert report.curves.val_accuracy[-1] > 0.9
    assert report.curves.loss[-1] < 0.3 * report.curves.loss[0]


def test_it_learns_mnist() -> None:
    data = mnist().shortened(6000, 1000)
    settings = TrainingSettings(hidden_units=(64,), epochs=2)
    report = finished(TrainingRun(settings.build(), lambda: data, settings))
    assert report.curves.test_accuracy_at_end() > 0.85  # type: ignore[operator]


def test_the_same_settings_give_the_same_run() -> None:
    run, again, other = start(), start(), start(small(seed=1))
    reports = [finished(run), finished(again), finished(other)]
    assert same_weights(reports[0].weights, reports[1].weights)
    np.testing.assert_array_equal(reports[0].curves.batch_loss, reports[1].curves.batch_loss)
    assert not np.array_equal(reports[0].curves.batch_loss, reports[2].curves.batch_loss)


def test_a_new_learning_rate_holds_from_the_next_batch_on() -> None:
    run = start(small(optimizer="sgd", learning_rate=0.1))
    weights = [run.network.get_weights()]
    with closing(run.steps()) as steps:
        for rate in (0.1, 0.0, 0.1):  # with a rate of 0 nothing moves
            run.learning_rate = rate
            next(steps)
            weights.append(run.network.get_weights())
    moved = [not same_weights(before, after) for before, after in pairwise(weights)]
    assert moved == [True, False, True]


def test_going_on_uses_the_new_learning_rate_from_the_first_batch_on() -> None:
    first = start(small(optimizer="sgd", learning_rate=0.1))
    finished(first)
    slow = replace(small(optimizer="sgd"), learning_rate=1e-7)
    before = first.network.get_weights()
    pump(TrainingRun(first.network, bars, slow), 1)
    step = max(np.abs(weight - old).max() for weight, old in zip(first.network.get_weights(), before, strict=True))
    assert step < 1e-5


def test_data_that_cannot_be_loaded_ends_the_run_before_it_begins() -> None:
    def load() -> Dataset:
        raise OSError("the disk is gone")

    settings = small()
    run = TrainingRun(settings.build(), load, settings)
    before = run.network.get_weights()
    with pytest.raises(OSError, match="the disk is gone"):
        next(run.steps())
    assert same_weights(run.network.get_weights(), before)
    assert run.report().curves.end == 0


def test_data_is_not_loaded_before_it_is_needed() -> None:
    loaded = []

    def load() -> Dataset:
        loaded.append(True)
        return bars()

    settings = small()
    with closing(TrainingRun(settings.build(), load, settings).steps()) as steps:
        assert not loaded
        next(steps)
        next(steps)
    assert len(loaded) == 1


def test_more_images_in_a_batch_than_there_are() -> None:
    report = finished(start(small(batch_size=60_000)))
    assert (report.steps, report.step) == (1, 1)


@pytest.mark.parametrize("batches", [1, 4, 5, 6])
def test_a_run_that_is_stopped_leaves_no_thread(batches: int) -> None:
    before = threading.active_count()
    settings = small(hidden_units=(512,), batch_size=128)
    run = TrainingRun(settings.build(), lambda: mnist().shortened(512, 2000), settings)
    pump(run, batches)
    assert threading.active_count() == before
    assert is_finite(run.network.get_weights())
