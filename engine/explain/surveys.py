"""What shows only over many pictures: how units behave, which digits are taken for which, where pictures lie."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..stack import Stack
from ..types import Array, Rows

CENSUS_BATCH = 1000


@dataclass(frozen=True, eq=False)
class Census:
    """How the units of a layer behave over many labelled pictures.

    Attributes:
        pictures: (classes,), how many of each digit there were.
        on: (units, classes), on how many of a digit's pictures a unit was above 0.
        sums: (units, classes), its activations over a digit's pictures added up.
    """

    pictures: Array
    on: Array
    sums: Array

    @property
    def firing_rates(self) -> Array:
        """(units,): the share of all pictures on which a unit is on."""
        rates: Array = self.on.sum(axis=1) / self.pictures.sum()
        return rates

    @property
    def means(self) -> Array:
        """(units, classes): a unit's mean activation for each digit; 0 for a digit without pictures."""
        means: Array = self.sums / np.maximum(self.pictures, 1)
        return means

    @property
    def favourites(self) -> Array:
        """(units,): the digit with a unit's largest mean activation; -1 for a unit that is never on."""
        return np.where(self.dead, -1, self.means.argmax(axis=1))

    @property
    def selectivity(self) -> Array:
        """(units,): how much a unit cares for its favourite, (m - o) / (m + o); 0 for none, 1 for that digit alone.

        m is the mean for the favourite and o the mean of the means for the others.
        """
        means = self.means
        best = means.max(axis=1)
        others = (means.sum(axis=1) - best) / max(means.shape[1] - 1, 1)
        total = best + others
        selectivity: Array = np.divide(best - others, total, out=np.zeros_like(best), where=total > 0)
        return selectivity

    @property
    def dead(self) -> Array:
        """(units,): whether a unit is on for no picture at all."""
        dead: Array = self.on.sum(axis=1) == 0
        return dead


def census_steps(
    network: Stack, x: Rows, labels: Array, classes: int = 10
) -> Generator[tuple[int, int], None, tuple[Census, ...]]:
    """Count over labelled pictures, `x` (n, inputs); yield (done, n) after each batch; return one for each layer."""
    units = [layer.units for layer in network.dense_layers[:-1]]
    on = [np.zeros((n, classes), np.int64) for n in units]
    sums = [np.zeros((n, classes)) for n in units]
    for start in range(0, len(x), CENSUS_BATCH):
        rows = slice(start, start + CENSUS_BATCH)
        of_digit = np.eye(classes)[labels[rows]]  # (batch, classes)
        for number, trace in enumerate(network.trace(x[rows])[:-1]):
            on[number] += np.rint((trace.activation > 0).T @ of_digit).astype(np.int64)
            sums[number] += trace.activation.T @ of_digit
        yield min(start + CENSUS_BATCH, len(x)), len(x)
    pictures = np.bincount(labels, minlength=classes)
    return tuple(Census(pictures, counted, added) for counted, added in zip(on, sums, strict=True))


def confusion(labels: Array, answers: Array, classes: int = 10) -> Array:
    """Return how many pictures of each digit (row) were read as each digit (column)."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (labels, answers), 1)
    return counts


@dataclass(frozen=True, eq=False)
class Components:
    """The directions in which rows differ most.

    Attributes:
        mean: (columns,).
        directions: (k, columns), of length 1 and at right angles; the largest number of each is positive.
        variances: (k,), how much the rows vary along each, the largest first.
    """

    mean: Array
    directions: Array
    variances: Array

    def places(self, rows: Array) -> Array:
        """Return where rows lie along the directions, (n, k)."""
        places: Array = (rows - self.mean) @ self.directions.T
        return places


def principal_components(rows: Array, count: int = 2) -> Components:
    """Return the first principal components of rows (n, columns), from the eigenvectors of their covariance."""
    if len(rows) < 2 or not 1 <= count <= rows.shape[1]:
        raise InputError(
            "principal components need two rows, and at most as many as there are columns. "
            "Received: {count} of {shape}",
            count=count,
            shape=rows.shape,
        )
    mean = rows.mean(axis=0, dtype=np.float64)
    centred = rows - mean
    variances, vectors = np.linalg.eigh(centred.T @ centred / (len(rows) - 1))
    directions = vectors.T[::-1][:count]
    largest = directions[np.arange(count), np.abs(directions).argmax(axis=1)]
    return Components(mean, directions * np.sign(largest)[:, np.newaxis], variances[::-1][:count].clip(0))
