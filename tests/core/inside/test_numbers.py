"""The numbers behind a drawing, and the weights as they began and as they are."""

import numpy as np

from digitapp.core.inside.numbers import BINS, numbers_table, picture_numbers, weights_then_and_now
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine.layers import Dense, Input
from engine.models import Sequential
from tests import samples


def test_relu_changes_nothing_on_the_picture_but_what_is_below_zero_after_w_and_b() -> None:
    reading = samples.reading((16, 8))
    numbers = picture_numbers(reading)
    assert numbers.bent == (0, *(int((layer.z < 0).sum()) for layer in reading.hidden))
    assert numbers.units == (16, 8)
    np.testing.assert_array_equal(numbers.pixels.reshape(28, 28), reading.image)


def test_a_fresh_network_is_as_it_began() -> None:
    settings = TrainingSettings(hidden_units=(12, 5), seed=4)
    weights = weights_then_and_now(Moment(settings.build()), settings, 3)
    np.testing.assert_array_equal(weights.began, weights.now)
    np.testing.assert_array_equal(weights.began_counts, weights.now_counts)
    assert weights.seed == 4
    assert weights.now_counts.sum() == 784 * 12
    assert len(weights.edges) == BINS + 1


def test_a_trained_network_is_not() -> None:
    settings = TrainingSettings(hidden_units=(12,), seed=4)
    network = settings.build()
    first = network.dense_layers[0].kernel.copy()
    network.dense_layers[0].kernel[:] *= 3
    weights = weights_then_and_now(Moment(network), settings, 7)
    np.testing.assert_array_equal(weights.began, first[:, 7])
    np.testing.assert_array_equal(weights.now, 3 * first[:, 7])
    assert weights.edges[-1] >= 3 * np.abs(first).max() * (1 - 1e-6)
    assert (weights.began_counts > 0).sum() < (weights.now_counts > 0).sum()


def test_the_table_has_each_pixel_in_both_ways() -> None:
    numbers = picture_numbers(samples.reading((16,)))
    rows = [line.split(",") for line in numbers_table(numbers).splitlines()[1:]]
    assert len(rows) == 784
    assert all(int(row[0]) == 28 * int(row[1]) + int(row[2]) for row in rows)
    np.testing.assert_array_equal([int(row[3]) for row in rows], numbers.pixels)
    np.testing.assert_allclose([float(row[4]) for row in rows], numbers.pixels / 255, atol=1e-6)


def network(*units: int) -> Sequential:
    """A network with random weights."""
    hidden = [Dense(count, activation="relu") for count in units]
    made = Sequential([Input((784,)), *hidden, Dense(10, activation="softmax")], generator=np.random.default_rng(1))
    made.build(784)
    return made


def test_weights_are_counted_as_they_lie_in_the_bins() -> None:
    made = network(300, 20)
    weights = weights_then_and_now(Moment(made), TrainingSettings(hidden_units=(300, 20), seed=5), 7)
    kernel = made.dense_layers[0].kernel
    expected, _ = np.histogram(kernel, weights.edges)
    assert weights.now_counts.sum() == kernel.size
    assert np.abs(weights.now_counts - expected).sum() <= 1e-4 * kernel.size  # on an edge of two bins either is right


def test_a_network_wider_than_any_that_is_made_here_began_somehow_too() -> None:
    weights = weights_then_and_now(Moment(network(5000)), TrainingSettings(), 4999)
    assert weights.began.shape == (784,)
    assert weights.began_counts.sum() == 784 * 5000
