"""The pictures that a recipe learns from, new ones in each epoch, made while the network learns from those before.

Each part of an epoch has random numbers of its own, which begin with the recipe's seed and the part's place: so it does
not matter which thread makes it, or when.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import pairwise
from types import TracebackType

import numpy as np

from digitapp.core.paper.rasterize import Image
from digitapp.core.recipe.non_digits import non_digit_images
from digitapp.core.recipe.pen_digits import pen_digit_images
from digitapp.core.runs.settings import DIGITS
from engine.augmentation import Distortion
from engine.thread_pool import cores

_AT_ONCE = 4000  # pictures made at once, to keep the memory small and the threads busy
_MILD = Distortion(rotation=6, scale=0.06, shear=0.08, shift=0.5, bending=0.5, thickness=0.5)  # of what hands made

_CALM_FROM, _CALM = 0.6, 0.4  # from this share of the epochs on digits are distorted less, in the end so much

Make = Callable[[np.random.Generator, Image], Image]


@dataclass(frozen=True)
class Amounts:
    """How many pictures there are in an epoch, and how long drawings are kept.

    Attributes:
        pen_digits, non_digits: how many drawings there are beside the images that somebody wrote.
        kept: for so many epochs the drawings are the same, though distorted anew; then new ones are made.
        seed: where the random numbers begin.
    """

    pen_digits: int
    non_digits: int
    kept: int
    seed: int


class EpochImages:
    """The pictures of one epoch after the other: those that somebody wrote, distorted; pen digits; non-digits."""

    def __init__(self, written: Image, amounts: Amounts, epochs: int) -> None:
        self._written, self._amounts, self._epochs = written, amounts, epochs
        self._drawn = np.empty((amounts.pen_digits + amounts.non_digits, *written.shape[1:]), np.uint8)
        self._coming: Future[Image] | None = None
        self._one = ThreadPoolExecutor(1, "epoch")  # sees to the order: drawings first, then what is made of them
        self._many = ThreadPoolExecutor(cores(), "pictures")

    def __enter__(self) -> EpochImages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._one.shutdown(wait=False, cancel_futures=True)
        self._many.shutdown(wait=True, cancel_futures=True)
        self._one.shutdown(wait=True)

    def of(self, epoch: int) -> Image:
        """Return the pictures (n, 28, 28) uint8 of an epoch, counted from 0, and begin with the next one's."""
        coming = self._coming or self._one.submit(self._made, epoch)
        images = coming.result()
        self._coming = self._one.submit(self._made, epoch + 1) if epoch + 1 < self._epochs else None
        return images

    def _made(self, epoch: int) -> Image:
        amounts = self._amounts
        if epoch % amounts.kept == 0:
            pens = self._drawn[: amounts.pen_digits]
            self._share(epoch, 0, pens, pens, lambda generator, part: _pen_digits(len(part), generator))
            others = self._drawn[amounts.pen_digits :]
            self._share(epoch, 1, others, others, lambda generator, part: non_digit_images(len(part), generator))
        count = len(self._written)
        images = np.empty((count + len(self._drawn), *self._written.shape[1:]), np.uint8)
        usual = _as_strong_as(_calmer(epoch / self._epochs), Distortion())
        self._share(epoch, 2, self._written, images[:count], lambda generator, part: _distorted(usual, part, generator))
        self._share(epoch, 3, self._drawn, images[count:], lambda generator, part: _distorted(_MILD, part, generator))
        return images

    def _share(self, epoch: int, kind: int, source: Image, out: Image, make: Make) -> None:
        """Fill `out` with what `make` makes of parts of `source`, on many threads."""

        def fill(first: int, last: int) -> None:
            generator = np.random.default_rng([self._amounts.seed, epoch, kind, first])
            out[first:last] = make(generator, source[first:last])

        cuts = [*range(0, len(source), _AT_ONCE), len(source)]
        for part in [self._many.submit(fill, first, last) for first, last in pairwise(cuts)]:
            part.result()


def _calmer(done: float) -> float:
    """Return how strongly digits are distorted when so much is done: at last they are nearly as people wrote them."""
    return float(np.interp(done, [_CALM_FROM, 1.0], [1.0, _CALM]))


def _as_strong_as(strength: float, distortion: Distortion) -> Distortion:
    return Distortion(**{name: strength * value for name, value in asdict(distortion).items()})


def pen_digit_labels(count: int) -> np.ndarray:
    """Return which digits the pen digits of an epoch are, (count,): each as often as the others."""
    parts = [np.arange(min(_AT_ONCE, count - first)) % DIGITS for first in range(0, count, _AT_ONCE)]
    return np.concatenate(parts) if parts else np.empty(0, np.intp)


def _pen_digits(count: int, generator: np.random.Generator) -> Image:
    return pen_digit_images(np.arange(count) % DIGITS, generator)


def _distorted(distortion: Distortion, images: Image, generator: np.random.Generator) -> Image:
    return np.asarray(np.rint(distortion(images, generator)), np.uint8)
