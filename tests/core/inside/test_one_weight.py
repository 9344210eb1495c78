"""One weight: its step is the engine's own, whichever optimizer takes it, and it begins where the network began."""

import copy
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.inside.one_weight import OneWeight, explain_weight, optimizer_of
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.views.parts import weight_words
from engine.optimizer import Optimizer
from engine.optimizers import SGD
from tests import samples

PLACES = st.tuples(st.integers(0, 783), st.integers(0, 15))


def trained(name: str, batches: int, **more: object) -> tuple[Moment, TrainingSettings]:
    """A network that has learned from so many pictures, with what its optimizer remembers."""
    chosen = replace(samples.SETTINGS, optimizer=name, learning_rate=0.01, **more)  # type: ignore[arg-type]
    network = chosen.build()
    chance = np.random.default_rng(1)
    for _ in range(batches):
        network.train_on_batch(chance.random((4, 784), np.float32), chance.integers(0, 10, 4))
    return Moment.of(network).after_learning(network, 0.1), chosen


def test_the_rate_is_that_of_the_settings_wherever_a_schedule_has_ended() -> None:
    moment, chosen = trained("rmsprop", 3)
    own = moment.network.optimizer
    assert own is not None
    own.learning_rate = 1.5e-6  # as after a cosine
    found = optimizer_of(moment, replace(chosen, learning_rate=0.05))
    assert found.learning_rate == 0.05
    assert found.slots is own.slots
    assert own.learning_rate == 1.5e-6


def test_all_that_is_shown_is_of_one_network() -> None:
    moment, chosen = trained("rmsprop", 1)
    found = explain_weight(moment, chosen, None, (300, 5))
    layer = moment.network.dense_layers[0]
    np.testing.assert_array_equal(found.weights, layer.kernel[:, 5])
    assert (found.units, found.inputs) == (layer.units, None)
    assert found.count == sum(each.kernel.size for each in moment.network.dense_layers)
    reading = read(moment, samples.reading().image)
    drawn = explain_weight(moment, chosen, reading, (300, 5))
    assert drawn.inputs is not None
    np.testing.assert_array_equal(drawn.inputs, reading.inputs)


def stepped(moment: Moment, optimizer: Optimizer, reading: Reading, label: int) -> np.ndarray:
    """The first layer's weights after the engine's own step."""
    learner = moment.learner()
    learner.compile(copy.deepcopy(optimizer), "sparse_categorical_crossentropy")
    learner.train_on_batch(reading.inputs[np.newaxis], [label])
    return learner.dense_layers[0].kernel


@pytest.mark.parametrize("batches", [0, 5])
@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_the_step_is_the_engines_for_every_optimizer(name: str, batches: int) -> None:
    moment, chosen = trained(name, batches)
    reading = read(moment, samples.reading().image)
    optimizer = optimizer_of(moment, chosen)
    assert optimizer.iterations == batches
    expected = stepped(moment, optimizer, reading, 3)

    @settings(max_examples=40, deadline=None)
    @given(PLACES)
    def check(place: tuple[int, int]) -> None:
        found = explain_weight(moment, chosen, reading, place, 3, optimizer)
        assert found.step is not None
        assert found.step.after == pytest.approx(float(expected[place]), rel=1e-5, abs=1e-8)
        step = found.step
        by_hand = found.weight - step.rate * step.numerator / step.divisor
        assert step.after == pytest.approx(by_hand, rel=1e-4, abs=1e-7)
        assert step.gradient == pytest.approx((found.x or 0.0) * step.dz, rel=1e-5, abs=1e-12)

    check()
    assert optimizer.iterations == batches  # it stays as it is


def test_an_l2_penalty_counts_in_the_gradient() -> None:
    moment, chosen = trained("sgd", 0, l2=0.1)
    reading = read(moment, samples.reading().image)
    expected = stepped(moment, optimizer_of(moment, chosen), reading, 3)
    found = explain_weight(moment, chosen, reading, (0, 5), 3, optimizer_of(moment, chosen))
    assert found.step is not None
    assert found.step.gradient != 0
    assert found.step.after == pytest.approx(float(expected[0, 5]), rel=1e-5)


@given(PLACES)
@settings(max_examples=25, deadline=None)
def test_its_part_and_the_sum_are_the_readings(place: tuple[int, int]) -> None:
    reading = samples.reading()
    found = explain_weight(reading.moment, samples.SETTINGS, reading, place)
    kernel = reading.network.dense_layers[0].kernel
    assert found.weight == kernel[place]
    assert found.product == pytest.approx(float(reading.inputs[place[0]]) * float(kernel[place]))
    assert found.z == reading.layers[0].z[place[1]]
    assert found.step is None  # nobody has said the right digit


def test_it_began_where_a_network_of_its_seed_begins() -> None:
    chosen = replace(samples.SETTINGS, seed=4)
    fresh = chosen.build().dense_layers[0].kernel
    found = explain_weight(trained("sgd", 3, seed=4)[0], chosen, None, (200, 7))
    assert (found.start, found.seed) == (float(fresh[200, 7]), 4)
    assert found.weight != found.start
    assert found.x is None


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_what_is_written_of_a_step_adds_up(name: str) -> None:
    moment, chosen = trained(name, 3)
    reading = read(moment, samples.reading().image)
    place = (int(reading.inputs.argmax()), int(reading.layers[0].activation.argmax()))
    found = explain_weight(moment, chosen, reading, place, 3, optimizer_of(moment, chosen))
    assert found.step is not None
    now, less, then = (
        weight_words.after(found, found.step)
        .removeprefix("w = ")
        .replace("−", "-")
        .replace(" + (", " + ")
        .replace(")", "")
        .replace(" = ", " + ")
        .split(" + ")
    )
    assert round(float(now) + float(less) - float(then), 12) == 0
    assert float(then) == pytest.approx(found.step.after, abs=0.51 * 10.0 ** -len(then.partition(".")[2]))
    assert float(now) != float(then)  # with as many digits as the change needs to be seen
    assert ("√" in weight_words.step_of(found.step)) == (name in ("rmsprop", "adam"))


@pytest.mark.parametrize("name", list(OPTIMIZERS))
@given(place=PLACES)
@settings(max_examples=30, deadline=None)
def test_who_computes_with_what_is_written_gets_what_is_written(name: str, place: tuple[int, int]) -> None:
    reading = samples.reading()
    chosen = replace(samples.SETTINGS, optimizer=name)
    found = explain_weight(reading.moment, chosen, reading, place, 3, optimizer_of(reading.moment, chosen))
    assert found.step is not None
    for line in (weight_words.gradient(found, found.step), weight_words.step_of(found.step)):
        product, result = line.replace("·10", "e").split(" = ")[-2:]
        value = 1.0
        for operation, number in re.findall(r"(^|·|/) ?\(?([^ ()]+)\)?", product):
            value = value / read_back(number) if operation == "/" else value * read_back(number)
        assert value == pytest.approx(read_back(result), rel=6e-4, abs=1e-30)


def read_back(text: str) -> float:
    """Return the number that was written."""
    return float(text.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")))


def test_a_weight_without_ink_has_no_gradient() -> None:
    reading = samples.reading()
    found: OneWeight = explain_weight(reading.moment, samples.SETTINGS, reading, (0, 0), 3, SGD(0.1))
    assert found.step is not None
    assert found.step.gradient == 0
    assert found.step.after == found.weight
    assert "= 0" in weight_words.gradient(found, found.step)
