"""A moment of a run as numbers in a file: its weights, and all that its next batch needs.

weights.0, weights.1, ...      the network's parameters, in the order of its layers
SLOT.0, SLOT.1, ...            what the optimizer remembers of each of them
state                          JSON: the optimizer's count of steps, the generator's state, and the position
"""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitapp.core.errors import InputError, brief
from digitapp.core.files.model_file import check_shape
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import order_of
from engine import checks, utils
from engine.models import Sequential
from engine.position import Position
from engine.saving import safetensors_file, tensors
from engine.saving.tensors import Buffer, Numbers

MOST_BYTES = 2**30  # of one moment
_MOST_LAYERS = 100
_MOST_STEPS = 10**12


def packed(moment: Moment) -> list[Buffer]:
    """Return the parts of a moment's file."""
    network = moment.network
    arrays: dict[str, Numbers] = {}
    arrays.update({f"weights.{i}": parameter for i, parameter in enumerate(moment.parameters)})
    optimizer = network.optimizer
    if optimizer is not None:
        for slot, own in optimizer.slots.items():
            arrays.update({f"{slot}.{i}": array for i, array in enumerate(own)})
    state = {
        "iterations": None if optimizer is None else optimizer.iterations,
        "generator": network.generator.bit_generator.state,
        "position": None if moment.position is None else moment.position.to_dict(),
    }
    return tensors.packed(arrays, {"state": json.dumps(state)})


def name_of(parts: list[Buffer]) -> str:
    """Return a name that only files of this content have."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:16]


def architecture_of(network: Sequential) -> dict[str, Any]:
    """Return what layers a network has, as JSON holds it."""
    config: dict[str, Any] = network.get_config()
    return config


class Shell:
    """A network of a run without the weights of a moment; `moment()` puts them in.

    Args:
        file: what is named in errors.
        architecture: as of architecture_of(); not trusted.
        settings: of the run, with which the network is compiled.
    """

    def __init__(self, file: str, architecture: object, settings: TrainingSettings) -> None:
        self._file, self._settings = file, settings
        self._made: Moment | None = None
        try:
            if not isinstance(architecture, dict) or not 1 <= len(architecture["layers"]) <= _MOST_LAYERS:
                raise ValueError
            self._inputs = checks.input_shape(architecture.get("input_shape"))
            self._network = Sequential.from_config({**architecture, "input_shape": None})
            if not self._network.dense_layers or self._network.dense_layers[-1].units != settings.outputs:
                raise ValueError
            self._shapes = list(safetensors_file.shapes(self._network, self._inputs).values())
        except (InputError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                "{file}: expected the layers of a network. Received: {received}",
                file=file,
                received=brief(architecture),
            ) from error

    def moment(self, data: Buffer, at: float) -> Moment:
        """Return the moment in a file's content, at a place in its run.

        Raises:
            InputError: it is not one, not whole, or one of another network.
        """
        arrays, metadata = tensors.unpacked(data, self._file)
        try:
            weights = [tensors.floats(arrays.pop(f"weights.{i}"), shape) for i, shape in enumerate(self._shapes)]
            state = json.loads(metadata["state"])
            position = None if state["position"] is None else Position.from_dict(state["position"])
            if position is not None and position.order is not None:
                utils.generator_in(position.order)
            generator = utils.generator_in(state["generator"])
            optimizer = None
            if state["iterations"] is not None:
                optimizer = copy.deepcopy(self._shell().network.optimizer)
                assert optimizer is not None
                if arrays:  # else it had not taken a step yet
                    optimizer.build(weights)
                optimizer.iterations = checks.integer_from_zero("iterations", state["iterations"])
                if optimizer.iterations > _MOST_STEPS:
                    raise ValueError
                for slot, own in optimizer.slots.items():
                    for i, array in enumerate(own):
                        array[...] = tensors.floats(arrays.pop(f"{slot}.{i}"), array.shape)
            if arrays:
                raise ValueError
        except (InputError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise InputError(
                "{file}: expected the weights of a moment of the run, and what its next batch needs. Received: others,"
                " or damaged ones",
                file=self._file,
            ) from error
        return self._shell().with_state(weights, at, optimizer, generator, position)

    def _shell(self) -> Moment:
        """Return the network with some weights, made once: only when the sizes of real ones are known to be right."""
        if self._made is None:
            self._network.build(self._inputs)
            check_shape(Path(self._file), self._network)
            self._settings.compile(self._network)
            self._made = replace(Moment.of(self._network), order=order_of(self._settings))
            self._made.network.optimizer = self._network.optimizer
        return self._made
