"""Maps by neighbours: what is alike lies together, and a drawing lies where its like are."""

import numpy as np
import pytest

from digitapp.core.inside.neighbour_map import NeighbourMap, neighbour_map_steps


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
