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
    np.testing.assert_allclose(losses.gradient_from_logits(ONE_HOT, PROBABILITIES), (PROBABILITIES - ONE_HOT) / 2)


@pytest.mark.parametrize("name", ["mse", None])
def test_an_unknown_name(name: str | None) -> None:
    with pytest.raises(InputError) as error:
        losses.get(name)
    assert str(error.value) == (
        f"loss must be one of categorical_crossentropy, sparse_categorical_crossentropy. Received: loss={name!r}"
    )
