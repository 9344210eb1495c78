"""Keras's description of a model, of whichever version of Keras, read into parts in the order in which they compute.

Sequential             {"class_name": "Sequential", "config": {"layers": [...]}}; in Keras 1 the list alone
Functional, Model      the same with "inbound_nodes" at each layer, which say where its input comes from
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from . import keras_words
from .outline import Part, brief
from .plain import MOST_LAYERS

SEQUENTIAL, FUNCTIONAL = ("Sequential",), ("Functional", "Model")
MOST_NESTED = 4
MOST_VALUES = 1000  # in a description of where an input comes from
_OPERATIONS: dict[str, Callable[[float], tuple[float, float]]] = {  # of x and a number, as x * scale + offset
    "truedivide": lambda number: (1 / number, 0.0),
    "truediv": lambda number: (1 / number, 0.0),
    "divide": lambda number: (1 / number, 0.0),
    "multiply": lambda number: (number, 0.0),
    "subtract": lambda number: (1.0, -number),
    "add": lambda number: (1.0, number),
}


@dataclass(frozen=True)
class Described:
    """A part of a model and where its weights lie.

    Attributes:
        part: the layer, without its weights.
        place: in a .keras file, such as "layers/dense_1": numbered by kind, whatever the layer's own name is.
        group: in an .h5 file: the name of the outermost layer that it is in.
    """

    part: Part
    place: str
    group: str


def described(path: Path, config: Any) -> tuple[list[Described], tuple[int, ...] | None]:
    """Return the parts that Keras's description of a model names, and the shape of an image, if it says so.

    Raises:
        InputError: it is no model that is one row of layers, or has layers that we have not; the message names them.
    """
    found, shape = _inside(path, config, "", None, 0)
    if len(found) > MOST_LAYERS:
        raise _not_layers(path, len(found))
    return found, shape


def _inside(
    path: Path, config: Any, place: str, group: str | None, depth: int
) -> tuple[list[Described], tuple[int, ...] | None]:
    kind = config.get("class_name") if isinstance(config, dict) else type(config).__name__
    if kind not in (*SEQUENTIAL, *FUNCTIONAL) or depth > MOST_NESTED:
        raise InputError(
            "{file}: expected a Sequential model, or a Functional one that is a plain row of layers. Received: {kind}",
            file=path,
            kind=brief(kind),
        )
    inner = config.get("config")
    entries = inner if isinstance(inner, list) else inner.get("layers") if isinstance(inner, dict) else None
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_LAYERS:
        raise _not_layers(path, entries)
    if not all(isinstance(entry, dict) for entry in entries):
        raise _not_layers(path, entries)
    shape = inner.get("build_input_shape") if isinstance(inner, dict) else None
    placed = _placed(entries, place)
    if kind in FUNCTIONAL:
        placed = _row(path, placed)
    found: list[Described] = []
    for entry, own in placed:
        values = entry.get("config")
        values = values if isinstance(values, dict) else {}
        name = str(values.get("name") or entry.get("name") or "")
        shape = shape or (_shape_in(entry, values) if not found else None)
        if entry.get("class_name") == "InputLayer":
            continue
        outermost = name if group is None else group
        if entry.get("class_name") in (*SEQUENTIAL, *FUNCTIONAL):
            more, inside = _inside(path, entry, own, outermost, depth + 1)
            shape = shape or (inside if not found else None)
            found += more
        else:
            operation = _operation(entry, name)
            parts = [operation] if operation else keras_words.parts_of(path, entry.get("class_name"), values)
            found.append(Described(parts[0], own, outermost))
            found += [Described(part, "", "") for part in parts[1:]]
    return found, _shape(path, shape)


def _placed(entries: list[dict[str, Any]], place: str) -> list[tuple[dict[str, Any], str]]:
    """Return each layer with where a .keras file keeps its weights: dense, dense_1, ... for the Dense layers."""
    counts: dict[str, int] = {}
    placed = []
    for entry in entries:
        kind = snake_case(str(entry.get("class_name")).rsplit(">", 1)[-1])
        count = counts.get(kind, 0)
        counts[kind] = count + 1
        placed.append((entry, f"{place}/layers/{kind}_{count}" if count else f"{place}/layers/{kind}"))
    return [(entry, own.removeprefix("/")) for entry, own in placed]


def snake_case(kind: str) -> str:
    """Return a class's name as Keras writes it into a file: BatchNormalization is batch_normalization."""
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", re.sub(r"\W+", "", kind)))
    return parted.lower()


