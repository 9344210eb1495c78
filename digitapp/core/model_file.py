"""A network together with where it came from: its settings, its history, its file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitapp.core.calibration import UNKNOWN, Calibration
from digitapp.core.curves import Curves
from digitapp.core.errors import InputError, brief
from digitapp.core.settings import DIGITS, IMAGE_SIZE, TrainingSettings
from engine import saving
from engine.models import Sequential
from engine.saving import Answers, WeightsOnlyError, safetensors_file

__all__ = [
    "BUNDLED",
    "READABLE",
    "SUFFIX",
    "WRITABLE",
    "LayerInfo",
    "NetworkInfo",
    "NetworkRecord",
    "WeightsOnlyError",
    "default_name",
    "describe",
    "export_network",
    "load_record",
    "looks_like_a_network",
    "save_record",
]

SUFFIX = ".safetensors"
READABLE, WRITABLE = saving.READABLE, saving.WRITABLE
looks_like_a_network = saving.looks_like_a_network  # by content, whatever the file's ending
BUNDLED = "models/digits-512.safetensors"  # among the resources: the trained network that the program starts with


@dataclass(frozen=True, eq=False)
class NetworkRecord:
    """A network and what is known of it.

    Attributes:
        name: what it is called: its file's name without the ending, or after its units, such as "relu-512".
        path: its file, or None.
        bundled: whether the file came with the program and must not be written to.
        saved: whether the file holds just these weights.
        test_accuracy: on its data set's test images, or None when that was not measured with these weights.
        calibration: how far its probabilities can be trusted.
        notes: what its file left open, as engine.saving.Question, and what its reader did, as Remark.
    """

    network: Sequential
    name: str
    settings: TrainingSettings = field(default_factory=TrainingSettings)
    curves: Curves = field(default_factory=Curves)
    path: Path | None = None
    bundled: bool = False
    saved: bool = False
    test_accuracy: float | None = None
    calibration: Calibration = UNKNOWN
    notes: tuple[InputError, ...] = ()


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
    units = [layer.units for layer in record.network.dense_layers[:-1]]
    details = {
        "settings": {**record.settings.to_dict(), "hidden_units": units},
        "history": record.curves.to_dict(),
        "test_accuracy": record.test_accuracy,
        "calibration": record.calibration.to_dict(),
    }
    try:
        safetensors_file.save(path, record.network, {"digitapp": json.dumps(details)})
    except OSError as error:
        raise InputError(
            "{file}: expected a place where the network can be saved. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error


def export_network(path: Path, record: NetworkRecord, *, images: bool = False) -> None:
    """Write the network for other programs, in the format of the file's ending: .keras, .h5, .onnx, .npz or .py.

    Its probabilities there are those that are shown here: the temperature is divided into the last layer. With `images`
    a .keras, .h5 or .onnx file begins with Flatten and takes images of 28 x 28 instead of rows of 784.

    Raises:
        InputError: the ending is of no such format, or the file cannot be written.
    """
    network = record.network.copy()
    last = network.dense_layers[-1]
    for parameter in last.parameters:
        parameter /= parameter.dtype.type(record.calibration.temperature)
    try:
        saving.save(path, network, image_shape=(28, 28) if images else None)
    except OSError as error:
        raise InputError(
            "{file}: expected a place where the network can be saved. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error


def load_record(
    path: Path, *, bundled: bool = False, hidden_activation: str | None = None, answers: Answers | None = None
) -> NetworkRecord:
    """Return the network in the file `path`, which is not trusted: our own format or another program's.

    A network of another format has no file of its own yet: it is saved in ours. `answers` is for what a file does not
    say, `hidden_activation` short for one of them.

    Raises:
        Question: a file leaves open what cannot be assumed; WeightsOnlyError is one.
        InputError: the file is no model, is damaged, or does not take 28 x 28 pixels and give ten digits.
    """
    opened = saving.open_model(path, Answers(hidden_activation) if answers is None else answers)
    network, metadata = opened.model, opened.metadata
    _check_shape(path, network)
    details = _details(path, metadata.get("digitapp", "{}"))
    try:
        settings = _settings(network, _dictionary(path, details.get("settings", {})))
        curves = Curves.from_dict(_dictionary(path, details.get("history", {})))
        accuracy = _accuracy(details.get("test_accuracy"))
        calibration = Calibration.from_dict(_dictionary(path, details.get("calibration", {})))
    except InputError as problem:
        if "file" in problem.values:
            raise
        raise InputError("{file}: {problem}", file=path.name, problem=problem) from problem
    settings.compile(network)
    own = path if opened.own and (path.suffix.lower() == SUFFIX or not path.suffix) else None
    notes = (*opened.questions, *opened.remarks)
    name = path.name.split(".")[0] or path.stem
    return NetworkRecord(
        network, path.stem if own else name, settings, curves, own, bundled, True, accuracy, calibration, notes
    )


def _check_shape(path: Path, network: Sequential) -> None:
    """Refuse a network that the views cannot show or that does not read digits."""
    dense = network.dense_layers
    if len(dense) < 2:
        raise InputError(
            "{file}: expected a network with at least one hidden layer. Received: {received} dense layers",
            file=path.name,
            received=len(dense),
        )
    inputs, outputs, last = dense[0].kernel.shape[0], dense[-1].units, dense[-1].activation.name
    if (inputs, outputs, last) != (IMAGE_SIZE, DIGITS, "softmax"):
        raise InputError(
            "{file}: expected a network with {inputs} inputs (28 x 28 pixels) and {outputs} outputs (the digits)"
            " through softmax. Received: {received_inputs} inputs and {received_outputs} outputs through {function}",
            file=path.name,
            inputs=IMAGE_SIZE,
            outputs=DIGITS,
            received_inputs=inputs,
            received_outputs=outputs,
            function=last,
        )


def _settings(network: Sequential, values: dict[str, Any]) -> TrainingSettings:
    units = [layer.units for layer in network.dense_layers[:-1]]
    settings = TrainingSettings.from_dict({"hidden_units": units, **values})
    if list(settings.hidden_units) != units:
        raise InputError(
            "Expected settings for the network's own hidden layers, {units}. Received: settings for {received}",
            units=units,
            received=list(settings.hidden_units),
        )
    return settings


def _accuracy(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise InputError(
            "Expected the test accuracy as a number from 0 to 1. Received: {received}", received=brief(value)
        )
    return float(value)


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
            received=brief(value),
        )
    return value
