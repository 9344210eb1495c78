"""Some moments that a way has kept, chosen so that they stand for the whole of it, and what each batch counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.examples import Examples, examples
from digitapp.core.runs.material import rate_of_batch
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import Subset
from digitapp.core.runs.way import Stretch, Way

_EASE = 8  # batches: around the start moments are chosen this densely, further on less and less so
_POWER = 0.4


@dataclass(frozen=True, eq=False)
class KeptMoment:
    """A moment of a way.

    Attributes:
        place: in batches from the way's beginning.
        at: in epochs.
        moment: the network then.
    """

    place: int
    at: float
    moment: Moment


@dataclass(frozen=True, eq=False)
class Part:
    """The part of a way that one run has gone, with its recording; see Stretch."""

    stretch: Stretch
    recording: Recording

    @property
    def settings(self) -> TrainingSettings:
        """The run's."""
        return self.recording.settings

    def kept(self) -> list[KeptMoment]:
        """Return the moments that are kept of it."""
        stretch, recording = self.stretch, self.recording
        return [
            KeptMoment(stretch.first + each.batch, recording.place_of(each.batch), each.moment)
            for each in recording.snapshots
            if each.batch <= stretch.batches
        ]

    def counted(self) -> NDArray[np.float64]:
        """Return what each batch counted for each image that there is, (batches,): its learning rate by all images.

        An image is in one batch of an epoch, where its gradient is one of batch_size that are averaged.
        """
        stretch, recording, settings = self.stretch, self.recording, self.settings
        images = settings.batch_size * stretch.steps
        rates = [
            rate_of_batch(settings, recording.rate(batch), recording.before + batch, stretch.steps)
            for batch in range(stretch.batches)
        ]
        return np.array(rates, np.float64) / images


def parts_of(way: Way, recordings: Recordings) -> tuple[Part, ...]:
    """Return the recorded parts of a way, in order."""
    found = [(stretch, recordings.of(stretch.run)) for stretch in way.stretches]
    return tuple(Part(stretch, recording) for stretch, recording in found if recording is not None)


def chosen_moments(parts: Sequence[Part], most: int) -> list[KeptMoment]:
    """Return at most so many of the moments that are kept, with the first and the last, dense where most happens."""
    kept = list({each.place: each for part in parts for each in part.kept()}.values())
    if len(kept) <= most:
        return kept
    first = kept[0].place
    eased = np.array([(each.place - first + _EASE) ** _POWER for each in kept])
    wanted = np.linspace(eased[0], eased[-1], most)
    numbers = np.unique(np.abs(eased[:, np.newaxis] - wanted).argmin(axis=0))
    return [kept[number] for number in numbers]


def same_images(part: Part, other: Part) -> bool:
    """Whether two runs learned from the same images with the same labels."""
    return part.recording.load() is other.recording.load() and _images(part.settings) == _images(other.settings)


def _images(settings: TrainingSettings) -> tuple[object, ...]:
    made = settings.pen_digits, settings.non_digits
    chance = settings.seed if settings.wrong_labels or any(made) else None
    return settings.images, settings.validation_share, settings.wrong_labels, made, chance, Subset.of(settings)


def undistorted(data: Dataset, settings: TrainingSettings) -> Examples:
    """Return what a run with these settings learns from, each image as it is before it is distorted.

    Raises:
        InputError: the data set has other classes than the network.
    """
    return examples(data, replace(settings, distort=False), np.random.default_rng(0))


def true_labels(data: Dataset, settings: TrainingSettings) -> tuple[NDArray[np.integer], int]:
    """Return the labels without those that are wrong on purpose, (n,), and how many are of the data set's images.

    Those beyond are made drawings: pen digits, and some that are no digits, whose labels are by chance.
    """
    labels = undistorted(data, replace(settings, wrong_labels=0.0)).labels
    return labels, len(undistorted(data, replace(settings, pen_digits=0, non_digits=0)).labels)
