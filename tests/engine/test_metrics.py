"""Metrics: known values, the names they bear, and that they are means over images."""

from typing import Any

import numpy as np
import pytest

from engine import metrics
from engine.errors import InputError
from engine.metrics import BinaryAccuracy, RootMeanSquaredError, RunningMean, TopKCategoricalAccuracy

from . import small

OUTPUTS = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.4, 0.5, 0.1]])
LABELS = np.array([0, 1, 1])
ONE_HOT = np.eye(3)[LABELS]


def test_functions_give_one_number_an_image() -> None:
    assert metrics.categorical_accuracy(ONE_HOT, OUTPUTS).tolist() == [1, 0, 1]
    assert metrics.sparse_categorical_accuracy(LABELS, OUTPUTS).tolist() == [1, 0, 1]
    assert metrics.sparse_categorical_accuracy(LABELS[:, np.newaxis], OUTPUTS).tolist() == [1, 0, 1]
    assert metrics.top_k_categorical_accuracy(ONE_HOT, OUTPUTS, k=2).tolist() == [1, 1, 1]
    assert metrics.sparse_top_k_categorical_accuracy([2, 0, 0], OUTPUTS, k=2).tolist() == [0, 0, 1]
    np.testing.assert_allclose(metrics.binary_accuracy(ONE_HOT, OUTPUTS), [1, 1 / 3, 2 / 3])
    np.testing.assert_allclose(metrics.mae([[1.0], [2.0]], [[3.0], [2.5]]), [2, 0.5])
    np.testing.assert_allclose(metrics.mse([[1.0], [2.0]], [[3.0], [2.5]]), [4, 0.25])


def test_the_root_is_taken_of_the_mean_of_all() -> None:
    metric = RootMeanSquaredError()
    metric.update_state(np.zeros((2, 1)), np.array([[3.0], [4.0]]))
    metric.update_state(np.zeros((1, 1)), np.array([[5.0]]))
    assert metric.result() == pytest.approx((50 / 3) ** 0.5)
    metric.reset_state()
    assert metric.result() == 0
    assert metric(np.zeros((2, 1)), np.array([[3.0], [4.0]]), sample_weight=[1, 0]) == 3


def test_accuracy_takes_the_form_of_the_labels() -> None:
    accuracy = metrics.get("acc")
    kinds = [type(accuracy.fit_for(*fit)).__name__ for fit in ((False, 1), (False, 3), (True, 3))]
    assert kinds == ["BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"]
    assert accuracy.fit_for(False, 1).name == "acc"


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("mse", "mse"),
        ("MAE", "MAE"),
        ("RootMeanSquaredError", "RootMeanSquaredError"),
        ("binary_accuracy", "binary_accuracy"),
        (metrics.mean_absolute_error, "mean_absolute_error"),
        (metrics.BinaryAccuracy, "binary_accuracy"),
        (TopKCategoricalAccuracy(k=3), "top_k_categorical_accuracy"),
        (BinaryAccuracy(name="right", threshold=0.3), "right"),
    ],
)
def test_names(identifier: Any, name: str) -> None:
    metric = metrics.get(identifier)
    assert metric.name == name
    assert metrics.get(metrics.serialize(metric)) == metric


def test_two_of_the_same_name_are_told_apart() -> None:
    assert [metric.name for metric in metrics.get_all(["mae", "mae", "mse"])] == ["mae", "mae_1", "mse"]


def test_means_over_batches_of_different_sizes() -> None:
    mean, chosen = RunningMean(), metrics.get_all(["accuracy", RootMeanSquaredError(name="root")])
    mean.add(1.0, {"accuracy": 1.0, "root": 4.0}, 1)
    mean.add(2.0, {"accuracy": 0.0, "root": 16.0}, 3)
    assert mean.values(chosen) == pytest.approx({"loss": 1.75, "accuracy": 0.25, "root": 13**0.5})


def test_several_metrics_in_the_history_and_in_evaluate() -> None:
    model, (x, y) = small.model(metrics=["mae", "acc"]), small.data()
    history = model.fit(x, y, epochs=2, verbose=0, validation_split=0.2).history
    assert list(history) == ["acc", "loss", "mae", "val_acc", "val_loss", "val_mae"]
    assert model.metrics_names == ["loss", "mae", "acc"]
    loss, mae, acc = model.evaluate(x, y, verbose=0)
    assert model.evaluate(x, y, verbose=0, return_dict=True) == {"acc": acc, "loss": loss, "mae": mae}
    assert model.test_on_batch(x, y) == pytest.approx([loss, mae, acc])
    assert set(model.train_on_batch(x, y, return_dict=True)) == {"loss", "mae", "acc"}


def test_a_metric_for_other_labels_is_refused() -> None:
    model, (x, y) = small.model(metrics=["sparse_categorical_accuracy"]), small.data()
    with pytest.raises(InputError, match="metrics must fit the labels"):
        model.fit(x, y, verbose=0)


@pytest.mark.parametrize("identifier", ["f1_score", 3, ["mae"]])
def test_an_unknown_metric(identifier: Any) -> None:
    with pytest.raises(InputError):
        metrics.get_all([identifier])
