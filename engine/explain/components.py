"""The directions in which rows of numbers differ most, found in short steps so that the work can be stopped."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..types import Array

AT_ONCE = 2**19  # numbers of the rows that one step multiplies
_SMALL = 256  # columns up to which all eigenvectors are found at once, which takes some 20 ms
_SPARE = 8  # directions that are sought besides those that are wanted; the wanted ones are found sooner with them
_NEW = 24  # directions that a sweep adds at most
_EXACT = 1e-9  # of the largest variance: by how much a direction may still miss
_SWEEPS = 60  # rows that differ alike in all directions, as noise does, are given up at what was found


@dataclass(frozen=True, eq=False)
class Components:
    """The directions in which rows differ most.

    Attributes:
        mean: (columns,), float64.
        directions: (k, columns), float64, of length 1 and at right angles; the largest number of each is positive.
        variances: (k,), float64, how much the rows vary along each, the largest first.
    """

    mean: Array
    directions: Array
    variances: Array

    def places(self, rows: Array) -> Array:
        """Return where rows lie along the directions, (n, k)."""
        places: Array = (rows - self.mean) @ self.directions.T
        return places

    def places_steps(self, rows: Array) -> Generator[float, None, Array]:
        """Find where rows (n, columns) lie, (n, k) float64; yield in short steps how much is done, from 0 to 1."""
        places: Array = np.empty((len(rows), len(self.directions)))
        for block in _blocks(rows):
            places[block] = self.places(rows[block])
            yield min(block.stop / len(rows), 1.0)
        return places


def principal_components(rows: Array, count: int = 2) -> Components:
    """Return the first principal components of rows (n, columns)."""
    steps = principal_components_steps(rows, count)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Components = end.value
            return found


def principal_components_steps(rows: Array, count: int = 2) -> Generator[float, None, Components]:
    """Find the first principal components of rows (n, columns); yield in short steps how much is done, from 0 to 1.

    They are the eigenvectors of the rows' covariance, and only those that are wanted are computed: a block of
    orthogonal directions is made to span them, larger with each sweep over the rows by what it still misses, and cut
    back to its best ones when it is full (Rayleigh-Ritz in a block Krylov space, restarted).
    """
    if len(rows) < 2 or not 1 <= count <= rows.shape[1]:
        raise InputError(
            "principal components need two rows, and at most as many as there are columns. "
            "Received: {count} of {shape}",
            count=count,
            shape=rows.shape,
        )
    mean = np.zeros(rows.shape[1])
    for block in _blocks(rows):
        with np.errstate(invalid="ignore", over="ignore"):
            mean += rows[block].sum(axis=0, dtype=np.float64) / len(rows)
        yield 0.0
    _check(mean)
    if rows.shape[1] <= _SMALL:
        covariance = yield from _spread(rows, mean, np.eye(rows.shape[1]), 0.0)
        _check(covariance)
        variances, vectors = np.linalg.eigh(covariance)
        return _components(mean, vectors[:, ::-1][:, :count], variances[::-1][:count])
    vectors, variances = yield from _largest(rows, mean, count)
    return _components(mean, vectors, variances)


def _components(mean: Array, vectors: Array, variances: Array) -> Components:
    """Return vectors (columns, k) as Components: the largest number of each direction becomes positive."""
    directions = vectors.T
    largest = directions[np.arange(len(directions)), np.abs(directions).argmax(axis=1)]
    return Components(mean, directions * np.sign(largest)[:, np.newaxis], variances.clip(0))


def _blocks(rows: Array) -> list[slice]:
    """Return the rows' blocks that one step works on."""
    size = max(AT_ONCE // rows.shape[1], 1)
    return [slice(start, start + size) for start in range(0, len(rows), size)]


def _check(values: Array) -> None:
    if not np.isfinite(values).all():
        raise InputError("principal components need finite numbers; some of these are infinite or not numbers (NaN)")


def _spread(rows: Array, mean: Array, vectors: Array, share: float) -> Generator[float, None, Array]:
    """Return the rows' covariance times vectors (columns, k); yield `share` after each block of rows."""
    product: Array = np.zeros_like(vectors)
    for block in _blocks(rows):
        centred = rows[block] - mean
        with np.errstate(invalid="ignore", over="ignore"):
            product += centred.T @ (centred @ vectors)
        yield share
    product /= len(rows) - 1
    return product


def _largest(rows: Array, mean: Array, count: int) -> Generator[float, None, tuple[Array, Array]]:
    """Return the eigenvectors (columns, count) of the rows' covariance with the largest eigenvalues, and those."""
    columns = rows.shape[1]
    kept = min(count + _SPARE, columns)
    room = min(2 * kept + 4 * _NEW, columns)
    new: Array = np.linalg.qr(np.random.default_rng(0).normal(size=(columns, kept)))[0]
    basis, spread = np.empty((columns, 0)), np.empty((columns, 0))
    first, share = 0.0, 0.0
    for _ in range(_SWEEPS):
        product = yield from _spread(rows, mean, new, share)
        _check(product)
        basis, spread = np.concatenate([basis, new], axis=1), np.concatenate([spread, product], axis=1)
        within = basis.T @ spread
        variances, turn = np.linalg.eigh((within + within.T) / 2)
        variances, turn = variances[::-1], turn[:, ::-1]
        yield share
        vectors = basis @ turn[:, :kept]
        turned = spread @ turn[:, :kept]
        missed = turned - vectors * variances[:kept]  # (columns, kept), at right angles to the basis
        sizes = np.sqrt((missed**2).sum(axis=0))
        worst, enough = float(sizes[:count].max()), _EXACT * max(float(variances[0]), np.finfo(float).tiny)
        if worst <= enough:
            break
        first = first or worst
        share = max(share, min(float(np.log(first / worst) / np.log(first / enough)), 1.0) if first > enough else 0.0)
        if basis.shape[1] + _NEW > room:
            basis, spread = vectors, turned
        new = _beside(basis, missed[:, sizes > enough][:, :_NEW])
        if not new.shape[1]:
            break
        yield share
    return vectors[:, :count], variances[:count]


def _beside(basis: Array, vectors: Array) -> Array:
    """Return directions at right angles to a basis and to each other, (columns, at most k), that add the vectors."""
    vectors = vectors / np.sqrt((vectors**2).sum(axis=0))
    for _ in range(2):  # once is not exact enough
        vectors = vectors - basis @ (basis.T @ vectors)
        vectors, triangle = np.linalg.qr(vectors)
        vectors = vectors[:, np.abs(np.diag(triangle)) > 1e-8]
    return vectors
