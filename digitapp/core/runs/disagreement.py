"""Two networks on the same test images: where they disagree, and whether one is really better or just luckier."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

from digitapp.core.runs.dataset import Bytes, Dataset
from digitapp.core.runs.moment import Moment
from engine.data import ScaledImages

_BATCH = 500
_LN_HALF = log(0.5)


class Side(Enum):
    """Which of two networks is right about an image."""

    ONLY_FIRST = "only the first"
    ONLY_SECOND = "only the second"
    NEITHER = "neither"  # and they say different digits


@dataclass(frozen=True, eq=False)
class Disagreement:
    """What two networks say about the same test images.

    Attributes:
        images: (n, 28, 28) uint8.
        labels: (n,) the right digits.
        answers: (2, n) the most probable digit of each.
        shares: (2, n) its probability.
    """

    images: Bytes
    labels: Bytes
    answers: NDArray[np.int64]
    shares: NDArray[np.float32]

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """(2, n) which images each reads rightly."""
        return np.asarray(self.answers == self.labels)

    @property
    def accuracies(self) -> tuple[float, float]:
        """The share that each reads rightly."""
        return float(self.right[0].mean()), float(self.right[1].mean())

    @property
    def both_right(self) -> int:
        """How many images both read rightly."""
        return int((self.right[0] & self.right[1]).sum())

    @property
    def same_mistake(self) -> int:
        """How many images both misread, as the same digit."""
        return int((~self.right[0] & (self.answers[0] == self.answers[1])).sum())

    def places(self, side: Side) -> NDArray[np.intp]:
        """Return the numbers of the images of a kind, those first about which both are surest together."""
        first, second = self.right
        chosen = {
            Side.ONLY_FIRST: first & ~second,
            Side.ONLY_SECOND: second & ~first,
            Side.NEITHER: ~first & ~second & (self.answers[0] != self.answers[1]),
        }[side]
        found = np.flatnonzero(chosen)
        return found[np.argsort(-self.shares[:, found].sum(axis=0), kind="stable")]

    @cached_property
    def chance(self) -> float:
        """How often two equally good networks would differ as much as these, by chance alone.

        Of the images that only one reads, each should read half; this is how often a fair coin falls at least as
        unevenly: McNemar's test in its exact form (McNemar 1947, Psychometrika 12, 153).
        """
        first, second = len(self.places(Side.ONLY_FIRST)), len(self.places(Side.ONLY_SECOND))
        return by_chance(first, second)


def by_chance(first: int, second: int) -> float:
    """Return how often a coin that is thrown `first` + `second` times falls at least as unevenly as this."""
    throws, least = first + second, min(first, second)
    ways = (lgamma(throws + 1) - lgamma(k + 1) - lgamma(throws - k + 1) for k in range(least + 1))
    return min(1.0, 2 * sum(exp(way + throws * _LN_HALF) for way in ways))


def disagreement_steps(
    first: Moment, second: Moment, data: Dataset
) -> Generator[Disagreement | float | None, None, None]:
    """Have two networks read all test images, some at a time; yield the share that is done, in the end what they say.

    Probabilities are the networks' own, of whatever temperature.

    Raises:
        InputError: one of them tells other classes apart than the data set has.
    """
    for moment in (first, second):
        data.check_outputs(moment.network)
    images, count = (
        [ScaledImages(moment.received(data.test_images)) for moment in (first, second)],
        len(data.test_labels),
    )
    answers, shares = np.empty((2, count), np.int64), np.empty((2, count), np.float32)
    for start in range(0, count, _BATCH):
        part = slice(start, start + _BATCH)
        for place, moment in enumerate((first, second)):
            probabilities = moment.network.trace(images[place][part])[-1].activation
            answers[place, part] = probabilities.argmax(axis=1)
            shares[place, part] = probabilities.max(axis=1)
        yield min(start + _BATCH, count) / count
    yield Disagreement(data.test_images, data.test_labels, answers, shares)
