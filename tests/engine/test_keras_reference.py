"""What Keras computed for the same images, weights and settings, this engine computes too."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine import layers, models, optimizers
from engine.data import ScaledImages
from engine.history import StepLog
from engine.types import Array
from engine.utils import to_categorical

from .data.make_reference import CASES, FILE, QUANTUM, images_of


class Case:
    """One case of the file, trained by this engine."""

    def __init__(self, name: str) -> None:
        with np.load(FILE, allow_pickle=False) as file:
            self.expected = {key.removeprefix(f"{name}/"): file[key] for key in file if key.startswith(f"{name}/")}
        config: dict[str, Any] = json.loads(str(self.expected["config"]))
        images, labels = images_of(config)
        self.x, self.y = ScaledImages(images), to_categorical(labels, 10)
        self.lit = images.any(axis=0)

        hidden = [layers.Dense(units, activation="relu") for units in config["hidden"]]
        output = layers.Dense(10, activation="softmax")
        generator = np.random.default_rng(0)
        self.model = models.Sequential([layers.Input((784,)), *hidden, output], generator=generator)
        self.first = self.model.get_weights()
        for index, weights in enumerate(self.first):
            weights[self.lit if index == 0 else ...] = self.expected[f"first/{index}"]
        self.model.set_weights(self.first)
        optimizer = optimizers.get(config["optimizer"], config["optimizer_args"])
        self.model.compile(optimizer, "categorical_crossentropy", ["accuracy"])
        steps = self.model.fit_steps(self.x, self.y, batch_size=config["batch"], epochs=config["epochs"], shuffle=False)
        self.losses = [log.loss for log in steps if isinstance(log, StepLog)]

    def last_of_keras(self) -> Iterator[Array]:
        """The weights that Keras had after training, to within half a QUANTUM; where not stored, as they were first."""
        for index, first in enumerate(self.first):
            last = first.astype(np.float64)
            last[self.lit if index == 0 else ...] += self.expected[f"moved/{index}"] * QUANTUM
            yield last


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def test_the_loss_of_every_batch(case: Case) -> None:
    np.testing.assert_allclose(case.losses, case.expected["batch_losses"], rtol=1e-5, atol=0)


def test_the_weights_after_training(case: Case) -> None:
    for ours, keras in zip(case.model.get_weights(), case.last_of_keras(), strict=True):
        assert np.abs(ours - keras).max() < 1e-5 - QUANTUM / 2


def test_weights_of_pixels_that_are_never_on_stay_as_they_were(case: Case) -> None:
    assert 100 < np.count_nonzero(~case.lit) < 400
    np.testing.assert_array_equal(case.model.get_weights()[0][~case.lit], case.first[0][~case.lit])


def test_evaluate(case: Case) -> None:
    loss, accuracy = case.model.evaluate(case.x, case.y, verbose=0)
    assert loss == pytest.approx(case.expected["evaluate"][0], rel=1e-5)
    assert np.float32(accuracy) == case.expected["evaluate"][1]


def test_predict(case: Case) -> None:
    np.testing.assert_allclose(case.model.predict(case.x[:32], verbose=0), case.expected["predict"], rtol=0, atol=1e-5)
