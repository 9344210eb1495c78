"""Writes a model as a Python program for the classroom: its weights beside it, predict() in a few lines, only NumPy."""

import json
import os
from math import prod
from pathlib import Path

from ..errors import InputError
from ..layers import (
    ELU,
    Activation,
    BatchNormalization,
    Dense,
    Flatten,
    Layer,
    LeakyReLU,
    ReLU,
    Rescaling,
    Reshape,
)
from ..models import Sequential
from . import atomic, npz_file

SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))"
FUNCTIONS = {
    "relu": "def relu(z):\n    return np.maximum(z, 0)",
    "leaky_relu": "def leaky_relu(z, slope=0.2):\n    return np.where(z > 0, z, slope * z)",
    "elu": "def elu(z, alpha=1.0):\n    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))",
    "selu": (
        "def selu(z):\n"
        "    return 1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * np.expm1(np.minimum(z, 0)))"
    ),
    "gelu": "def gelu(z):\n    return z * (1 + np.vectorize(math.erf)(z / math.sqrt(2))) / 2",
    "silu": f"{SIGMOID}\n\n\ndef silu(z):\n    return z * sigmoid(z)",
    "softplus": "def softplus(z):\n    return np.logaddexp(z, 0)",
    "softsign": "def softsign(z):\n    return z / (1 + np.abs(z))",
    "tanh": "tanh = np.tanh",
    "sigmoid": SIGMOID,
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

{imports}from pathlib import Path

import numpy as np

with np.load(Path(__file__).with_name({weights})) as file:
    weights = dict(file)


{functions}


def predict(images):
    """Return the probabilities (n, {classes}) of images {pixels}."""
    a = np.asarray(images, np.float32)
{lines}
    return a


if __name__ == "__main__":
    print(predict(np.zeros({blank})).round(3))
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
    lines, used = [], dict[str, None]()
    for layer in model.layers:
        expression, functions = _expression(layer)
        if expression:
            lines.append(f"    a = {expression}")
        used |= dict.fromkeys(functions)
    if "silu" in used:
        used.pop("sigmoid", None)  # which silu brings along
    flat = len(model.input_shape) == 1
    dense = [layer.units for layer in model.dense_layers]
    text = TEMPLATE.format(
        shape=" - ".join(str(units) for units in (prod(model.input_shape), *dense)),
        imports="import math\n" if "gelu" in used else "",
        weights=json.dumps(path.with_suffix(".npz").name),
        functions="\n\n\n".join(FUNCTIONS[name] for name in used),
        classes=model.layers[-1].units,
        pixels=f"(n, {model.input_shape[0]}), their pixels row by row from 0 to 1"
        if flat
        else f"(n, *{model.input_shape})",
        blank=(1, *model.input_shape),
        lines="\n".join(lines),
    )
    npz_file.save(path.with_suffix(".npz"), model)
    atomic.write(path, text.encode())


def _expression(layer: Layer) -> tuple[str, tuple[str, ...]]:
    """Return what a layer makes of `a`, as Python, and the functions that it needs; "" where it changes nothing."""
    weights = {
        name: f"weights[{json.dumps(f'{layer.name}.{name}')}]"  # quoted, whatever it is
        for name in layer.parameter_shapes(layer.input_shape or (layer.inputs or 1,))
    }
    if isinstance(layer, Dense):
        function = layer.activation.name
        added = f" + {weights['bias']}" if layer.use_bias else ""
        return f"{function}(a @ {weights['kernel']}{added})", (function,)
    if isinstance(layer, Flatten | Reshape):
        return f"a.reshape(len(a), {', '.join(map(str, layer.shape or ()))})", ()
    if isinstance(layer, Rescaling):
        return f"a * {layer.scale!r} + {layer.offset!r}", ()
    if isinstance(layer, BatchNormalization):
        root = f"np.sqrt({weights['moving_variance']} + {layer.epsilon!r})"
        scaled = f"(a - {weights['moving_mean']}) / {root}" + (f" * {weights['gamma']}" if layer.scale else "")
        return scaled + (f" + {weights['beta']}" if layer.center else ""), ()
    if isinstance(layer, Activation):
        return _bend(layer)
    return "", ()


def _bend(layer: Activation) -> tuple[str, tuple[str, ...]]:
    """Return a function that is a layer, with the numbers that it was given."""
    numbers = layer.get_config()
    if isinstance(layer, LeakyReLU):
        return f"leaky_relu(a, {numbers['negative_slope']!r})", ("leaky_relu",)
    if isinstance(layer, ELU):
        return f"elu(a, {numbers['alpha']!r})", ("elu",)
    if isinstance(layer, ReLU):
        threshold, most = numbers["threshold"], numbers["max_value"]
        bent = f"np.where(a > {threshold!r}, a, {numbers['negative_slope']!r} * (a - {threshold!r}))"
        return bent if most is None else f"np.minimum({bent}, {most!r})", ()
    return f"{layer.activation.name}(a)", (layer.activation.name,)
