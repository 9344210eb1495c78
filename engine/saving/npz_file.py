"""Models as NumPy's .npz files: each weight an array, named by its layer, and the architecture as a text.

    dense.kernel, dense.bias, ...    float32
    architecture                     JSON of Sequential.get_config()

A file without an architecture is read too, if its arrays are kernels and biases; loose.py finds out which is which.
"""

import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from .. import checks
from ..errors import InputError
from ..models import Sequential
from ..stack import flow
from . import atomic, loose, npz, plain
from .answers import Answers
from .outline import Outline


def save(path: str | os.PathLike[str], model: Sequential) -> None:
    """Write a built model; a file already there stays whole if that fails.

    Raises:
        InputError: the model has no weights yet.
        OSError: it cannot be written there.
    """
    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
    arrays: dict[str, Any] = {}
    assert model.input_shape is not None
    for layer, shape in flow(model.layers, model.input_shape):
        for name, parameter in zip(layer.parameter_shapes(shape), layer.parameters, strict=True):
            arrays[f"{layer.name}.{name}"] = np.ascontiguousarray(parameter, np.float32)
    content = io.BytesIO()
    np.savez(content, architecture=np.array(json.dumps(model.get_config())), **arrays)
    atomic.write(path, content.getvalue())


def read(path: str | os.PathLike[str], answers: Answers) -> Sequential | Outline:
    """Return the model in a file, or the outline of what its arrays are where it has no architecture.

    Raises:
        Question: it has arrays only, and something is open that the person can answer.
        InputError: there is no such file, it is damaged, or its arrays are not those of a model.
    """
    path = Path(path)
    arrays = npz.read(path)
    text = arrays.pop("architecture", None)
    if text is None:
        return loose.outline(path, arrays, answers)
    try:
        config = json.loads(str(text))
        if not isinstance(config, dict) or not isinstance(config.get("layers"), list):
            raise InputError(
                "it must be a mapping with a list of layers. Received: {config!r}", config=str(config)[:80]
            )
        if not 1 <= (count := len(config["layers"])) <= plain.MOST_LAYERS:
            raise InputError("it must have 1 to {most} layers. Received: {count}", most=plain.MOST_LAYERS, count=count)
        inputs = checks.input_shape(config.get("input_shape"))
        layers = Sequential.from_config({**config, "input_shape": None}).layers
    except (ValueError, RecursionError) as error:
        raise InputError(
            "{file}: expected a sound {name}. Received: {error}", file=path, name="architecture", error=str(error)[:200]
        ) from error
    names = [f"{layer.name}.{name}" for layer, shape in flow(layers, inputs) for name in layer.parameter_shapes(shape)]
    if missing := [name for name in names if name not in arrays]:
        raise InputError("{file}: expected an array {name}. Received: none", file=path, name=missing[0])
    return plain.assembled(path, layers, inputs, [arrays[name] for name in names])
