"""What an ONNX file says, taken out of its Protocol Buffers messages: nodes, constants, and the input's shape.

Field numbers are those of ONNX's onnx.proto3. Sizes are held against what is there before any memory is taken; weights
that PyTorch puts into a second file beside the first are read from there, and from nowhere else.
"""

import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from ..errors import InputError, Words
from ..types import Array
from . import plain, protobuf
from .outline import brief
from .protobuf import Reader, Value, WireError

MOST_BYTES = 2**29
MOST_NODES = 5000
TYPES = {1: "<f4", 2: "u1", 3: "i1", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8"}  # ONNX's numbers for types
_LISTS = {1: (4, "<f4"), 11: (10, "<f8")}  # fields that hold such numbers where raw data does not


@dataclass(frozen=True, eq=False)
class Node:
    """One operation: its operator, such as "Gemm", the names of what goes in and comes out, and its attributes."""

    operator: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, float | str | list[int] | Array]
    domain: str = ""

    def number(self, name: str, otherwise: float) -> float:
        """Return an attribute that is a number."""
        value = self.attributes.get(name, otherwise)
        return float(value) if isinstance(value, int | float) else otherwise

    def numbers(self, name: str) -> list[int]:
        """Return an attribute that is a list of whole numbers."""
        value = self.attributes.get(name)
        return value if isinstance(value, list) else []


@dataclass(frozen=True, eq=False)
class Graph:
    """A file's network.

    Attributes:
        nodes: the operations, in an order in which they can be done.
        constants: arrays by name.
        inputs: the shape by name of what is put in, None for a size that is open.
        outputs: the names of what comes out.
    """

    nodes: tuple[Node, ...]
    constants: dict[str, Array]
    inputs: dict[str, tuple[int | None, ...]]
    outputs: tuple[str, ...]


def read(path: Path) -> Graph:
    """Return what is in a file.

    Raises:
        InputError: it is damaged, too large, or its weights are in another place that is not read.
    """
    try:
        content = memoryview(_bytes(path, 0, None))
        return _graph(path, Reader(), content)
    except (WireError, struct.error) as error:
        raise InputError("{file}: expected a sound ONNX file. Received: {error}", file=path, error=error) from error


def _graph(path: Path, reader: Reader, content: memoryview) -> Graph:
    graph = reader.gathered(_message(reader.gathered(content).get(7)))
    if len(graph.get(1, [])) > MOST_NODES:
        raise WireError(f"more than {MOST_NODES} nodes")
    constants: dict[str, Array] = {}
    for tensor in graph.get(5, []):
        name, values = _tensor(path, reader, tensor)
        constants[name] = values
        plain.check_size(path, sum(array.size for array in constants.values()))
    nodes = tuple(_node(path, reader, node) for node in graph.get(1, []))
    inputs = dict(_value_info(reader, value) for value in graph.get(11, []))
    outputs = tuple(_value_info(reader, value)[0] for value in graph.get(12, []))
    return Graph(nodes, constants, {name: shape for name, shape in inputs.items() if name not in constants}, outputs)


def _node(path: Path, reader: Reader, content: Value) -> Node:
    fields = reader.gathered(_message([content]))
    attributes: dict[str, float | str | list[int] | Array] = {}
    for attribute in fields.get(5, []):
        own = reader.gathered(_message([attribute]))
        name = protobuf.text(own.get(1))
        if 5 in own:
            attributes[name] = _tensor(path, reader, own[5][-1])[1]
        elif 8 in own:
            attributes[name] = protobuf.whole_numbers(own[8])
        elif 3 in own:
            attributes[name] = protobuf.whole_numbers(own[3])[-1]
        elif 2 in own and not isinstance(own[2][-1], int):
            attributes[name] = struct.unpack("<f", own[2][-1])[0]
        elif 4 in own:
            attributes[name] = protobuf.text(own[4])
    inputs, outputs = (tuple(protobuf.text([name]) for name in fields.get(field, [])) for field in (1, 2))
    operator, name, domain = (protobuf.text(fields.get(field)) for field in (4, 3, 7))
    return Node(operator, name or (outputs[0] if outputs else operator), inputs, outputs, attributes, domain)


