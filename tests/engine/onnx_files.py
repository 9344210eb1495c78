"""ONNX files written by hand for the tests, knowing nothing of the engine's writer or reader."""

import struct
from collections.abc import Sequence
from pathlib import Path

from engine.types import Array

TYPES = {"float32": 1, "int64": 7, "float64": 11, "float16": 10, "int32": 6}


def varint(value: int) -> bytes:
    value &= 2**64 - 1
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def whole(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def field(number: int, content: bytes | str) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(name: str, array: Array, how: str = "raw") -> bytes:
    """A TensorProto; how: raw bytes, a packed list, a list that is not packed, or "outside:FILE:OFFSET"."""
    sides = b"".join(whole(1, side) for side in array.shape)
    start = sides + whole(2, TYPES[str(array.dtype)]) + field(8, name)
    if how == "raw":
        return start + field(9, array.tobytes())
    if how.startswith("outside"):
        _, file, offset = how.split(":")
        pairs = (("location", file), ("offset", offset), ("length", str(array.nbytes)))
        return start + b"".join(field(13, field(1, key) + field(2, value)) for key, value in pairs) + whole(14, 1)
    if array.dtype.kind == "i":
        place = 7 if array.dtype.itemsize == 8 else 5
        numbers = [varint(int(value)) for value in array.ravel()]
        return start + (
            field(place, b"".join(numbers))
            if how == "packed"
            else b"".join(varint(place << 3) + number for number in numbers)
        )
    place, kind = (4, 5) if array.dtype.itemsize == 4 else (10, 1)
    if how == "packed":
        return start + field(place, array.tobytes())
    return start + b"".join(varint(place << 3 | kind) + value.tobytes() for value in array.ravel())


def attribute(name: str, value: object) -> bytes:
    if isinstance(value, float):
        return field(5, field(1, name) + varint(2 << 3 | 5) + struct.pack("<f", value) + whole(20, 1))
    if isinstance(value, int):
        return field(5, field(1, name) + whole(3, value) + whole(20, 2))
    if isinstance(value, list):
        return field(5, field(1, name) + b"".join(whole(8, each) for each in value) + whole(20, 7))
    if isinstance(value, str):
        return field(5, field(1, name) + field(4, value) + whole(20, 3))
    assert isinstance(value, bytes)
    return field(5, field(1, name) + field(5, value) + whole(20, 4))  # a tensor


def node(operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: object) -> bytes:
    named = b"".join(field(1, name) for name in inputs) + field(2, output) + field(3, f"/{output}") + field(4, operator)
    return named + b"".join(attribute(*pair) for pair in attributes.items()) + (field(7, domain) if domain else b"")


def value(name: str, shape: Sequence[int | None]) -> bytes:
    sides = b"".join(field(1, field(2, "n") if side is None else whole(1, side)) for side in shape)
    return field(1, name) + field(2, field(1, whole(1, 1) + field(2, sides)))


def write(
    path: Path,
    nodes: Sequence[bytes],
    tensors: Sequence[bytes],
    shape: Sequence[int | None] = (None, 12),
    inputs: Sequence[bytes] | None = None,
    output: str = "y",
) -> Path:
    given = [value("x", shape)] if inputs is None else inputs
    graph = [*(field(1, each) for each in nodes), *(field(5, each) for each in tensors)]
    graph += [*(field(11, each) for each in given), field(12, value(output, [None, 4]))]
    path.write_bytes(
        whole(1, 8) + field(2, "tests") + field(7, b"".join(graph)) + field(8, field(1, "") + whole(2, 13))
    )
    return path
