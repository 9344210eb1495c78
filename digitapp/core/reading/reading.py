"""A reading is everything that the network computed for one picture, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.rasterize import Image
from digitapp.core.reading.calibration import Calibration
from digitapp.core.runs.moment import Moment
from engine.models import Sequential

Vector = NDArray[np.float32]
_TWO_DIGITS = 0.75  # when two digits have at least this much of the certainty together, it is between the two


@dataclass(frozen=True, eq=False)
class LayerReading:
    """What one dense layer computed: z = x·W + b, and its activation, such as relu(z).

    Attributes:
        name: the layer's name in the network.
        function: the activation's name, such as "relu".
        inputs: how many numbers the layer received.
        z: (units,) float32, the pre-activation.
        activation: (units,) float32.
    """

    name: str
    function: str
    inputs: int
    z: Vector
    activation: Vector

    @property
    def units(self) -> int:
        """How many units the layer has."""
        return len(self.z)

    @property
    def on(self) -> int:
        """How many units have an activation above zero."""
        return int(np.count_nonzero(self.activation > 0))


class Doubt(Enum):
    """Why a network had better not say a digit."""

    BETWEEN_TWO = "between two"
    LIKE_NONE = "like none"
    ONLY_A_DOT = "only a dot"


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network saw and computed for one picture, with the network itself: all that explains it comes from here.

    Attributes:
        moment: the network that read, as it was then, any units that were changed included.
        image: (28, 28) uint8, the picture.
        layers: the hidden layers and the output layer, first to last.
        is_dot: whether there was nothing but a dot, which the network has no idea of.
    """

    moment: Moment
    image: Image
    layers: tuple[LayerReading, ...]
    is_dot: bool = False

    @property
    def network(self) -> Sequential:
        """The network that read; it cannot be written to."""
        return self.moment.network

    @property
    def calibration(self) -> Calibration:
        """How far the network's probabilities can be trusted."""
        return self.moment.calibration

    @property
    def inputs(self) -> Vector:
        """(784,) float32, the picture as seen, row by row, as numbers from 0 to 1: what the first layer receives."""
        return as_inputs(self.seen).ravel()

    @property
    def seen(self) -> Image:
        """(28, 28) uint8, the picture as the network receives it: with its pixels in another order, if that is so."""
        return _received(self.moment, self.image)

    @property
    def hidden(self) -> tuple[LayerReading, ...]:
        """The layers before the output."""
        return self.layers[:-1]

    @property
    def shown(self) -> tuple[LayerReading, ...]:
        """The layers whose units can be looked at: the hidden ones, or the output of a network that has none."""
        return self.hidden or self.layers

    @property
    def probabilities(self) -> Vector:
        """(10,) float32, how much of its certainty the network gives to each digit."""
        return self.layers[-1].activation

    @property
    def doubt(self) -> Doubt | None:
        """Why no digit should be said, or None when the first one is probable enough."""
        if self.is_dot:
            return Doubt.ONLY_A_DOT
        shares = np.sort(self.probabilities)
        if shares[-1] >= self.calibration.least:
            return None
        return Doubt.BETWEEN_TWO if shares[-2:].sum() >= _TWO_DIGITS else Doubt.LIKE_NONE

    @property
    def answer(self) -> int | None:
        """The digit that the network reads, or None when it had better not say one."""
        return None if self.doubt else self.ranking[0]

    @property
    def ranking(self) -> list[int]:
        """The digits from the most to the least probable."""
        return [int(digit) for digit in np.argsort(-self.probabilities, kind="stable")]


def as_inputs(image: Image) -> NDArray[np.float32]:
    """Return `image`, (28, 28) uint8, as a batch of one: (1, 784) float32 from 0 to 1."""
    return np.asarray(image.reshape(1, -1) / np.float32(255), np.float32)


def _received(moment: Moment, image: Image) -> Image:
    received: Image = moment.received(image[np.newaxis])[0]
    return received


def read(moment: Moment, image: Image) -> Reading:
    """Return what the network of a moment computes for `image`, (28, 28) uint8.

    The calibration's temperature divides the scores.
    """
    traces = moment.network.trace(as_inputs(_received(moment, image)))
    layers = []
    for trace, layer in zip(traces, moment.network.dense_layers, strict=True):
        inputs = layer.kernel.shape[0]
        layers.append(LayerReading(trace.name, layer.activation.name, inputs, trace.z[0], trace.activation[0]))
    if moment.calibration.temperature != 1.0:
        layers[-1] = replace(layers[-1], activation=moment.calibration.probabilities(layers[-1].z))
    return Reading(moment, image, tuple(layers))
