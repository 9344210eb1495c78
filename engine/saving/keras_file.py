"""Keras's files: .keras (read and written), the older .h5, and .weights.h5, which has weights only. Never runs Keras.

A .keras file is a zip with config.json, metadata.json and model.weights.h5; in the latter, layer number n of a kind
lies under layers/KIND_n/vars/0 (kernel) and 1 (bias). The older .h5 has its config in an attribute and the names of
each layer's weights in others.
"""

import io
import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

from ..errors import InputError, Words
from ..files import not_a_file
from ..layers import Dense, Layer
from ..models import Sequential
from ..types import Array
from . import atomic, hdf5, keras_config, plain
from .errors import WeightsOnlyError

MOST_CONFIG = 2**22
MOST_WEIGHTS = 2**29


def load(path: str | os.PathLike[str], hidden_activation: str | None = None) -> Sequential:
    """Return the model in a .keras, .h5 or .weights.h5 file, not compiled.

    `hidden_activation` is only for files of weights, which do not say it.

    Raises:
        WeightsOnlyError: it has weights only, and no activation was given.
        InputError: there is no such file, it is damaged, or has other layers than Dense and Dropout.
    """
    path = Path(path)
    if path.name.endswith(".keras"):
        return _load_keras(path)
    contents = hdf5.read(path)
    if "model_config" in contents.attributes[""]:
        return _load_h5(path, contents)
    return _load_weights(path, contents, hidden_activation)


def save(path: str | os.PathLike[str], model: Sequential) -> None:
    """Write a built model as a .keras file that Keras 3 loads; a file already there stays whole if that fails.

    Raises:
        InputError: the model has no weights yet.
        OSError: it cannot be written there.
    """
    import h5py

    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        for place, layer in zip(_places(model.layers), model.layers, strict=True):
            variables = file.create_group(f"layers/{place}/vars")
            variables.attrs["name"] = layer.name
            for number, parameter in enumerate(layer.parameters):
                variables.create_dataset(str(number), data=parameter.astype("float32"))
        file.create_group("vars").attrs["name"] = model.name
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("metadata.json", json.dumps({"keras_version": "3.0.0", "date_saved": "1980-01-01@00:00:00"}))
        packed.writestr("config.json", json.dumps(keras_config.description_of(model)))
        packed.writestr("model.weights.h5", weights.getvalue())
    atomic.write(path, content.getvalue())


def _load_keras(path: Path) -> Sequential:
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected a .keras file. Received: {received}", file=path, received=received)
    try:
        with zipfile.ZipFile(path) as packed:
            config = _member(path, packed, "config.json", MOST_CONFIG)
            weights = _member(path, packed, "model.weights.h5", MOST_WEIGHTS)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "{file}: expected a sound .keras file. Received: {error}", file=path, error=str(error)[:200]
        ) from error
    layers, inputs = keras_config.layers_of(path, _json(path, config))
    contents = hdf5.read(path, weights)
    arrays = [
        contents.array(path, f"layers/{place}/vars/{number}")
        for place, layer in zip(_places(layers), layers, strict=True)
        for number in range(len(layer.parameter_shapes(1)))
    ]
    return _model(path, layers, inputs, arrays)


def _load_h5(path: Path, contents: hdf5.Contents) -> Sequential:
    text = "".join(contents.attributes[""]["model_config"])
    layers, inputs = keras_config.layers_of(path, _json(path, text))
    arrays: list[Array] = []
    for layer in layers:
        place = f"model_weights/{layer.name}"
        for name in contents.attributes.get(place, {}).get("weight_names", []):
            arrays.append(contents.array(path, f"{place}/{name}"))
    return _model(path, layers, inputs, arrays)


def _load_weights(path: Path, contents: hdf5.Contents, hidden_activation: str | None) -> Sequential:
    """Put the model together from the shapes of its weights; the layers' names say their order: dense, dense_1, ..."""
    places = [place.split("/") for place in contents.arrays if place.startswith("layers/")]
    names = sorted({place[1] for place in places if len(place) == 4}, key=lambda name: (len(name), name))
    if others := [name for name in names if not name.startswith("dense")]:
        raise InputError(
            "{file}: expected only the layers {known}. Received: {kind} ({name})",
            file=path,
            known=keras_config.KNOWN,
            kind=Words("another layer"),
            name=others[0][:80],
        )
    arrays = [contents.array(path, f"layers/{name}/vars/{number}") for name in names for number in (0, 1)]
    if hidden_activation is None:
        raise WeightsOnlyError(
            "{file}: expected to be told the function of the hidden layers, such as relu: the file has weights only."
            " Received: none",
            file=path,
        )
    return plain.from_weights(path, arrays, hidden_activation)


def _model(path: Path, layers: list[Layer], inputs: int | None, arrays: list[Array]) -> Sequential:
    kernels = [array for array in arrays if array.ndim == 2]
    if inputs is None and kernels:
        inputs = kernels[0].shape[0]
    if not inputs:
        raise InputError("{file}: expected a model with weights. Received: none", file=path)
    return plain.assembled(path, layers, inputs, arrays)


def _places(layers: list[Layer]) -> list[str]:
    """Return where the weights of each layer lie: numbered by kind, whatever the layers' own names are."""
    places: list[str] = []
    for layer in layers:
        kind = "dense" if isinstance(layer, Dense) else "dropout"
        count = sum(place.split("_")[0] == kind for place in places)
        places.append(f"{kind}_{count}" if count else kind)
    return places


def _member(path: Path, packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    if name not in packed.namelist():
        raise InputError("{file}: expected {name} in the zip. Received: none", file=path, name=name)
    size = packed.getinfo(name).file_size
    if size > most:
        raise InputError(
            "{file}: expected at most {most} bytes of {name}. Received: {size}",
            file=path,
            most=most,
            name=name,
            size=size,
        )
    return packed.read(name)


def _json(path: Path, text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(
            "{file}: expected the description of the model as JSON. Received: {error}",
            file=path,
            error=str(error)[:200],
        ) from error
