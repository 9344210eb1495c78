"""A network together with where it came from: its settings, its history, its file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitapp.core.curves import Curves
from digitapp.core.settings import DIGITS, IMAGE_SIZE, TrainingSettings
from engine.errors import InputError
from engine.models import Sequential
from engine.saving import safetensors_file

SUFFIX = ".safetensors"
BUNDLED = "models/mnist-512.safetensors"  # among the resources: the trained network that the program starts with


@dataclass(frozen=True, eq=False)
class NetworkRecord:
    """A network and what is known of it.

    Attributes:
        name: what it is called: its file's name without the ending, or after its units, such as "relu-512".
        path: its file, or None.
        bundled: whether the file came with the program and must not be written to.
        saved: whether the file holds just these weights.
        test_accuracy: on its data set's test images, or None when that was not measured with these weights.
    """

    network: Sequential
    name: str
    settings: TrainingSettings = field(default_factory=TrainingSettings)
    curves: Curves = field(default_factory=Curves)
    path: Path | None = None
    bundled: bool = False
    saved: bool = False
    test_accuracy: float | None = None


@dataclass(frozen=True)
class LayerInfo:
    """A dense layer's place and size: `inputs` numbers come in, `units` go out through `function`."""

    name: str
    inputs: int
    units: int
    function: str


@dataclass(frozen=True)
class NetworkInfo:
    """What views say about a network; the attributes are those of NetworkRecord."""

    name: str
    layers: tuple[LayerInfo, ...]
    path: Path | None
    bundled: bool
    saved: bool
    test_accuracy: float | None

    @property
    def hidden(self) -> tuple[LayerInfo, ...]:
        """The layers before the output."""
        return self.layers[:-1]


def describe(record: NetworkRecord) -> NetworkInfo:
    """Return what views say about `record`."""
    layers = tuple(
        LayerInfo(str(layer.name), layer.kernel.shape[0], layer.units, layer.activation.name)
        for layer in record.network.dense_layers
    )
    return NetworkInfo(record.name, layers, record.path, record.bundled, record.saved, record.test_accuracy)


def default_name(network: Sequential) -> str:
    """Return a name from the widths of the hidden layers, such as "relu-512" or "relu-128-64"."""
    *hidden, _ = network.dense_layers
    return "-".join(["relu", *(str(layer.units) for layer in hidden)])


def save_record(path: Path, record: NetworkRecord) -> None:
    """Write the network with its settings and history to `path`; a file already there stays whole if that fails.

    Raises:
        InputError: the file cannot be written; the message says why.
    """
    details = {
        "settings": record.settings.to_dict(),
        "history": record.curves.to_dict(),
        "test_accuracy": record.test_accuracy,
    }
    safetensors_file.save(path, record.network, {"digitapp": json.dumps(details)})


def load_record(path: Path, *, bundled: bool = False) -> NetworkRecord:
    """Return the network in the file `path`, which is not trusted.

    Raises:
        InputError: the file is no model, is damaged, or does not take 28 x 28 pixels and give ten digits.
    """
    network, metadata = safetensors_file.load(path)
    inputs, outputs = network.dense_layers[0].kernel.shape[0], network.dense_layers[-1].units
    if (inputs, outputs) != (IMAGE_SIZE, DIGITS):
        raise InputError(
            "{file}: expected a network with {inputs} inputs (28 x 28 pixels) and {outputs} outputs (the digits)."
            " Received: {received_inputs} inputs and {received_outputs} outputs",
            file=path.name,
            inputs=IMAGE_SIZE,
            outputs=DIGITS,
            received_inputs=inputs,
            received_outputs=outputs,
        )
    details = _details(path, metadata.get("digitapp", "{}"))
    accuracy = details.get("test_accuracy")
    settings = TrainingSettings.from_dict(_dictionary(path, details.get("settings", {})))
    settings.compile(network)
    return NetworkRecord(
        network,
        path.stem,
        settings,
        Curves.from_dict(_dictionary(path, details.get("history", {}))),
        path,
        bundled,
        saved=True,
        test_accuracy=float(accuracy) if isinstance(accuracy, int | float) else None,
    )


def _details(path: Path, text: str) -> dict[str, Any]:
    try:
        return _dictionary(path, json.loads(text))
    except (ValueError, RecursionError):
        return _dictionary(path, text)


def _dictionary(path: Path, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(
            "{file}: expected the settings and the history as JSON objects. Received: {received}",
            file=path.name,
            received=repr(value)[:80],
        )
    return value
