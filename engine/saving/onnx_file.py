"""Writes models as ONNX files, which many programs run: a graph of MatMul, Add and activations over float32 numbers.

ONNX files are Protocol Buffers: each field is its number and kind, then its value. The few messages that a row of Dense
layers needs are written here by hand (field numbers from ONNX's onnx.proto3); onnx_reader.py reads them.
"""

import os
import struct
from collections.abc import Iterable

from ..errors import InputError
from ..layers import Dense
from ..models import Sequential
from ..types import Array
from . import atomic

IR_VERSION, OPSET = 8, 13
FLOAT = 1  # ONNX's number for float32
OPERATORS = {
    "relu": "Relu",
    "leaky_relu": "LeakyRelu",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "softmax": "Softmax",
    "linear": "Identity",
}
LEAKY_SLOPE = 0.2  # of engine.activations.leaky_relu


def save(path: str | os.PathLike[str], model: Sequential, image_shape: tuple[int, ...] | None = None) -> None:
    """Write a built model: input "images", float32 (batch, inputs), any batch; output "probabilities" (batch, classes).

    With `image_shape`, such as (28, 28), the graph begins with Flatten and takes images (batch, 28, 28).

    Raises:
        InputError: the model has no weights yet.
        OSError: it cannot be written there.
    """
    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
    assert model.input_shape is not None
    nodes: list[bytes] = []
    weights: list[bytes] = []
    value = "images"
    shape = image_shape or model.input_shape
    if image_shape is not None:
        nodes.append(_node("Flatten", [value], "rows"))
        value = "rows"
    layers = [layer for layer in model.layers if isinstance(layer, Dense)]  # dropout does nothing once trained
    for number, layer in enumerate(layers):
        last = number == len(layers) - 1
        product, total = f"{layer.name}/product", f"{layer.name}/z"
        weights.append(_tensor(f"{layer.name}/kernel", layer.kernel))
        nodes.append(_node("MatMul", [value, f"{layer.name}/kernel"], product))
        if layer.bias is not None:
            weights.append(_tensor(f"{layer.name}/bias", layer.bias))
            nodes.append(_node("Add", [product, f"{layer.name}/bias"], total))
        value = "probabilities" if last else f"{layer.name}/a"
        source = product if layer.bias is None else total
        nodes.append(_node(OPERATORS[layer.activation.name], [source], value, _attributes(layer.activation.name)))
    note = f"images: pixels row by row from 0 to 1, shape (batch, {', '.join(map(str, shape))})"
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _field(2, str(model.name).encode()),
            *(_field(5, weight) for weight in weights),
            _field(10, note.encode()),
            _field(11, _value("images", *shape)),
            _field(12, _value("probabilities", layers[-1].units)),
        ]
    )
    opset = _field(1, b"") + _number(2, OPSET)
    content = _number(1, IR_VERSION) + _field(2, b"digitapp") + _field(7, graph) + _field(8, opset)
    atomic.write(path, content)


def _varint(value: int) -> bytes:
    """Return a whole number in groups of seven bits, the lowest first."""
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _tensor(name: str, values: Array) -> bytes:
    sides = b"".join(_number(1, side) for side in values.shape)
    return sides + _number(2, FLOAT) + _field(8, name.encode()) + _field(9, values.astype("<f4").tobytes())


def _node(operator: str, inputs: Iterable[str], output: str, attributes: bytes = b"") -> bytes:
    named = b"".join(_field(1, name.encode()) for name in inputs)
    return named + _field(2, output.encode()) + _field(3, output.encode()) + _field(4, operator.encode()) + attributes


def _attributes(activation: str) -> bytes:
    """Return what an activation needs besides its input: a slope, or over which axis."""
    if activation == "leaky_relu":
        slope = _varint(2 << 3 | 5) + struct.pack("<f", LEAKY_SLOPE)
        return _field(5, _field(1, b"alpha") + slope + _number(20, 1))
    if activation == "softmax":
        return _field(5, _field(1, b"axis") + _number(3, 1) + _number(20, 2))
    return b""


def _value(name: str, *sides: int) -> bytes:
    """Return the description of an input or output: float32 of shape (batch, sides)."""
    shape = _field(1, _field(2, b"batch")) + b"".join(_field(1, _number(1, side)) for side in sides)
    tensor = _number(1, FLOAT) + _field(2, shape)
    return _field(1, name.encode()) + _field(2, _field(1, tensor))
