"""What W begins as, and what comes of it: what the window tells people to look at is there."""

import numpy as np
import pytest

from digitapp.core.inside.numbers import weights_then_and_now
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import FIRST_WEIGHTS, TrainingSettings
from engine.models import Sequential


def built(first_weights: str) -> Sequential:
    return TrainingSettings(hidden_units=(32,), first_weights=first_weights, seed=3).build()


def test_they_are_of_the_size_that_their_name_says() -> None:
    deviation = {name: float(built(name).dense_layers[0].kernel.std()) for name in FIRST_WEIGHTS}
    assert deviation["zeros"] == 0
    assert deviation["large"] == pytest.approx(1, rel=0.02)
    assert deviation["he_normal"] == pytest.approx((2 / 784) ** 0.5, rel=0.02)
    assert deviation["glorot_uniform"] == pytest.approx((2 / (784 + 32)) ** 0.5, rel=0.02)


def test_as_usual_nothing_has_changed() -> None:
    """The same seed gives the same network as before there was a choice, so that old runs are made again."""
    kernel = built("glorot_uniform").dense_layers[0].kernel
    drawn = np.random.default_rng(3).random((784, 32), dtype=np.float32)
    limit = np.float32((6 / (784 + 32)) ** 0.5)
    np.testing.assert_allclose(kernel, (2 * drawn - 1) * limit, atol=1e-6)


def test_from_zeros_no_two_units_are_ever_told_apart(mnist: Dataset) -> None:
    network = built("zeros")
    network.fit(mnist.train_inputs[:6400], mnist.train_labels[:6400], epochs=1, batch_size=128, verbose=0)
    kernel = network.dense_layers[0].kernel
    assert np.unique(kernel, axis=1).shape == (784, 1)
    loss = network.evaluate(mnist.test_inputs[:2000], mnist.test_labels[:2000], verbose=0)[0]
    assert loss == pytest.approx(np.log(10), abs=0.02)


def test_from_weights_that_are_too_large_it_is_certain_and_wrong(mnist: Dataset) -> None:
    loss, accuracy = built("large").evaluate(mnist.test_inputs[:2000], mnist.test_labels[:2000], verbose=0)
    assert loss > 10
    assert accuracy < 0.3


@pytest.mark.parametrize("name", FIRST_WEIGHTS)
def test_the_page_of_numbers_shows_what_it_began_with(name: str) -> None:
    settings = TrainingSettings(hidden_units=(32,), first_weights=name, seed=3)
    network = settings.build()
    found = weights_then_and_now(Moment.of(network), settings, 5)
    np.testing.assert_array_equal(found.began, network.dense_layers[0].kernel[:, 5])
