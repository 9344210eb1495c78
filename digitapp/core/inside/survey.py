"""What a network does with all test images: its mistakes, its units' habits, and a map of where the images lie."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError
from digitapp.core.inside.measures import Measure, measure
from digitapp.core.inside.neighbour_map import NeighbourMap
from digitapp.core.inside.shares import of_whole
from digitapp.core.reading.reading import Reading, Vector
from digitapp.core.runs.dataset import DIGIT_NAMES, Dataset
from digitapp.core.runs.moment import Moment
from engine import explain
from engine.data import ScaledImages
from engine.explain import Census as Census
from engine.explain import Components
from engine.models import Sequential

Numbers = NDArray[np.int64]
Numbers32 = NDArray[np.float32]
_BATCH = 1000
_MEASURED = 500  # images at once
_CENSUS_SHARE, _ANSWERS_SHARE, _MAPS_SHARE = 0.4, 0.6, 0.95  # of the work, when these are done
_COMPONENTS_SHARE = 0.9  # of the work on a map


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
        confusion: (classes, classes), how often each class (row) got each answer (column).
        classes: the classes' names; empty for the ten digits.
        census: of each hidden layer.
        maps: by Ground; without those that cannot be made, as of a single image or of numbers that are infinite.
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
    classes: tuple[str, ...] = ()

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

    @property
    def functions(self) -> tuple[str, ...]:
        """The activation functions of the layers that were counted."""
        layers = self.moment.network.dense_layers
        return tuple(layer.activation.name for layer in layers[:-1] or layers)

    def cell(self, label: int, answer: int) -> Numbers:
        """Return the numbers of the images of a digit that got this answer."""
        return np.flatnonzero((self.labels == label) & (self.answers == answer))

    def of_digit(self, label: int) -> Numbers:
        """Return the numbers of a digit's images."""
        return np.flatnonzero(self.labels == label)


def survey_steps(moment: Moment, data: Dataset) -> Generator[float | Survey, None, None]:
    """Look at all test images; yield how much is done, from 0 to 1, and in the end the Survey.

    Raises:
        InputError: the network tells other classes apart than the data set has.
    """
    data.check_outputs(moment.network)
    network, calibration, classes = moment.network, moment.calibration, len(data.class_names)
    x, labels = ScaledImages(moment.received(data.test_images)), data.test_labels.astype(np.int64)
    counting = explain.census_steps(network, x, labels, classes)
    census: tuple[Census, ...] = ()
    while True:
        try:
            done, all_ = next(counting)
        except StopIteration as end:
            census = end.value
            break
        yield _CENSUS_SHARE * done / all_
    output = np.empty((len(x), network.dense_layers[-1].units), np.float32)
    hidden = np.empty((len(x), (network.dense_layers[:-1] or network.dense_layers)[-1].units), np.float32)
    for batch in _batches(network, len(x)):
        *before, last = network.trace(x[batch])
        output[batch] = calibration.probabilities(last.z) if calibration.temperature != 1 else last.activation
        hidden[batch] = before[-1].activation if before else last.z
        yield _CENSUS_SHARE + (_ANSWERS_SHARE - _CENSUS_SHARE) * min(batch.stop, len(x)) / len(x)
    maps = {}
    edges = np.linspace(_ANSWERS_SHARE, _MAPS_SHARE, len(Ground) + 1).tolist()
    for ground, rows, low, high in zip(Ground, (x[:], hidden, output), edges[:-1], edges[1:], strict=True):
        with suppress(InputError):  # the rest of the survey is true without a map
            maps[ground] = yield from of_whole(_map_steps(rows), low, high)
        yield high
    measured = yield from of_whole(_measure_steps(data.test_images), _MAPS_SHARE, 1.0)
    answers = output.argmax(axis=1)
    yield Survey(
        moment=moment,
        data=data.name,
        images=data.test_images,
        labels=labels,
        answers=answers,
        certainty=output[np.arange(len(output)), answers],
        confusion=explain.confusion(labels, answers, classes),
        census=census,
        maps=maps,
        measures=measured,
        classes=data.classes,
    )


