"""Puts functions with numbers of their own, which other programs have as layers only, behind their Dense layers."""

import copy
from collections.abc import Callable

from .. import activations
from ..layers import ELU, Dense, Layer, LeakyReLU, ReLU
from ..models import Sequential

LAYERS: dict[str, Callable[..., Layer]] = {"relu": ReLU, "leaky_relu": LeakyReLU, "elu": ELU}


def spelled_out(model: Sequential) -> Sequential:
    """Return the model with Dense(activation="elu(alpha=0.5)") as Dense() and ELU(alpha=0.5), with the same weights."""
    if not any(layer.activation.numbers for layer in model.dense_layers):
        return model
    twin = copy.copy(model)
    twin.layers = []
    for layer in model.layers:
        if not isinstance(layer, Dense) or not layer.activation.numbers:
            twin.layers.append(layer)
            continue
        kernel = copy.copy(layer)
        kernel.activation = activations.get("linear")
        bend = LAYERS[layer.activation.kind](**layer.activation.numbers, name=f"{layer.name}_{layer.activation.kind}")
        if layer.shape is not None:
            bend.build(layer.shape, model.generator, model.dtype)
        twin.layers += [kernel, bend]
    return twin
