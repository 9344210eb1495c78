"""What a painted unit does on all test images, found anew with every movement of the pen.

Only one column of the first kernel changes, and one row of the second. So a unit's z for n images is one product of a
table (n, 784) and a vector, and the next layer's sums change by one product of rank one: what all other units give is
computed once.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.reading.reading import Vector
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.unit_changes import UnitChange
from engine.data import ScaledImages
from engine.layers import Dense, Dropout
from engine.models import Sequential

BEST = 12  # images that are shown
_BATCH = 500


@dataclass(frozen=True, eq=False)
class TrialImages:
    """The test images as a network takes them.

    Attributes:
        name: the data set's.
        images: (n, 28, 28) uint8.
        inputs: (n, 784) float32, from 0 to 1.
        labels: (n,).
        pictures: (classes,), how many there are of each class.
    """

    name: str
    images: NDArray[np.uint8]
    inputs: Vector
    labels: NDArray[np.int64]
    pictures: NDArray[np.int64]


def trial_images(data: Dataset, moment: Moment) -> TrialImages:
    """Return a data set's test images as the network receives them; those of MNIST take 31 MB.

    Raises:
        InputError: the network tells other classes apart than the data set has.
    """
    data.check_outputs(moment.network)
    labels = data.test_labels.astype(np.int64)
    pictures = np.bincount(labels, minlength=len(data.class_names))
    return TrialImages(
        data.name, data.test_images, ScaledImages(moment.received(data.test_images))[:], labels, pictures
    )


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a unit does on the test images, and how well the network reads them with it.

    Attributes:
        unit: which one.
        on: (classes,), for how many of each class's images its z is above 0, as relu lets it through.
        pictures: (classes,), how many there are.
        best: the numbers of the images with its largest z, the largest first; none of them where it is off for all.
        images: these, (at most BEST, 28, 28).
        digits: and their labels.
        accuracy: the share of images that is read rightly.
        own_accuracy: the same with the unit as the network has it; NaN where that is not known.
    """

    unit: int
    on: NDArray[np.int64]
    pictures: NDArray[np.int64]
    best: NDArray[np.int64]
    images: NDArray[np.uint8]
    digits: NDArray[np.int64]
    accuracy: float
    own_accuracy: float


@dataclass(eq=False)
class UnitTrial:
    """A network's first layer but for one unit, over all test images.

    Attributes:
        moment, unit: whose.
    """

    moment: Moment
    unit: int
    _table: TrialImages
    _rest: Vector  # (n, units of the next layer), what all other units and the bias give; (n, 10) scores without one
    own_accuracy: float = 0.0

    def judge(self, weights: Vector, bias: float, outgoing: Vector) -> Verdict:
        """Return what the unit does with weights (784,), a bias and outgoing weights (units of the next layer,)."""
        network = self.moment.network
        z = self._table.inputs @ weights + np.float32(bias)
        activation = z if _is_alone(network) else np.asarray(network.dense_layers[0].activation(z[:, np.newaxis])[:, 0])
        answers = self._scores(activation, outgoing).argmax(axis=1)
        return _verdict(self._table, self.unit, z, answers, self.own_accuracy)

    def _scores(self, activation: Vector, outgoing: Vector) -> Vector:
        network = self.moment.network
        if _is_alone(network):
            scores = self._rest.copy()
            scores[:, self.unit] = activation
            return scores
        a = self._rest + activation[:, np.newaxis] * outgoing  # (n, units of the next layer)
        layers = network.dense_layers[1:]
        for number, layer in enumerate(layers):
            if number:
                a = a @ layer.kernel if layer.bias is None else a @ layer.kernel + layer.bias
            a = a if layer is layers[-1] else layer.activation(a)
        return a


def _verdict(table: TrialImages, unit: int, z: Vector, answers: NDArray[np.int64], own: float) -> Verdict:
    best = np.argsort(-z, kind="stable")[:BEST]
    best = best[z[best] > 0]
    on = np.bincount(table.labels[z > 0], minlength=len(table.pictures))
    accuracy = float((answers == table.labels).mean())
    return Verdict(unit, on, table.pictures, best, table.images[best], table.labels[best], accuracy, own)


def can_be_tried(network: Sequential) -> bool:
    """Whether a network has only layers of weights, whose functions look at one number each."""
    plain = all(isinstance(layer, Dense | Dropout) for layer in network.layers)
    return plain and not any("softmax" in layer.activation.kind for layer in network.dense_layers[:-1])


def _is_alone(network: Sequential) -> bool:
    """Whether the first layer is the output."""
    return len(network.dense_layers) == 1


def trial_steps(moment: Moment, unit: int, table: TrialImages) -> Generator[None, None, UnitTrial]:
    """Compute what stays the same while one unit is painted; yield after each part of the images."""
    first, *others = moment.network.dense_layers
    columns = others[0].units if others else first.units
    rest = np.empty((len(table.labels), columns), np.float32)
    for start in range(0, len(table.labels), _BATCH):
        rows = slice(start, start + _BATCH)
        z = table.inputs[rows] @ first.kernel
        z = z if first.bias is None else z + first.bias
        if others:
            a = np.array(first.activation(z))
            a[:, unit] = 0
            rest[rows] = a @ others[0].kernel if others[0].bias is None else a @ others[0].kernel + others[0].bias
        else:
            rest[rows] = z
        yield
    trial = UnitTrial(moment, unit, table, rest)
    own = unit_numbers(moment.network, unit)
    trial.own_accuracy = trial.judge(*own).accuracy
    return trial


def unit_numbers(network: Sequential, unit: int) -> tuple[Vector, float, Vector]:
    """Return a unit's weights (784,), its bias (0 without one), and the weights by which the next layer hears it."""
    first, *others = network.dense_layers
    bias = 0.0 if first.bias is None else float(first.bias[unit])
    outgoing = others[0].kernel[unit].copy() if others else np.zeros(0, np.float32)
    return first.kernel[:, unit].copy(), bias, outgoing


def whole_verdict_steps(
    moment: Moment, unit: int, numbers: tuple[Vector, float, Vector], table: TrialImages
) -> Generator[None, None, Verdict]:
    """Judge a unit of any network, whatever layers it has: all of it is computed anew; yield after each part."""
    weights, bias, outgoing = numbers
    before = unit_numbers(moment.network, unit)[1]
    change = UnitChange(
        bias=bias - before, weights=tuple(enumerate(weights.tolist())), outgoing=tuple(enumerate(outgoing.tolist()))
    )
    network = moment.changed({**moment.changes, (0, unit): change}).network
    z = np.empty(len(table.labels), np.float32)
    answers = np.empty(len(table.labels), np.int64)
    for start in range(0, len(table.labels), _BATCH):
        rows = slice(start, start + _BATCH)
        traces = network.trace(table.inputs[rows])
        z[rows] = traces[0].z[:, unit]
        answers[rows] = traces[-1].z.argmax(axis=1)
        yield
    return _verdict(table, unit, z, answers, float("nan"))
