"""The functions that bend: what a layer does to its weighted sums z to make its activations a.

Each function `f(z)` works on an array of any shape, softmax along its last axis. Beside each stands its vector-Jacobian
product `f_backward(gradient, z, a)`: from dL/da to dL/dz, given z and a = f(z). Both keep the dtype. All are stable for
any finite z: nothing overflows at +-10,000.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .errors import InputError
from .types import Array

NEGATIVE_SLOPE = 0.2  # of leaky_relu; Keras 3's default


def linear(z: Array) -> Array:
    """a = z."""
    return z


def linear_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da."""
    return gradient


def relu(z: Array) -> Array:
    """a = max(z, 0)."""
    return np.maximum(z, np.zeros(z.shape[-1:], z.dtype))  # a row of zeros: NumPy is faster with it than with 0


def relu_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da where z > 0, else 0; at the kink z = 0 the slope counts as 0."""
    dz: Array = gradient * (z > 0)
    return dz


def leaky_relu(z: Array) -> Array:
    """a = z where z > 0, else 0.2 z."""
    return np.maximum(z, NEGATIVE_SLOPE * z)


def leaky_relu_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da where z > 0, else 0.2 dL/da."""
    return np.where(z > 0, gradient, NEGATIVE_SLOPE * gradient)


def tanh(z: Array) -> Array:
    """a = tanh z."""
    return np.tanh(z)


def tanh_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da (1 - a²)."""
    dz: Array = gradient * (1 - a * a)
    return dz


def sigmoid(z: Array) -> Array:
    """a = 1 / (1 + e^-z), written with e^-|z| so that the power never overflows."""
    power = np.exp(-np.abs(z))
    a: Array = np.where(z >= 0, 1, power) / (1 + power)
    return a


def sigmoid_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da a (1 - a)."""
    dz: Array = gradient * a * (1 - a)
    return dz


def softmax(z: Array) -> Array:
    """a_k = e^z_k / sum_j e^z_j, with the largest z taken off first, which changes nothing but the overflow."""
    power = np.exp(z - z.max(axis=-1, keepdims=True))
    a: Array = power / power.sum(axis=-1, keepdims=True)
    return a


def softmax_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz_k = a_k (dL/da_k - sum_j dL/da_j a_j)."""
    dz: Array = a * (gradient - (gradient * a).sum(axis=-1, keepdims=True))
    return dz


@dataclass(frozen=True)
class Activation:
    """An activation function with its name and its vector-Jacobian product."""

    name: str
    function: Callable[[Array], Array]
    backward: Callable[[Array, Array, Array], Array]

    def __call__(self, z: Array) -> Array:
        """Return a = f(z)."""
        return self.function(z)


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("linear", linear, linear_backward),
        Activation("relu", relu, relu_backward),
        Activation("leaky_relu", leaky_relu, leaky_relu_backward),
        Activation("tanh", tanh, tanh_backward),
        Activation("sigmoid", sigmoid, sigmoid_backward),
        Activation("softmax", softmax, softmax_backward),
    )
}


def get(identifier: str | Activation | None) -> Activation:
    """Return the activation of that name; None means linear, and an Activation is returned as it is.

    Raises:
        InputError: no activation has that name.
    """
    if isinstance(identifier, Activation):
        return identifier
    name = "linear" if identifier is None else identifier
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise InputError(
            "activation must be one of {known}. Received: activation={activation!r}",
            known=", ".join(ACTIVATIONS),
            activation=identifier,
        )
    return ACTIVATIONS[name]
