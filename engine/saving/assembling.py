"""Makes of an Outline the very layers that a file names, as far as the engine has them."""

from typing import Any

import numpy as np

from ..errors import InputError
from ..layers import LAYERS, Flatten, Input, Layer
from ..models import Sequential
from . import folding, plain
from .outline import NOTHING, Outline, Part, refused


def assembled(outline: Outline) -> Sequential:
    """Return the network as the file has it: its layers, and the numbers that it takes.

    A file whose layers the engine has not all gives the network of Dense layers that computes the same.

    Raises:
        InputError: a layer has settings that do not fit.
    """
    try:
        layers = [_layer(outline, part) for part in outline.parts if part.kind not in NOTHING]
    except NotImplementedError:
        model, _ = folding.folded(outline, probabilities=False)
        if len(outline.shape()) == 1:
            return model
        return Sequential([Input(outline.shape()), Flatten(), *model.layers])
    weights = [weight for part in outline.parts for weight in part.weights]
    return plain.assembled(outline.path, layers, outline.shape(), weights)


def _layer(outline: Outline, part: Part) -> Layer:
    """Return a part as a layer of the engine.

    Raises:
        NotImplementedError: the engine has no such layer.
        InputError: it has settings that do not fit.
    """
    kind, settings = part.kind, dict(part.settings)
    if kind in ("Affine", "Rescaling"):
        kind, settings = "Rescaling", {name: _one_number(value) for name, value in settings.items()}
    if kind == "BatchNormalization":
        settings["axis"] = -1  # the last one, however the file counts
    if kind not in LAYERS or settings.get("activation") == "log_softmax":
        raise NotImplementedError(kind)
    try:
        return LAYERS[kind](**settings, name=part.name)
    except InputError as error:
        raise refused(outline.path, part, error) from error


def _one_number(value: Any) -> float:
    numbers = np.asarray(value, np.float64)
    if numbers.size != 1:
        raise NotImplementedError("a number for each pixel")
    return float(numbers.reshape(-1)[0])