def _row(path: Path, placed: list[tuple[dict[str, Any], str]]) -> list[tuple[dict[str, Any], str]]:
    """Return the layers of a functional model in the order in which they compute, if that is one row.

    Raises:
        InputError: a layer has no single input, or an output goes to more than one.
    """
    after: dict[str, tuple[dict[str, Any], str]] = {}
    first: list[tuple[dict[str, Any], str]] = []
    for entry, place in placed:
        name = str(entry.get("name") or (entry.get("config") or {}).get("name"))
        nodes = entry.get("inbound_nodes")
        sources = list(dict.fromkeys(_sources(nodes)))
        if entry.get("class_name") == "InputLayer" and not sources:
            first.append((entry, place))
        elif len(sources) != 1 or sources[0] in after or not isinstance(nodes, list) or len(nodes) != 1:
            raise _not_a_row(path, name)
        else:
            after[sources[0]] = entry, place
    if len(first) != 1:
        raise _not_a_row(path, ", ".join(str(entry.get("name")) for entry, _ in first[:5]) or "InputLayer")
    row = first
    while len(row) <= len(placed):
        entry = row[-1][0]
        name = str(entry.get("name") or (entry.get("config") or {}).get("name"))
        if name not in after:
            break
        row.append(after[name])
    if len(row) != len(placed):
        raise _not_a_row(path, str(row[-1][0].get("name")))
    return row


def _values_in(nodes: Any) -> Iterator[Any]:
    """Yield every list, mapping and value inside, without calling itself, as often as MOST_VALUES."""
    waiting = [nodes]
    for _ in range(MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _sources(nodes: Any) -> Iterator[str]:
    """Yield the names of the layers that inputs come from: in every version a list of a name and two numbers."""
    for value in _values_in(nodes):
        if isinstance(value, list) and len(value) >= 3 and isinstance(value[0], str) and type(value[1]) is int:
            yield value[0]


def _operation(entry: dict[str, Any], name: str) -> Part | None:
    """Return an operation of a functional model as a layer that does the same; None if it is none that we know.

    x / 255.0, with one number, is Rescaling; tf.reshape is Reshape. Keras 3 has the class TrueDivide and the number in
    args; Keras 2 the class TFOpLambda and the number in kwargs.
    """
    config = entry.get("config")
    function = config.get("function") if isinstance(config, dict) else None
    kind = str(function if entry.get("class_name") == "TFOpLambda" else entry.get("class_name"))
    nodes = _list(entry.get("inbound_nodes"))
    node = nodes[0] if nodes else None
    if isinstance(node, dict):
        given = [*_list(node.get("args")), *_list(node.get("kwargs"))]
    else:
        call = node[0] if isinstance(node, list) and node and isinstance(node[0], list) else _list(node)
        given = [None, *_list(call[-1] if call else None)]
    if kind == "reshape":
        shape = [*_list(next((value for value in given if isinstance(value, list)), None))]
        whole = len(shape) > 1 and all(type(side) is int for side in shape)
        return Part("Reshape", name, {"target_shape": tuple(shape[1:])}) if whole else None
    change = _OPERATIONS.get(kind.rsplit(".", 1)[-1].lower())
    numbers = [value for value in given if type(value) in (int, float)]
    if change is None or len(numbers) != 1 or numbers[0] is given[0] or not 1e-30 < abs(numbers[0]) < 1e30:
        return None  # 255 - x is another thing than x - 255
    scale, offset = change(float(numbers[0]))
    return Part("Rescaling", name, {"scale": scale, "offset": offset})


def _list(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _shape_in(entry: dict[str, Any], values: dict[str, Any]) -> Any:
    """Return the shape of the first layer's input, with None for the batch, wherever that version writes it."""
    built = entry.get("build_config")
    given = values.get("batch_shape") or values.get("batch_input_shape")
    if given is None and isinstance(values.get("input_shape"), list):
        given = [None, *values["input_shape"]]
    if given is None and type(values.get("input_dim")) is int:
        given = [None, values["input_dim"]]
    return given or (built.get("input_shape") if isinstance(built, dict) else None)


def _shape(path: Path, shape: Any) -> tuple[int, ...] | None:
    if shape is None or isinstance(shape, tuple):
        return shape
    sides = shape[1:] if isinstance(shape, list) else []
    if not 1 <= len(sides) <= 4 or not all(type(side) is int and 0 < side < 2**31 for side in sides):
        raise InputError(
            "{file}: expected the shape of one image, such as [null, 28, 28]. Received: {shape}",
            file=path,
            shape=brief(shape),
        )
    return tuple(sides)


def _not_layers(path: Path, entries: object) -> InputError:
    return InputError(
        "{file}: expected 1 to {most} layers. Received: {received}",
        file=path,
        most=MOST_LAYERS,
        received=brief(entries if not isinstance(entries, list) else len(entries)),
    )


def _not_a_row(path: Path, name: str) -> InputError:
    return InputError(
        "{file}: expected a model that is one row of layers, each with one input and one output. Received: {name}"
        " is not in such a row",
        file=path,
        name=brief(name),
    )
