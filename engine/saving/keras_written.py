"""Our models in Keras 3's words: the config.json of a .keras file."""

from typing import Any

from .. import initializers
from ..layers import Dense, Layer
from ..models import Sequential
from ..regularizers import Regularizer, serialize
from ..stack import flow
from . import compiled
from .keras_config import snake_case

_CLASSES = {name: "".join(word.capitalize() for word in name.split("_")) for name in initializers.INITIALIZERS}


def description_of(model: Sequential, image_shape: tuple[int, ...] | None = None) -> dict[str, Any]:
    """Return the config.json of a .keras file for a built model; with `image_shape` it begins with Flatten."""
    assert model.input_shape is not None
    shape = list(image_shape or model.input_shape)
    entries = [_entry("InputLayer", {"batch_shape": [None, *shape], "dtype": "float32", "name": "input_layer"})]
    if image_shape is not None:
        base = {"name": _free_name(model, "flatten"), "trainable": True, "dtype": "float32"}
        entries.append(_entry("Flatten", {**base, "data_format": "channels_last"}, shape))
    for layer, of_layer in flow(model.layers, model.input_shape):
        entries.append(_entry(type(layer).__name__, _keras_config(layer), [*of_layer]))
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "name": model.name,
            "trainable": True,
            "dtype": "float32",
            "layers": entries,
            "build_input_shape": [None, *shape],
        },
        "registered_name": None,
        "build_config": {"input_shape": [None, *shape]},
        "compile_config": compiled.described(model),
    }


def places(layers: list[Layer]) -> list[str]:
    """Return where the weights of each layer lie: numbered by kind, whatever the layers' own names are."""
    found: list[str] = []
    counts: dict[str, int] = {}
    for layer in layers:
        kind = snake_case(type(layer).__name__)
        count = counts.get(kind, 0)
        counts[kind] = count + 1
        found.append(f"{kind}_{count}" if count else kind)
    return found


def _free_name(model: Sequential, base: str) -> str:
    """Return a name that no layer of the model has."""
    taken = {layer.name for layer in model.layers}
    numbered = (f"{base}_{number}" if number else base for number in range(len(taken) + 1))
    return next(name for name in numbered if name not in taken)


def _keras_config(layer: Layer) -> dict[str, Any]:
    """Return a layer's settings: ours are Keras's, but for the classes that a Dense layer names."""
    config = {"trainable": layer.trainable, "dtype": "float32", **layer.get_config()}
    if not isinstance(layer, Dense):
        return config
    for name in ("kernel_initializer", "bias_initializer"):
        config[name] = _initializer_entry(config[name])
    for name in ("kernel_regularizer", "bias_regularizer"):
        config[name] = _regularizer_entry(getattr(layer, name))
    return {**config, "kernel_constraint": None, "bias_constraint": None}


def _initializer_entry(name: str) -> dict[str, Any]:
    config = {} if name in ("zeros", "ones") else {"seed": None}
    return _named("keras.initializers", _CLASSES[name], config)


def _regularizer_entry(regularizer: Regularizer | None) -> dict[str, Any] | None:
    numbers = serialize(regularizer)
    if numbers is None:
        return None
    return _named("keras.regularizers", "".join(sorted(numbers)).upper(), numbers)  # L1, L2 or L1L2


def _entry(kind: str, config: dict[str, Any], shape: list[int] | None = None) -> dict[str, Any]:
    entry = _named("keras.layers", kind, config)
    return entry if shape is None else {**entry, "build_config": {"input_shape": [None, *shape]}}


def _named(module: str, kind: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}
