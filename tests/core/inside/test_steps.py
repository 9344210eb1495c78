"""The steps from a picture to its probabilities are what the network computed, and back what the engine learns from."""

from itertools import pairwise

import numpy as np
import pytest

from digitapp.core.inside.steps import Kind, Step, explain_steps, steps_table, terms
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.calibration import Calibration
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.moment import Moment
from engine import layers, models
from engine.models import Sequential
from tests.core import samples

FORWARD = [Kind.PICTURE, Kind.FLATTEN, Kind.DOT, Kind.BIAS, Kind.FUNCTION]


def network(*hidden: int, function: str = "relu", bias: bool = True) -> Sequential:
    generator = np.random.default_rng(5)
    made = models.Sequential([layers.Input((784,))], generator=generator)
    for units in hidden:
        made.add(layers.Dense(units, function, use_bias=bias))
    made.add(layers.Dense(10, "softmax", use_bias=bias))
    made.set_weights([generator.normal(0, 0.2, w.shape) for w in made.get_weights()])
    made.compile("sgd", "sparse_categorical_crossentropy")
    return made


def reading_of(made: Sequential, temperature: float = 1.0) -> Reading:
    return read(Moment(made, calibration=Calibration(temperature=temperature)), rasterize(samples.drawn(7)))


def step(steps: tuple[Step, ...], kind: Kind, layer: int) -> Step:
    (found,) = [one for one in steps if (one.kind, one.layer) == (kind, layer)]
    return found


@pytest.mark.parametrize("hidden", [(12,), (9, 7), (8, 6, 5), ()])
@pytest.mark.parametrize("bias", [True, False])
def test_forward_is_what_the_network_computed(hidden: tuple[int, ...], bias: bool) -> None:
    made = network(*hidden, bias=bias)
    reading = reading_of(made)
    steps = explain_steps(reading)
    assert [one.kind for one in steps][-3:] == [Kind.SHIFT, Kind.POWERS, Kind.SHARES]
    x = reading.inputs
    for number, layer in enumerate(reading.layers):
        dot, plus = step(steps, Kind.DOT, number), step(steps, Kind.BIAS, number)
        np.testing.assert_array_equal(dot.before, x)
        np.testing.assert_allclose(dot.after, x @ made.dense_layers[number].kernel, atol=1e-5)
        np.testing.assert_array_equal(plus.before, dot.after)
        np.testing.assert_array_equal(plus.after, layer.z)
        x = layer.activation
    np.testing.assert_allclose(steps[-1].after, reading.probabilities, atol=1e-6)


def test_each_step_begins_where_the_one_before_ended() -> None:
    made = network(12, 7)
    steps = explain_steps(reading_of(made))
    for before, after in pairwise(steps[1:]):
        np.testing.assert_array_equal(before.after, after.before)


def test_the_largest_terms_and_the_rest_add_up_to_the_sum() -> None:
    made = network(12)
    dot = step(explain_steps(reading_of(made)), Kind.DOT, 0)
    for unit in range(12):
        largest, rest = terms(dot, unit)
        assert len(largest) == 4
        assert sum(term.product for term in largest) + rest == pytest.approx(float(dot.after[unit]), abs=1e-5)
        sizes = [abs(term.product) for term in largest]
        assert sizes == sorted(sizes, reverse=True)
        products = np.abs(dot.before * made.dense_layers[0].kernel[:, unit])
        assert sizes[0] == pytest.approx(float(products.max()))


def test_the_temperature_is_the_reading_s_own_unless_another_is_wanted() -> None:
    made = network(12)
    reading = reading_of(made, temperature=2.0)
    np.testing.assert_allclose(explain_steps(reading)[-1].after, reading.probabilities, atol=1e-6)
    sharper = explain_steps(reading, temperature=1.0)[-1].after
    assert sharper.max() > reading.probabilities.max()


def test_with_the_right_digit_there_is_a_loss_and_a_way_back() -> None:
    made = network(12, 7)
    reading = reading_of(made)
    steps = explain_steps(reading, label=3)
    loss = step(steps, Kind.LOSS, 2)
    assert len(loss.after) == 1  # the nine other digits have none
    assert loss.after[0] == pytest.approx(-np.log(reading.probabilities[3]), rel=1e-5)
    error = step(steps, Kind.ERROR, 2)
    np.testing.assert_allclose(error.after, reading.probabilities - np.eye(10)[3], atol=1e-6)
    backward = [(one.kind, one.layer) for one in steps[-8:]]
    kinds = (Kind.ERROR, Kind.WEIGHT_GRADIENT, *(Kind.PASSED_BACK, Kind.GATE, Kind.WEIGHT_GRADIENT) * 2)
    assert backward == list(zip(kinds, (2, 2, 2, 1, 1, 1, 0, 0), strict=True))
    passed = step(steps, Kind.PASSED_BACK, 2)
    for unit in range(7):
        largest, rest = terms(passed, unit)
        assert sum(t.product for t in largest) + rest == pytest.approx(float(passed.after[unit]), abs=1e-5)
    gate = step(steps, Kind.GATE, 1)
    np.testing.assert_array_equal(gate.after, gate.before * (reading.layers[1].z > 0))
    learner = made.copy()
    learner.train_on_batch(reading.inputs[np.newaxis], [3])
    for number, layer in enumerate(learner.dense_layers):
        found = step(steps, Kind.WEIGHT_GRADIENT, number).weights
        np.testing.assert_allclose(found, layer.gradients[0], rtol=1e-4, atol=1e-6)


def test_nobody_can_write_to_the_network_through_a_step() -> None:
    made = network(12)
    dot = step(explain_steps(reading_of(made)), Kind.DOT, 0)
    assert dot.weights is not None
    with pytest.raises(ValueError, match="read-only"):
        dot.weights[0, 0] = 1


def test_the_table_has_a_line_for_each_number() -> None:
    made = network(12)
    steps = explain_steps(reading_of(made))
    lines = steps_table(steps).splitlines()
    assert len(lines) == 1 + sum(len(one.after) for one in steps)
    assert lines[-1].split(",")[1:4] == ["shares", "1", "9"]
    assert float(lines[-1].split(",")[-1]) == pytest.approx(float(steps[-1].after[9]))
