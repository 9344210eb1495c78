"""One layer of a Keras file, of whichever version of Keras, as a Part in Keras 3's words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import activations, checks, initializers, regularizers
from ..activations import NEGATIVE_SLOPE
from ..errors import InputError, Words
from .outline import NOTHING, Part, brief, refused

KNOWN = (
    "Dense",
    "Dropout",
    "Flatten",
    "Reshape",
    "Rescaling",
    "Normalization",
    "BatchNormalization",
    "Activation",
    "ReLU",
    "LeakyReLU",
    "ELU",
    "Softmax",
    *NOTHING,
)
_CONVOLUTION = Words("it belongs to a convolution; this program reads networks of Dense layers only")
_RECURRENT = Words("it is recurrent; this program reads networks of Dense layers only")
_PROGRAM = Words("it holds a program, which is not run; put a layer such as Rescaling in its place and save again")
INSTEAD = {  # a part of a class's name, and what could be done about such a layer
    "Conv": _CONVOLUTION,
    "Pooling": _CONVOLUTION,
    "LSTM": _RECURRENT,
    "GRU": _RECURRENT,
    "RNN": _RECURRENT,
    "Lambda": _PROGRAM,
    "TFSMLayer": _PROGRAM,
}
_OLD_WORDS = {  # of Keras 1, and of Keras 2 where it differs from 3
    "output_dim": "units",
    "bias": "use_bias",
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "p": "rate",
}
_OLD_CLASSES = {
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization",
    "LeakyRelu": "LeakyReLU",
}
_FUNCTIONS = {  # names that TensorFlow's own functions left in files
    "softmax_v2": "softmax",
    "log_softmax_v2": "log_softmax",
    "swish": "silu",
    "logistic": "sigmoid",
    "identity": "linear",
    "None": "linear",
}
_INITIALIZERS = {
    "GlorotUniform": "glorot_uniform",
    "HeNormal": "he_normal",
    "HeUniform": "he_uniform",
    "Zeros": "zeros",
}


def part_of(path: Path, kind: object, values: dict[str, Any]) -> Part:
    """Return the part that a layer's class and settings describe, without its weights.

    Raises:
        InputError: it is of another class or has settings that do not fit; the message names it and what could be done.
    """
    kind = str(kind).rsplit(">", 1)[-1]  # "Package>Class" of layers that were registered
    kind = _OLD_CLASSES.get(kind, kind)
    part = Part(kind, brief(values.get("name") or kind))
    if kind not in KNOWN:
        raise _unknown(path, part)
    words = {new: values[old] for old, new in _OLD_WORDS.items() if old in values}
    try:
        settings = _READERS[kind]({**values, **words}) if kind in _READERS else {}
    except InputError as error:
        raise refused(path, part, error) from error
    function = settings.pop("function", None)
    return Part("Activation" if function else kind, part.name, {"activation": function} if function else settings)


def function_of(value: Any) -> str:
    """Return our name of a function, however Keras wrote it down.

    Raises:
        InputError: we do not have it.
    """
    if isinstance(value, dict):
        inner, kind = value.get("config"), value.get("class_name")
        if kind in ("LeakyReLU", "ReLU", "ELU", "Softmax", "Activation") and isinstance(inner, dict):
            return str(_READERS[kind](inner)["function"])
        value = inner if isinstance(inner, str) and kind == "function" else kind
    name = _FUNCTIONS.get(value, value) if isinstance(value, str) else value
    if name == "log_softmax" or (isinstance(name, str) and name in activations.ACTIVATIONS):
        return str(name)
    return activations.get(name if name is None or isinstance(name, str) else brief(name)).name


def _unknown(path: Path, part: Part) -> InputError:
    for word, problem in INSTEAD.items():
        if word in part.kind:
            return refused(path, part, problem)
    return InputError(
        "{file}: expected only the layers {known}. Received: {kind} ({name})",
        file=path,
        known=", ".join(KNOWN[:12]),
        kind=brief(part.kind),
        name=part.name,
    )


def _dense(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("lora_rank") is not None or values.get("quantization_config") is not None:
        raise InputError("{name} must be None. Received: {value}", name="lora_rank, quantization_config", value="…")
    return {
        "units": checks.positive_integer("units", values.get("units")),
        "activation": function_of(values.get("activation")),
        "use_bias": checks.boolean("use_bias", values.get("use_bias", True)),
        "kernel_initializer": _initializer(values.get("kernel_initializer"), "glorot_uniform"),
        "bias_initializer": _initializer(values.get("bias_initializer"), "zeros"),
        "kernel_regularizer": _regularizer(values.get("kernel_regularizer")),
    }


def _initializer(value: Any, otherwise: str) -> str:
    """Return our name of an initializer; the weights are there already, so an unknown one does no harm."""
    kind = value.get("class_name") if isinstance(value, dict) else value
    name = _INITIALIZERS.get(kind, kind) if isinstance(kind, str) else None
    return name if name in initializers.INITIALIZERS else otherwise


def _regularizer(value: Any) -> Any:
    """Return what our Dense takes for a regularizer; one it does not know is left out, it is for training only."""
    inner = value.get("config", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        return None
    numbers = {name: number for name in ("l1", "l2") if (number := inner.get(name))}
    try:
        regularizers.get(numbers or None)
    except InputError:
        return None
    return numbers or None


def _batch_normalization(values: dict[str, Any]) -> dict[str, Any]:
    axis = values.get("axis", -1)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    if values.get("mode", 0) != 0:
        raise InputError("{name} must be {expected}. Received: {value}", name="mode", expected=0, value=values["mode"])
    return {
        "axis": axis if checks.is_integer(axis) else -1,
        "epsilon": checks.number("epsilon", values.get("epsilon", 1e-3)),
        "momentum": checks.number("momentum", values.get("momentum", 0.99)),
        "scale": checks.boolean("scale", values.get("scale", True)),
        "center": checks.boolean("center", values.get("center", True)),
    }


def _normalization(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("invert"):
        raise InputError("{name} must be {expected}. Received: {value}", name="invert", expected=False, value=True)
    return {name: values.get(name) for name in ("mean", "variance") if values.get(name) is not None}


def _relu(values: dict[str, Any]) -> dict[str, Any]:
    most, threshold = values.get("max_value"), values.get("threshold") or 0
    if threshold != 0:
        raise InputError("{name} must be {expected}. Received: {value}", name="threshold", expected=0, value=threshold)
    if most is not None:
        if most != 6 or values.get("negative_slope"):
            raise InputError("{name} must be {expected}. Received: {value}", name="max_value", expected=6, value=most)
        return {"function": activations.get("relu6").name}
    return {"function": sloped(values.get("negative_slope") or 0)}


def sloped(slope: Any) -> str:
    """Return our name of the function that is z above 0 and slope * z below.

    Raises:
        InputError: we have none with that slope.
    """
    for known, name in ((0.0, "relu"), (NEGATIVE_SLOPE, "leaky_relu"), (1.0, "linear")):
        if abs(checks.number("negative_slope", slope) - known) < 1e-6:
            return name
    raise InputError(
        "{name} must be {expected}. Received: {value}", name="negative_slope", expected=NEGATIVE_SLOPE, value=slope
    )


def _elu(values: dict[str, Any]) -> dict[str, Any]:
    if (alpha := values.get("alpha", 1.0)) != 1:
        raise InputError("{name} must be {expected}. Received: {value}", name="alpha", expected=1, value=alpha)
    return {"function": activations.get("elu").name}


def _softmax(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("axis", -1) not in (-1, 1, [-1], [1]):
        raise InputError("{name} must be {expected}. Received: {value}", name="axis", expected=-1, value=values["axis"])
    return {"function": "softmax"}


def _target(values: dict[str, Any]) -> dict[str, Any]:
    target = values.get("target_shape", values.get("dims"))
    if not isinstance(target, list) or not target or not all(checks.is_integer(side) for side in target):
        raise InputError("target_shape must be a list of integers. Received: {value}", value=brief(target))
    return {"target_shape": tuple(target)}


def _rescaling(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values.get(name, default) for name, default in (("scale", 1.0), ("offset", 0.0))}


_READERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Dense": _dense,
    "Dropout": lambda values: {"rate": checks.number("rate", values.get("rate"))},
    "Reshape": _target,
    "Rescaling": _rescaling,
    "Normalization": _normalization,
    "BatchNormalization": _batch_normalization,
    "Activation": lambda values: {"function": function_of(values.get("activation"))},
    "ReLU": _relu,
    "LeakyReLU": lambda values: {"function": sloped(values.get("negative_slope", values.get("alpha", 0.3)))},
    "ELU": _elu,
    "Softmax": _softmax,
}
