"""How much each image counts: by itself, or by its class."""

from typing import Any

import numpy as np
import pytest

from engine.errors import InputError
from engine.labels import Labels, weights_of

from . import small

Y = np.array([0, 2, 1, 2])


@pytest.mark.parametrize("y", [Y, np.eye(3)[Y], Y[:, np.newaxis].astype(float)])
def test_the_weights_of_classes(y: Any) -> None:
    weights = weights_of(y, None, {0: 0.5, 2: 3})
    assert weights is not None
    assert weights.tolist() == [0.5, 3, 1, 3]
    assert weights_of(y, None, None) is None


def test_rows_of_labels_keep_their_weights() -> None:
    labels = Labels(Y, np.arange(4.0))[np.array([3, 1])]
    assert labels.y.tolist() == [2, 2]
    assert labels.weights is not None
    assert labels.weights.tolist() == [3, 1]
    assert len(labels) == 2
    assert Labels(Y)[1:3].weights is None


def test_an_image_that_counts_nothing_teaches_nothing() -> None:
    x, y = small.data()
    counts = np.arange(len(x)) % 2
    both, half = small.model(), small.model()
    both.fit(x, y, batch_size=len(x), shuffle=False, verbose=0, sample_weight=2 * counts)
    half.fit(x[1::2], y[1::2], batch_size=len(x), shuffle=False, verbose=0)
    for ours, theirs in zip(both.get_weights(), half.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize(
    ("sample_weight", "class_weight", "message"),
    [
        (np.ones(4), {0: 1.0}, "only one of class_weight and sample_weight can be given. Received: both"),
        (np.ones(3), None, "sample_weight must be 4 finite numbers, one for each image. Received: shape (3,)"),
        (np.full(4, np.nan), None, "sample_weight must be 4 finite numbers, one for each image. Received: shape (4,)"),
        (None, {"0": 1.0}, "class_weight must map the number of each class to its weight. Received: {'0': 1.0}"),
        (None, {0: -1}, "class_weight must not be negative. Received: class_weight=-1"),
        (None, [1, 2], "class_weight must map the number of each class to its weight. Received: [1, 2]"),
    ],
)
def test_errors(sample_weight: Any, class_weight: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        weights_of(Y, sample_weight, class_weight)
    assert str(error.value) == message
