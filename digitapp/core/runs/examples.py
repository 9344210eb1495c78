"""Which images a run learns from: all or the first ones, as they are or distorted, some with a wrong label."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError
from digitapp.core.runs import subsets
from digitapp.core.runs.dataset import Bytes, Dataset, other_classes
from digitapp.core.runs.settings import DIGITS, IMAGE_SIZE, TrainingSettings
from engine.augmentation import DistortedImages, Distortion
from engine.data import JoinedRows, ScaledImages
from engine.training import split
from engine.types import Rows

HeldOut: TypeAlias = tuple[Rows, NDArray[np.integer]]
_MILD = Distortion(rotation=6, scale=0.06, shear=0.08, shift=0.5, bending=0.5, thickness=0.5)  # of what hands made
_AT_ONCE = 8000  # drawings made at once, to keep the memory small


class Examples(NamedTuple):
    """The rows and the labels to learn from, and what to measure on: images held back, or the test images."""

    rows: Rows
    labels: NDArray[np.integer]
    held_out: HeldOut


def examples(data: Dataset, settings: TrainingSettings, generator: np.random.Generator) -> Examples:
    """Return what a run with these settings learns from.

    `generator` distorts the images anew whenever they are asked for; which labels are wrong and how the pen digits are
    drawn depends on the settings' seed only.

    Raises:
        InputError: no image is left to learn from, or the data set has other classes than the network.
    """
    if len(data.class_names) != settings.outputs:
        raise other_classes(data, settings.outputs)
    data = subsets.given(data, settings)
    if settings.images:
        data = data.shortened(settings.images, len(data.test_labels))
    train, held_out = split(data.train_inputs, data.train_labels, settings.validation_share)
    rows, known = train
    if settings.distort:
        rows = DistortedImages(data.train_images[: len(known)], generator)
    if settings.wrong_labels:
        known = with_wrong_labels(known, settings.wrong_labels, settings.seed, settings.outputs)
    if settings.pen_digits:
        drawn, digits = _pen_digits_for(settings)
        more = DistortedImages(drawn, generator, _MILD) if settings.distort else ScaledImages(drawn)
        rows, known = JoinedRows([rows, more]), np.concatenate([known, digits])
    if settings.non_digits:
        none, labels = _non_digits_for(settings)
        rows, known = JoinedRows([rows, ScaledImages(none)]), np.concatenate([known, labels])
    return Examples(rows, known, held_out or (data.test_inputs, data.test_labels))


def count(data: Dataset, settings: TrainingSettings) -> int:
    """Return how many images an epoch has, without making any."""
    return count_of(subsets.count_given(data.counts, settings), settings)


def count_of(images: int, settings: TrainingSettings) -> int:
    """Return how many images an epoch has where a run is given so many training images (see subsets.count_given)."""
    given = np.zeros(min(settings.images or images, images), np.bool_)
    (_, known), _ = split(given, given, settings.validation_share)
    return len(known) + len(_pen_places(settings)) + settings.non_digits


def with_wrong_labels(
    labels: NDArray[np.integer], share: float, seed: int, classes: int = DIGITS
) -> NDArray[np.integer]:
    """Return labels of which this share is another class than it was, which ones depending on the seed."""
    chance = np.random.default_rng([seed, 1])
    places = chance.choice(len(labels), round(share * len(labels)), replace=False)
    wrong = labels.copy()
    wrong[places] = (labels[places] + chance.integers(1, classes, len(places))) % classes
    return wrong


def _pen_digits_for(settings: TrainingSettings) -> tuple[Bytes, Bytes]:
    """Return the pen digits of a run as its other images are: none of a digit that is left out, and as shuffled."""
    _check_digits(settings, settings.pen_digits)
    drawn, digits = pen_digits(settings.pen_digits, settings.seed)
    places = _pen_places(settings)
    if len(places) < len(digits):
        drawn, digits = drawn[places], digits[places]
    if settings.shuffled_pixels:
        drawn = subsets.in_order(drawn, subsets.pixel_order(IMAGE_SIZE, settings.seed))
    return drawn, digits


def _check_digits(settings: TrainingSettings, count: int) -> None:
    if settings.classes:
        raise InputError(
            "Made pen digits are the ten digits, and these data have other classes: {classes}. Expected no pen digits"
            " with them. Received: {count}",
            classes=", ".join(settings.classes[:5]) + ("…" if len(settings.classes) > 5 else ""),
            count=count,
        )


def _non_digits_for(settings: TrainingSettings) -> tuple[Bytes, Bytes]:
    """Return the drawings of a run that are no digits, as its other images are, and a label for each by chance.

    Whoever is told a 3 as often as any other digit for such a drawing can do no better than to give each a tenth.
    """
    _check_digits(settings, settings.non_digits)
    drawn = non_digits(settings.non_digits, settings.seed)
    known = np.setdiff1d(np.arange(DIGITS, dtype=np.uint8), np.array(settings.left_out, np.uint8))
    labels = np.random.default_rng([settings.seed, 7]).permutation(np.resize(known, len(drawn)))
    if settings.shuffled_pixels:
        drawn = subsets.in_order(drawn, subsets.pixel_order(IMAGE_SIZE, settings.seed))
    return drawn, labels


def _pen_places(settings: TrainingSettings) -> NDArray[np.intp]:
    """Return which of the pen digits are no digit that is left out."""
    return np.flatnonzero(~np.isin(np.arange(settings.pen_digits) % DIGITS, settings.left_out))


@lru_cache(maxsize=1)  # that takes a while, and whoever goes a run's way again needs the same ones
def pen_digits(count: int, seed: int) -> tuple[Bytes, Bytes]:
    """Return drawings (count, 28, 28) uint8 that imaginary hands made, each digit as often, and their labels."""
    from digitapp.core.recipe.pen_digits import pen_digit_images  # here: few runs need it

    chance = np.random.default_rng([seed, 2])
    labels = np.arange(count, dtype=np.uint8) % DIGITS
    parts = np.split(labels, range(_AT_ONCE, count, _AT_ONCE))
    images = np.concatenate([pen_digit_images(part, chance) for part in parts])
    images.flags.writeable = labels.flags.writeable = False
    return images, labels


@lru_cache(maxsize=1)  # as the pen digits
def non_digits(count: int, seed: int) -> Bytes:
    """Return drawings (count, 28, 28) uint8 that are no digits: letters, signs, scribbles, digits upside down."""
    from digitapp.core.recipe.non_digits import non_digit_images  # here: few runs need it

    chance = np.random.default_rng([seed, 8])
    parts = [min(_AT_ONCE, count - first) for first in range(0, count, _AT_ONCE)]
    images: Bytes = np.concatenate([non_digit_images(part, chance) for part in parts])
    images.flags.writeable = False
    return images
