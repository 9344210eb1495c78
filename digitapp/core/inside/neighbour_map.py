"""A map on which images that are alike lie together, by t-SNE (L. van der Maaten and G. Hinton 2008), if it is there.

openTSNE, which does it, comes only with `pip install "digitapp[maps]"`: with what it needs it is larger than all the
rest of the program.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.shares import of_whole
from engine import explain
from engine.explain import Components

Numbers = NDArray[np.floating]
_DIMENSIONS = 50  # to which the images are brought first; the rest is noise and time
_PERPLEXITY = 30
_EARLY, _LATE, _AT_ONCE = 250, 500, 5  # steps
_COMPONENTS_SHARE, _PLACES_SHARE, _NEIGHBOURS_SHARE = 0.1, 0.12, 0.2  # of the work, when these are found
_DISTANCES = 2**20  # that one step takes
_NEAREST = 5  # images that tell where a drawing lies


def is_available() -> bool:
    """Return whether the library for it is installed."""
    return importlib.util.find_spec("openTSNE") is not None


@dataclass(frozen=True, eq=False)
class NeighbourMap:
    """Where images lie, and how the place of another is found.

    Attributes:
        places: (n, 2).
    """

    places: Numbers
    _components: Components
    _reduced: Numbers

    def place(self, values: Numbers) -> tuple[float, float]:
        """Return the middle of the images that are most like a picture with these numbers, by how near they are."""
        own = self._components.places(values[np.newaxis])
        distances = np.sqrt(((self._reduced - own) ** 2).sum(axis=1))
        nearest = np.argpartition(distances, min(_NEAREST, len(distances) - 1))[:_NEAREST]
        weights = 1 / np.maximum(distances[nearest], 1e-6) ** 2
        x, y = (weights @ self.places[nearest]) / weights.sum()
        return float(x), float(y)


def neighbour_map_steps(rows: Numbers) -> Generator[float | NeighbourMap, None, None]:
    """Make the map of rows (n, columns); yield how much is done, from 0 to 1, and in the end the NeighbourMap."""
    from openTSNE import TSNEEmbedding, affinity, initialization, nearest_neighbors

    finding = explain.principal_components_steps(rows, min(_DIMENSIONS, rows.shape[1]))
    components: Components = yield from of_whole(finding, 0.0, _COMPONENTS_SHARE)
    reduced = yield from of_whole(components.places_steps(rows), _COMPONENTS_SHARE, _PLACES_SHARE)
    perplexity = min(_PERPLEXITY, (len(rows) - 1) / 3)
    looking = _nearest_steps(reduced, min(int(3 * perplexity), len(rows) - 1))
    numbers, distances = yield from of_whole(looking, _PLACES_SHARE, _NEIGHBOURS_SHARE)
    found = nearest_neighbors.PrecomputedNeighbors(numbers, distances)
    alike = affinity.PerplexityBasedNN(knn_index=found, perplexity=perplexity, n_jobs=1)
    yield _NEIGHBOURS_SHARE
    start = initialization.pca(reduced, random_state=0)
    embedding = TSNEEmbedding(start, alike, negative_gradient_method="fft", n_jobs=1, random_state=0)
    for done in range(0, _EARLY + _LATE, _AT_ONCE):
        early = {"exaggeration": 12, "momentum": 0.5} if done < _EARLY else {"momentum": 0.8}
        embedding = embedding.optimize(n_iter=_AT_ONCE, **early)
        yield _NEIGHBOURS_SHARE + (1 - _NEIGHBOURS_SHARE) * (done + _AT_ONCE) / (_EARLY + _LATE)
    yield NeighbourMap(np.asarray(embedding, np.float32), components, reduced.astype(np.float32))


def _nearest_steps(rows: Numbers, count: int) -> Generator[float, None, tuple[NDArray[np.int64], Numbers]]:
    """Find each row's nearest others, of rows (n, k) float64; yield how much is done, from 0 to 1.

    Return their numbers, (n, count), the nearest first, and how far they are, (n, count) float64.
    """
    n, squares = len(rows), (rows**2).sum(axis=1)
    numbers, distances = np.empty((n, count), np.int64), np.empty((n, count))
    size = max(_DISTANCES // n, 1)
    for start in range(0, n, size):
        own = np.arange(start, min(start + size, n))
        to_all = squares[own, np.newaxis] + squares - 2 * (rows[own] @ rows.T)
        to_all[np.arange(len(own)), own] = np.inf  # nothing is its own neighbour
        nearest = np.argpartition(to_all, count - 1, axis=1)[:, :count]
        far = np.take_along_axis(to_all, nearest, axis=1)
        order = np.argsort(far, axis=1, kind="stable")
        numbers[own] = np.take_along_axis(nearest, order, axis=1)
        distances[own] = np.sqrt(np.take_along_axis(far, order, axis=1).clip(0))
        yield min((start + size) / n, 1.0)
    return numbers, distances
