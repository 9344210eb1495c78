"""A training run draws its curves, learns, goes on where it ended, and obeys a new learning rate."""

import threading
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from digitapp.core.runs import examples
from digitapp.core.runs.curves import SERIES
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from engine.data import ScaledImages
from engine.history import EpochLog
from engine.regularizers import L2
from engine.schedules import Schedule
from tests.core.running import BATCHES, finished, is_finite, pump, same_weights, start
from tests.core.samples import bars, mnist, small

# Curves


def test_the_curves_of_a_run() -> None:
    curves = finished(start()).curves
    np.testing.assert_allclose(curves.batch_at, np.arange(1, 9) / BATCHES)
    np.testing.assert_allclose(curves.epoch_at, [1, 2])
    assert {len(getattr(curves, name)) for name in SERIES[:4]} == {8}
    assert {len(getattr(curves, name)) for name in SERIES[4:]} == {2}
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


# More settings


def rates(run: TrainingRun) -> list[float]:
    """The learning rate of each batch."""
    assert run.network.optimizer is not None
    found, optimizer, update = [], run.network.optimizer, run.network.optimizer.update

    def watched(*arguments: Any) -> None:
        found.append(optimizer.learning_rate)
        update(*arguments)

    optimizer.update = watched  # type: ignore[method-assign]
    finished(run)
    return found


def test_the_learning_rate_follows_its_schedule() -> None:
    settings = small(schedule="cosine", warm_up=0.25, learning_rate=0.01)
    expected = [0.01 * Schedule("cosine", 0.25).factor(step, 2 * BATCHES) for step in range(2 * BATCHES)]
    assert rates(start(settings)) == pytest.approx(expected)


def test_a_changed_learning_rate_and_a_schedule_count_both() -> None:
    run = start(small(schedule="step", epochs=3))
    run.learning_rate = 0.02
    assert rates(run) == pytest.approx([0.02] * BATCHES + [0.002] * BATCHES + [0.0002] * BATCHES)


def test_distorted_images_are_learned_from_and_plain_ones_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[np.ndarray] = []
    monkeypatch.setattr(examples, "DistortedImages", lambda images, _: Seen(images, seen))
    for share, count in ((0.0, 200), (0.25, 150)):
        seen.clear()
        report = finished(start(small(distort=True, epochs=1, validation_share=share)))
        assert sum(len(batch) for batch in seen) == count  # and none of those that are measured
        assert len(report.curves.val_loss) == 1


class Seen(ScaledImages):
    """Images that remember which of them were asked for."""

    def __init__(self, images: np.ndarray, seen: list[np.ndarray]) -> None:
        super().__init__(images)
        self._seen = seen

    def __getitem__(self, index: Any, /) -> np.ndarray:
        self._seen.append(index)
        return super().__getitem__(index)


def test_a_run_on_distorted_images_is_the_same_again_and_differs_from_a_plain_one() -> None:
    one, two, plain = (finished(start(small(distort=distort))).curves for distort in (True, True, False))
    assert one.batch_loss.tolist() == two.batch_loss.tolist()
    assert one.batch_loss[0] != plain.batch_loss[0]


def test_the_run_ends_when_the_held_out_images_are_read_no_better_and_the_best_weights_come_back() -> None:
    run = start(small(patience=2, epochs=50, learning_rate=1e-7, optimizer="sgd"))
    values = iter([3.0, 1.0, 2.0, 2.0, 2.0])
    kept = []
    for step in run._logs():
        if isinstance(step, EpochLog):
            kept.append(run.network.snapshot())
            if run._take(
                replace(step, values={**step.values, "val_loss": next(values), "val_accuracy": 0.5 + len(kept) / 100})
            ):
                break
    assert len(kept) == 4
    run._stopper.finish(run.network)
    assert same_weights(run.network.get_weights(), kept[1])
    assert run._best == 0.52


def test_a_patient_run_says_how_good_the_weights_are_that_it_ends_with() -> None:
    run = start(small(patience=1, epochs=30, learning_rate=0.05, optimizer="momentum"))
    report = finished(run)
    _, accuracy = run.network.evaluate(bars().test_inputs, bars().test_labels, verbose=0)  # type: ignore[misc]
    assert run.test_accuracy == pytest.approx(accuracy)
    assert len(report.curves.epoch_at) <= 30


def test_the_test_accuracy_is_that_of_the_weights_as_they_are() -> None:
    run = start()
    assert run.test_accuracy is None
    pump(run, BATCHES)
    assert run.test_accuracy is None
    pump_on = start()
    finished(pump_on)
    assert pump_on.test_accuracy == pytest.approx(pump_on.report().curves.val_accuracy[-1])
    held_out = start(small(validation_share=0.25))
    finished(held_out)
    assert held_out.test_accuracy is None


def test_dropout_and_l2_are_in_the_network() -> None:
    network = small(hidden_units=(16, 8), dropout=0.3, l2=0.001).build()
    assert [type(layer).__name__ for layer in network.layers] == ["Dense", "Dropout", "Dense", "Dropout", "Dense"]
    assert all(layer.kernel_regularizer == L2(0.001) for layer in network.dense_layers)
    report = finished(start(small(dropout=0.3, l2=0.001, label_smoothing=0.1)))
    assert is_finite(report.weights)
