"""Keras's files: .keras (read and written) and the older .h5, whatever their names end in. Never runs Keras.

A .keras file is a zip with config.json, metadata.json and model.weights.h5; in the latter, layer number n of a kind
lies under layers/KIND_n/vars/0 (kernel) and 1 (bias). The older .h5 has its config in an attribute and the names of
each layer's weights in others. keras_weights.py has the files that hold weights only.
"""

import io
import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import not_a_file
from ..models import Sequential
from ..types import Array
from . import atomic, hdf5, keras_config, keras_weights, keras_written, optimizer_state
from .answers import Answers
from .keras_config import Described
from .outline import Outline, checked

WEIGHTS = "model.weights.h5"  # in the zip
MOST_CONFIG = 2**22
MOST_WEIGHTS = 2**29


def save(path: str | os.PathLike[str], model: Sequential, image_shape: tuple[int, ...] | None = None) -> None:
    """Write a built model as a .keras file that Keras 3 loads; a file already there stays whole if that fails.

    With `image_shape`, such as (28, 28), it begins with Flatten and takes images of that shape.

    Raises:
        InputError: the model has no weights yet.
        OSError: it cannot be written there.
    """
    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("metadata.json", json.dumps({"keras_version": "3.0.0", "date_saved": "1980-01-01@00:00:00"}))
        packed.writestr("config.json", json.dumps(keras_written.description_of(model, image_shape)))
        packed.writestr(WEIGHTS, packed_weights(model))
    atomic.write(path, content.getvalue())


def packed_weights(model: Sequential) -> bytes:
    """Return a model's weights as Keras 3 lays them out in HDF5, in a .keras file or by themselves."""
    import h5py

    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for place, layer in zip(keras_written.places(model.layers), model.layers, strict=True):
            variables = file.create_group(f"layers/{place}/vars")
            variables.attrs["name"] = layer.name
            for number, parameter in enumerate(layer.parameters):
                variables.create_dataset(str(number), data=parameter.astype("float32"))
        for number, variable in enumerate(optimizer_state.variables(model)):
            file.create_dataset(f"{optimizer_state.PLACE}/{number}", data=variable)
        file.create_group("vars").attrs["name"] = model.name
    return content.getvalue()


def outline_of_zip(path: Path) -> Outline:
    """Return what is in a .keras file.

    Raises:
        InputError: there is no such file, it is damaged, or has layers that we have not.
    """
    config, weights = _content(path, "config.json"), weights_in_zip(path)
    found, shape = keras_config.described(path, _json(path, config))
    contents = hdf5.read(path, weights)
    parts = [each.part.with_weights(*_weights_at(contents, each)) for each in found]
    return checked(Outline(path, tuple(parts), shape))


def outline_of_hdf5(path: Path, answers: Answers) -> Outline:
    """Return what is in an .h5 file: a whole model, or the weights of one.

    Raises:
        WeightsOnlyError: it has weights only, and no activation was given.
        InputError: there is no such file, it is damaged, or has layers that we have not.
    """
    contents = hdf5.read(path)
    text = "".join(contents.attributes[""].get("model_config", []))
    if not text:
        return keras_weights.outline(path, contents, answers)
    found, shape = keras_config.described(path, _json(path, text))
    parts = [each.part.with_weights(*_weights_in_group(path, contents, each)) for each in found]
    return checked(Outline(path, tuple(parts), shape))


def _weights_at(contents: hdf5.Contents, described: Described) -> list[Array]:
    """Return a layer's weights from where Keras 3 puts them, or where the last versions of Keras 2 did."""
    places = [described.place, described.place.replace("layers/", "_layer_checkpoint_dependencies/")]
    for place in places:
        found: list[Array] = []
        while (array := contents.arrays.get(f"{place}/vars/{len(found)}")) is not None:
            found.append(array)
        if found:
            return found
    return []


def _weights_in_group(path: Path, contents: hdf5.Contents, described: Described) -> list[Array]:
    """Return a layer's weights from the group of the outermost layer that it is in, by the list of names there."""
    place = f"model_weights/{described.group}"
    names = contents.attributes.get(place, {}).get("weight_names", [])
    if described.group != described.part.name:  # a model in a model: its layers' weights lie together
        names = [name for name in names if described.part.name in name.split("/")]
    return [contents.array(path, f"{place}/{name}") for name in names]


def compile_config(path: Path, *, packed: bool) -> Any:
    """Return how a .keras file, or an .h5 one if it is not packed, says that its model was compiled; None if not.

    Raises:
        InputError: the file is damaged.
    """
    if packed:
        config = _json(path, _content(path, "config.json"))
        return config.get("compile_config") if isinstance(config, dict) else None
    text = "".join(hdf5.read(path).attributes[""].get("training_config", []))
    return _json(path, text) if text else None


def weights_in_zip(path: Path) -> bytes:
    """Return the HDF5 file with the weights that is in a .keras file.

    Raises:
        InputError: there is no such file, or it is damaged.
    """
    return _content(path, WEIGHTS)


def _content(path: Path, name: str) -> bytes:
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected a .keras file. Received: {received}", file=path, received=received)
    try:
        with zipfile.ZipFile(path) as packed:
            return _member(path, packed, name, MOST_WEIGHTS if name == WEIGHTS else MOST_CONFIG)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "{file}: expected a sound .keras file. Received: {error}", file=path, error=str(error)[:200]
        ) from error


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
