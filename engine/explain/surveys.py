"""What shows only over many pictures: how units behave, and which digits are taken for which."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from ..stack import Stack
from ..types import Array, Rows

CENSUS_BATCH = 1000  # pictures at most
_PRODUCTS, _ACTIVATIONS = 2**29, 2**17  # that a batch takes at most, so that it takes some 50 ms
EXCITING = 12  # pictures that are kept for each unit


@dataclass(frozen=True, eq=False)
class Census:
    """How the units of a layer behave over many labelled pictures.

    Attributes:
        pictures: (classes,), how many of each digit there were.
        on: (units, classes), on how many of a digit's pictures a unit was above 0.
        sums: (units, classes), its activations over a digit's pictures added up.
        exciting: (units, at most EXCITING), the numbers of the pictures with a unit's largest activations, the largest
            first.
    """

    pictures: Array
    on: Array
    sums: Array
    exciting: Array

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


def trace_batch(network: Stack) -> int:
    """Return how many pictures a network may read at once so that it takes some 50 ms at most."""
    products = sum(layer.kernel.size for layer in network.dense_layers)
    units = max(layer.units for layer in network.dense_layers)
    return max(min(_PRODUCTS // products, _ACTIVATIONS // units), 1)


def census_steps(
    network: Stack, x: Rows, labels: Array, classes: int = 10
) -> Generator[tuple[int, int], None, tuple[Census, ...]]:
    """Count over labelled pictures, `x` (n, inputs); yield (done, n) after each batch; return one for each layer.

    That is each hidden layer; the output of a network that has none.
    """
    batch = min(CENSUS_BATCH, trace_batch(network))
    counted_layers = slice(None, -1) if len(network.dense_layers) > 1 else slice(None)
    units = [layer.units for layer in network.dense_layers[counted_layers]]
    on = [np.zeros((n, classes), np.int64) for n in units]
    sums = [np.zeros((n, classes)) for n in units]
    largest = [_Largest(n) for n in units]
    for start in range(0, len(x), batch):
        rows = slice(start, start + batch)
        of_digit = np.eye(classes)[labels[rows]]  # (batch, classes)
        for number, trace in enumerate(network.trace(x[rows])[counted_layers]):
            on[number] += np.rint((trace.activation > 0).T @ of_digit).astype(np.int64)
            sums[number] += trace.activation.T @ of_digit
            largest[number].add(trace.activation, start)
        yield min(start + batch, len(x)), len(x)
    pictures = np.bincount(labels, minlength=classes)
    counts = zip(on, sums, largest, strict=True)
    return tuple(Census(pictures, counted, added, kept.in_order()) for counted, added, kept in counts)


class _Largest:
    """For each unit, the pictures with the largest activations so far."""

    def __init__(self, units: int) -> None:
        self._values, self._places = np.empty((0, units)), np.empty((0, units), np.int64)

    def add(self, activations: Array, start: int) -> None:
        """Take a batch (n, units) into account, whose first picture is number `start`."""
        places = np.arange(start, start + len(activations))[:, np.newaxis]
        values = np.concatenate([self._values, activations])
        places = np.concatenate([self._places, np.broadcast_to(places, activations.shape)])
        if len(values) > EXCITING:
            chosen = np.argpartition(-values, EXCITING - 1, axis=0)[:EXCITING]
            values, places = np.take_along_axis(values, chosen, axis=0), np.take_along_axis(places, chosen, axis=0)
        self._values, self._places = values, places

    def in_order(self) -> Array:
        """Return the pictures' numbers, (units, n), the largest activation first."""
        order = np.argsort(-self._values, axis=0, kind="stable")
        places: Array = np.take_along_axis(self._places, order, axis=0).T
        return places


def confusion(labels: Array, answers: Array, classes: int = 10) -> Array:
    """Return how many pictures of each digit (row) were read as each digit (column)."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (labels, answers), 1)
    return counts