def _tensor(path: Path, reader: Reader, content: Value) -> tuple[str, Array]:
    fields = reader.gathered(_message([content]))
    name = protobuf.text(fields.get(8))
    shape = tuple(protobuf.whole_numbers(fields.get(1, [])))
    kind = (protobuf.whole_numbers(fields.get(2, [])) or [0])[-1]
    if kind not in TYPES or len(shape) > 8 or any(not 0 <= side <= plain.MOST_WEIGHTS for side in shape):
        raise WireError(f"tensor {brief(name)} of type {kind} and shape {brief(shape)}")
    plain.check_size(path, prod(shape))
    dtype = np.dtype(TYPES[kind])
    if 14 in fields and protobuf.whole_numbers(fields[14])[-1] == 1:
        values = np.frombuffer(_external(path, reader, name, fields.get(13, []), prod(shape) * dtype.itemsize), dtype)
    elif 9 in fields:
        raw = _message(fields[9])
        if len(raw) % dtype.itemsize:
            raise WireError(f"{len(raw)} bytes in tensor {brief(name)}")
        values = np.frombuffer(raw, dtype)
    elif kind in _LISTS:
        field, packed = _LISTS[kind]
        values = np.frombuffer(
            b"".join(bytes(value) for value in fields.get(field, []) if not isinstance(value, int)), packed
        )
    else:
        whole = protobuf.whole_numbers(fields.get(7 if kind == 7 else 5, []))
        values = np.array(whole, np.int64)
    if values.size != prod(shape):
        raise WireError(f"{values.size} numbers in tensor {brief(name)} of shape {shape}")
    return name, values.reshape(shape)


def _external(path: Path, reader: Reader, name: str, entries: list[Value], size: int) -> bytes:
    """Return a tensor's bytes from the file beside `path` that its entries name."""
    said: dict[str, str] = {}
    for entry in entries:
        fields = reader.gathered(_message([entry]))
        said[protobuf.text(fields.get(1))] = protobuf.text(fields.get(2))
    location, offset = said.get("location", ""), said.get("offset", "0") or "0"
    beside = path.with_name(location) if location and location == Path(location).name else None
    if beside is None or beside.resolve().parent != path.resolve().parent or not offset.isdecimal():
        raise InputError(
            "{file}: expected the weights of {name} in this file, or in one beside it. Received: {location}",
            file=path,
            name=brief(name),
            location=brief(location),
        )
    if not beside.is_file():
        raise InputError(
            "{file}: expected its weights in the file {location} beside it. Received: {received}",
            file=path,
            location=brief(location),
            received=Words("no such file"),
        )
    content = _bytes(beside, int(offset[:18]), size)
    if len(content) != size:
        raise WireError(f"{len(content)} bytes of {size} in {brief(location)} for {brief(name)}")
    return content


def _bytes(path: Path, offset: int, size: int | None) -> bytes:
    try:
        there = path.stat().st_size
        if there > MOST_BYTES:
            raise InputError(
                "{file}: expected a file of at most {most} bytes. Received: {size}",
                file=path,
                most=MOST_BYTES,
                size=there,
            )
        with path.open("rb") as file:
            file.seek(min(offset, there))
            return file.read() if size is None else file.read(min(size, there))
    except OSError as error:
        raise InputError("{file}: expected a readable file. Received: {error}", file=path, error=error) from error


def _value_info(reader: Reader, content: Value) -> tuple[str, tuple[int | None, ...]]:
    fields = reader.gathered(_message([content]))
    message = _message(fields[2]) if 2 in fields else memoryview(b"")
    for field in (1, 2):  # the type of a tensor, its shape
        inner = reader.gathered(message).get(field)
        message = _message(inner) if inner else memoryview(b"")
    sides = []
    for side in reader.gathered(message).get(1, []):
        value = protobuf.whole_numbers(reader.gathered(_message([side])).get(1, []))
        sides.append(value[-1] if value and value[-1] > 0 else None)
    return protobuf.text(fields.get(1)), tuple(sides)


def _message(values: list[Value] | None) -> memoryview:
    if not values or isinstance(values[-1], int):
        raise WireError("a message is missing")
    return values[-1]
