"""The network as the figure that every book has: nodes, and the lines that count most for one drawing."""

from __future__ import annotations

from dataclasses import dataclass

from digitapp.core.reading.reading import Reading, Vector
from engine import explain
from engine.explain import Connection as Connection

FEWEST, MOST, USUAL = 10, 400, 60  # lines between two layers


@dataclass(frozen=True, eq=False)
class Diagram:
    """What there is to draw.

    Attributes:
        activations: of each layer from the picture (784,) to the probabilities.
        z: of each layer but the picture.
        lines: between each layer and the next, the Connections that say most to a unit that is on, the strongest first.
    """

    activations: tuple[Vector, ...]
    z: tuple[Vector, ...]
    lines: tuple[tuple[Connection, ...], ...]


def explain_diagram(reading: Reading, count: int = USUAL) -> Diagram:
    """Return the diagram of a reading with so many lines between two layers."""
    activations = (reading.inputs, *(layer.activation for layer in reading.layers))
    lines = []
    for dense, inputs, outputs in zip(reading.network.dense_layers, activations, activations[1:], strict=False):
        # What leads to a unit that is off goes no further.
        lines.append(tuple(explain.strongest_connections(inputs, dense.kernel, count, outputs)))
    return Diagram(activations, tuple(layer.z for layer in reading.layers), tuple(lines))


def path_of(diagram: Diagram, layer: int, node: int) -> list[set[int]]:
    """Return which nodes of each layer are on a path of drawn lines through a node, from the picture to the digits."""
    path: list[set[int]] = [set() for _ in diagram.activations]
    path[layer] = {node}
    for earlier in reversed(range(layer)):
        path[earlier] = {line.source for line in diagram.lines[earlier] if line.target in path[earlier + 1]}
    for later in range(layer, len(diagram.lines)):
        path[later + 1] = {line.target for line in diagram.lines[later] if line.source in path[later]}
    return path


def has_lines(diagram: Diagram, layer: int, node: int) -> bool:
    """Return whether any line to or from a node is drawn."""
    coming = diagram.lines[layer - 1] if layer else ()
    going = diagram.lines[layer] if layer < len(diagram.lines) else ()
    return any(line.target == node for line in coming) or any(line.source == node for line in going)


def diagram_table(diagram: Diagram) -> str:
    """Return the lines as CSV."""
    rows = ["layer,from,to,term"]
    for number, lines in enumerate(diagram.lines):
        rows += [f"{number + 1},{line.source},{line.target},{line.value:.9g}" for line in lines]
    return "\n".join(rows) + "\n"
