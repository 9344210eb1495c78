"""One-hot labels, as Keras 3 makes them, and the seed."""

import sys
from typing import Any

import numpy as np
import pytest

from engine import utils
from engine.errors import InputError


def test_to_categorical() -> None:
    rows = utils.to_categorical([0, 2, 1])
    np.testing.assert_array_equal(rows, [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    assert rows.dtype == np.float64


def test_shapes_of_to_categorical() -> None:
    assert utils.to_categorical([0, 1], num_classes=10).shape == (2, 10)
    assert utils.to_categorical([[0], [1]]).shape == (2, 2)
    assert utils.to_categorical([[0, 1], [1, 2]]).shape == (2, 2, 3)
    assert utils.to_categorical(3).shape == (4,)
    assert utils.to_categorical([], num_classes=4).shape == (0, 4)
    np.testing.assert_array_equal(utils.to_categorical([1.0, 0.0]), [[0, 1], [1, 0]])


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        ([0, 3], 3, "labels must be from 0 to 2. Received: labels from 0 to 3"),
        ([-1, 2], None, "labels must be from 0 to 2. Received: labels from -1 to 2"),
        ([0.5], None, "labels must be integers. Received: float64 array"),
        (["a"], None, "labels must be integers. Received: <U1 array"),
        ([], None, "labels must not be empty without num_classes. Received: shape=(0,)"),
        ([0], 0, "num_classes must be a positive integer. Received: num_classes=0"),
    ],
)
def test_errors_of_to_categorical(labels: Any, classes: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        utils.to_categorical(labels, classes)
    assert str(error.value) == message


def test_the_seed_decides_what_every_new_generator_draws() -> None:
    def draws(seed: int) -> list[float]:
        utils.set_random_seed(seed)
        return [utils.new_generator().random() for _ in range(3)]

    assert draws(4) == draws(4)
    assert len({*draws(4), *draws(5)}) == 6


@pytest.mark.parametrize("seed", [-1, 1.0, None, True])
def test_a_seed_that_is_none(seed: Any) -> None:
    with pytest.raises(InputError, match="seed must be an integer from 0 on"):
        utils.set_random_seed(seed)


def test_normalize() -> None:
    np.testing.assert_allclose(utils.normalize([[3.0, 4.0], [0.0, 0.0]]), [[0.6, 0.8], [0, 0]])
    np.testing.assert_allclose(utils.normalize([[3.0, 1.0]], order=1), [[0.75, 0.25]])


@pytest.mark.parametrize(
    "program",
    [
        "from engine.utils import np_utils; np_utils.to_categorical([1])",
        "from engine.utils.np_utils import to_categorical; to_categorical([1])",
        "import engine as keras; keras.utils.np_utils.to_categorical([1])",
    ],
)
def test_an_older_place_says_the_new_one(program: str) -> None:
    sys.modules.pop("engine.utils.np_utils", None)
    vars(utils).pop("np_utils", None)
    with pytest.warns(UserWarning, match="np_utils is an older word; today it is utils"):
        exec(program, {})
