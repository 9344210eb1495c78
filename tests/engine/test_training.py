"""Training: what is reported after each batch and epoch, what is remembered, and that it can be had again."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.data import ScaledImages
from engine.history import EpochLog, EvaluationLog, StepLog
from engine.models import Sequential
from engine.types import Array

from . import small


def logs(model: Sequential, *args: Any, **kwargs: Any) -> list[Any]:
    return list(model.fit_steps(*args, **kwargs))


def test_it_learns() -> None:
    model, (x, y) = small.model(), small.data()
    history = model.fit(x, y, epochs=60, verbose=0).history
    assert history["loss"][-1] < 0.2 * history["loss"][0]
    assert model.evaluate(x, y, verbose=0)[1] > 0.95  # type: ignore[index]


def test_the_reports_of_an_epoch_with_validation() -> None:
    model, (x, y) = small.model(), small.data()
    reports = logs(model, x, y, batch_size=20, epochs=3, initial_epoch=1, validation_data=(x[:10], y[:10]))
    assert len(reports) == 2 * (3 + 1 + 1)
    steps = [log for log in reports if isinstance(log, StepLog)]
    assert [(log.epoch, log.epochs, log.step, log.steps, log.images) for log in steps] == [
        (epoch, 3, step, 3, images) for epoch in (1, 2) for step, images in enumerate([20, 20, 10])
    ]
    assert reports[3] == EvaluationLog(10, 10)
    end = reports[4]
    assert isinstance(end, EpochLog)
    assert (end.epoch, end.epochs) == (1, 3)
    assert end.loss == pytest.approx(sum(log.loss * log.images for log in steps[:3]) / 50)
    assert end.accuracy == pytest.approx(sum(log.accuracy * log.images for log in steps[:3]) / 50)
    last = reports[-1]
    assert [last.val_loss, last.val_accuracy] == pytest.approx(model.evaluate(x[:10], y[:10], verbose=0))


def test_the_loss_of_a_step_is_that_of_its_batch_before_the_update() -> None:
    model, (x, y) = small.model(), small.data()
    steps = model.fit_steps(x, y, batch_size=20, epochs=1, shuffle=False)
    for rows in (slice(0, 20), slice(20, 40), slice(40, 50)):
        expected = model.evaluate(x[rows], y[rows], verbose=0)
        log = next(steps)
        assert isinstance(log, StepLog)
        assert [log.loss, log.accuracy] == pytest.approx(expected)


def test_the_learning_rate_and_the_weights_can_be_touched_between_two_steps() -> None:
    model, (x, y) = small.model(), small.data()
    steps = model.fit_steps(x, y, batch_size=10)
    next(steps)
    assert model.optimizer is not None
    model.optimizer.learning_rate = 0.0
    before = model.snapshot()
    next(steps)
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    steps.close()


@pytest.mark.parametrize("validated", [False, True])
@pytest.mark.parametrize("metrics", [[], ["accuracy"]])
def test_history_has_keras_keys(metrics: list[str], validated: bool) -> None:
    model, (x, y) = small.model(metrics=metrics), small.data()
    history = model.fit(x, y, epochs=2, verbose=0, validation_data=(x, y) if validated else None)
    expected = {"loss", *(["accuracy"] if metrics else [])}
    expected |= {f"val_{name}" for name in expected} if validated else set()
    assert set(history.history) == expected
    assert all(len(values) == 2 for values in history.history.values())
    assert history.epoch == [0, 1]
    assert model.history is history


@pytest.mark.parametrize("scaled", [False, True])
def test_validation_split_is_the_last_share_before_shuffling(scaled: bool) -> None:
    x, y = small.data()
    images = np.round(100 + 40 * np.clip(x, -2, 2)).astype(np.uint8)
    data: Any = ScaledImages(images) if scaled else images.astype(np.float32) / 255
    split, given = small.model(), small.model()
    history = split.fit(data, y, epochs=2, verbose=0, validation_split=0.25).history
    same = given.fit(data[:37], y[:37], epochs=2, verbose=0, validation_data=(data[37:], y[37:])).history
    assert history == same


def test_the_same_seed_trains_the_same_network_and_another_another() -> None:
    x, y = small.data()

    def trained(seed: int) -> Array:
        model = small.model(seed)
        model.fit(x, y, epochs=2, verbose=0)
        return model.get_weights()[0]

    np.testing.assert_array_equal(trained(3), trained(3))
    assert (trained(3) != trained(4)).any()


def test_shuffling_gives_each_epoch_all_images_in_an_order_of_its_own() -> None:
    class Recorder:
        """Rows that remember which of them were asked for."""

        shape = (small.IMAGES, small.INPUTS)

        def __init__(self) -> None:
            self.asked: list[Any] = []

        def __len__(self) -> int:
            return small.IMAGES

        def __getitem__(self, index: Any) -> Array:
            rows = np.arange(small.IMAGES)[index]
            self.asked.append(rows)
            return np.zeros((len(rows), small.INPUTS), np.float32)

    def orders(shuffle: bool) -> list[list[int]]:
        recorder = Recorder()
        small.model().fit(recorder, small.data()[1], batch_size=20, epochs=2, verbose=0, shuffle=shuffle)
        return [list(np.concatenate(recorder.asked[start : start + 3])) for start in (0, 3)]

    in_order = list(range(small.IMAGES))
    assert orders(shuffle=False) == [in_order, in_order]
    shuffled = orders(shuffle=True)
    assert sorted(shuffled[0]) == sorted(shuffled[1]) == in_order
    assert all(one != other for one, other in pairwise([in_order, *shuffled]))


def test_train_on_batch_returns_what_was_before_the_update() -> None:
    model, (x, y) = small.model(), small.data()
    expected = model.evaluate(x, y, verbose=0)
    before = model.get_weights()[0]
    assert model.train_on_batch(x, y) == pytest.approx(expected)
    assert (model.get_weights()[0] != before).any()
    assert isinstance(small.model(metrics=[]).train_on_batch(x, y), float)


def test_evaluate_is_the_same_in_any_batches() -> None:
    model, (x, y) = small.model(), small.data()
    whole = model.evaluate(x, y, batch_size=50, verbose=0)
    assert model.evaluate(x, y, batch_size=7, verbose=0) == pytest.approx(whole)
    assert isinstance(small.model(metrics=[]).evaluate(x, y, verbose=0), float)


def test_evaluate_steps() -> None:
    model, (x, y) = small.model(), small.data()
    steps = model.evaluate_steps(x, y, batch_size=20)
    assert [next(steps) for _ in range(3)] == [EvaluationLog(20, 50), EvaluationLog(40, 50), EvaluationLog(50, 50)]
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert list(end.value.value.values()) == pytest.approx(model.evaluate(x, y, verbose=0))


@pytest.mark.parametrize("column", [False, True])
def test_integer_labels_train_as_one_hot_rows_do(column: bool) -> None:
    x, y = small.data()
    labels = y.argmax(axis=1)
    one_hot, sparse = small.model(), small.model(loss="sparse_categorical_crossentropy")
    expected = one_hot.fit(x, y, epochs=2, verbose=0).history
    assert sparse.fit(x, labels[:, None] if column else labels, epochs=2, verbose=0).history == expected


def test_lists_and_whole_numbers_are_taken_too() -> None:
    model, (x, y) = small.model(), small.data()
    whole = np.round(x).astype(np.int64)
    assert model.evaluate(whole.tolist(), y.tolist(), verbose=0) == model.evaluate(
        whole.astype(np.float32), y, verbose=0
    )


def test_training_stays_in_float32() -> None:
    model, (x, y) = small.model(), small.data()
    model.fit(x.astype(np.float64), y, verbose=0)
    assert model.optimizer is not None
    arrays = [*model.get_weights(), *(slot for slots in model.optimizer.slots.values() for slot in slots)]
    arrays += [gradient for layer in model.layers for gradient in layer.gradients]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_a_loss_beyond_all_numbers_is_reported_without_warnings() -> None:
    model, (x, y) = small.model(), small.data()
    assert model.optimizer is not None
    model.optimizer.learning_rate = 1e38
    losses = [log.loss for log in model.fit_steps(x, y, epochs=3) if isinstance(log, StepLog)]
    assert not np.isfinite(losses).all()
