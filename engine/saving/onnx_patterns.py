"""Functions that an ONNX file spells out with several operations, put together again to the one that they are.

x · sigmoid(x)                                  silu
x · (1 + erf(x / √2)) / 2                       gelu, as it was written before there was an operation for it
x / (1 + |x|)                                   softsign
where(x > 20, x, softplus(x))                   softplus, as PyTorch writes it
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from ..types import Array
from .onnx_graph import Graph, Node

NEAR = 1e-4  # of a constant


def put_together(graph: Graph) -> list[Node]:
    """Return the nodes, with each such group as one."""
    constants = {**graph.constants, **_given_by_nodes(graph.nodes)}
    nodes = list(graph.nodes)
    for pattern in (_swish, _gelu, _softsign, _softplus):
        nodes = pattern(_Nodes(nodes, constants))
    return nodes


def _given_by_nodes(nodes: Sequence[Node]) -> dict[str, Array]:
    values = {node.outputs[0]: node.attributes.get("value") for node in nodes if _is(node, "Constant", inputs=0)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


class _Nodes:
    """Nodes with who makes and who takes each value."""

    def __init__(self, nodes: list[Node], constants: Mapping[str, Array]) -> None:
        self.nodes, self.constants = nodes, constants
        self.maker = {name: node for node in nodes for name in node.outputs}
        self._takers: dict[str, list[Node]] = {}
        for node in nodes:
            for name in set(node.inputs):
                self._takers.setdefault(name, []).append(node)

    def taker(self, node: Node, operator: str) -> Node | None:
        """Return the only node that takes what a node gives, if it is of that operator."""
        found = self._takers.get(node.outputs[0], []) if node.outputs else []
        return found[0] if len(found) == 1 and _is(found[0], operator, inputs=2) else None

    def other(self, node: Node, name: str) -> str:
        """Return what a node of two inputs takes besides."""
        return node.inputs[1] if node.inputs[0] == name else node.inputs[0]

    def scaled(self, node: Node | None, factor: float) -> str | None:
        """Return x of a node that computes x times the factor, by Mul or Div."""
        if node is None or not (_is(node, "Mul", inputs=2) or _is(node, "Div", inputs=2)):
            return None
        for place in (0, 1) if node.operator == "Mul" else (1,):
            value = self.number(node.inputs[place])
            if value and abs((value if node.operator == "Mul" else 1 / value) - factor) < NEAR:
                return node.inputs[1 - place]
        return None

    def number(self, name: str) -> float | None:
        """Return a constant that is one number."""
        value = self.constants.get(name)
        return float(value.reshape(-1)[0]) if value is not None and value.size == 1 else None

    def with_one(self, last: Node, operator: str, x: str, dropped: Sequence[Node]) -> list[Node]:
        """Return the nodes with one operation on x in the place of the last of them, and the others dropped."""
        one = replace(last, operator=operator, inputs=(x,), attributes={})
        left = [node for node in self.nodes if not any(node is each for each in dropped)]
        return [one if node is last else node for node in left]


def _is(node: Node, operator: str, inputs: int) -> bool:
    return node.operator == operator and len(node.inputs) == inputs and len(node.outputs) == 1


def _swish(nodes: _Nodes) -> list[Node]:
    for node in nodes.nodes:
        product = nodes.taker(node, "Mul") if _is(node, "Sigmoid", inputs=1) else None
        if product is not None and nodes.other(product, node.outputs[0]) == node.inputs[0]:
            return _swish(_again(nodes, nodes.with_one(product, "Swish", node.inputs[0], [node])))
    return nodes.nodes


def _gelu(nodes: _Nodes) -> list[Node]:
    for node in nodes.nodes:
        if not _is(node, "Erf", inputs=1):
            continue
        inner = nodes.maker.get(node.inputs[0])
        x = nodes.scaled(inner, 1 / sqrt(2))
        added = nodes.taker(node, "Add")
        if inner is None or x is None or added is None or nodes.number(nodes.other(added, node.outputs[0])) != 1:
            continue
        product = nodes.taker(added, "Mul")
        if product is None:
            continue
        other = nodes.other(product, added.outputs[0])
        if other == x and (half := nodes.taker(product, "Mul") or nodes.taker(product, "Div")) is not None:
            if nodes.scaled(half, 0.5) is not None:
                return _gelu(_again(nodes, nodes.with_one(half, "Gelu", x, [inner, node, added, product])))
        elif (half := nodes.maker.get(other)) is not None and nodes.scaled(half, 0.5) == x:
            return _gelu(_again(nodes, nodes.with_one(product, "Gelu", x, [inner, node, added, half])))
    return nodes.nodes


def _softsign(nodes: _Nodes) -> list[Node]:
    for node in nodes.nodes:
        added = nodes.taker(node, "Add") if _is(node, "Abs", inputs=1) else None
        divided = None if added is None else nodes.taker(added, "Div")
        if added is None or divided is None or nodes.number(nodes.other(added, node.outputs[0])) != 1:
            continue
        if divided.inputs == (node.inputs[0], added.outputs[0]):
            return _softsign(_again(nodes, nodes.with_one(divided, "Softsign", node.inputs[0], [node, added])))
    return nodes.nodes


def _softplus(nodes: _Nodes) -> list[Node]:
    """Take where(x > 20, x, f(x)) for f(x), if that comes from Softplus: from 20 on they differ by 2e-9 at most."""
    for node in nodes.nodes:
        if not _is(node, "Where", inputs=3):
            continue
        asked, bent = nodes.maker.get(node.inputs[0]), nodes.maker.get(node.inputs[2])
        inner = bent if bent is None or bent.operator == "Softplus" else nodes.maker.get(bent.inputs[0])
        if asked is None or inner is None or not (_is(asked, "Greater", inputs=2) and _is(inner, "Softplus", inputs=1)):
            continue
        if (nodes.number(asked.inputs[1]) or 0) >= 20 and asked.inputs[0] == inner.inputs[0]:
            return _softplus(_again(nodes, nodes.with_one(node, "Identity", node.inputs[2], [asked])))
    return nodes.nodes


def _again(nodes: _Nodes, left: list[Node]) -> _Nodes:
    return _Nodes(left, nodes.constants)
