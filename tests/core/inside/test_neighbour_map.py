"""Maps by neighbours: what is alike lies together, and a drawing lies where its like are."""

import numpy as np
import pytest

from digitapp.core.inside import neighbour_map
from digitapp.core.inside.neighbour_map import NeighbourMap, _nearest_steps, neighbour_map_steps


def test_two_kinds_lie_apart_and_another_of_a_kind_among_its_own() -> None:
    generator = np.random.default_rng(0)
    kinds = np.repeat([0, 1], 60)
    rows = (generator.normal(0, 1, (120, 30)) + 12 * kinds[:, np.newaxis]).astype(np.float32)
    *shares, found = neighbour_map_steps(rows)
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert shares[-1] == pytest.approx(1)
    assert isinstance(found, NeighbourMap)
    middles = np.stack([found.places[kinds == kind].mean(axis=0) for kind in (0, 1)])
    spread = max(found.places[kinds == kind].std() for kind in (0, 1))
    assert np.linalg.norm(middles[0] - middles[1]) > spread
    for kind in (0, 1):
        place = np.array(found.place(generator.normal(0, 1, 30) + 12 * kind))
        distances = np.linalg.norm(middles - place, axis=1)
        assert distances.argmin() == kind
    np.testing.assert_allclose(found.place(rows[7]), found.places[7], atol=1e-2)


def test_the_nearest_are_found_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbour_map, "_DISTANCES", 7 * 50)
    rows = np.random.default_rng(1).normal(0, 1, (50, 4))
    steps, told = _nearest_steps(rows, 6), []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            numbers, distances = end.value
            break
    assert len(told) == 8
    assert told == sorted(told)
    apart = np.linalg.norm(rows[:, np.newaxis] - rows, axis=2)
    np.fill_diagonal(apart, np.inf)
    np.testing.assert_array_equal(numbers, np.argsort(apart, axis=1)[:, :6])
    np.testing.assert_allclose(distances, np.sort(apart, axis=1)[:, :6], rtol=1e-9)
