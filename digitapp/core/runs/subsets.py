"""A data set made poorer on purpose: fewer images, classes left out, noise, pixels in another order.

What comes of it depends on the data set, these settings and the seed only, so that a run and its replay learn from the
same images to the last bit. Which labels are wrong on purpose is for `examples`, since images held back keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import Bytes, Dataset

if TYPE_CHECKING:
    from digitapp.core.runs.settings import TrainingSettings

_AT_ONCE = 4096  # images given noise at once, to keep the memory small
IMAGE_PIXELS = 28 * 28
_PER_CLASS, _NOISE, _ORDER = 3, 4, 5  # what the seed is followed by, so that one choice does not tell of another


class Subset(NamedTuple):
    """What of a data set a run is given, and how.

    Attributes:
        per_class: at most so many training images of each class, chosen by the seed; 0 for all.
        left_out: numbers of the classes whose training images are left out; the test images keep them.
        noise: the share of each training image's pixels that are any grey instead.
        shuffled_pixels: whether the pixels of all images, test images too, stand in another order, the same for all.
        seed: decides what is chosen.
    """

    per_class: int = 0
    left_out: tuple[int, ...] = ()
    noise: float = 0.0
    shuffled_pixels: bool = False
    seed: int = 0

    @classmethod
    def of(cls, settings: TrainingSettings) -> Subset:
        """Return what a run with these settings is given; the seed only where it decides something."""
        chosen = (settings.per_class, settings.left_out, settings.noise, settings.shuffled_pixels)
        by_chance = settings.per_class or settings.noise or settings.shuffled_pixels
        return cls(*chosen, settings.seed if by_chance else 0)


ALL = Subset()


def given(data: Dataset, settings: TrainingSettings) -> Dataset:
    """Return the data set that a run with these settings is given; the same object where it is all of it.

    Raises:
        InputError: no training image is left.
    """
    subset = Subset.of(settings)
    return data if subset == ALL else _made(data, subset)


@lru_cache(maxsize=1)  # whoever goes a run's way again needs the same one
def _made(data: Dataset, subset: Subset) -> Dataset:
    images, labels = data.train_images, data.train_labels
    if subset.per_class or subset.left_out:
        places = chosen_places(labels, subset)
        if not len(places):
            raise InputError(
                "Expected some training images besides the classes that are left out. Received: {count} images, none"
                " of another class",
                count=len(labels),
            )
        images, labels = images[places], labels[places]
    if subset.noise:
        images = with_noise(images, subset.noise, subset.seed)
    test_images = data.test_images
    if subset.shuffled_pixels:
        order = pixel_order(images[0].size, subset.seed)
        images, test_images = in_order(images, order), in_order(test_images, order)
    return data.with_images(images, labels, test_images, data.test_labels)


def chosen_places(labels: NDArray[np.integer], subset: Subset) -> NDArray[np.intp]:
    """Return the places of the images that are kept, (kept,), in the order in which they were."""
    kept = ~np.isin(labels, subset.left_out)
    if subset.per_class:
        chance = np.random.default_rng([subset.seed, _PER_CLASS])
        mixed = chance.permutation(len(labels))
        order = mixed[np.argsort(labels[mixed], kind="stable")]  # by class, and within one by chance
        sizes = np.bincount(labels, minlength=1)
        within = np.arange(len(labels)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        few = np.zeros(len(labels), np.bool_)
        few[order[within < subset.per_class]] = True
        kept &= few
    return np.flatnonzero(kept)


def with_noise(images: Bytes, share: float, seed: int) -> Bytes:
    """Return images of which this share of the pixels, other ones in each, has any grey from 0 to 255 instead."""
    chance = np.random.default_rng([seed, _NOISE])
    noisy = images.copy()
    for start in range(0, len(images), _AT_ONCE):
        part = noisy[start : start + _AT_ONCE]
        hit = chance.random(part.shape, np.float32) < share
        part[hit] = chance.integers(0, 256, int(hit.sum()), np.uint8)
    return noisy


def pixel_order(pixels: int, seed: int) -> NDArray[np.intp]:
    """Return the order in which the pixels stand where they are shuffled, (pixels,): the place each one comes from."""
    return np.random.default_rng([seed, _ORDER]).permutation(pixels)


def in_order(images: Bytes, order: NDArray[np.intp]) -> Bytes:
    """Return images (n, height, width) with their pixels in that order."""
    return np.ascontiguousarray(images.reshape(len(images), -1)[:, order]).reshape(images.shape)


def order_of(settings: TrainingSettings) -> NDArray[np.intp] | None:
    """Return the order in which pixels reach a network of these settings; None for the order in which they are."""
    return pixel_order(IMAGE_PIXELS, settings.seed) if settings.shuffled_pixels else None


def count_given(counts: Sequence[int], settings: TrainingSettings) -> int:
    """Return how many training images a run is given where there are so many of each class, without making any."""
    most = settings.per_class or max(counts, default=0)
    return sum(min(count, most) for number, count in enumerate(counts) if number not in settings.left_out)
