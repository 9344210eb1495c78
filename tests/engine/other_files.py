"""Files of other programs, written here by hand in their layouts, and what a network of Dense layers says, in NumPy."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from engine.types import Array

INPUTS, SHAPE = 12, [4, 3]
X = np.random.default_rng(5).random((9, INPUTS)).astype(np.float32)

FUNCTIONS = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.2 * z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
}


def numbers(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng([seed, *shape]).normal(0, 0.5, shape).astype(np.float32)


K1, B1, K2, B2 = numbers(INPUTS, 5), numbers(5), numbers(5, 4), numbers(4)


def says(
    x: Array = X, hidden: str = "relu", last: str = "softmax", weights: Sequence[Array] = (K1, B1, K2, B2)
) -> Array:
    """What kernels and biases in turn say of images, in float64."""
    a = np.asarray(x, np.float64)
    for number in range(0, len(weights), 2):
        a = FUNCTIONS[last if number + 2 == len(weights) else hidden](a @ weights[number] + weights[number + 1])
    return a


def dense(name: str = "d1", units: int = 5, function: Any = "relu", **more: Any) -> dict[str, Any]:
    return {"class_name": "Dense", "config": {"name": name, "units": units, "activation": function, **more}}


def other(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": name, **more}}


LAYERS = [dense(batch_input_shape=[None, INPUTS]), dense("d2", 4, "softmax")]
WEIGHTS = {"d1": [("kernel", K1), ("bias", B1)], "d2": [("kernel", K2), ("bias", B2)]}


def h5(
    path: Path,
    layers: Any = LAYERS,
    weights: dict[str, list[tuple[str, Array]]] = WEIGHTS,
    kind: str = "Sequential",
    **more: Any,
) -> Path:
    """A model as Keras 2 lays it out in HDF5; with a list as `layers` and no `more`, as Keras 1 describes it."""
    config = {"class_name": kind, "config": {"name": "m", "layers": layers, **more} if more else layers}
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(config).encode()
        _legacy(file.create_group("model_weights"), [layer["config"]["name"] for layer in layers], weights)
    return path


def legacy_weights(path: Path, names: Sequence[str], weights: dict[str, list[tuple[str, Array]]]) -> Path:
    """What save_weights of Keras 2 writes."""
    with h5py.File(path, "w") as file:
        _legacy(file, names, weights)
    return path


def _legacy(group: Any, names: Sequence[str], weights: dict[str, list[tuple[str, Array]]]) -> None:
    group.attrs["layer_names"] = [name.encode() for name in names]
    for name in names:
        own = group.create_group(name)
        own.attrs["weight_names"] = [f"{name}/{which}:0".encode() for which, _ in weights.get(name, [])]
        for which, array in weights.get(name, []):
            own.create_dataset(f"{name}/{which}:0", data=array)


def keras(
    path: Path,
    layers: Any = LAYERS,
    weights: dict[str, list[Array]] | None = None,
    kind: str = "Sequential",
    **more: Any,
) -> Path:
    """A .keras file; `weights` by their place under layers/, such as "dense_1"."""
    placed = {"dense": [K1, B1], "dense_1": [K2, B2]} if weights is None else weights
    config = {"class_name": kind, "config": {"name": "m", "layers": layers, **more}}
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("metadata.json", json.dumps({"keras_version": "3.0.0"}))
        packed.writestr("config.json", json.dumps(config))
        packed.writestr("model.weights.h5", weights_3(placed))
    return path


def weights_3(placed: dict[str, list[Array]]) -> bytes:
    """What save_weights of Keras 3 writes."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for place, arrays in placed.items():
            group = file.create_group(f"layers/{place}/vars")
            for number, array in enumerate(arrays):
                group.create_dataset(str(number), data=array)
    return content.getvalue()
