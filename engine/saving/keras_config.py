"""Keras's descriptions of models, read into our layers and written from them: Sequential, of Dense and Dropout."""

from pathlib import Path
from typing import Any

from .. import initializers
from ..errors import InputError
from ..layers import Dense, Dropout, Layer
from ..models import Sequential
from ..regularizers import L2
from ..stack import flow
from .plain import MOST_LAYERS

KNOWN = "Dense, Dropout"
_INITIALIZERS = {"".join(word.capitalize() for word in name.split("_")): name for name in initializers.INITIALIZERS}
_CLASSES = {name: kind for kind, name in _INITIALIZERS.items()}


def layers_of(path: Path, config: Any) -> tuple[list[Layer], int | None]:
    """Return the layers that Keras's description of a model names, and how many numbers an image has, if it says so.

    Raises:
        InputError: it is no Sequential model, or has other layers; the message names them.
    """
    if not isinstance(config, dict) or config.get("class_name") != "Sequential":
        kind = config.get("class_name") if isinstance(config, dict) else type(config).__name__
        raise InputError("{file}: expected a Sequential model. Received: {kind}", file=path, kind=_brief(kind))
    inner = config.get("config")
    entries = inner if isinstance(inner, list) else inner.get("layers") if isinstance(inner, dict) else None
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_LAYERS:
        raise InputError(
            "{file}: expected 1 to {most} layers. Received: {received}",
            file=path,
            most=MOST_LAYERS,
            received=_brief(entries if not isinstance(entries, list) else len(entries)),
        )
    shape = inner.get("build_input_shape") if isinstance(inner, dict) else None
    layers: list[Layer] = []
    for entry in entries:
        kind, values = (entry.get("class_name"), entry.get("config")) if isinstance(entry, dict) else (None, None)
        values = values if isinstance(values, dict) else {}
        shape = shape or values.get("batch_shape") or values.get("batch_input_shape")
        if kind == "InputLayer":
            continue
        built = entry.get("build_config") if isinstance(entry, dict) else None
        if not layers and isinstance(built, dict):
            shape = shape or built.get("input_shape")
        layers.append(_layer(path, kind, values))
    return layers, _inputs(path, shape)


def description_of(model: Sequential) -> dict[str, Any]:
    """Return the config.json of a .keras file for a built model."""
    assert model.input_shape is not None
    (inputs,) = model.input_shape
    entries = [_entry("InputLayer", {"batch_shape": [None, inputs], "dtype": "float32", "name": "input_layer"})]
    for layer, (columns,) in flow(model.layers, inputs):
        entries.append(_entry(type(layer).__name__, _keras_config(layer), columns))
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "name": model.name,
            "trainable": True,
            "dtype": "float32",
            "layers": entries,
            "build_input_shape": [None, inputs],
        },
        "registered_name": None,
        "build_config": {"input_shape": [None, inputs]},
    }


def _layer(path: Path, kind: object, values: dict[str, Any]) -> Layer:
    values = {"rate": None, "units": None} | values  # the layer says what is wrong with None
    try:
        if kind == "Dropout":
            return Dropout(values["rate"], name=values.get("name"))
        if kind == "Dense":
            return _dense(values)
    except InputError as error:
        raise InputError(
            "{file}: expected a layer that this program knows. Received: {kind} {name}: {error}",
            file=path,
            kind=_brief(kind),
            name=_brief(values.get("name")),
            error=error,
        ) from error
    raise InputError(
        "{file}: expected only the layers {known}. Received: {kind} ({name})",
        file=path,
        known=KNOWN,
        kind=_brief(kind),
        name=_brief(values.get("name")),
    )


def _dense(values: dict[str, Any]) -> Dense:
    for name in ("bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint", "lora_rank"):
        if values.get(name) is not None:
            raise InputError("{name} must be None. Received: {value}", name=name, value=_brief(values[name]))
    if values.get("quantization_config") is not None:
        raise InputError("{name} must be None. Received: {value}", name="quantization_config", value="…")
    return Dense(
        values["units"],
        activation=values.get("activation"),
        use_bias=values.get("use_bias", True),
        kernel_initializer=_initializer(values.get("kernel_initializer"), "glorot_uniform"),
        bias_initializer=_initializer(values.get("bias_initializer"), "zeros"),
        kernel_regularizer=_regularizer(values.get("kernel_regularizer")),
        name=values.get("name"),
    )


def _initializer(value: Any, otherwise: str) -> str:
    """Return our name of an initializer; the weights are there already, so an unknown one does no harm."""
    kind = value.get("class_name") if isinstance(value, dict) else value
    name = _INITIALIZERS.get(kind, kind) if isinstance(kind, str) else None
    return name if name in initializers.INITIALIZERS else otherwise


def _regularizer(value: Any) -> Any:
    if isinstance(value, dict) and value.get("class_name") == "L2" and isinstance(value.get("config"), dict):
        return {"l2": value["config"].get("l2")}
    return value


def _inputs(path: Path, shape: Any) -> int | None:
    if shape is None:
        return None
    if not isinstance(shape, list) or len(shape) != 2 or type(shape[1]) is not int or not 0 < shape[1] < 2**31:
        raise InputError(
            "{file}: expected flat images, an input shape such as [null, 784]. Received: {shape}",
            file=path,
            shape=_brief(shape),
        )
    return shape[1]


def _keras_config(layer: Layer) -> dict[str, Any]:
    base = {"name": layer.name, "trainable": True, "dtype": "float32"}
    if isinstance(layer, Dropout):
        return {**base, "rate": layer.rate, "seed": None, "noise_shape": None}
    assert isinstance(layer, Dense)
    regularizer = layer.kernel_regularizer
    if not isinstance(regularizer, L2 | None) or layer.bias_regularizer is not None:
        raise InputError(
            "a .keras file can have no other regularizer than L2 of a kernel. Received: {layer}", layer=layer.name
        )
    return {
        **base,
        "units": layer.units,
        "activation": layer.activation.name,
        "use_bias": layer.use_bias,
        "kernel_initializer": _initializer_entry(layer.kernel_initializer),
        "bias_initializer": _initializer_entry(layer.bias_initializer),
        "kernel_regularizer": None
        if regularizer is None
        else {
            "module": "keras.regularizers",
            "class_name": "L2",
            "config": {"l2": regularizer.l2},
            "registered_name": None,
        },
        "bias_regularizer": None,
        "kernel_constraint": None,
        "bias_constraint": None,
    }


def _initializer_entry(name: str) -> dict[str, Any]:
    config = {} if name in ("zeros", "ones") else {"seed": None}
    return {
        "module": "keras.initializers",
        "class_name": _CLASSES[name],
        "config": config,
        "registered_name": None,
    }


def _entry(kind: str, config: dict[str, Any], inputs: int | None = None) -> dict[str, Any]:
    entry = {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}
    return entry if inputs is None else {**entry, "build_config": {"input_shape": [None, inputs]}}


def _brief(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:80] + "…"
