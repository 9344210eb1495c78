"""Writes models as ONNX files, which many programs run: a graph of a few operations over float32 numbers."""

import os

import numpy as np

from ..errors import InputError
from ..layers import (
    ELU,
    Activation,
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LeakyReLU,
    ReLU,
    Rescaling,
    Reshape,
)
from ..models import Sequential
from ..types import Array, Shape
from . import atomic, onnx_messages

OPERATORS = {
    "relu": "Relu",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "linear": "Identity",
    "selu": "Selu",
    "gelu": "Gelu",
    "softplus": "Softplus",
    "softsign": "Softsign",
}
LEAKY_SLOPE = 0.2  # of engine.activations.leaky_relu


class _Graph:
    """The nodes and arrays so far, and the name of the last value."""

    def __init__(self) -> None:
        self.nodes: list[bytes] = []
        self.tensors: list[bytes] = []
        self.value = "images"

    def put(self, operator: str, output: str, *arrays: tuple[str, Array], **attributes: float) -> None:
        """Append an operation on the last value and arrays by their names."""
        self.tensors += [onnx_messages.tensor(name, array) for name, array in arrays]
        names = [self.value, *(name for name, _ in arrays)]
        self.nodes.append(onnx_messages.node(operator, names, output, **attributes))
        self.value = output


def save(path: str | os.PathLike[str], model: Sequential, image_shape: tuple[int, ...] | None = None) -> None:
    """Write a built model: input "images", float32 (batch, inputs), any batch; output "probabilities" (batch, classes).

    With `image_shape`, such as (28, 28), the graph begins with Flatten and takes images (batch, 28, 28).

    Raises:
        InputError: the model has no weights yet, or a layer that no operation of ONNX stands for.
        OSError: it cannot be written there.
    """
    if not model.built:
        raise InputError("a model must have its weights before it is saved. Received: a model that is not built")
    assert model.input_shape is not None
    shape = image_shape or model.input_shape
    graph = _Graph()
    if image_shape is not None:
        graph.put("Flatten", "rows")
    for layer in model.layers:
        _add(graph, layer)
    graph.put("Identity", "probabilities")
    *_, last = model.layers
    assert last.shape is not None
    content = onnx_messages.model(
        str(model.name),
        graph.nodes,
        graph.tensors,
        onnx_messages.value("images", shape),
        onnx_messages.value("probabilities", last.shape),
        f"images: pixels row by row, shape (batch, {', '.join(map(str, shape))})",
        newer=any(isinstance(layer, Dense | Activation) and layer.activation.name == "gelu" for layer in model.layers),
    )
    atomic.write(path, content)


def _add(graph: _Graph, layer: Layer) -> None:
    name = str(layer.name)
    if isinstance(layer, Dense):
        graph.put("MatMul", f"{name}/product", (f"{name}/kernel", layer.kernel))
        if layer.bias is not None:
            graph.put("Add", f"{name}/z", (f"{name}/bias", layer.bias))
        _function(graph, name, layer.activation.name, layer.shape or ())
    elif isinstance(layer, Flatten):
        graph.put("Flatten", f"{name}/rows")
    elif isinstance(layer, Reshape):
        graph.put("Reshape", f"{name}/shaped", (f"{name}/shape", np.array([-1, *(layer.shape or ())], np.int64)))
    elif isinstance(layer, Rescaling):
        graph.put("Mul", f"{name}/scaled", (f"{name}/scale", np.array(layer.scale)))
        graph.put("Add", f"{name}/moved", (f"{name}/offset", np.array(layer.offset)))
    elif isinstance(layer, BatchNormalization):
        *affine, mean, variance = layer.get_weights()
        scale = 1 / np.sqrt(variance + layer.epsilon) * (affine[0] if layer.scale else 1)
        offset = (affine[-1] if layer.center else 0) - mean * scale
        graph.put("Mul", f"{name}/scaled", (f"{name}/scale", scale))
        graph.put("Add", f"{name}/moved", (f"{name}/offset", offset))
    elif isinstance(layer, Activation):
        _bend(graph, name, layer)
    elif not isinstance(layer, Dropout):  # which does nothing once trained
        raise _unknown(layer)


def _bend(graph: _Graph, name: str, layer: Activation) -> None:
    """Put a function that is a layer, with the numbers that it was given."""
    numbers = layer.get_config()
    if isinstance(layer, LeakyReLU):
        graph.put("LeakyRelu", f"{name}/a", alpha=float(numbers["negative_slope"]))
    elif isinstance(layer, ELU):
        graph.put("Elu", f"{name}/a", alpha=float(numbers["alpha"]))
    elif not isinstance(layer, ReLU):
        _function(graph, name, layer.activation.name, layer.shape or ())
    elif numbers["threshold"] or (numbers["negative_slope"] and numbers["max_value"] is not None):
        raise _unknown(layer)
    elif numbers["max_value"] is not None:
        limits = ((f"{name}/least", np.array(0.0)), (f"{name}/most", np.array(float(numbers["max_value"]))))
        graph.put("Clip", f"{name}/a", *limits)
    elif numbers["negative_slope"]:
        graph.put("LeakyRelu", f"{name}/a", alpha=float(numbers["negative_slope"]))
    else:
        graph.put("Relu", f"{name}/a")


def _function(graph: _Graph, name: str, function: str, shape: Shape) -> None:
    if function == "silu":  # z * sigmoid(z) takes z twice
        z = graph.value
        graph.put("Sigmoid", f"{name}/gate")
        graph.nodes.append(onnx_messages.node("Mul", [z, graph.value], f"{name}/a"))
        graph.value = f"{name}/a"
    elif function == "softmax":
        graph.put("Softmax", f"{name}/a", axis=len(shape))
    elif function == "leaky_relu":
        graph.put("LeakyRelu", f"{name}/a", alpha=LEAKY_SLOPE)
    elif function == "elu":
        graph.put("Elu", f"{name}/a", alpha=1.0)
    else:
        graph.put(OPERATORS[function], f"{name}/a")


def _unknown(layer: Layer) -> InputError:
    return InputError(
        "an ONNX file can have no layer such as this. Received: {kind} {name}",
        kind=type(layer).__name__,
        name=layer.name,
    )
