"""Writes Keras's HDF5 files, the older .h5 with the whole model and .weights.h5 with weights alone; reads weights.

.h5          an attribute model_config; model_weights/LAYER/MODEL/LAYER/kernel, ..., named in attributes
.weights.h5  layers/dense/vars/0, ...: numbered by the kind of layer
"""

import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from ..models import Sequential
from ..stack import flow
from ..types import Array
from . import atomic, hdf5, keras_file, keras_written, kinds, optimizer_state

VERSION = {"keras_version": "3.0.0", "backend": "numpy"}


def save(path: str | os.PathLike[str], model: Sequential, image_shape: tuple[int, ...] | None = None) -> None:
    """Write a built model as an .h5 file that Keras 2 and 3 load; a file already there stays whole if that fails.

    Raises:
        InputError: the model has no weights yet.
        OSError: it cannot be written there.
    """
    import h5py

    _require_built(model)
    assert model.input_shape is not None
    described = keras_written.description_of(model, image_shape)
    names = [entry["config"]["name"] for entry in described["config"]["layers"][1:]]
    for entry in described["config"]["layers"]:
        _in_older_words(entry)
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.attrs.update(VERSION)
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": described["config"]})
        if (how := described["compile_config"]) is not None:
            kept = {name: how[name] for name in ("loss", "loss_weights", "metrics", "weighted_metrics")}
            optimizer = {name: how["optimizer"][name] for name in ("class_name", "config")}
            file.attrs["training_config"] = json.dumps({"optimizer_config": optimizer, **kept})
        group = file.create_group("model_weights")
        group.attrs.update(VERSION)
        group.attrs["layer_names"] = [name.encode() for name in names]
        own = {str(layer.name): (layer, shape) for layer, shape in flow(model.layers, model.input_shape)}
        for name in names:
            layer, shape = own.get(name, (None, None))
            parameters = {} if layer is None or shape is None else layer.parameter_shapes(shape)
            places = [f"{model.name}/{name}/{parameter}" for parameter in parameters]
            of_layer = group.create_group(name)
            of_layer.attrs["weight_names"] = [place.encode() for place in places]
            for place, array in zip(places, [] if layer is None else layer.parameters, strict=True):
                of_layer.create_dataset(place, data=array.astype(np.float32))
        _write_optimizer(file, model)
    atomic.write(path, content.getvalue())


def _write_optimizer(file: Any, model: Sequential) -> None:
    """Write what the optimizer remembers, in the order in which Keras has it."""
    names = optimizer_state.names_in_hdf5(model)
    if not names:
        return
    group = file.create_group(optimizer_state.OLD_PLACE)
    group.attrs["weight_names"] = [name.encode() for name in names]
    for name, array in zip(names, optimizer_state.variables(model), strict=True):
        group.create_dataset(name, data=array)


def _in_older_words(entry: dict[str, Any]) -> None:
    """Change a layer's description to what Keras 2 reads, and Keras 3 too."""
    for newer in ("module", "registered_name", "build_config"):
        entry.pop(newer, None)
    config = entry["config"]
    for newer, older in (("batch_shape", "batch_input_shape"), ("negative_slope", "alpha")):
        if newer in config and entry["class_name"] != "ReLU":
            config[older] = config.pop(newer)


def save_weights(path: str | os.PathLike[str], model: Sequential) -> None:
    """Write a built model's weights as a .weights.h5 file that Keras 3 loads into a model of the same layers.

    Raises:
        InputError: the model has no weights yet.
        OSError: it cannot be written there.
    """
    _require_built(model)
    atomic.write(path, keras_file.packed_weights(model))


def load_weights(path: str | os.PathLike[str], model: Sequential) -> None:
    """Give a built model the weights in a file: .weights.h5, what Keras 2 wrote, or of a whole model in .keras or .h5.

    Raises:
        InputError: there is no such file, it is damaged, or its weights are not those of the model's layers; no weight
            has changed then.
    """
    _require_built(model)
    path = Path(path)
    try:
        packed = kinds.kind_of(path) == "keras"
    except (OSError, ValueError):
        packed = False  # the reader says what is wrong
    contents = hdf5.read(path, keras_file.weights_in_zip(path) if packed else None)
    for root in ("", "model_weights"):
        if "layer_names" in contents.attributes.get(root, {}):
            found = _by_order(path, contents, root)
            break
    else:
        found = _by_place(path, contents, model)
    expected = [parameter.shape for parameter in model.weights]
    if [array.shape for array in found] != expected:
        raise InputError(
            "{file}: expected weights of shapes {expected}, as the layers need. Received: {received}",
            file=path,
            expected=expected[:12],
            received=[array.shape for array in found][:12],
        )
    model.set_weights(found)


def _by_order(path: Path, contents: hdf5.Contents, root: str) -> list[Array]:
    """Return all weights of the layers in the order in which the file names them."""
    found = []
    for name in contents.attributes[root]["layer_names"]:
        place = f"{root}/{name}" if root else name
        for weight in contents.attributes.get(place, {}).get("weight_names", []):
            found.append(contents.array(path, f"{place}/{weight}"))
    return found


def _by_place(path: Path, contents: hdf5.Contents, model: Sequential) -> list[Array]:
    return [
        contents.array(path, f"layers/{place}/vars/{number}")
        for place, layer in zip(keras_written.places(model.layers), model.layers, strict=True)
        for number in range(len(layer.parameters))
    ]


def _require_built(model: Sequential) -> None:
    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
