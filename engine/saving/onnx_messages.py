"""Writes the few Protocol Buffers messages of an ONNX file that a row of layers needs.

Each field is its number and kind, then its value. Field numbers are those of ONNX's onnx.proto3; onnx_graph.py reads
them again.
"""

import struct
from collections.abc import Iterable

from ..types import Array

IR_VERSION, OPSET = 8, 13
NEWER_IR_VERSION, NEWER_OPSET = 9, 20  # the first that have Gelu
FLOAT, INTEGER = 1, 7  # ONNX's numbers for float32 and int64


def model(
    name: str, nodes: Iterable[bytes], tensors: Iterable[bytes], inputs: bytes, outputs: bytes, note: str, newer: bool
) -> bytes:
    """Return the whole file."""
    graph = b"".join(
        [
            *(_field(1, each) for each in nodes),
            _field(2, name.encode()),
            *(_field(5, each) for each in tensors),
            _field(10, note.encode()),
            _field(11, inputs),
            _field(12, outputs),
        ]
    )
    opset = _field(1, b"") + _number(2, NEWER_OPSET if newer else OPSET)
    version = _number(1, NEWER_IR_VERSION if newer else IR_VERSION)
    return version + _field(2, b"digitapp") + _field(7, graph) + _field(8, opset)


def tensor(name: str, values: Array) -> bytes:
    """Return an array by its name: whole numbers as int64, others as float32."""
    kind, dtype = (INTEGER, "<i8") if values.dtype.kind in "iu" else (FLOAT, "<f4")
    sides = b"".join(_number(1, side) for side in values.shape)
    return sides + _number(2, kind) + _field(8, name.encode()) + _field(9, values.astype(dtype).tobytes())


def node(operator: str, inputs: Iterable[str], output: str, **attributes: float) -> bytes:
    """Return an operation with what goes in and comes out; attributes are whole numbers or floats."""
    named = b"".join(_field(1, name.encode()) for name in inputs)
    settings = b"".join(_attribute(name, value) for name, value in attributes.items())
    return named + _field(2, output.encode()) + _field(3, output.encode()) + _field(4, operator.encode()) + settings


def value(name: str, sides: Iterable[int]) -> bytes:
    """Return the description of an input or output: float32 of shape (batch, sides)."""
    shape = _field(1, _field(2, b"batch")) + b"".join(_field(1, _number(1, side)) for side in sides)
    described = _number(1, FLOAT) + _field(2, shape)
    return _field(1, name.encode()) + _field(2, _field(1, described))


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _field(5, _field(1, name.encode()) + _number(3, value) + _number(20, 2))
    return _field(5, _field(1, name.encode()) + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, 1))


def _varint(value: int) -> bytes:
    """Return a whole number in groups of seven bits, the lowest first; a negative one as 2**64 less."""
    value &= 2**64 - 1
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content
