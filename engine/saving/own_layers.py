"""Describes a model of this engine as an Outline, as if it came from another program, so that it can be made plain."""

from pathlib import Path

from ..layers import Dense, Dropout
from ..models import Sequential
from .outline import Outline, Part, checked

_NOT_SETTINGS = ("name", "input_shape", "trainable")


def is_plain(model: Sequential) -> bool:
    """Return whether a model is a row of Dense and Dropout layers for rows of numbers already, and ends in softmax."""
    flat = model.input_shape is not None and len(model.input_shape) == 1
    dense = model.dense_layers
    ends = bool(dense) and dense[-1].activation.name == "softmax"
    return flat and ends and all(isinstance(layer, Dense | Dropout) for layer in model.layers)


def outline(path: Path, model: Sequential) -> Outline:
    """Return the outline of a built model.

    Raises:
        InputError: it has a layer that no outline can have.
    """
    parts = []
    for layer in model.layers:
        settings = {name: value for name, value in layer.get_config().items() if name not in _NOT_SETTINGS}
        if isinstance(layer, Dense):
            settings = {"units": layer.units, "activation": layer.activation.name, "use_bias": layer.use_bias}
        parts.append(Part(type(layer).__name__, str(layer.name), settings, tuple(layer.get_weights())))
    return checked(Outline(path, tuple(parts), model.input_shape))