def _batches(network: Sequential, count: int) -> list[slice]:
    """Return the batches of images that a network reads in one step each."""
    size = min(_BATCH, explain.trace_batch(network))
    return [slice(start, start + size) for start in range(0, count, size)]


def _map_steps(rows: Vector) -> Generator[float, None, Map]:
    """Make the map of rows (n, columns) float32; yield how much is done, from 0 to 1."""
    finding = explain.principal_components_steps(rows, min(2, rows.shape[1]))
    components = yield from of_whole(finding, 0.0, _COMPONENTS_SHARE)
    found = yield from of_whole(components.places_steps(rows), _COMPONENTS_SHARE, 1.0)
    return Map(np.pad(found.astype(np.float32), ((0, 0), (0, 2 - found.shape[1]))), components)


def _measure_steps(images: NDArray[np.uint8]) -> Generator[float, None, dict[Measure, NDArray[np.float64]]]:
    """Measure images (n, 28, 28); yield how much is done, from 0 to 1; return each measure sorted."""
    parts = []
    for start in range(0, max(len(images), 1), _MEASURED):
        parts.append(measure(images[start : start + _MEASURED]))
        yield min((start + _MEASURED) / max(len(images), 1), 1.0)
    return {name: np.sort(np.concatenate([part[name] for part in parts])) for name in Measure}


def on_map(
    survey: Survey, ground: Ground, reading: Reading, by_neighbours: NeighbourMap | None = None
) -> tuple[float, float] | None:
    """Return where a drawing lies on a map, or on one by neighbours; None if there is no such place.

    There is none if the reading is another network's, if it is not finite, or if there is no map.
    """
    found = survey.maps.get(ground)
    values = {
        Ground.PIXELS: reading.inputs,
        Ground.HIDDEN: reading.hidden[-1].activation if reading.hidden else reading.layers[-1].z,
        Ground.OUTPUT: reading.probabilities,
    }[ground]
    if found is None or len(values) != len(found.components.mean) or not np.isfinite(values).all():
        return None
    return found.place(values) if by_neighbours is None else by_neighbours.place(values)


def rows_steps(survey: Survey, ground: Ground) -> Generator[None, None, Numbers32]:
    """Return the numbers by which a map compares the images, (n, columns) float32, anew: a survey keeps none of them.

    It yields after each batch.
    """
    x = ScaledImages(survey.moment.received(survey.images))
    if ground is Ground.PIXELS:
        return np.asarray(x[:], np.float32)
    network = survey.moment.network
    scores = ground is Ground.HIDDEN and len(network.dense_layers) == 1  # there are no hidden units
    which = -2 if ground is Ground.HIDDEN and not scores else -1
    rows = np.empty((len(x), network.dense_layers[which].units), np.float32)
    for batch in _batches(network, len(x)):
        trace = network.trace(x[batch])[which]
        rows[batch] = trace.z if scores else trace.activation
        yield
    return rows


def survey_table(survey: Survey) -> str:
    """Return the answers as CSV, a line for each image."""
    rows = zip(survey.labels.tolist(), survey.answers.tolist(), survey.certainty.tolist(), strict=True)
    names = [_quoted(name) for name in survey.classes or DIGIT_NAMES]
    lines = [f"{at},{names[label]},{names[answer]},{share:.6g}" for at, (label, answer, share) in enumerate(rows)]
    return "\n".join(["index,digit,answer,probability", *lines]) + "\n"


def _quoted(text: str) -> str:
    """Return a text as CSV has it."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"') else text


def census_table(census: Census) -> str:
    """Return the units' habits as CSV, a line for each unit."""
    digits = range(census.on.shape[1])
    lines = [",".join(["unit", "on", "favourite", "selectivity", "dead", *(f"mean for {digit}" for digit in digits)])]
    columns = (census.firing_rates, census.favourites, census.selectivity, census.dead.astype(int))
    for unit, values in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        means = census.means[unit].tolist()
        lines.append(",".join(f"{value:.6g}" for value in (unit, *values, *means)))
    return "\n".join(lines) + "\n"
