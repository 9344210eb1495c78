"""Writes a model as a Python program for the classroom: its weights beside it, predict() in a few lines, only NumPy."""

import json
import os
from pathlib import Path

from ..errors import InputError
from ..layers import Dense
from ..models import Sequential
from . import atomic, npz_file

FUNCTIONS = {
    "relu": "def relu(z):\n    return np.maximum(z, 0)",
    "leaky_relu": "def leaky_relu(z):\n    return np.where(z > 0, z, 0.2 * z)",
    "tanh": "tanh = np.tanh",
    "sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))",
    "linear": "def linear(z):\n    return z",
    "softmax": (
        "def softmax(z):\n"
        "    power = np.exp(z - z.max(axis=-1, keepdims=True))  # the largest becomes 1: nothing overflows\n"
        "    return power / power.sum(axis=-1, keepdims=True)"
    ),
}
TEMPLATE = '''"""A small neural network that reads digits: {shape}. Only NumPy is needed.

Run as a program, it reads a blank picture, to show that it works.
"""

from pathlib import Path

import numpy as np

weights = np.load(Path(__file__).with_name({weights}))


{functions}


def predict(images):
    """Return the probabilities (n, {classes}) of images (n, {inputs}), their pixels row by row from 0 to 1."""
    a = np.asarray(images, np.float32)
{lines}
    return a


if __name__ == "__main__":
    print(predict(np.zeros((1, {inputs}))).round(3))
'''


def save(path: str | os.PathLike[str], model: Sequential) -> None:
    """Write NAME.py and, beside it, NAME.npz with the weights.

    Raises:
        InputError: the model has no weights yet.
        OSError: they cannot be written there.
    """
    path = Path(path)
    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
    assert model.input_shape is not None
    layers = [layer for layer in model.layers if isinstance(layer, Dense)]
    lines = []
    for layer in layers:
        kernel, bias = (json.dumps(f"{layer.name}.{name}") for name in ("kernel", "bias"))  # quoted, whatever it is
        added = "" if layer.bias is None else f" + weights[{bias}]"
        lines.append(f"    a = {layer.activation.name}(a @ weights[{kernel}]{added})")
    used = dict.fromkeys(layer.activation.name for layer in layers)
    text = TEMPLATE.format(
        shape=" - ".join(str(units) for units in (model.input_shape[0], *(layer.units for layer in layers))),
        weights=json.dumps(path.with_suffix(".npz").name),
        functions="\n\n\n".join(FUNCTIONS[name] for name in used),
        classes=layers[-1].units,
        inputs=model.input_shape[0],
        lines="\n".join(lines),
    )
    npz_file.save(path.with_suffix(".npz"), model)
    atomic.write(path, text.encode())
