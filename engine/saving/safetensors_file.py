"""Models as .safetensors files: the weights as plain numbers, everything else as text in the file's own metadata.

    dense.kernel, dense.bias, ...    float32, C-contiguous, named by layer
    format, format_version           "digitapp", "1"
    architecture                     JSON of Sequential.get_config()
    training                         JSON: optimizer with its settings, loss and metrics; null if not compiled
    anything else                    what the caller gave

A file is read as if a stranger had made it: nothing in it is run, and its sizes are compared before memory is taken.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from .. import checks, losses, metrics, optimizers
from ..errors import InputError, Words
from ..files import not_a_file
from ..models import Sequential
from ..stack import flow
from ..types import Array, Shape
from . import atomic

Shapes: TypeAlias = dict[str, tuple[int, ...]]

FORMAT = {"format": "digitapp", "format_version": "1"}
RESERVED = (*FORMAT, "architecture", "training")
MOST_BYTES = 2**30
MOST_LAYERS = 1000
LOSS_WORDS = ("label_smoothing", "from_logits", "delta")


def save(path: str | os.PathLike[str], model: Sequential, metadata: Mapping[str, str] | None = None) -> None:
    """Write a built model, so that either the whole new file or the whole old one is there.

    Raises:
        InputError: the model has no weights yet, or metadata uses a name of the format's own or is no text.
        OSError: it cannot be written there.
    """
    extra = {} if metadata is None else dict(metadata)
    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
    if taken := [name for name in extra if name in RESERVED]:
        raise InputError(
            "metadata must not use the format's own names {reserved}. Received: {taken}",
            reserved=", ".join(RESERVED),
            taken=", ".join(taken),
        )
    if not all(isinstance(text, str) for pair in extra.items() for text in pair):
        raise InputError("metadata must map texts to texts. Received: {metadata!r}", metadata=extra)
    write(path, model, {}, extra)


def write(
    path: str | os.PathLike[str], model: Sequential, more: Mapping[str, Array], metadata: Mapping[str, str]
) -> None:
    """Write a built model's weights, `more` arrays beside them, and the metadata beside the format's own."""
    from safetensors.numpy import save as serialize

    arrays = {**dict(zip(shapes(model), _parameters(model), strict=True)), **more}
    texts = {
        **FORMAT,
        "architecture": json.dumps(model.get_config()),
        "training": json.dumps(_training(model)),
        **metadata,
    }
    atomic.write(path, serialize({name: np.ascontiguousarray(a, np.float32) for name, a in arrays.items()}, texts))


def load(path: str | os.PathLike[str]) -> tuple[Sequential, dict[str, str]]:
    """Return the model in a file, compiled as it was (without the optimizer's averages), and the caller's metadata.

    Raises:
        InputError: there is no such file, or it is not a model of this format, whole and sound.
    """
    model, _, metadata = read(path)
    return model, {name: text for name, text in metadata.items() if name not in RESERVED}


def is_own(path: str | os.PathLike[str]) -> bool:
    """Return whether a file says that it is of this format; False for one of another program's tensors."""
    from safetensors import SafetensorError, safe_open

    _check_file(Path(path))
    try:
        with safe_open(path, framework="numpy") as file:
            return "format_version" in (metadata := file.metadata() or {}) or "architecture" in metadata
    except (SafetensorError, OSError):
        return True  # load() says what is wrong with it


def read(
    path: str | os.PathLike[str], more: Callable[[Sequential, Shapes], Shapes] = lambda _, __: {}
) -> tuple[Sequential, dict[str, Array], dict[str, str]]:
    """Return the compiled model, the arrays beside its weights, and all metadata.

    Args:
        path: the file.
        more: tells, from the model and the shapes of its weights, which arrays must be there beside them.

    Raises:
        InputError: as load() does.
    """
    from safetensors import SafetensorError, safe_open

    path = Path(path)
    _check_file(path)
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            model, inputs = _read_architecture(path, metadata)
            _compile(path, model, metadata)
            own = shapes(model, inputs)
            beside = more(model, own)
            _check_tensors(path, file, {**own, **beside})
            model.build(inputs)
            model.set_weights([_tensor(path, file, name) for name in own])
            arrays = {name: _tensor(path, file, name) for name in beside}
    except SafetensorError:
        received = Words("another kind of file, or a damaged one")
        raise InputError(
            "{file}: expected a readable safetensors file. Received: {error}", file=path, error=received
        ) from None
    except OSError as error:
        raise InputError(
            "{file}: expected a readable safetensors file. Received: {error}", file=path, error=error
        ) from error
    return model, arrays, metadata


def shapes(model: Sequential, input_shape: Shape | None = None) -> Shapes:
    """Return the name and shape of every tensor of a model that reads images of that shape."""
    shape = input_shape or model.input_shape
    assert shape is not None
    return {
        f"{layer.name}.{name}": of_parameter
        for layer, of_layer in flow(model.layers, shape)
        for name, of_parameter in layer.parameter_shapes(of_layer).items()
    }


def _parameters(model: Sequential) -> list[Array]:
    return [parameter for layer in model.layers for parameter in layer.parameters]


def _training(model: Sequential) -> dict[str, Any] | None:
    if model.optimizer is None or model.loss is None:
        return None
    return {
        "optimizer": {"name": type(model.optimizer).__name__.lower(), "config": model.optimizer.get_config()},
        "loss": model.loss.name,
        **model.loss.get_config(),
        "metrics": [
            metrics.serialize(metric) for metric in model.metrics if not isinstance(metric, metrics.OwnFunction)
        ],
    }


def _check_file(path: Path) -> None:
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected a safetensors file. Received: {received}", file=path, received=received)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(
            "{file}: expected a file of at most {most} bytes. Received: {size}", file=path, most=MOST_BYTES, size=size
        )


