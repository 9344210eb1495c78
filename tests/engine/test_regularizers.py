"""L2 adds what its formula says, to the loss and to nothing else."""

import numpy as np
import pytest

from engine import regularizers
from engine.errors import InputError
from engine.layers import Dense
from engine.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from engine.models import Sequential
from engine.regularizers import L1, L1L2, L2, l1, l1_l2, l2

from . import small


def test_the_formula() -> None:
    weights = np.array([[1.0, -2.0], [0.5, 3.0]], np.float32)
    assert L2(0.1)(weights) == pytest.approx(0.1 * (1 + 4 + 0.25 + 9))
    gradient = np.ones_like(weights)
    L2(0.1).add_gradient(weights, gradient)
    np.testing.assert_allclose(gradient, 1 + 0.2 * weights)


def test_the_formulas_of_l1_and_of_both() -> None:
    weights = np.array([[1.0, -2.0], [0.0, 3.0]], np.float32)
    gradient = np.zeros_like(weights)
    assert L1(0.1)(weights) == pytest.approx(0.6)
    L1(0.1).add_gradient(weights, gradient)
    np.testing.assert_allclose(gradient, [[0.1, -0.1], [0, 0.1]], rtol=1e-6)
    both = L1L2(0.1, 0.2)
    assert both(weights) == pytest.approx(0.6 + 0.2 * 14)
    both.add_gradient(weights, gradient)
    np.testing.assert_allclose(gradient, 2 * 0.1 * np.sign(weights) + 0.4 * weights, rtol=1e-6)


def test_names_functions_and_classes_mean_the_same() -> None:
    assert regularizers.get("l1") == l1() == L1() == L1(0.01)
    assert regularizers.get("L2") == l2(0.01) == L2()
    assert regularizers.get("l1_l2") == l1_l2() == L1L2(0.01, 0.01)
    assert L1L2() == L1L2(0.0, 0.0)


def test_it_is_added_to_the_loss_in_training_and_evaluation_but_changes_no_prediction() -> None:
    plain = small.model()
    regular = Sequential([Dense(16, "relu", input_shape=(8,), kernel_regularizer=L2(0.1)), Dense(3, "softmax")])
    regular.compile("rmsprop", "categorical_crossentropy", ["accuracy"])
    regular.set_weights(plain.get_weights())
    x, y = small.data()
    penalty = 0.1 * float((plain.get_weights()[0] ** 2).sum())
    for measure in ("evaluate", "train_on_batch"):
        more = {"verbose": 0} if measure == "evaluate" else {}
        (loss, _), (expected, _) = (getattr(model, measure)(x, y, **more) for model in (regular, plain))
        assert loss == pytest.approx(expected + penalty, rel=1e-5)


def test_it_is_kept_in_the_layers_config() -> None:
    for given in (None, "l2", L2(0.3), "l1", L1(0.2), "l1_l2", L1L2(l2=0.1)):
        layer = Dense(3, kernel_regularizer=given)
        again = Dense.from_config(layer.get_config())
        assert again.kernel_regularizer == layer.kernel_regularizer
    assert Dense(3, kernel_regularizer="l2").kernel_regularizer == L2(0.01)
    old = {name: value for name, value in Dense(3).get_config().items() if name != "kernel_regularizer"}
    assert Dense.from_config(old).kernel_regularizer is None  # a model that was saved before there were any


@pytest.mark.parametrize("given", ["l3", 0.1, {"l3": 0.1}, {"l2": -1}])
def test_what_is_none_is_refused(given: object) -> None:
    with pytest.raises(InputError, match="l2"):
        regularizers.get(given)


def test_label_smoothing_follows_its_formula() -> None:
    smooth = CategoricalCrossentropy(label_smoothing=0.1)
    one_hot = np.eye(4, dtype=np.float32)[[2, 0]]
    np.testing.assert_allclose(smooth.targets(one_hot, 4, np.float32), one_hot * 0.9 + 0.025, rtol=1e-6)
    sparse = SparseCategoricalCrossentropy(label_smoothing=0.1)
    np.testing.assert_array_equal(
        sparse.targets(np.array([2, 0]), 4, np.float32), smooth.targets(one_hot, 4, np.float32)
    )


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), "much"])
def test_smoothing_that_makes_no_sense_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="label_smoothing"):
        CategoricalCrossentropy(label_smoothing=value)  # type: ignore[arg-type]
