"""What a painted unit does on all test images, against the engine's own reading of the same network."""

from collections.abc import Generator
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.inside.unit_trial import (
    BEST,
    UnitTrial,
    Verdict,
    can_be_tried,
    trial_images,
    trial_steps,
    unit_numbers,
    whole_verdict_steps,
)
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.unit_changes import UnitChange
from engine import layers, models
from tests.core.samples import bars, small

Result = TypeVar("Result")
UNITS = ((16,), (12, 8), ())


def result(steps: Generator[None, None, Result]) -> Result:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def network(units: tuple[int, ...], activation: str = "relu", seed: int = 0) -> models.Sequential:
    made = small(hidden_units=units, activation=activation, seed=seed).build()
    chance = np.random.default_rng(seed)
    for layer in made.dense_layers:
        layer.parameters[1][:] = chance.normal(0, 0.1, layer.units)
    return made


def trial_of(moment: Moment, unit: int) -> UnitTrial:
    return result(trial_steps(moment, unit, trial_images(bars(), moment)))


def by_the_engine(moment: Moment, unit: int, change: UnitChange) -> Verdict:
    """What the engine says of the same network, read as a whole."""
    data = bars()
    traces = moment.changed({(0, unit): change}).network.trace(data.test_inputs[:])
    z = traces[0].z[:, unit]
    labels = data.test_labels.astype(np.int64)
    best = np.argsort(-z, kind="stable")[:BEST]
    best = best[z[best] > 0]
    answers = traces[-1].z.argmax(axis=1)
    on = np.bincount(labels[z > 0], minlength=10)
    accuracy = float((answers == labels).mean())
    return Verdict(unit, on, np.bincount(labels), best, data.test_images[best], labels[best], accuracy, 0.0)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(UNITS), st.sampled_from(["relu", "sigmoid", "tanh", "linear"]), st.integers(0, 2**16))
def test_a_painted_unit_does_what_the_engine_does_with_the_same_weights(
    units: tuple[int, ...], function: str, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    moment = Moment(network(units, function, seed))
    first, *others = moment.network.dense_layers
    unit = int(chance.integers(first.units))
    weights = chance.normal(0, 0.3, 784).astype(np.float32)
    outgoing = chance.normal(0, 1, others[0].units if others else 0).astype(np.float32)
    bias, own = 0.25, unit_numbers(moment.network, unit)[1]
    verdict = trial_of(moment, unit).judge(weights, bias, outgoing)
    change = UnitChange(
        bias=bias - own, weights=tuple(enumerate(weights.tolist())), outgoing=tuple(enumerate(outgoing.tolist()))
    )
    expected = by_the_engine(moment, unit, change)
    np.testing.assert_array_equal(verdict.on, expected.on)
    np.testing.assert_array_equal(verdict.best, expected.best)
    assert verdict.accuracy == expected.accuracy
    whole = result(whole_verdict_steps(moment, unit, (weights, bias, outgoing), trial_images(bars(), moment)))
    np.testing.assert_array_equal(whole.on, expected.on)
    assert whole.accuracy == expected.accuracy


@pytest.mark.parametrize("units", UNITS)
def test_without_a_change_it_is_the_network_as_it_is(units: tuple[int, ...]) -> None:
    moment = Moment(network(units))
    trial = trial_of(moment, 3)
    verdict = trial.judge(*unit_numbers(moment.network, 3))
    scores = moment.network.trace(bars().test_inputs[:])[-1].z
    assert verdict.accuracy == verdict.own_accuracy == float((scores.argmax(axis=1) == bars().test_labels).mean())


def test_a_network_with_other_layers_is_judged_as_a_whole() -> None:
    assert can_be_tried(network((16,)))
    made = models.Sequential(generator=np.random.default_rng(0))
    made.add(layers.Dense(8, activation="softmax", input_shape=(784,)))
    made.add(layers.Dense(10, activation="softmax"))
    assert not can_be_tried(made)
    made = models.Sequential(generator=np.random.default_rng(0))
    made.add(layers.Dense(8, activation="relu", input_shape=(784,)))
    made.add(layers.BatchNormalization())
    made.add(layers.Dense(10, activation="softmax"))
    assert not can_be_tried(made)


def test_the_unit_that_is_off_for_all_fires_for_none() -> None:
    moment = Moment(network((16,)))
    verdict = trial_of(moment, 0).judge(np.full(784, -1, np.float32), 0.0, np.zeros(10, np.float32))
    assert verdict.on.sum() == 0
    assert len(verdict.best) == len(verdict.images) == 0


def test_other_weights_to_the_next_layer_are_the_only_change() -> None:
    plain = network((16,))
    changed = Moment(plain).changed({(0, 5): UnitChange(outgoing=((3, 2.5),))}).network
    expected = plain.dense_layers[1].kernel.copy()
    expected[5, 3] = 2.5
    np.testing.assert_array_equal(changed.dense_layers[1].kernel, expected)
    assert plain.dense_layers[1].kernel[5, 3] != 2.5
    for one, other in zip(plain.weights[:2], changed.weights[:2], strict=True):
        np.testing.assert_array_equal(one, other)