def _read_architecture(path: Path, metadata: dict[str, str]) -> tuple[Sequential, Shape]:
    """Return the model without weights, and the shape of the images it reads."""
    for name, expected in FORMAT.items():
        if metadata.get(name) != expected:
            raise InputError(
                "{file}: expected {name} {expected!r} in the metadata. Received: {received!r}",
                file=path,
                name=name,
                expected=expected,
                received=metadata.get(name),
            )
    config = read_json(path, metadata, "architecture")
    try:
        if not isinstance(config, dict) or not isinstance(config.get("layers"), list):
            raise InputError("it must be a mapping with a list of layers. Received: {config!r}", config=config)
        if not 1 <= (count := len(config["layers"])) <= MOST_LAYERS:
            raise InputError("it must have 1 to {most} layers. Received: {count}", most=MOST_LAYERS, count=count)
        inputs = checks.input_shape(config.get("input_shape"))
        return Sequential.from_config({**config, "input_shape": None}), inputs
    except InputError as error:
        raise _unsound(path, "architecture", error) from error


def _check_tensors(path: Path, file: Any, expected: Shapes) -> None:
    received = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    if received != expected:
        raise InputError(
            "{file}: expected tensors {expected} as the architecture says. Received: {received}",
            file=path,
            expected=expected,
            received=received,
        )


def _tensor(path: Path, file: Any, name: str) -> Array:
    kind = file.get_slice(name).get_dtype()
    if kind != "F32":
        raise InputError("{file}: expected {name} as F32. Received: {kind}", file=path, name=name, kind=kind)
    values: Array = file.get_tensor(name)
    if not np.isfinite(values).all():
        raise InputError(
            "{file}: expected finite weights in {name}. Received: {count} that are NaN or infinite",
            file=path,
            name=name,
            count=np.count_nonzero(~np.isfinite(values)),
        )
    return values


def _compile(path: Path, model: Sequential, metadata: dict[str, str]) -> None:
    settings = read_json(path, metadata, "training")
    if settings is None:
        return
    try:
        checks.config_keys(Words("training"), settings, ("optimizer", "loss", *LOSS_WORDS, "metrics"))
        checks.config_keys(Words("the optimizer"), settings["optimizer"], ("name", "config"))
        optimizer = optimizers.get(settings["optimizer"]["name"], settings["optimizer"].get("config", {}))
        arguments = {name: settings[name] for name in LOSS_WORDS if name in settings}
        loss = losses.get(settings.get("loss"), arguments)
        model.compile(optimizer, loss, settings.get("metrics"))
    except InputError as error:
        raise _unsound(path, "training", error) from error


def read_json(path: Path, metadata: dict[str, str], name: str) -> Any:
    """Return a value of the metadata that is JSON."""
    try:
        return json.loads(metadata[name])
    except KeyError:
        raise InputError("{file}: expected {name} in the metadata. Received: none", file=path, name=name) from None
    except (ValueError, RecursionError) as error:
        raise InputError(
            "{file}: expected {name} in the metadata as JSON. Received: {error}", file=path, name=name, error=error
        ) from error


def _unsound(path: Path, name: str, error: InputError) -> InputError:
    return InputError("{file}: expected a sound {name}. Received: {error}", file=path, name=name, error=error)
