"""An exercise sheet from one's own drawing and network: small sums to do by hand, and their solutions.

All numbers are rounded first and computed with exactly then, in decimals, so that whoever does the sums on paper finds
what the solution says, to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import exp

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, Words
from digitapp.core.paper.rasterize import Image
from digitapp.core.reading.reading import Reading

RATE = Decimal("0.1")  # the learning rate of the last exercise, so large that the step shows
_PIXELS, _UNITS, _DIGITS = 4, 6, 3
_LONGEST_NAME = 40  # characters, more than a line has room for
_SURE = Decimal("0.9")  # from this probability on there is next to nothing to learn from the right digit


@dataclass(frozen=True)
class Product:
    """A pixel's value x and its weight w, at a row and a column, both from 0."""

    row: int
    column: int
    x: Decimal
    w: Decimal

    @property
    def product(self) -> Decimal:
        """What they come to."""
        return self.x * self.w


@dataclass(frozen=True)
class Share:
    """A digit with its score, and what softmax of a few digits makes of it.

    Attributes:
        score: as the network gave it, with one decimal.
        below: how far it is below the largest score, 0 or negative.
        power: e to that, with three decimals.
        probability: its share in the sum of the powers, with two decimals.
    """

    digit: int
    score: Decimal
    below: Decimal
    power: Decimal
    probability: Decimal


@dataclass(frozen=True, eq=False)
class Exercise:
    """The numbers of the sheet.

    Attributes:
        image: (28, 28) uint8, the drawing.
        network: what the network is called.
        said: the digit that it reads.
        unit: of the first hidden layer, from 0, which the first exercise is about.
        products, bias, own_z: its largest products, its bias, and its z with all 784 of them.
        zs: of some units of that layer.
        shares: the three largest scores, and softmax of these alone.
        label: the digit that the last exercise takes for the right one.
        from_unit, activation, weight: of the last hidden layer, its activation, and its weight to that digit's score.
    """

    image: Image
    network: str
    said: int
    unit: int
    products: tuple[Product, ...]
    bias: Decimal
    own_z: Decimal
    zs: tuple[Decimal, ...]
    shares: tuple[Share, ...]
    label: int
    from_unit: int
    activation: Decimal
    weight: Decimal

    @property
    def dot(self) -> Decimal:
        """The sum of the products."""
        return sum((each.product for each in self.products), Decimal(0))

    @property
    def z(self) -> Decimal:
        """The sum with the bias."""
        return self.dot + self.bias

    @property
    def total(self) -> Decimal:
        """The sum of the powers."""
        return sum((share.power for share in self.shares), Decimal(0))

    @property
    def probability(self) -> Decimal:
        """Of the digit that is taken for the right one, from the exercise before."""
        return next(share.probability for share in self.shares if share.digit == self.label)

    @property
    def gradient(self) -> Decimal:
        """How fast the loss grows with the weight: a · (p − 1)."""
        return self.activation * (self.probability - 1)

    @property
    def after(self) -> Decimal:
        """The weight after one step."""
        return self.weight - RATE * self.gradient


def exercise(reading: Reading, network: str, unit: int = -1) -> Exercise:
    """Return the numbers of a sheet.

    Args:
        reading: of the drawing.
        network: what the network is called.
        unit: of the first hidden layer that the first exercise is about; -1 for the one that the drawing makes largest.

    Raises:
        InputError: the network has no hidden layer.
    """
    if not reading.hidden:
        received = Words("a network without one")
        raise InputError(
            "Expected a network with a hidden layer for the exercises. Received: {received}", received=received
        )
    first, last = reading.network.dense_layers[0], reading.network.dense_layers[-1]
    computed, hidden = reading.hidden[0], reading.hidden[-1]
    unit = unit if 0 <= unit < computed.units else int(np.argmax(computed.activation))
    shares = _shares(reading.layers[-1].z)
    label = shares[1 if shares[0].probability > _SURE else 0].digit
    source = int(np.argmax(np.abs(hidden.activation * last.kernel[:, label])))
    return Exercise(
        image=reading.seen,
        network=network if len(network) <= _LONGEST_NAME else network[:_LONGEST_NAME] + "…",
        said=reading.ranking[0],
        unit=unit,
        products=_products(reading.inputs, first.kernel[:, unit]),
        bias=_rounded(0.0 if first.bias is None else float(first.bias[unit]), 2),
        own_z=_rounded(float(computed.z[unit]), 2),
        zs=_spread(computed.z),
        shares=shares,
        label=label,
        from_unit=source,
        activation=_rounded(float(hidden.activation[source]), 1),
        weight=_rounded(float(last.kernel[source, label]), 2),
    )


def _products(x: NDArray[np.float32], weights: NDArray[np.float32]) -> tuple[Product, ...]:
    """Return the pixels that speak most for the unit, and most against it, half and half where there are both."""
    order = np.argsort(x * weights, kind="stable")
    against, speaking = order[: _PIXELS // 2], order[::-1][: _PIXELS - _PIXELS // 2]
    places = sorted({int(place) for place in (*speaking, *against)})
    side = round(len(x) ** 0.5)
    return tuple(
        Product(place // side, place % side, _rounded(float(x[place]), 1), _rounded(float(weights[place]), 2))
        for place in places
    )


def _spread(z: NDArray[np.float32]) -> tuple[Decimal, ...]:
    """Return some of a layer's z from all over their range, half of them above 0 if there are, in the units' order."""
    order, rounded = np.argsort(z, kind="stable"), np.round(z, 1)
    above, below = order[rounded[order] > 0], order[rounded[order] < 0]
    if not len(above) + len(below):
        below = order  # all at 0, as in a network of zeros
    most = max(_UNITS // 2, _UNITS - len(below))
    chosen = [*_evenly(above, most), *_evenly(below, _UNITS - min(len(above), most))]
    return tuple(_rounded(float(z[place]), 1) for place in sorted(chosen))


def _evenly(places: NDArray[np.int64], count: int) -> list[int]:
    """Return so many of the places, or all if there are fewer, from the first to the last."""
    ranks = np.linspace(0, len(places) - 1, min(count, len(places)))
    return [int(places[round(rank)]) for rank in ranks]


def _shares(z: NDArray[np.float32]) -> tuple[Share, ...]:
    digits = [int(digit) for digit in np.argsort(-z, kind="stable")[:_DIGITS]]
    scores = [_rounded(float(z[digit]), 1) for digit in digits]
    below = [score - scores[0] for score in scores]
    powers = [_rounded(exp(difference), 3) for difference in below]
    total = sum(powers, Decimal(0))
    shares = [(power / total).quantize(Decimal("0.01")) for power in powers]
    return tuple(Share(*values) for values in zip(digits, scores, below, powers, shares, strict=True))


def _rounded(value: float, decimals: int) -> Decimal:
    """Return a number with so many decimals, never a negative zero."""
    return Decimal(f"{value:.{decimals}f}") + Decimal(0)
