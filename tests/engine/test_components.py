"""Principal components are those of the singular value decomposition, and are found in steps that are short."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import explain
from engine.errors import InputError
from engine.explain import Components, components
from engine.types import Array


def smooth(rows: int, columns: int, kinds: int = 60) -> Array:
    """Rows that differ along some directions more than along others, as pictures and hidden layers do; float32."""
    generator = np.random.default_rng(rows + columns)
    along = generator.normal(0, 1, (rows, kinds)) * 0.9 ** np.arange(kinds)
    values = along @ generator.normal(0, 1, (kinds, columns)) + generator.normal(3, 0.05, (rows, columns))
    return values.astype(np.float32)


@settings(deadline=None)
@given(st.integers(2, 30), st.integers(1, 8), st.integers(0, 10**6))
def test_principal_components_are_those_of_the_svd(rows: int, columns: int, seed: int) -> None:
    data = np.random.default_rng(seed).normal(0, 1, (rows, columns)) * np.arange(1, columns + 1)
    count = min(2, columns, rows - 1)
    found = explain.principal_components(data, count)
    _, singular, directions = np.linalg.svd(data - data.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(found.variances, singular[:count] ** 2 / (rows - 1), rtol=1e-7, atol=1e-9)
    gaps = np.abs(np.diff(singular[: count + 1])) if len(singular) > count else singular[:count]
    if len(gaps) and gaps.min() > 1e-3 * singular[0]:  # else the directions are not determined
        alike = np.abs((found.directions * directions[:count]).sum(axis=1))
        np.testing.assert_allclose(alike, 1, atol=1e-5)
        expected = np.abs((data - data.mean(axis=0)) @ directions[:count].T)
        np.testing.assert_allclose(np.abs(found.places(data)), expected, atol=1e-4)


@pytest.mark.parametrize("count", [2, 50])
@pytest.mark.parametrize(("rows", "columns"), [(900, 784), (200, 600), (2000, 300)])
def test_a_few_of_many_columns_are_those_of_the_svd_too(rows: int, columns: int, count: int) -> None:
    data = smooth(rows, columns)
    centred = data - data.mean(axis=0, dtype=np.float64)
    _, singular, directions = np.linalg.svd(centred, full_matrices=False)
    directions = directions[:count]
    largest = directions[np.arange(count), np.abs(directions).argmax(axis=1)]
    directions = directions * np.sign(largest)[:, np.newaxis]
    found = explain.principal_components(data, count)
    np.testing.assert_allclose(found.variances, singular[:count] ** 2 / (rows - 1), rtol=1e-7)
    np.testing.assert_allclose(found.directions, directions, atol=1e-5)
    np.testing.assert_allclose(found.places(data), centred @ directions.T, atol=1e-3)


@pytest.mark.parametrize("rows", [2, 5, 40])
def test_where_the_rows_do_not_fill_so_many_directions_the_others_vary_by_nothing(rows: int) -> None:
    data = smooth(rows, 400)
    found = explain.principal_components(data, 50)
    np.testing.assert_allclose(found.directions @ found.directions.T, np.eye(50), atol=1e-9)
    singular = np.linalg.svd(data - data.mean(axis=0, dtype=np.float64), compute_uv=False)
    expected = np.zeros(50)
    expected[: rows - 1] = singular[: rows - 1] ** 2 / (rows - 1)
    np.testing.assert_allclose(found.variances, expected, rtol=1e-7, atol=1e-6 * expected[0])


def test_rows_that_are_all_alike_vary_by_nothing() -> None:
    found = explain.principal_components(np.ones((5, 300), np.float32))
    np.testing.assert_array_equal(found.variances, 0)
    np.testing.assert_array_equal(found.places(np.ones((1, 300), np.float32)), 0)


def test_the_same_rows_give_the_same_components() -> None:
    one, other = (explain.principal_components(smooth(100, 300), 3) for _ in range(2))
    np.testing.assert_array_equal(one.directions, other.directions)


def test_a_step_takes_in_a_few_rows_and_the_next_never_says_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "AT_ONCE", 100 * 300)
    data = smooth(1000, 300)
    steps, told = explain.principal_components_steps(data, 2), []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            found: Components = end.value
            break
    assert len(told) >= 10 + 2 * 10  # the mean, and two sweeps
    assert told == sorted(told)
    assert told[0] >= 0
    assert 0.5 < told[-1] <= 1
    places = found.places_steps(data)
    for _ in range(10):
        next(places)
    with pytest.raises(StopIteration) as ended:
        next(places)
    np.testing.assert_allclose(ended.value.value, found.places(data), rtol=1e-12)


@pytest.mark.parametrize("columns", [4, 300])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_have_no_components(wrong: float, columns: int) -> None:
    data = smooth(20, columns)
    data[7, 3] = wrong
    with pytest.raises(InputError, match="finite numbers"):
        explain.principal_components(data, 2)


@pytest.mark.parametrize("columns", [4, 300])
def test_nor_have_numbers_whose_squares_are_too_large(columns: int) -> None:
    with pytest.raises(InputError, match="finite numbers"):
        explain.principal_components(smooth(20, columns).astype(np.float64) * 1e200, 2)


@pytest.mark.parametrize(("rows", "count"), [(1, 1), (5, 0), (5, 4)])
def test_components_that_there_cannot_be(rows: int, count: int) -> None:
    with pytest.raises(InputError, match="principal components"):
        explain.principal_components(np.zeros((rows, 3)), count)
