"""Initializers: the sizes of what is drawn, and that the generator alone decides."""

from math import sqrt

import numpy as np
import pytest

from engine import initializers
from engine.errors import InputError
from engine.layers import Dense

SHAPE = (300, 500)


def test_zeros() -> None:
    assert not initializers.get("zeros")((3, 4), np.random.default_rng(0)).any()


@pytest.mark.parametrize(("name", "limit"), [("glorot_uniform", sqrt(6 / (300 + 500))), ("he_uniform", sqrt(6 / 300))])
def test_uniform(name: str, limit: float) -> None:
    values = initializers.get(name)(SHAPE, np.random.default_rng(0))
    assert -limit <= values.min() < -0.999 * limit
    assert 0.999 * limit < values.max() < limit
    assert abs(values.mean()) < 0.01 * limit
    assert values.std() == pytest.approx(limit / sqrt(3), rel=0.01)


def test_he_normal_is_truncated_at_two_of_its_widths() -> None:
    values = initializers.get("he_normal")(SHAPE, np.random.default_rng(0))
    deviation = sqrt(2 / 300)
    assert values.std() == pytest.approx(deviation, rel=0.01)
    assert abs(values.mean()) < 0.01 * deviation
    end = 2 * deviation / 0.87962566
    assert 0.999 * end < np.abs(values).max() <= end * (1 + 1e-6)


@pytest.mark.parametrize("name", initializers.INITIALIZERS)
def test_the_generator_alone_decides(name: str) -> None:
    first, again = (initializers.get(name)(SHAPE, np.random.default_rng(7)) for _ in range(2))
    assert first.shape == SHAPE
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, again)


def test_an_unknown_name() -> None:
    with pytest.raises(InputError) as error:
        initializers.get("twos")
    assert str(error.value) == (
        "initializer must be one of glorot_normal, glorot_uniform, he_normal, he_uniform, lecun_normal, lecun_uniform, "
        "random_normal, random_uniform, ones, zeros. Received: initializer='twos'"
    )


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("HeNormal", "he_normal"),
        ("normal", "random_normal"),
        (initializers.he_uniform, "he_uniform"),
        (initializers.LecunNormal, "lecun_normal"),
        (initializers.GlorotUniform(seed=3), "glorot_uniform"),
        (initializers.Ones(), "ones"),
        (initializers.RandomNormal(stddev=2.0), "random_normal"),
    ],
)
def test_ways_to_name_one(given: object, name: str) -> None:
    assert initializers.name_of(given) == name
    layer = Dense(4, kernel_initializer=given, bias_initializer="zero")
    assert layer.get_config()["kernel_initializer"] == name
    layer.build(3, np.random.default_rng(0))
    assert layer.kernel.shape == (3, 4)


def test_objects_with_numbers_and_seeds_of_their_own() -> None:
    generator = np.random.default_rng(0)
    wide = initializers.get(initializers.RandomNormal(mean=5.0, stddev=2.0))(SHAPE, generator)
    assert wide.mean() == pytest.approx(5, abs=0.1)
    assert wide.std() == pytest.approx(2, rel=0.05)
    flat = initializers.RandomUniform(1.0, 3.0)(SHAPE, generator)
    assert 1 <= flat.min() < 1.1
    assert 2.9 < flat.max() < 3
    same = [initializers.HeNormal(seed=7)(SHAPE, generator) for _ in range(2)]
    np.testing.assert_array_equal(*same)
