"""A unit's weights as a picture to paint: pens for positive and negative weights, an eraser, and a smoother."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from digitapp.core.inside.unit_trial import unit_numbers
from digitapp.core.reading.reading import Reading, Vector

SIDE = 28
THINNEST, THICKEST = 0.5, 6.0  # a pen's radius, in pixels of the picture
FAINTEST, STRONGEST = 0.01, 2.0  # the weight that a pen paints
Point = tuple[float, float]  # column and row, in pixels of the picture, from its upper left corner


@dataclass(frozen=True)
class Pen:
    """What a stroke paints with.

    Attributes:
        weight: the weight that it paints: above 0 red, below 0 blue, 0 the eraser.
        radius: of its tip, in pixels of the picture.
    """

    weight: float
    radius: float = 1.5


@dataclass(eq=False)
class PenStroke:
    """A stroke of a pen over weights (784,); where it goes twice, it paints once.

    Attributes:
        before: the weights from before it.
    """

    pen: Pen
    before: Vector
    _covered: Vector = field(default_factory=lambda: np.zeros(SIDE * SIDE, np.float32))
    _last: Point | None = None

    def to(self, point: Point) -> Vector:
        """Draw the stroke on to a point; return the weights as they are then, (784,)."""
        start = point if self._last is None else self._last
        self._covered = np.maximum(self._covered, _cover(start, point, self.pen.radius))
        self._last = point
        painted: Vector = self.before + self._covered * (np.float32(self.pen.weight) - self.before)
        return painted


def _cover(start: Point, end: Point, radius: float) -> Vector:
    """Return how much of each pixel, (784,) from 0 to 1, a pen covers on its way: its edge is one pixel soft."""
    (x0, y0), (x1, y1) = start, end
    rows, columns = np.mgrid[:SIDE, :SIDE] + 0.5
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    share = ((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / length if length else np.zeros((SIDE, SIDE))
    share = np.clip(share, 0.0, 1.0)
    distance = np.hypot(columns - x0 - share * (x1 - x0), rows - y0 - share * (y1 - y0))
    covered: Vector = np.clip(radius + 0.5 - distance, 0.0, 1.0).astype(np.float32).ravel()
    return covered


def smoothed(weights: Vector) -> Vector:
    """Return weights (784,) of which each is the mean of itself and its neighbours: 1 2 1 across and down."""
    picture = np.pad(weights.reshape(SIDE, SIDE), 1, mode="edge").astype(np.float64)
    across = (picture[:, :-2] + 2 * picture[:, 1:-1] + picture[:, 2:]) / 4
    return ((across[:-2] + 2 * across[1:-1] + across[2:]) / 4).astype(np.float32).ravel()


def template(inputs: Vector, strength: float) -> Vector:
    """Return a drawing's pixels (784,), from 0 to 1, as weights: its ink positive, of this strength at most."""
    return (inputs * np.float32(strength)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class PaintedUnit:
    """A unit of the first layer as it is now, painted or not.

    Attributes:
        unit, units: which one of how many, from 0.
        weights: (784,).
        bias: its b; 0 where the layer has none.
        outgoing: by which weights the next layer hears it, (its units,); empty where there is none.
        has_bias: whether the units have a b.
        function: the layer's, such as "relu".
        changed: whether any of that is set by hand.
        top: what the strongest colour stands for.
        kept: the same unit's weights as they were painted, where this network was trained on from that; or None.
    """

    unit: int
    units: int
    weights: Vector
    bias: float
    outgoing: Vector
    has_bias: bool
    function: str
    changed: bool
    top: float
    kept: Vector | None = None


@dataclass(frozen=True)
class PaintedSum:
    """What a drawing gives in a painted unit: z = red + blue + b, and its activation.

    Attributes:
        red, blue: the sums of x times the weights above 0, and below.
    """

    red: float
    blue: float
    bias: float
    z: float
    activation: float
    function: str


def explain_sum(reading: Reading, unit: int) -> PaintedSum:
    """Return what a reading's drawing gives in a unit of the first layer."""
    weights, bias, _ = unit_numbers(reading.network, unit)
    layer = reading.layers[0]
    products = reading.inputs.astype(np.float64) * weights
    red, blue = math.fsum(products[products > 0]), math.fsum(products[products < 0])
    return PaintedSum(red, blue, bias, float(layer.z[unit]), float(layer.activation[unit]), layer.function)


def weights_table(unit: PaintedUnit) -> str:
    """Return a unit's weights as CSV, a line for each pixel, then its bias and the weights to the next layer."""
    lines = [f"w,{place // SIDE},{place % SIDE},{weight:.9g}" for place, weight in enumerate(unit.weights.tolist())]
    outgoing = [f"outgoing,{place},,{weight:.9g}" for place, weight in enumerate(unit.outgoing.tolist())]
    return "\n".join(["what,row,column,value", *lines, f"b,,,{unit.bias:.9g}", *outgoing]) + "\n"
