"""How far the probabilities of a network that was just trained can be trusted, found as for the bundled network.

The two numbers come from pictures that it was not trained with: images held back or, where a run held none back, some
of the test images; and where it learned from made pen digits, as many new ones of those. Neither number changes which
digit is ahead, so the accuracy on the test images stays what it was; how good the probabilities are there is, of such a
run, no longer measured on unseen images.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitapp.core.reading.calibration import UNKNOWN, Calibration, calibrate
from digitapp.core.runs import subsets
from digitapp.core.runs.dataset import Bytes, Dataset
from digitapp.core.runs.examples import examples
from digitapp.core.runs.settings import DIGITS, IMAGE_SIZE, TrainingSettings
from engine.data import ScaledImages
from engine.models import Sequential

MOST = 1000  # held-out images, and as many pen digits
_FEWEST = 200  # pictures that tell something
_REFUSED = 0.015  # of them;
_REFUSED_WITH_DRAWN = (
    0.025  # where half of them are made, and harder than most that people draw, as for the bundled one
)
_WORK = 4e9  # multiplications, at most: a large network is asked about fewer
_AT_ONCE = 500
_DRAWN = 6  # what the seed is followed by, so that these are none of the pen digits that were learned from


def calibrated(network: Sequential, data: Dataset, settings: TrainingSettings) -> Calibration:
    """Return what suits a network that a run with these settings has trained on a data set; takes under a second.

    UNKNOWN where there are too few pictures to tell, or where its probabilities are no numbers.
    """
    plain = replace(settings, distort=False, wrong_labels=0.0, pen_digits=0, non_digits=0)
    rows, labels = examples(data, plain, np.random.default_rng(0)).held_out
    weights = sum(weight.size for weight in network.get_weights())
    most = min(MOST, int(_WORK / max(2 * weights, 1)))
    places = np.linspace(0, len(labels) - 1, min(most, len(labels))).astype(np.intp)  # from all over
    inputs, known = np.asarray(rows[places], np.float32), np.asarray(labels)[places]
    if settings.pen_digits:
        drawn, digits = _drawn(len(places), settings)
        inputs, known = np.concatenate([inputs, drawn]), np.concatenate([known, digits])
    if len(known) < _FEWEST:
        return UNKNOWN
    z = np.concatenate([network.trace(part)[-1].z for part in np.array_split(inputs, -(-len(inputs) // _AT_ONCE))])
    if not np.isfinite(z).all():
        return UNKNOWN
    found = calibrate(z, known, _REFUSED_WITH_DRAWN if settings.pen_digits else _REFUSED)
    return Calibration(found.temperature, max(found.least, UNKNOWN.least))


def _drawn(count: int, settings: TrainingSettings) -> tuple[NDArray[np.float32], Bytes]:
    """Return so many pen digits, (n, 784) from 0 to 1, as the run's images are: none of a digit that is left out."""
    images, labels = _pen_digits(count)
    kept = ~np.isin(labels, settings.left_out)
    images, labels = images[kept], labels[kept]
    if settings.shuffled_pixels:
        images = subsets.in_order(images, subsets.pixel_order(IMAGE_SIZE, settings.seed))
    return np.asarray(ScaledImages(images)[:], np.float32), labels


@lru_cache(maxsize=1)
def _pen_digits(count: int) -> tuple[Bytes, Bytes]:
    from digitapp.core.recipe.pen_digits import pen_digit_images  # here: it takes a while to import

    labels = np.arange(count, dtype=np.uint8) % DIGITS
    images = pen_digit_images(labels, np.random.default_rng(_DRAWN))
    images.flags.writeable = labels.flags.writeable = False
    return images, labels
