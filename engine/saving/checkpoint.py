"""A model in the middle of its training, in a file: what .safetensors files hold, and what the next step needs.

    optimizer.NAME.LAYER.PARAMETER    what the optimizer remembers of a parameter
    checkpoint                        JSON: the optimizer's count of steps, the generator's state, and the position

A run that goes on from such a file takes the very steps it would have taken without the break.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from .. import checks, utils
from ..errors import InputError, Words
from ..models import Sequential
from ..position import Position
from ..types import Array
from . import safetensors_file
from .safetensors_file import RESERVED, Shapes

NAME = "checkpoint"


def save(
    path: str | os.PathLike[str], model: Sequential, position: Position, metadata: Mapping[str, str] | None = None
) -> None:
    """Write a compiled model at a position, between two steps of its training.

    Raises:
        OSError: it cannot be written there.
    """
    assert model.optimizer is not None
    assert model.dtype == np.float32
    model.optimizer.build(_parameters(model))
    names = list(safetensors_file.shapes(model))
    slots = model.optimizer.slots
    arrays = {f"optimizer.{slot}.{name}": slots[slot][i] for slot in slots for i, name in enumerate(names)}
    state = {
        "iterations": model.optimizer.iterations,
        "generator": model.generator.bit_generator.state,
        "position": position.to_dict(),
    }
    safetensors_file.write(path, model, arrays, {**(metadata or {}), NAME: json.dumps(state)})


def load(path: str | os.PathLike[str]) -> tuple[Sequential, Position, dict[str, str]]:
    """Return the model with everything that belongs to its training, where that stood, and the caller's metadata.

    Raises:
        InputError: there is no such file, or it is no whole and sound checkpoint.
    """
    path = Path(path)
    model, arrays, metadata = safetensors_file.read(path, _of_optimizer)
    state = safetensors_file.read_json(path, metadata, NAME)
    optimizer = model.optimizer
    try:
        if optimizer is None:
            raise InputError("a checkpoint must have an optimizer. Received: none")
        checks.config_keys(Words("a checkpoint"), state, ("position", "iterations", "generator"))
        position = Position.from_dict(state["position"])
        if position.order is not None:
            utils.generator_in(position.order)
        model.generator.bit_generator.state = utils.generator_in(state.get("generator")).bit_generator.state
        iterations = checks.integer_from_zero("iterations", state.get("iterations"))
    except InputError as error:
        raise InputError(
            "{file}: expected a sound {name}. Received: {error}", file=path, name=NAME, error=error
        ) from error
    optimizer.build(_parameters(model))
    optimizer.iterations = iterations
    for slot, own in optimizer.slots.items():
        for name, array in zip(safetensors_file.shapes(model), own, strict=True):
            array[...] = arrays[f"optimizer.{slot}.{name}"]
    return model, position, {name: text for name, text in metadata.items() if name not in (*RESERVED, NAME)}


def _parameters(model: Sequential) -> list[Array]:
    return [parameter for layer in model.layers for parameter in layer.parameters]


def _of_optimizer(model: Sequential, weights: Shapes) -> Shapes:
    slots = () if model.optimizer is None else model.optimizer.slot_names
    return {f"optimizer.{slot}.{name}": shape for slot in slots for name, shape in weights.items()}
