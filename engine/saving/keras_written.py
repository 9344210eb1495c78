"""Our models in Keras 3's words: the config.json of a .keras file."""

from typing import Any

from ..layers import Dense, Dropout, Layer
from ..models import Sequential
from .keras_config import snake_case

_CLASSES = {
    "glorot_uniform": "GlorotUniform",
    "he_normal": "HeNormal",
    "he_uniform": "HeUniform",
    "zeros": "Zeros",
}


def description_of(model: Sequential, image_shape: tuple[int, ...] | None = None) -> dict[str, Any]:
    """Return the config.json of a .keras file for a built model; with `image_shape` it begins with Flatten."""
    assert model.input_shape is not None
    shape = list(image_shape or model.input_shape)
    entries = [_entry("InputLayer", {"batch_shape": [None, *shape], "dtype": "float32", "name": "input_layer"})]
    if image_shape is not None:
        base = {"name": _free_name(model, "flatten"), "trainable": True, "dtype": "float32"}
        entries.append(_entry("Flatten", {**base, "data_format": "channels_last"}, shape))
    (columns,) = model.input_shape
    for layer in model.layers:
        entries.append(_entry(type(layer).__name__, _keras_config(layer), [columns]))
        columns = layer.output_units(columns)
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
    }


def _free_name(model: Sequential, base: str) -> str:
    """Return a name that no layer of the model has."""
    taken = {layer.name for layer in model.layers}
    numbered = (f"{base}_{number}" if number else base for number in range(len(taken) + 1))
    return next(name for name in numbered if name not in taken)


def _keras_config(layer: Layer) -> dict[str, Any]:
    base = {"name": layer.name, "trainable": True, "dtype": "float32"}
    if isinstance(layer, Dropout):
        return {**base, "rate": layer.rate, "seed": None, "noise_shape": None}
    assert isinstance(layer, Dense)
    regularizer = layer.kernel_regularizer
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
    config = {} if name == "zeros" else {"seed": None}
    return {
        "module": "keras.initializers",
        "class_name": _CLASSES[name],
        "config": config,
        "registered_name": None,
    }


def _entry(kind: str, config: dict[str, Any], shape: list[int] | None = None) -> dict[str, Any]:
    entry = {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}
    return entry if shape is None else {**entry, "build_config": {"input_shape": [None, *shape]}}


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
