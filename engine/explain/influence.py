"""How alike the gradients of labelled pictures are: what learning from one does to the loss of another.

A step of learning from a picture moves all weights against the gradient of its loss. To first order that lowers the
loss of another picture by the learning rate times the dot product of the two gradients. For a Dense layer a picture's
gradient is dL/dW = xᵀ δ and dL/db = δ, with what came in, x, and the error that came back, δ = dL/dz. So the product
of two pictures' gradients needs neither of them:

    dL/dW · dL'/dW = Σ_ij x_i δ_j x'_i δ'_j = (x · x') (δ · δ')        with the bias's: (x · x' + 1) (δ · δ')

and that of many pictures with some others is a few matrix products. Added up over the moments of a run it is TracIn:
G. Pruthi, F. Liu, S. Kale and M. Sundararajan, "Estimating Training Data Influence by Tracing Gradient Descent", 2020,
arXiv:2002.08484.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import activations
from ..losses import Loss
from ..stack import Stack
from ..types import Array
from .ledgers import require_plain


@dataclass(frozen=True, eq=False)
class LayerErrors:
    """What a layer got for some pictures, and the error that came back to it: together their gradients.

    Attributes:
        name: the layer's.
        inputs: (n, inputs).
        dz: (n, units), dL/dz of each picture's own loss.
        biased: whether the layer has a bias.
    """

    name: str
    inputs: Array
    dz: Array
    biased: bool

    def alike(self, other: LayerErrors) -> Array:
        """Return x · x' of these pictures with others, (n, m), and 1 more where there is a bias."""
        products: Array = self.inputs @ other.inputs.T
        return products + products.dtype.type(1) if self.biased else products

    def pulls(self, other: LayerErrors) -> Array:
        """Return δ · δ' of these pictures with others, (n, m)."""
        products: Array = self.dz @ other.dz.T
        return products


@dataclass(frozen=True, eq=False)
class Errors:
    """How the errors of labelled pictures come back through a network.

    Attributes:
        losses: (n,), of each picture, without what the size of the weights adds.
        layers: those that training changes, the first one first.
    """

    losses: Array
    layers: tuple[LayerErrors, ...]

    def products(self, other: Errors) -> Array:
        """Return the dot products of these pictures' gradients with those of others of the same network, (n, m)."""
        of_layers = [mine.alike(its) * mine.pulls(its) for mine, its in zip(self.layers, other.layers, strict=True)]
        total: Array = np.sum(of_layers, axis=0) if of_layers else np.zeros((len(self.losses), len(other.losses)))
        return total


def errors(network: Stack, loss: Loss, x: Array, labels: Array) -> Errors:
    """Return how the errors of pictures go back, each for itself; nothing is learned.

    Args:
        network: Dense layers with any activations; dropout leaves nothing out.
        loss: what was made small, without penalties for the weights.
        x: (n, inputs).
        labels: as the loss wants them.

    Raises:
        InputError: the network has other layers, whose gradients are no such products.
    """
    require_plain(network)
    dense, traces = network.dense_layers, network.trace(x)
    last, outputs = traces[-1], traces[-1].activation
    targets = loss.targets(np.asarray(labels), outputs.shape[-1], network.dtype)
    each, dz = of_outputs(loss, dense[-1].activation, targets, last.z, outputs)
    found: list[LayerErrors] = []
    for number in reversed(range(len(dense))):
        layer = dense[number]
        inputs = np.asarray(x, network.dtype) if number == 0 else traces[number - 1].activation
        if layer.trainable:
            found.append(LayerErrors(str(layer.name), inputs, dz, layer.bias is not None))
        if number:
            before = traces[number - 1]
            dz = dense[number - 1].activation.backward(dz @ layer.kernel.T, before.z, before.activation)
    return Errors(each, tuple(reversed(found)))


def of_outputs(
    loss: Loss, function: activations.Activation, targets: Array, z: Array, outputs: Array
) -> tuple[Array, Array]:
    """Return the loss of each picture (n,) and its slope dL/dz of the last layer (n, units)."""
    if loss.from_logits:
        return loss.of_each_from_z(targets, outputs), function.backward(
            loss.gradient_from_z(targets, activations.get(loss.goes_with)(outputs)), z, outputs
        )
    if function.name == loss.goes_with:
        return loss.of_each_from_z(targets, z), loss.gradient_from_z(targets, outputs)
    return loss.of_each(targets, outputs), function.backward(loss.gradient(targets, outputs), z, outputs)
