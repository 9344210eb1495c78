"""Losses: known values, both ways of writing labels, and no NaN where a probability is 0."""

import numpy as np
import pytest

from engine import losses
from engine.errors import InputError

PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
LABELS = np.array([0, 1])
ONE_HOT = np.eye(3)[LABELS]


def test_known_values() -> None:
    expected = -np.log([0.7, 0.1])
    np.testing.assert_allclose(losses.categorical_crossentropy(ONE_HOT, PROBABILITIES), expected)
    np.testing.assert_allclose(losses.sparse_categorical_crossentropy(LABELS, PROBABILITIES), expected)
    logits = np.log(PROBABILITIES) + 5
    np.testing.assert_allclose(losses.categorical_crossentropy(ONE_HOT, logits, from_logits=True), expected)
    np.testing.assert_allclose(losses.sparse_categorical_crossentropy(LABELS, logits, from_logits=True), expected)


def test_outputs_are_normalised_and_clipped() -> None:
    np.testing.assert_allclose(losses.categorical_crossentropy(ONE_HOT, 4 * PROBABILITIES), -np.log([0.7, 0.1]))
    certain = np.array([[1.0, 0.0]])
    np.testing.assert_allclose(losses.categorical_crossentropy(np.array([[0, 1]]), certain), -np.log(1e-7))
    np.testing.assert_allclose(losses.categorical_crossentropy(np.array([[1, 0]]), certain), 1e-7, rtol=1e-6)


def test_logits_give_the_whole_loss_where_the_probability_is_zero() -> None:
    logits = np.array([[1e4, -1e4]], np.float32)
    with np.errstate(all="raise", under="ignore"):
        assert losses.from_logits(np.array([[0, 1]], np.float32), logits) == [2e4]
        assert losses.from_logits(np.array([[1, 0]], np.float32), logits) == [0]


def test_the_gradient_of_softmax_and_loss_together() -> None:
    np.testing.assert_allclose(losses.gradient_from_logits(ONE_HOT, PROBABILITIES), PROBABILITIES - ONE_HOT)


@pytest.mark.parametrize("name", ["mean", None])
def test_an_unknown_name(name: object) -> None:
    with pytest.raises(InputError) as error:
        losses.get(name)
    assert str(error.value) == (
        "loss must be one of categorical_crossentropy, sparse_categorical_crossentropy, binary_crossentropy, "
        f"mean_squared_error, mean_absolute_error, huber. Received: loss={name!r}"
    )


def test_a_function_of_ones_own_is_told_what_could_be_done() -> None:
    with pytest.raises(InputError, match=r"Make a subclass of losses\.Loss with of_each and gradient"):
        losses.get(np.mean)


def test_binary_crossentropy() -> None:
    probabilities, labels = np.array([[0.8], [0.3]]), np.array([1, 0])
    expected = -np.log([0.8, 0.7])
    np.testing.assert_allclose(losses.binary_crossentropy(labels, probabilities), expected)
    logits = np.log(probabilities / (1 - probabilities))
    np.testing.assert_allclose(losses.binary_crossentropy(labels, logits, from_logits=True), expected)
    np.testing.assert_allclose(losses.binary_crossentropy([1], np.array([[0.0]])), -np.log(1e-7))
    huge = np.array([[-1e4], [1e4]], np.float32)
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(losses.binary_crossentropy([1, 1], huge, from_logits=True), [1e4, 0])


def test_distances() -> None:
    np.testing.assert_allclose(losses.mse([[1.0, 2.0]], np.array([[4.0, 2.0]])), [4.5])
    np.testing.assert_allclose(losses.mae([1.0, 2.0], np.array([[4.0], [2.0]])), [3, 0])


@pytest.mark.parametrize(
    "identifier",
    ["mse", "MSE", "mean_squared_error", "MeanSquaredError", losses.mse, losses.MeanSquaredError],
)
def test_names_functions_and_classes_mean_the_same(identifier: object) -> None:
    assert losses.get(identifier) == losses.MeanSquaredError()
    assert losses.MeanSquaredError()([1.0, 2.0], np.array([[1.0], [4.0]])) == 2


def test_the_config_makes_an_equal_loss() -> None:
    for loss in (losses.BinaryCrossentropy(True, 0.1), losses.SparseCategoricalCrossentropy(), losses.get("mae")):
        assert losses.get(loss.name, loss.get_config()) == loss
    with pytest.raises(InputError, match="no other names than from_logits"):
        losses.get("mse", {"label_smoothing": 0.1})
