"""Follows what an ONNX graph does beside the image: constants, and the sizes that a view or a flatten is made from.

PyTorch writes x.view(x.size(0), -1) as Shape, Gather, Unsqueeze, Concat and Reshape: sizes that are taken from the
image and put together again. They are kept as lists of sizes, None for how many images there are.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np

from ..types import Array
from .errors import Remark
from .onnx_graph import Node
from .outline import Part, needs

Sizes: TypeAlias = list[int | None]

MOST_SIZES = 16


@dataclass
class Row:
    """How far the image has been followed: under which name, in which shape, through which parts."""

    path: Path
    value: str
    shape: tuple[int, ...]
    constants: dict[str, Array]
    parts: list[Part] = field(default_factory=list)
    sizes: dict[str, Sizes] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Put a part at the end of the row."""
        _, self.shape = needs(self.path, part, self.shape)
        self.parts.append(part)


def is_about_sizes(row: Row, node: Node) -> bool:
    """Return whether a node only works on constants or sizes; its result is kept."""
    if not node.outputs:
        return True
    result = node.outputs[0]
    if node.operator == "Constant":
        value = node.attributes.get("value", node.attributes.get("value_int", node.attributes.get("value_float")))
        value = node.attributes.get("value_ints") if value is None else value
        if value is not None:
            row.constants[result] = np.asarray(value)
        return value is not None
    if node.operator == "Shape" and node.inputs[:1] == (row.value,):
        row.sizes[result] = [None, *row.shape][int(node.number("start", 0)) :]
        return True
    sizes = [sizes_of(row, name) for name in node.inputs]
    if node.operator in ("Transpose", "Identity", "Cast") and len(node.inputs) == 1 and node.inputs[0] in row.constants:
        value = row.constants[node.inputs[0]]
        turned = node.operator == "Transpose" and value.ndim == 2
        if turned or node.operator != "Transpose":
            row.constants[result] = value.T if turned else value
            return True
    if row.value in node.inputs or not sizes or any(each is None for each in sizes[:1]):
        return False
    known = [each for each in sizes if each is not None]
    if node.operator == "Concat" and len(known) == len(sizes) and sum(map(len, known)) <= MOST_SIZES:
        row.sizes[result] = [side for each in known for side in each]
    elif node.operator == "Gather" and len(known) == 2 and all(_within(at, known[0]) for at in known[1]):
        row.sizes[result] = [known[0][at] for at in known[1] if at is not None]
    elif node.operator in ("Unsqueeze", "Squeeze", "Cast", "Identity"):
        row.sizes[result] = known[0]
    elif node.operator == "Slice" and len(known) >= 3 and len(known[1]) == len(known[2]) == 1:
        row.sizes[result] = known[0][known[1][0] : known[2][0]]
    else:
        return False
    return True


def _within(at: int | None, sizes: Sizes) -> bool:
    return at is not None and -len(sizes) <= at < len(sizes)


def sizes_of(row: Row, name: str) -> Sizes | None:
    """Return a value as a list of sizes; None if it is none."""
    if name in row.sizes:
        return row.sizes[name]
    constant = row.constants.get(name)
    if constant is None or constant.dtype.kind not in "iu" or constant.size > MOST_SIZES:
        return None
    return [int(side) for side in constant.ravel()]
