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
    "LayerNormalization": Words(
        "it looks at all units of one picture at once, which no weights can stand for; put BatchNormalization in its"
        " place and train again"
    ),
    "PReLU": Words("it has a slope for each unit; put LeakyReLU in its place and train again"),
    "Embedding": Words("it is for words; this program reads pictures of digits"),
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
_INITIALIZERS = {"".join(word.capitalize() for word in name.split("_")): name for name in initializers.INITIALIZERS}


def parts_of(path: Path, kind: object, values: dict[str, Any]) -> list[Part]:
    """Return what a layer's class and settings describe, without its weights.

    It is one part, or two where a Dense layer has a function that needs numbers of its own, such as a slope.

    Raises:
        InputError: it is of another class or has settings that do not fit; the message names it and what could be done.
    """
    kind = str(kind).rsplit(">", 1)[-1]  # "Package>Class" of layers that were registered
    kind = _OLD_CLASSES.get(kind, kind)
    name = brief(values.get("name") or kind)
    if kind not in KNOWN:
        raise _unknown(path, Part(kind, name))
    words = {new: values[old] for old, new in _OLD_WORDS.items() if old in values}
    try:
        if kind == "Activation":
            return [function_part(name, values.get("activation"))]
        if kind in _FUNCTIONS_AS_LAYERS:
            return [Part(kind, name, _FUNCTIONS_AS_LAYERS[kind](values))]
        settings = _READERS[kind]({**values, **words}) if kind in _READERS else {}
        if kind in ("Dense", "BatchNormalization") and values.get("trainable") is False:
            settings["trainable"] = False
        if kind != "Dense":
            return [Part(kind, name, settings)]
        own = function_part(f"{name}_function", values.get("activation"))
        if own.kind == "Activation":
            return [Part(kind, name, {**settings, "activation": own.settings["activation"]})]
        return [Part(kind, name, {**settings, "activation": "linear"}), own]
    except InputError as error:
        raise refused(path, Part(kind, name), error) from error


def function_part(name: str, value: Any, kind: str = "Activation") -> Part:
    """Return a function as a part of its own: an Activation, or a class of Keras's with numbers such as a slope.

    Args:
        name: what the part shall be called.
        value: a function's name or description, for the kind "Activation"; else the settings of that class.
        kind: "Activation", "ReLU", "LeakyReLU", "ELU" or "Softmax".

    Raises:
        InputError: we do not have it.
    """
    if kind == "Activation" and isinstance(value, dict):
        inner, class_name = value.get("config"), value.get("class_name")
        if class_name in _FUNCTIONS_AS_LAYERS and class_name != "Activation":
            return function_part(name, inner if isinstance(inner, dict) else {}, class_name)
        value = inner if isinstance(inner, str) and class_name == "function" else class_name
    if kind == "Activation":
        word = _FUNCTIONS.get(value, value) if isinstance(value, str) else value
        if word == "relu6":
            return function_part(name, {"max_value": 6.0}, "ReLU")
        if word != "log_softmax":
            word = activations.get(word if word is None or isinstance(word, str) else brief(word)).name
        return Part("Activation", name, {"activation": word})
    return by_name(Part(kind, name, _FUNCTIONS_AS_LAYERS[kind](value)))


def by_name(part: Part) -> Part:
    """Return a layer that is a function as an Activation of its name, if its numbers are those of that name."""
    numbers, kind = part.settings, part.kind
    if kind == "ReLU" and numbers["max_value"] is None and not numbers["threshold"]:
        numbers, kind = {"negative_slope": numbers["negative_slope"]}, "LeakyReLU"
    for usual, word in _USUAL.get(kind, ()):
        if all(abs(number - usual[which]) < 1e-6 for which, number in numbers.items()):
            return Part("Activation", part.name, {"activation": word})
    return part


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
        "use_bias": checks.boolean("use_bias", values.get("use_bias", True)),
        "kernel_initializer": _initializer(values.get("kernel_initializer"), "glorot_uniform"),
        "bias_initializer": _initializer(values.get("bias_initializer"), "zeros"),
        "kernel_regularizer": _regularizer(values.get("kernel_regularizer")),
        "bias_regularizer": _regularizer(values.get("bias_regularizer")),
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
    most = values.get("max_value")
    return {
        "max_value": None if most is None else checks.not_negative("max_value", most),
        "negative_slope": checks.not_negative("negative_slope", values.get("negative_slope") or 0),
        "threshold": checks.not_negative("threshold", values.get("threshold") or 0),
    }


def _leaky_relu(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "negative_slope": checks.not_negative("negative_slope", values.get("negative_slope", values.get("alpha", 0.3)))
    }


def _elu(values: dict[str, Any]) -> dict[str, Any]:
    return {"alpha": checks.not_negative("alpha", values.get("alpha", 1.0))}


def _softmax(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("axis", -1) not in (-1, 1, [-1], [1]):
        raise InputError("{name} must be {expected}. Received: {value}", name="axis", expected=-1, value=values["axis"])
    return {}


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
}
_FUNCTIONS_AS_LAYERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Activation": lambda _: {},
    "ReLU": _relu,
    "LeakyReLU": _leaky_relu,
    "ELU": _elu,
    "Softmax": _softmax,
}
_USUAL: dict[str, tuple[tuple[dict[str, float], str], ...]] = {  # numbers with which a class is a function by name
    "LeakyReLU": (
        ({"negative_slope": NEGATIVE_SLOPE}, "leaky_relu"),
        ({"negative_slope": 0.0}, "relu"),
        ({"negative_slope": 1.0}, "linear"),
    ),
    "ELU": (({"alpha": 1.0}, "elu"),),
    "Softmax": (({}, "softmax"),),
}
