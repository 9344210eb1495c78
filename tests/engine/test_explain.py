"""Each explanation is held against what the network really computes, over random networks and pictures."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import explain, layers, models
from engine.errors import InputError
from engine.explain import Census, surveys
from engine.types import Array

INPUTS, CLASSES = 12, 5
SCORES = {"rtol": 1e-5, "atol": 1e-5}  # float32 sums of some hundred terms


@st.composite
def networks(draw: Callable[[Any], Any], functions: tuple[str, ...] = ("relu", "leaky_relu")) -> models.Sequential:
    """A network of one to three hidden layers with random weights and biases."""
    units = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    network = models.Sequential(generator=generator)
    for number, n in enumerate(units):
        shape = (INPUTS,) if number == 0 else None
        bias = draw(st.booleans())
        network.add(layers.Dense(n, draw(st.sampled_from(functions)), input_shape=shape, use_bias=bias))
        if draw(st.booleans()):
            network.add(layers.Dropout(0.4))
    network.add(layers.Dense(CLASSES, "softmax"))
    network.compile("sgd", "sparse_categorical_crossentropy")
    network.set_weights([generator.normal(0, 0.7, w.shape) for w in network.get_weights()])
    return network


@st.composite
def pictures(draw: Callable[[Any], Any]) -> Array:
    """Numbers from 0 to 1, many of them 0; sometimes all."""
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    return (generator.random(INPUTS) * (generator.random(INPUTS) < draw(st.floats(0, 1)))).astype(np.float32)


@settings(deadline=None)  # the first example also loads what the others find loaded
@given(networks(("relu", "tanh", "sigmoid", "linear")), pictures(), st.data())
def test_x_times_w_and_the_bias_add_up_to_z(network: models.Sequential, x: Array, data: st.DataObject) -> None:
    traces = network.trace(x[np.newaxis])
    number = data.draw(st.integers(0, len(traces) - 2))
    layer = network.dense_layers[number]
    unit = data.draw(st.integers(0, layer.units - 1))
    inputs = x if number == 0 else traces[number - 1].activation[0]
    found = explain.unit_sum(layer, inputs, unit)
    assert found.products.sum() + found.bias == pytest.approx(found.z, rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(found.z, traces[number].z[0, unit], **SCORES)
    np.testing.assert_allclose(found.activation, traces[number].activation[0, unit], **SCORES)


@given(networks(), pictures(), st.integers(0, CLASSES - 1), st.integers(0, CLASSES - 1))
def test_the_ledger_adds_up_to_the_scores(network: models.Sequential, x: Array, digit: int, other: int) -> None:
    found = explain.ledger(network, x)
    z = network.trace(x[np.newaxis])[-1].z[0]
    np.testing.assert_array_equal(found.scores, z)
    np.testing.assert_allclose(found.shares(digit).sum() + found.constant(digit), z[digit], **SCORES)
    lead = found.shares(digit, other).sum() + found.constant(digit, other)
    np.testing.assert_allclose(lead, z[digit] - z[other], rtol=1e-5, atol=2e-5)
    assert not found.shares(digit)[x == 0].any()


@given(networks(), pictures())
def test_with_the_gates_as_they_are_the_network_is_the_ledger_s_map(network: models.Sequential, x: Array) -> None:
    """A change so small that no unit goes on or off changes the scores by the gains."""
    found = explain.ledger(network, x)
    step = np.random.default_rng(0).normal(0, 1e-9, INPUTS)
    twin = models.Sequential.from_config(network.get_config(), dtype="float64")
    twin.set_weights(network.get_weights())
    before, after = (twin.trace(values[np.newaxis]) for values in (x.astype(float), x + step))
    if any(((b.z > 0) != (a.z > 0)).any() for b, a in zip(before, after, strict=True)):
        return
    np.testing.assert_allclose(after[-1].z[0] - before[-1].z[0], step @ found.gains, rtol=1e-4, atol=1e-13)


@given(networks(), pictures(), st.sampled_from([None, *range(CLASSES)]))
def test_a_flip_really_makes_another_answer(network: models.Sequential, x: Array, to: int | None) -> None:
    before = int(network.trace(x[np.newaxis])[-1].z[0].argmax())
    found = explain.flip(network, x, INPUTS, to)
    if found is None:
        return
    changed = found.applied(x)
    after = int(network.trace(changed[np.newaxis])[-1].z[0].argmax())
    assert after == found.answer
    assert after != before
    assert to in (None, after)
    assert len(set(found.places)) == len(found.places) <= INPUTS
    assert set(found.values) <= {0.0, 1.0}
    untouched = np.setdiff1d(np.arange(INPUTS), found.places)
    np.testing.assert_array_equal(changed[untouched], x[untouched])
    shorter = x.copy()
    shorter[list(found.places[:-1])] = found.values[:-1]
    assert int(network.trace(shorter[np.newaxis])[-1].z[0].argmax()) != found.answer or to is None


def test_a_flip_of_one_pixel_is_found() -> None:
    network = models.Sequential([layers.Dense(2, "relu", input_shape=(3,)), layers.Dense(2, "softmax")])
    kernel = np.array([[1.0, 0], [0, 3], [0, 0]], np.float32)
    network.set_weights([kernel, np.full(2, 0.1), np.eye(2), np.zeros(2)])
    x = np.array([1.0, 0, 0], np.float32)
    found = explain.flip(network, x)
    assert found is not None
    assert (found.answer, found.places, found.values) == (1, (1,), (1.0,))
    assert explain.flip(network, x, most=0) is None
    assert explain.flip(network, x, to=0) is None


def test_a_curved_function_has_no_ledger() -> None:
    network = models.Sequential([layers.Dense(3, "tanh", input_shape=(INPUTS,)), layers.Dense(CLASSES, "softmax")])
    with pytest.raises(InputError, match="tanh"):
        explain.ledger(network, np.zeros(INPUTS, np.float32))


@given(networks(("relu", "leaky_relu", "tanh", "sigmoid")), pictures(), st.integers(0, CLASSES - 1))
def test_backward_finds_the_engine_s_gradients(network: models.Sequential, x: Array, label: int) -> None:
    found = explain.backward(network, x, label)
    plain = models.Sequential([layers.Input((INPUTS,))])  # the same without dropout, which only training does
    for layer in network.dense_layers:
        plain.add(layers.Dense(layer.units, layer.activation, use_bias=layer.use_bias))
    plain.compile("sgd", "sparse_categorical_crossentropy")
    plain.set_weights(network.get_weights())
    before = network.get_weights()
    loss = plain.train_on_batch(x[np.newaxis], [label])
    assert found.loss == pytest.approx(loss, rel=1e-5, abs=1e-6)
    for explained, layer in zip(found.layers, plain.dense_layers, strict=True):
        np.testing.assert_allclose(explained.dw, layer.gradients[0], rtol=1e-4, atol=1e-6)
        if layer.use_bias:
            np.testing.assert_allclose(explained.db, layer.gradients[1], rtol=1e-4, atol=1e-6)
    for one, other in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("label", [-1, CLASSES])
def test_backward_wants_a_digit_that_there_is(label: int) -> None:
    network = models.Sequential([layers.Dense(3, "relu", input_shape=(INPUTS,)), layers.Dense(CLASSES, "softmax")])
    with pytest.raises(InputError, match="label must be from 0 to 4"):
        explain.backward(network, np.zeros(INPUTS, np.float32), label)


@given(networks(), st.integers(1, 40), st.integers(0, 10**6))
def test_the_census_is_a_plain_count(network: models.Sequential, count: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    x = generator.normal(0, 1, (count, INPUTS)).astype(np.float32)
    labels = generator.integers(0, CLASSES - 1, count)  # the last digit never comes
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surveys, "CENSUS_BATCH", 7)
        steps, told = explain.census_steps(network, x, labels, CLASSES), []
        while True:
            try:
                told.append(next(steps))
            except StopIteration as end:
                found: tuple[Census, ...] = end.value
                break
    assert told[-1] == (count, count)
    assert len(found) == len(network.dense_layers) - 1
    for census, trace in zip(found, network.trace(x)[:-1], strict=True):
        a = trace.activation
        np.testing.assert_allclose(census.firing_rates, (a > 0).mean(axis=0))
        np.testing.assert_array_equal(census.dead, ~(a > 0).any(axis=0))
        expected = -np.sort(-a, axis=0)[: surveys.EXCITING].T
        np.testing.assert_allclose(np.take_along_axis(a.T, census.exciting, axis=1), expected, rtol=1e-5, atol=1e-6)
        assert all(len(set(row)) == len(row) for row in census.exciting.tolist())
        for unit in range(a.shape[1]):
            means = [a[labels == d, unit].mean() if (labels == d).any() else 0.0 for d in range(CLASSES)]
            np.testing.assert_allclose(census.means[unit], means, rtol=1e-5, atol=1e-6)
            for digit in range(CLASSES):
                assert census.on[unit, digit] == np.count_nonzero(a[labels == digit, unit] > 0)
            favourite = -1 if census.dead[unit] else int(np.argmax(census.means[unit]))
            assert census.favourites[unit] == favourite


def test_selectivity_is_1_for_one_digit_alone_and_0_for_all_alike() -> None:
    counts = np.full(4, 10)
    on = np.array([[10, 0, 0, 0], [10, 10, 10, 10], [0, 0, 0, 0]])
    census = Census(counts, on, on * 2.0, np.zeros((3, 0), int))
    np.testing.assert_allclose(census.selectivity, [1, 0, 0])
    np.testing.assert_array_equal(census.dead, [False, False, True])
    np.testing.assert_array_equal(census.favourites, [0, 0, -1])


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 50), st.integers(0, 10**6))
def test_the_strongest_connections_are_the_largest_terms(n: int, m: int, count: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    inputs, kernel = generator.normal(0, 1, n) * (generator.random(n) < 0.7), generator.normal(0, 1, (n, m))
    found = explain.strongest_connections(inputs, kernel, count)
    terms = inputs[:, np.newaxis] * kernel
    expected = sorted(np.abs(terms[terms != 0]), reverse=True)[:count]
    assert [abs(line.value) for line in found] == expected
    assert all(terms[line.source, line.target] == line.value for line in found)


@given(st.integers(1, 300), st.integers(1, 30), st.integers(0, 90), st.integers(0, 10**6))
def test_of_many_connections_those_to_units_that_are_off_are_left_out(n: int, m: int, count: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    inputs = (generator.normal(0, 1, n) * (generator.random(n) < 0.7)).astype(np.float32)
    kernel, outputs = generator.normal(0, 1, (n, m)).astype(np.float32), np.maximum(generator.normal(0, 1, m), 0)
    found = explain.strongest_connections(inputs, kernel, count, outputs)
    terms = inputs[:, np.newaxis] * kernel * (outputs > 0)
    expected = sorted(np.abs(terms[terms != 0]).tolist(), reverse=True)[:count]
    assert [abs(line.value) for line in found] == expected
    assert len({(line.source, line.target) for line in found}) == len(expected)
    assert all(terms[line.source, line.target] == line.value for line in found)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=12), st.floats(0.1, 10))
def test_the_steps_of_softmax_end_in_softmax(values: list[float], temperature: float) -> None:
    steps = explain.softmax_steps(np.array(values), temperature)
    assert np.isfinite(steps.powers).all()
    assert steps.probabilities.sum() == pytest.approx(1)
    np.testing.assert_array_equal(steps.probabilities, steps.powers / steps.total)
    assert steps.shifted.max() == 0
    expected = np.exp(steps.scores - steps.scores.max())
    np.testing.assert_allclose(steps.probabilities, expected / expected.sum())


def test_a_temperature_must_be_positive() -> None:
    with pytest.raises(InputError, match="temperature=0"):
        explain.softmax_steps(np.zeros(3), 0)


def test_the_largest_terms_come_first_and_zeros_not_at_all() -> None:
    np.testing.assert_array_equal(explain.largest_terms(np.array([0.0, 3, -5, 1, 0]), 4), [2, 1, 3])


def test_confusion_counts_rows_of_digits_and_columns_of_answers() -> None:
    found = explain.confusion(np.array([0, 0, 2, 2, 2]), np.array([0, 1, 2, 2, 0]), 3)
    np.testing.assert_array_equal(found, [[1, 1, 0], [0, 0, 0], [1, 0, 2]])


def test_relu_changes_negative_numbers_only() -> None:
    assert explain.bent([np.array([0.0, 0.5, 1.0]), np.array([-1.0, 0.0, 2.0, -0.1])]) == [0, 2]


def test_an_outer_product_is_the_matrix_that_it_stands_for() -> None:
    generator = np.random.default_rng(2)
    column, factors = generator.normal(0, 1, 7).astype(np.float32), generator.normal(0, 1, 5).astype(np.float32)
    found, matrix = explain.OuterProduct(column, factors), np.outer(column, factors)
    assert found.shape == matrix.shape
    np.testing.assert_array_equal(found, matrix)
    np.testing.assert_array_equal(found[:, 3], matrix[:, 3])
    np.testing.assert_array_equal(found.largest(), np.abs(matrix).max(axis=0))


@pytest.mark.parametrize(
    "explained", [lambda network, x: explain.ledger(network, x), lambda n, x: explain.backward(n, x, 1)]
)
def test_what_other_layers_do_is_not_explained_as_if_they_were_not_there(explained: Any) -> None:
    network = models.Sequential([layers.Dense(4, input_shape=(3,)), layers.ReLU(), layers.Dense(2, "softmax")])
    with pytest.raises(InputError) as error:
        explained(network, np.ones(3, np.float32))
    assert str(error.value) == "a network that is explained must have Dense layers only. Received: re_lu (ReLU)"
