"""Reads ONNX files of networks that are one row of operations: Gemm, MatMul and Add, activations, Flatten, Reshape.

The image is followed from the graph's input: each node must take what the one before gives, and constants.
"""

from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, Words
from ..types import Array
from . import keras_words, onnx_graph, onnx_patterns
from .errors import Remark
from .onnx_graph import Node
from .onnx_sizes import Row, is_about_sizes, sizes_of
from .outline import Outline, Part, brief, checked

NOTHING = ("Identity", "Dropout", "Cast")
FUNCTIONS = {
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Selu": "selu",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Gelu": "gelu",
    "Swish": "silu",
}
_DEFAULTS = {"Selu": {"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875}}
KNOWN = "Gemm, MatMul, Add, Relu, LeakyRelu, Sigmoid, Tanh, Softmax, Flatten, Reshape, BatchNormalization"


def outline(path: Path) -> Outline:
    """Return the network in a file.

    Raises:
        InputError: it is damaged, or no row of operations that we know; the message names the node.
    """
    graph = onnx_graph.read(path)
    if len(graph.inputs) != 1:
        raise InputError(
            "{file}: expected one input, the image. Received: {names}",
            file=path,
            names=brief(", ".join(graph.inputs)) or "–",
        )
    ((name, shape),) = graph.inputs.items()
    row = Row(path, name, _image(path, shape), dict(graph.constants))
    given = row.shape
    with np.errstate(all="ignore"):  # what becomes infinite is refused below
        for node in onnx_patterns.put_together(graph):
            if not is_about_sizes(row, node):
                _follow(row, node)
    if row.value not in graph.outputs:
        raise InputError(
            "{file}: expected what comes out of the last operation as the only output. Received: {names}",
            file=path,
            names=brief(", ".join(graph.outputs)) or "–",
        )
    return checked(Outline(path, tuple(_biased(row.parts)), given, tuple(row.remarks)))


def _image(path: Path, shape: tuple[int | None, ...]) -> tuple[int, ...]:
    """Return the shape of one image: all sides but the first, which must be known."""
    sides = [side for side in shape[1:] if side is not None]
    if not sides or len(sides) != len(shape) - 1:
        raise InputError(
            "{file}: expected the shape of one image, such as [null, 28, 28]. Received: {shape}",
            file=path,
            shape=brief([*shape]),
        )
    return tuple(sides)


def _follow(row: Row, node: Node) -> None:
    """Take the image through a node."""
    if node.domain not in ("", "ai.onnx") or row.value not in node.inputs or not node.outputs:
        raise _refused(row, node, InputError("expected one row of these operations: {known}", known=KNOWN))
    others = [name for name in node.inputs if name not in (row.value, "")]
    sizes_ok = node.operator == "Reshape"
    if node.inputs.count(row.value) != 1 or not all(name in row.constants or sizes_ok for name in others):
        raise _refused(row, node, Words("it takes more than the result of the node before it"))
    handler = _HANDLERS.get(node.operator)
    if handler is not None:
        handler(row, node)
    elif node.operator in FUNCTIONS:
        _function(row, node)
    elif node.operator not in NOTHING:
        raise _refused(row, node, InputError("expected one row of these operations: {known}", known=KNOWN))
    row.value = node.outputs[0]


def _gemm(row: Row, node: Node) -> None:
    """y = alpha x W + beta b, W turned with transB."""
    if node.inputs[0] != row.value or node.number("transA", 0):
        raise _refused(row, node, Words("the image must be its first input, not turned"))
    kernel = _constant(row, node, 1)
    kernel = (kernel.T if node.number("transB", 0) else kernel) * np.float32(node.number("alpha", 1))
    weights = [kernel]
    if len(node.inputs) > 2 and node.inputs[2]:
        bias = _constant(row, node, 2) * np.float32(node.number("beta", 1))
        weights.append(_vector(row, node, bias, kernel.shape[-1]))
    _dense(row, node, weights)


def _matmul(row: Row, node: Node) -> None:
    if node.inputs[0] != row.value:
        raise _refused(row, node, Words("the image must be its first input, not turned"))
    _dense(row, node, [_constant(row, node, 1)])


def _dense(row: Row, node: Node, weights: list[Array]) -> None:
    if weights[0].ndim != 2:
        raise _refused(row, node, InputError("its weights have the shape {shape}", shape=weights[0].shape))
    settings = {"units": int(weights[0].shape[1]), "activation": "linear", "use_bias": len(weights) == 2}
    row.add(Part("Dense", _name(node), settings, tuple(weights)))


def _number(row: Row, node: Node) -> None:
    """x + c, x - c, x * a or x / a."""
    first = node.inputs[0] == row.value
    with np.errstate(all="ignore"):
        value = _constant(row, node, 1 if first else 0).astype(np.float64)
        changes: dict[str, tuple[Any, Any]] = {
            "Add": (1.0, value),
            "Sub": (1.0, -value) if first else (-1.0, value),
            "Mul": (value, 0.0),
            "Div": (1 / value, 0.0),
        }
    if node.operator == "Div" and not first:
        raise _refused(row, node, Words("the image must be its first input, not turned"))
    scale, offset = changes[node.operator]
    row.add(Part("Affine", _name(node), {"scale": scale, "offset": offset}))


def _function(row: Row, node: Node) -> None:
    for name, expected in _DEFAULTS.get(node.operator, {}).items():
        if abs(node.number(name, expected) - expected) > 1e-5:
            raise _refused(row, node, _value(name, node.number(name, expected)))
    if "oftmax" in node.operator and node.number("axis", -1) not in (-1, len(row.shape)):
        raise _refused(row, node, _value("axis", node.number("axis", -1)))
    if node.attributes.get("approximate") == "tanh":
        row.remarks.append(
            Remark(
                "{name}: gelu itself stands for an approximation of it; they differ by 0.0005 at most.",
                name=_name(node),
            )
        )
    _bend(row, node, FUNCTIONS[node.operator])


def _bend(row: Row, node: Node, value: Any, kind: str = "Activation") -> None:
    """Put a function into the row, with numbers of its own for the other kinds."""
    try:
        row.add(keras_words.function_part(_name(node), value, kind))
    except InputError as error:
        raise _refused(row, node, error) from error


def _leaky(row: Row, node: Node) -> None:
    _bend(row, node, {"negative_slope": round(node.number("alpha", 0.01), 7)}, "LeakyReLU")  # float32 in the file


def _elu(row: Row, node: Node) -> None:
    _bend(row, node, {"alpha": round(node.number("alpha", 1), 7)}, "ELU")


def _clip(row: Row, node: Node) -> None:
    """min(max(z, 0), most), which is ReLU with a largest value."""
    limits = [*node.inputs[1:3], "", ""]
    low = _constant(row, node, 1) if limits[0] else node.number("min", -np.inf)
    high = _constant(row, node, 2) if limits[1] else node.number("max", np.inf)
    if np.size(low) != 1 or np.size(high) != 1 or np.ravel(low)[0] != 0:
        raise _refused(row, node, InputError("{name} is {value}", name="min", value=brief(low)))
    most = float(np.ravel(high)[0])
    _bend(row, node, {"max_value": most if np.isfinite(most) else None}, "ReLU")


def _flatten(row: Row, node: Node) -> None:
    if node.number("axis", 1) not in (1, -len(row.shape)):
        raise _refused(row, node, _value("axis", node.number("axis", 1)))
    row.add(Part("Flatten", _name(node)))


def _reshape(row: Row, node: Node) -> None:
    """To rows, or to images of another shape; the first side stays how many there are."""
    sizes = sizes_of(row, node.inputs[1]) if len(node.inputs) > 1 and node.inputs[0] == row.value else None
    target = [
        row.shape[at - 1] if side == 0 and 0 < at <= len(row.shape) else side for at, side in enumerate(sizes or [])
    ]
    sides = [side for side in target[1:] if side is not None]
    if len(target) < 2 or len(sides) != len(target) - 1:
        raise _refused(row, node, InputError("its shape is {shape}", shape=brief(sizes)))
    if -1 not in sides and prod(sides) != prod(row.shape):
        raise _refused(row, node, InputError("it makes {target} of {shape}", target=brief(sizes), shape=row.shape))
    row.add(Part("Reshape", _name(node), {"target_shape": tuple(sides)}))


def _squeeze(row: Row, node: Node) -> None:
    """Leave out sides of 1, or put one in: where among the pixels makes no difference to their order."""
    sides = tuple(side for side in row.shape if side != 1) or (1,)
    target = sides if node.operator == "Squeeze" else (1, *row.shape)
    row.add(Part("Reshape", _name(node), {"target_shape": target}))


def _batch_normalization(row: Row, node: Node) -> None:
    weights = tuple(_constant(row, node, number) for number in range(1, 5))
    if len(row.shape) != 1 or len(node.inputs) != 5:
        raise _refused(row, node, Words("it must stand between Dense layers"))
    row.add(Part("BatchNormalization", _name(node), {"epsilon": node.number("epsilon", 1e-5)}, weights))


def _constant(row: Row, node: Node, number: int) -> Array:
    if number >= len(node.inputs) or node.inputs[number] not in row.constants:
        raise _refused(row, node, Words("its weights are not in the file"))
    value = row.constants[node.inputs[number]]
    return value if value.dtype.kind == "f" else value.astype(np.float32)


def _vector(row: Row, node: Node, bias: Array, units: int) -> Array:
    """Return a bias as (units,): it may be (1, units) or a single number."""
    if bias.size not in (1, units) or bias.ndim > 2 or (bias.ndim == 2 and bias.shape[0] != 1):
        raise _refused(row, node, InputError("its bias has the shape {shape}", shape=bias.shape))
    return np.broadcast_to(bias.ravel(), (units,)).copy()


def _biased(parts: list[Part]) -> list[Part]:
    """Return the parts with every Add behind a MatMul as that layer's bias."""
    found: list[Part] = []
    for part in parts:
        before = found[-1] if found else None
        if part.kind == "Affine" and before is not None and before.kind == "Dense" and len(before.weights) == 1:
            offset, units = np.asarray(part.settings["offset"]), before.settings["units"]
            if np.ndim(part.settings["scale"]) == 0 and part.settings["scale"] == 1 and offset.size == units:
                settings = {**before.settings, "use_bias": True}
                found[-1] = Part("Dense", before.name, settings, (*before.weights, offset.reshape(-1)))
                continue
        found.append(part)
    return found


def _name(node: Node) -> str:
    return brief(node.name.strip("/").rsplit("/", 1)[0] or node.operator)


def _value(name: str, value: float) -> InputError:
    return InputError("{name} is {value}", name=name, value=f"{value:g}")


def _refused(row: Row, node: Node, problem: InputError | Words) -> InputError:
    return InputError(
        "{file}: expected a network of Dense layers in a row. Received: {operator} ({name}): {problem}",
        file=row.path,
        operator=brief(node.operator),
        name=brief(node.name),
        problem=problem,
    )


_HANDLERS: dict[str, Callable[[Row, Node], None]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Add": _number,
    "Sub": _number,
    "Mul": _number,
    "Div": _number,
    "LeakyRelu": _leaky,
    "Elu": _elu,
    "Clip": _clip,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Squeeze": _squeeze,
    "Unsqueeze": _squeeze,
    "BatchNormalization": _batch_normalization,
}
