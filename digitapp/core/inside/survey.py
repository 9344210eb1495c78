"""What a network does with all test images: its mistakes, its units' habits, and a map of where the images lie."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.measures import Measure, measure
from digitapp.core.inside.neighbour_map import NeighbourMap
from digitapp.core.reading.reading import Reading, Vector
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from engine import explain
from engine.explain import Census as Census
from engine.explain import Components

Numbers = NDArray[np.int64]
Numbers32 = NDArray[np.float32]
_BATCH = 1000
_CENSUS_SHARE, _ANSWERS_SHARE = 0.5, 0.7  # of the work, when these are done


class Ground(Enum):
    """By what the map says that two images are alike."""

    PIXELS = "pixels"
    HIDDEN = "hidden"
    OUTPUT = "output"


@dataclass(frozen=True, eq=False)
class Map:
    """Where the images lie in the plane in which they differ most.

    Attributes:
        places: (n, 2).
        components: how the place of another picture is found.
    """

    places: Vector
    components: Components

    def place(self, values: Vector) -> tuple[float, float]:
        """Return where a picture lies whose numbers are these."""
        (place,) = self.components.places(values[np.newaxis])
        return float(place[0]), float(place[1]) if len(place) > 1 else 0.0


@dataclass(frozen=True, eq=False)
class Survey:
    """What a network does with the test images of a data set.

    Attributes:
        moment: the network that read them.
        data: the data set's name.
        images: (n, 28, 28) uint8.
        labels, answers: (n,), the right digits and those that the network finds most probable.
        certainty: (n,), how probable it finds its answers.
        confusion: (10, 10), how often each digit (row) got each answer (column).
        census: of each hidden layer.
        maps: by Ground.
        measures: of all images, each sorted.
    """

    moment: Moment
    data: str
    images: NDArray[np.uint8]
    labels: Numbers
    answers: Numbers
    certainty: Vector
    confusion: Numbers
    census: tuple[Census, ...]
    maps: dict[Ground, Map]
    measures: dict[Measure, NDArray[np.float64]]

    @property
    def accuracy(self) -> float:
        """The share of images that is read rightly."""
        return float((self.labels == self.answers).mean())

    @property
    def mistakes(self) -> Numbers:
        """The numbers of the images that are read wrongly, those that the network is surest of first."""
        wrong = np.flatnonzero(self.labels != self.answers)
        return wrong[np.argsort(-self.certainty[wrong], kind="stable")]

    @property
    def doubtful(self) -> Numbers:
        """The numbers of all images, those that the network is least sure of first."""
        return np.argsort(self.certainty, kind="stable")

    def cell(self, label: int, answer: int) -> Numbers:
        """Return the numbers of the images of a digit that got this answer."""
        return np.flatnonzero((self.labels == label) & (self.answers == answer))

    def of_digit(self, label: int) -> Numbers:
        """Return the numbers of a digit's images."""
        return np.flatnonzero(self.labels == label)


def survey_steps(moment: Moment, data: Dataset) -> Generator[float | Survey, None, None]:
    """Look at all test images; yield how much is done, from 0 to 1, and in the end the Survey."""
    network, calibration = moment.network, moment.calibration
    x, labels = data.test_inputs, data.test_labels.astype(np.int64)
    counting = explain.census_steps(network, x, labels)
    census: tuple[Census, ...] = ()
    while True:
        try:
            done, all_ = next(counting)
        except StopIteration as end:
            census = end.value
            break
        yield _CENSUS_SHARE * done / all_
    probabilities, hidden = [], []
    for start in range(0, len(x), _BATCH):
        *before, last = network.trace(x[start : start + _BATCH])
        probabilities.append(calibration.probabilities(last.z) if calibration.temperature != 1 else last.activation)
        hidden.append(before[-1].activation)
        yield _CENSUS_SHARE + (_ANSWERS_SHARE - _CENSUS_SHARE) * (start + len(last.z)) / len(x)
    output = np.concatenate(probabilities)
    grounds = {Ground.PIXELS: x[:], Ground.HIDDEN: np.concatenate(hidden), Ground.OUTPUT: output}
    maps = {}
    for number, (ground, rows) in enumerate(grounds.items(), 1):
        components = explain.principal_components(rows, min(2, rows.shape[1]))
        places = components.places(rows).astype(np.float32)
        maps[ground] = Map(np.pad(places, ((0, 0), (0, 2 - places.shape[1]))), components)
        yield _ANSWERS_SHARE + (1 - _ANSWERS_SHARE) * number / len(grounds)
    answers = output.argmax(axis=1)
    yield Survey(
        moment=moment,
        data=data.name,
        images=data.test_images,
        labels=labels,
        answers=answers,
        certainty=output[np.arange(len(output)), answers],
        confusion=explain.confusion(labels, answers),
        census=census,
        maps=maps,
        measures={name: np.sort(values) for name, values in measure(data.test_images).items()},
    )


def on_map(
    survey: Survey, ground: Ground, reading: Reading, by_neighbours: NeighbourMap | None = None
) -> tuple[float, float] | None:
    """Return where a drawing lies on a map, or on one by neighbours; None if the reading is another network's."""
    found = survey.maps[ground]
    values = {
        Ground.PIXELS: reading.inputs,
        Ground.HIDDEN: reading.hidden[-1].activation,
        Ground.OUTPUT: reading.probabilities,
    }[ground]
    if len(values) != len(found.components.mean):
        return None
    return found.place(values) if by_neighbours is None else by_neighbours.place(values)


def rows_of(survey: Survey, ground: Ground) -> Numbers32:
    """Return the numbers by which a map compares the images, (n, columns), anew: a survey does not keep them."""
    x = survey.images.reshape(len(survey.images), -1) / np.float32(255)
    if ground is Ground.PIXELS:
        return np.asarray(x, np.float32)
    traces = [survey.moment.network.trace(x[start : start + _BATCH]) for start in range(0, len(x), _BATCH)]
    which = -2 if ground is Ground.HIDDEN else -1
    return np.concatenate([trace[which].activation for trace in traces])


def survey_table(survey: Survey) -> str:
    """Return the answers as CSV, a line for each image."""
    rows = zip(survey.labels.tolist(), survey.answers.tolist(), survey.certainty.tolist(), strict=True)
    lines = [f"{number},{label},{answer},{share:.6g}" for number, (label, answer, share) in enumerate(rows)]
    return "\n".join(["index,digit,answer,probability", *lines]) + "\n"


def census_table(census: Census) -> str:
    """Return the units' habits as CSV, a line for each unit."""
    digits = range(census.on.shape[1])
    lines = [",".join(["unit", "on", "favourite", "selectivity", "dead", *(f"mean for {digit}" for digit in digits)])]
    columns = (census.firing_rates, census.favourites, census.selectivity, census.dead.astype(int))
    for unit, values in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        means = census.means[unit].tolist()
        lines.append(",".join(f"{value:.6g}" for value in (unit, *values, *means)))
    return "\n".join(lines) + "\n"
