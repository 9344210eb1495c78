"""Networks in files, with their settings and their history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import resources
from digitapp.core.errors import InputError, brief
from digitapp.core.files.ten_digits import for_ten_digits
from digitapp.core.reading.calibration import Calibration
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import DIGITS, FEWEST_CLASSES, IMAGE_SIZE, MOST_CLASSES, TrainingSettings
from engine import saving
from engine.models import Sequential
from engine.saving import Answers, Remark, safetensors_file

__all__ = [
    "BUNDLED",
    "READABLE",
    "SUFFIX",
    "WRITABLE",
    "check_shape",
    "export_network",
    "load_bundled",
    "load_run",
    "looks_like_a_network",
    "save_run",
]

SUFFIX = ".safetensors"
READABLE, WRITABLE = saving.READABLE, saving.WRITABLE
looks_like_a_network = saving.looks_like_a_network  # by content, whatever the file's ending
BUNDLED = "models/digits-512.safetensors"  # among the resources: the trained network that the program starts with


def save_run(path: Path, run: Run, moment: Moment | None = None, curves: Sequence[Curves] | None = None) -> None:
    """Write the network of a run at a moment, its newest one if none is given, with settings and history.

    `curves` are those that led to it, with those of earlier runs; the run's own if not given. A file already there
    stays whole if that fails.

    Raises:
        InputError: the file cannot be written; the message says why.
    """
    moment = moment or run.end
    units = [layer.units for layer in moment.network.dense_layers[:-1]]
    details = {
        "settings": {**run.settings.to_dict(), "hidden_units": units},
        "history": [each.to_dict() for each in (run.curves if curves is None else curves)],
        "test_accuracy": moment.test_accuracy,
        "calibration": moment.calibration.to_dict(),
    }
    try:
        safetensors_file.save(path, moment.network, {"digitapp": json.dumps(details)})
    except OSError as error:
        raise _cannot_be_saved(path, error) from error


def save_own(path: Path, run: Run, moment: Moment, curves: Sequence[Curves]) -> None:
    """Write a network as save_run() does, but never over the one that came with the program.

    Raises:
        InputError: the file cannot be written, or is the bundled one.
    """
    if path.resolve() == resources.path(BUNDLED):
        raise InputError("{file} came with the program and is kept as it is. Expected another file.", file=path.name)
    save_run(path, run, moment, curves)


def export_network(path: Path, moment: Moment, *, images: bool = False) -> None:
    """Write the network for other programs, in the format of the file's ending: .keras, .h5, .onnx, .npz or .py.

    Its probabilities there are those that are shown here: the temperature is divided into the last layer. With `images`
    a .keras, .h5 or .onnx file begins with Flatten and takes images of 28 x 28 instead of rows of 784.

    Raises:
        InputError: the ending is of no such format, or the file cannot be written.
    """
    network = moment.learner()
    last = network.dense_layers[-1]
    for parameter in last.parameters:
        parameter /= parameter.dtype.type(moment.calibration.temperature)
    try:
        saving.save(path, network, image_shape=(28, 28) if images else None)
    except OSError as error:
        raise _cannot_be_saved(path, error) from error


def _cannot_be_saved(path: Path, error: OSError) -> InputError:
    return InputError(
        "{file}: expected a place where the network can be saved. Received: {reason}",
        file=path.name,
        reason=error.strerror or str(error),
    )


def load_run(
    path: Path, *, bundled: bool = False, hidden_activation: str | None = None, answers: Answers | None = None
) -> Run:
    """Return the network in the file `path`, which is not trusted: our own format or another program's.

    A network of another format has no file of its own yet: it is saved in ours. `answers` is for what a file does not
    say, `hidden_activation` short for one of them.

    Raises:
        Question: a file leaves open what cannot be assumed; WeightsOnlyError is one.
        InputError: the file is no model, is damaged, or does not take 28 x 28 pixels and give ten digits.
    """
    opened = saving.open_model(path, Answers(hidden_activation) if answers is None else answers)
    network = opened.model
    more: tuple[Remark, ...] = ()
    metadata = opened.metadata
    details = _details(path, metadata.get("digitapp", "{}"))
    if not _classes(details):
        network, more = for_ten_digits(path, network)
    check_shape(path, network)
    try:
        settings = _settings(network, _dictionary(path, details.get("settings", {})))
        curves = tuple(Curves.from_dict(_dictionary(path, each)) for each in _histories(details.get("history", {})))
        accuracy = _accuracy(details.get("test_accuracy"))
        calibration = Calibration.from_dict(_dictionary(path, details.get("calibration", {})))
    except InputError as problem:
        if "file" in problem.values:
            raise
        raise InputError("{file}: {problem}", file=path.name, problem=problem) from problem
    settings.compile(network)
    own = path if opened.own and (path.suffix.lower() == SUFFIX or not path.suffix) else None
    name = path.stem if own else path.name.split(".")[0] or path.stem
    at = curves[-1].end if curves else 0.0
    moment = Moment(network, at, calibration, accuracy, file=path)
    notes = (*opened.questions, *opened.remarks, *more)
    return Run(Kind.OPENED, name, settings, (moment,), curves, path=own, bundled=bundled, notes=notes)


def load_bundled() -> Run:
    """Return the trained network that came with the program."""
    return load_run(resources.path(BUNDLED), bundled=True)


def _histories(value: object) -> list[object]:
    """Return the histories of the runs that led to a network; a file of earlier versions has one of them."""
    return value if isinstance(value, list) else [value]


def _classes(details: dict[str, Any]) -> bool:
    """Return whether a file names the classes of its network."""
    settings = details.get("settings")
    return isinstance(settings, dict) and bool(settings.get("classes"))


def check_shape(path: Path, network: Sequential) -> None:
    """Refuse a network that the views cannot show or that does not read digits.

    Raises:
        InputError: it is one.
    """
    dense = network.dense_layers
    inputs, outputs, last = dense[0].kernel.shape[0], dense[-1].units, dense[-1].activation.name
    if (inputs, last) != (IMAGE_SIZE, "softmax") or not FEWEST_CLASSES <= outputs <= MOST_CLASSES:
        raise InputError(
            "{file}: expected a network with {inputs} inputs (28 x 28 pixels) and {fewest} to {most} outputs (the"
            " digits, or other classes) through softmax. Received: {received_inputs} inputs and {received_outputs}"
            " outputs through {function}",
            file=path.name,
            inputs=IMAGE_SIZE,
            fewest=FEWEST_CLASSES,
            most=MOST_CLASSES,
            received_inputs=inputs,
            received_outputs=outputs,
            function=last,
        )
    with np.errstate(all="ignore"):
        said = network.predict(np.ones((1, IMAGE_SIZE), np.float32), verbose=0)
    if not np.isfinite(said).all():
        raise InputError(
            "{file}: expected weights with which a white picture can be read. Received: some so large that the"
            " probabilities are no numbers",
            file=path.name,
        )


def _settings(network: Sequential, values: dict[str, Any]) -> TrainingSettings:
    units, outputs = [layer.units for layer in network.dense_layers[:-1]], network.dense_layers[-1].units
    if outputs != DIGITS:
        values = {"classes": [str(number) for number in range(outputs)], **values}
    settings = TrainingSettings.from_dict({"hidden_units": units, **values})
    if settings.outputs != outputs:
        raise InputError(
            "Expected a name for each of the network's {outputs} outputs. Received: {received}",
            outputs=outputs,
            received=brief(", ".join(settings.classes)),
        )
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
