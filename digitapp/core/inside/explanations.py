"""Explains what a network did with a drawing: one unit from its weights to its votes, each score pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitapp.core.inside.scale import round_up
from digitapp.core.paper.rasterize import Image
from digitapp.core.reading.reading import Reading, Vector
from digitapp.core.runs.moment import Moment
from engine import explain
from engine.explain import Flip as Flip
from engine.explain import Ledger as Ledger
from engine.layers import Dense


@dataclass(frozen=True, eq=False)
class UnitExplanation:
    """What unit number `unit` of hidden layer number `layer` (both from 0) did with a drawing.

    Attributes:
        function: its activation's name, such as "relu".
        weights: (inputs,) float32, its column of the kernel.
        inputs: (inputs,) float32, x; None without a drawing.
        products: (inputs,) float32, x * w; None without a drawing. They and the bias add up to z.
        bias, z, activation: its numbers; z and activation are None without a drawing.
        all_z: (units,) float32, the z of all units of the layer; None without a drawing.
        graph: the activation function as two equally long rows of numbers, z and f(z), over where the layer's z lie.
        votes: (10,) float32, what it adds to each digit's score; None without a drawing or before another hidden layer.
        scores: (10,) float32, what all units of the layer and the biases make of each digit; None where votes are.
        is_output: whether it is a unit of the output layer, in a network without a hidden one: its z is a score, and
            the graph shows its probability with the other scores as they are.
    """

    layer: int
    unit: int
    function: str
    weights: Vector
    bias: float
    graph: tuple[Vector, Vector]
    inputs: Vector | None = None
    products: Vector | None = None
    z: float | None = None
    activation: float | None = None
    all_z: Vector | None = None
    votes: Vector | None = None
    scores: Vector | None = None
    is_output: bool = False


def explain_unit(moment: Moment, reading: Reading | None, layer: int, unit: int) -> UnitExplanation:
    """Return the explanation of a unit for a reading by `moment`; without one, only what that network has learned."""
    network = moment.network
    dense = network.dense_layers[layer]
    weights = dense.kernel[:, unit].copy()
    bias = float(dense.bias[unit]) if dense.bias is not None else 0.0
    is_output = layer == len(network.dense_layers) - 1
    if reading is None:
        graph = _graph_of_output(np.zeros(dense.units, np.float32), unit) if is_output else _graph(dense, 3.0)
        return UnitExplanation(layer, unit, dense.activation.name, weights, bias, graph, is_output=is_output)
    inputs = reading.inputs if layer == 0 else reading.layers[layer - 1].activation
    there = reading.layers[layer]
    activation = float(there.activation[unit])
    is_last_hidden = layer == len(reading.layers) - 2
    return UnitExplanation(
        layer,
        unit,
        dense.activation.name,
        weights,
        bias,
        _graph_of_output(there.z, unit) if is_output else _graph(dense, float(np.abs(there.z).max())),
        inputs=inputs,
        products=inputs * weights,
        z=float(there.z[unit]),
        activation=activation,
        all_z=there.z,
        votes=activation * network.dense_layers[layer + 1].kernel[unit] if is_last_hidden else None,
        scores=reading.layers[-1].z if is_last_hidden else None,
        is_output=is_output,
    )


def explain_scores(reading: Reading) -> Ledger | None:
    """Return what each pixel adds to each score; None for a network that is bent elsewhere than at 0."""
    if explain.bending(reading.network):
        return None
    return explain.ledger(reading.network, reading.inputs)


def explain_flip(reading: Reading) -> Flip | None:
    """Return a few pixels that would change the answer; None if few are not enough, or the network bends elsewhere."""
    if explain.bending(reading.network):
        return None
    return explain.flip(reading.network, reading.inputs)


def flipped_picture(reading: Reading, flip: Flip) -> Image:
    """Return a reading's picture with the pixels changed."""
    changed = flip.applied(reading.inputs)
    return np.asarray(np.rint(reading.moment.unreceived(changed) * 255).reshape(28, 28), np.uint8)


def ledger_table(ledger: Ledger) -> str:
    """Return a ledger as CSV: a line for each pixel with its value and what it adds to each digit's score."""
    digits = range(len(ledger.scores))
    side = round(len(ledger.inputs) ** 0.5)
    lines = [",".join(["row", "column", "x", *(f"digit {digit}" for digit in digits)])]
    shares = np.stack([ledger.shares(digit) for digit in digits], axis=1)
    for place, (x, row) in enumerate(zip(ledger.inputs, shares, strict=True)):
        lines.append(",".join([str(place // side), str(place % side), f"{x:.9g}", *(f"{value:.9g}" for value in row)]))
    for name, values in (("constant", ledger.constants), ("score", ledger.scores)):
        lines.append(",".join([name, "", "", *(f"{value:.9g}" for value in values)]))
    return "\n".join(lines) + "\n"


def _graph(layer: Dense, reach: float) -> tuple[Vector, Vector]:
    """Return points of the layer's activation function from at least -reach to reach; z = 0 is one of them."""
    end = round_up(reach)
    z = np.linspace(-end, end, 65, dtype=np.float32)
    return z, layer.activation(z.reshape(1, -1)).ravel()


def _graph_of_output(z: Vector, unit: int) -> tuple[Vector, Vector]:
    """Return points of softmax's share for one unit over its z, with the z of the others as they are."""
    end = round_up(max(float(np.abs(z).max()), 3.0))
    points = np.linspace(-end, end, 65, dtype=np.float32)
    others = np.delete(z.astype(np.float64), unit)
    highest = max(float(others.max()), end)
    power = np.exp(points - highest)
    return points, (power / (power + np.exp(others - highest).sum())).astype(np.float32)
