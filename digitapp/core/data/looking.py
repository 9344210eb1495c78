"""What the page Data shows of a data set: how it is split, its classes, and labels that look wrong."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.examples import with_wrong_labels
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import Subset, chosen_places, given
from engine import explain
from engine.data import ScaledImages
from engine.training import split

Bytes = NDArray[np.uint8]

EXAMPLES = 10  # images of a class that are shown
MOST_SHOWN = 200  # labels that look wrong
_BATCH = 1000
_MEAN_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class ClassOverview:
    """A class of a data set.

    Attributes:
        name: what it is called.
        train, test: how many images of it there are.
        given: how many of the training images a run is given.
        places: numbers of some of its training images.
        mean: (28, 28) uint8, the mean of all its training images.
    """

    name: str
    train: int
    test: int
    given: int
    places: tuple[int, ...]
    mean: Bytes


@dataclass(frozen=True, eq=False)
class DataOverview:
    """A data set as a person looks at it.

    Attributes:
        data: the data set.
        classes: by their number.
        given: how many training images a run is given, all classes together.
    """

    data: Dataset
    classes: tuple[ClassOverview, ...]
    given: int

    @property
    def name(self) -> str:
        """What the data set is called."""
        return self.data.name

    @property
    def source(self) -> Path | None:
        """Where it was read from; None for MNIST."""
        return self.data.source

    def examples(self, number: int) -> Bytes:
        """Return some training images of a class, (n, 28, 28)."""
        return self.data.train_images[list(self.classes[number].places)]


@dataclass(frozen=True, eq=False)
class Suspect:
    """A training image whose label looks wrong to a network.

    Attributes:
        number: the image's, in the data set.
        label: what a run is told it is.
        answer: what the network finds it is, and `certainty` how probable.
        on_purpose: whether the label was made wrong by the settings.
    """

    number: int
    label: int
    answer: int
    certainty: float
    on_purpose: bool


@dataclass(frozen=True, eq=False)
class Suspects:
    """The labels that look wrong to a network, those first that it is surest of.

    Attributes:
        found: at most MOST_SHOWN of them.
        wrong: how many of the images it reads otherwise than they are labelled.
        images: how many it looked at.
        on_purpose: how many of those that it reads otherwise were made wrong on purpose.
    """

    found: tuple[Suspect, ...]
    wrong: int
    images: int
    on_purpose: int


def overview_steps(data: Dataset, settings: TrainingSettings) -> Generator[float | DataOverview, None, None]:
    """Look at a data set; yield how much is done, from 0 to 1, and in the end the DataOverview."""
    tested = np.bincount(data.test_labels, minlength=len(data.class_names))
    kept = _kept(data, settings)
    of_each = np.bincount(data.train_labels[kept], minlength=len(data.class_names))
    classes = []
    for number, name in enumerate(data.class_names):
        yield number / len(data.class_names)
        places = np.flatnonzero(data.train_labels == number)
        classes.append(
            ClassOverview(
                name,
                len(places),
                int(tested[number]),
                int(of_each[number]),
                tuple(places[:EXAMPLES].tolist()),
                _mean(data.train_images, places),
            )
        )
    yield DataOverview(data, tuple(classes), int(of_each.sum()))


def suspects_steps(
    moment: Moment, data: Dataset, settings: TrainingSettings
) -> Generator[float | Suspects, None, None]:
    """Look for labels that look wrong; yield how much is done, from 0 to 1, and in the end the Suspects.

    Looked at are the images and the labels that a run with these settings learns from, so that labels made wrong on
    purpose are among them; pen digits and images held back are not.

    Raises:
        InputError: the network tells other classes apart, or no image is left.
    """
    data.check_outputs(moment.network)
    kept = _kept(data, settings)
    some = given(data, replace(settings, shuffled_pixels=False))  # in the order in which the network receives them
    if settings.images:
        some, kept = some.shortened(settings.images, len(some.test_labels)), kept[: settings.images]
    (images, right), _ = split(some.train_images, some.train_labels, settings.validation_share)
    told = right.astype(np.int64)
    if settings.wrong_labels:
        told = with_wrong_labels(right, settings.wrong_labels, settings.seed, settings.outputs).astype(np.int64)
    size = min(_BATCH, explain.trace_batch(moment.network))
    answers, certainty = np.zeros(len(told), np.int64), np.zeros(len(told), np.float32)
    for start in range(0, len(told), size):
        part = slice(start, start + size)
        rows = ScaledImages(moment.received(np.asarray(images[part])))
        shares = moment.calibration.probabilities(moment.network.trace(rows[:])[-1].z)
        answers[part], certainty[part] = shares.argmax(axis=1), shares.max(axis=1)
        yield min(start + size, len(told)) / len(told)
    wrong = np.flatnonzero(answers != told)
    first = wrong[np.argsort(-certainty[wrong], kind="stable")][:MOST_SHOWN]
    found = tuple(
        Suspect(int(kept[n]), int(told[n]), int(answers[n]), float(certainty[n]), bool(told[n] != right[n]))
        for n in first.tolist()
    )
    yield Suspects(found, len(wrong), len(told), int((told[wrong] != right[wrong]).sum()))


def overview_table(overview: DataOverview) -> str:
    """Return the classes' counts as CSV, a line for each class."""
    lines = [
        ",".join(['"' + each.name.replace('"', '""') + '"', str(each.train), str(each.test), str(each.given)])
        for each in overview.classes
    ]
    return "\n".join(["class,training images,test images,given to a run", *lines]) + "\n"


def _kept(data: Dataset, settings: TrainingSettings) -> NDArray[np.intp]:
    """Return the numbers of the training images that a run is given; all where that leaves none."""
    subset = Subset.of(settings)
    places = chosen_places(data.train_labels, subset)
    return places if len(places) else np.arange(len(data.train_labels))


def _mean(images: Bytes, places: NDArray[np.intp]) -> Bytes:
    total = np.zeros(images.shape[1:], np.int64)
    for start in range(0, len(places), _MEAN_AT_ONCE):
        total += images[places[start : start + _MEAN_AT_ONCE]].sum(axis=0, dtype=np.int64)
    return np.asarray(np.rint(total / max(len(places), 1)), np.uint8)
