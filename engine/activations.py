"""The functions that bend: what a layer does to its weighted sums z to make its activations a.

Each function `f(z)` works on an array of any shape, softmax along its last axis. Beside each stands its vector-Jacobian
product `f_backward(gradient, z, a)`: from dL/da to dL/dz, given z and a = f(z). Both keep the dtype. All are stable for
any finite z: nothing overflows at +-10,000.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import inf, pi, sqrt
from typing import Any

import numpy as np

from .erf import erf
from .errors import InputError
from .types import Array

SHORT = 64  # numbers; among so few NumPy finds the largest faster along the first axis
NEGATIVE_SLOPE = 0.2  # of leaky_relu; Keras 3's default
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805  # G. Klambauer and others 2017, equation 14


def linear(z: Array) -> Array:
    """a = z."""
    return z


def linear_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da."""
    return gradient


def relu(z: Array, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Array:
    """a = max(z, 0); or, with arguments, s (z - t) below the threshold t, z from there on, and max_value at most."""
    if not (negative_slope or threshold or max_value is not None):
        return np.maximum(z, np.zeros(z.shape[-1:], z.dtype))  # a row of zeros: NumPy is faster with it than with 0
    a = np.where(z > threshold, z, negative_slope * (z - threshold)).astype(z.dtype, copy=False)
    return a if max_value is None else np.minimum(a, a.dtype.type(max_value))


def relu_backward(
    gradient: Array,
    z: Array,
    a: Array,  # noqa: ARG001
    negative_slope: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
) -> Array:
    """dL/dz = dL/da where z > t and a is below its most, s dL/da where z <= t; at the kink itself the left slope."""
    dz: Array = gradient * (z > threshold)
    if negative_slope:
        dz += negative_slope * gradient * (z <= threshold)
    return dz if max_value is None else dz * (z < max_value)


def leaky_relu(z: Array, negative_slope: float = NEGATIVE_SLOPE) -> Array:
    """a = z where z > 0, else s z, with a slope s of 0.2."""
    return np.where(z > 0, z, negative_slope * z)


def leaky_relu_backward(
    gradient: Array,
    z: Array,
    a: Array,  # noqa: ARG001
    negative_slope: float = NEGATIVE_SLOPE,
) -> Array:
    """dL/dz = dL/da where z > 0, else s dL/da."""
    return np.where(z > 0, gradient, negative_slope * gradient)


def elu(z: Array, alpha: float = 1.0) -> Array:
    """a = z where z > 0, else α (e^z - 1)."""
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_backward(gradient: Array, z: Array, a: Array, alpha: float = 1.0) -> Array:
    """dL/dz = dL/da where z > 0, else dL/da α e^z, and α e^z is a + α."""
    return np.where(z > 0, gradient, gradient * (a + alpha))


def selu(z: Array) -> Array:
    """a = λ elu(z) with an α and a λ that keep means at 0 and variances at 1 from layer to layer."""
    a: Array = SELU_SCALE * elu(z, SELU_ALPHA)
    return a


def selu_backward(gradient: Array, z: Array, a: Array) -> Array:
    """dL/dz = λ dL/da where z > 0, else dL/da λ α e^z, which is a + λ α."""
    return np.where(z > 0, SELU_SCALE * gradient, gradient * (a + SELU_SCALE * SELU_ALPHA))


def gelu(z: Array) -> Array:
    """a = z Φ(z), with Φ the share of a standard normal distribution below z (D. Hendrycks, K. Gimpel 2016)."""
    a: Array = z * _below(z)
    return a


def gelu_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da (Φ(z) + z φ(z)), φ = Φ' = e^(-z²/2) / sqrt(2π)."""
    density = np.exp(-0.5 * np.minimum(np.abs(z), 30) ** 2) / z.dtype.type(sqrt(2 * pi))
    dz: Array = gradient * (_below(z) + z * density)
    return dz


def silu(z: Array) -> Array:
    """a = z sigmoid(z), also called swish."""
    a: Array = z * sigmoid(z)
    return a


def silu_backward(gradient: Array, z: Array, a: Array) -> Array:
    """dL/dz = dL/da (s + a (1 - s)), s = sigmoid(z)."""
    s = sigmoid(z)
    dz: Array = gradient * (s + a * (1 - s))
    return dz


def softplus(z: Array) -> Array:
    """a = log(1 + e^z), written as max(z, 0) + log(1 + e^-|z|) so that the power never overflows."""
    a: Array = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return a


def softplus_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da sigmoid(z)."""
    dz: Array = gradient * sigmoid(z)
    return dz


def softsign(z: Array) -> Array:
    """a = z / (1 + |z|)."""
    a: Array = z / (1 + np.abs(z))
    return a


def softsign_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz = dL/da / (1 + |z|)²."""
    dz: Array = gradient / (1 + np.abs(z)) ** 2
    return dz


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
    power = np.exp(z - largest(z))
    a: Array = power / power.sum(axis=-1, keepdims=True)
    return a


def softmax_backward(gradient: Array, z: Array, a: Array) -> Array:  # noqa: ARG001
    """dL/dz_k = a_k (dL/da_k - sum_j dL/da_j a_j)."""
    dz: Array = a * (gradient - (gradient * a).sum(axis=-1, keepdims=True))
    return dz


def largest(z: Array) -> Array:
    """Return the largest of the last axis, which is left with one number."""
    if z.shape[-1] > SHORT:
        wide: Array = z.max(axis=-1, keepdims=True)
        return wide
    most: Array = np.ascontiguousarray(z.T).max(axis=0).T[..., np.newaxis]
    return most


def _below(z: Array) -> Array:
    half: Array = (1 + erf(z / z.dtype.type(sqrt(2)))) / 2
    return half


@dataclass(frozen=True)
class Activation:
    """An activation function with its name and its vector-Jacobian product.

    Attributes:
        name: as in "relu"; where it has numbers of its own, with these, as in "leaky_relu(negative_slope=0.3)".
        kind: the name without numbers.
        numbers: those that are not the usual ones.
    """

    name: str
    function: Callable[[Array], Array]
    backward: Callable[[Array, Array, Array], Array]
    numbers: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, z: Array) -> Array:
        """Return a = f(z)."""
        return self.function(z)

    @property
    def kind(self) -> str:
        """The name without numbers."""
        return self.name.partition("(")[0]

    def with_numbers(self, **numbers: float | None) -> "Activation":
        """Return the same function with other numbers than the usual ones.

        Raises:
            InputError: it has no such numbers, or they are negative or infinite.
        """
        own = {name: value for name, value in numbers.items() if value != NUMBERS.get(self.kind, {}).get(name, ...)}
        for name, value in own.items():
            if name not in NUMBERS.get(self.kind, {}) or not 0 <= (0 if value is None else value) < inf:
                raise InputError("{name} must not be negative. Received: {name}={value}", name=name, value=value)
        if not own:
            return ACTIVATIONS[self.kind]
        plain, values = ACTIVATIONS[self.kind], {name: float(value or 0) for name, value in own.items()}
        name = f"{self.kind}({', '.join(f'{name}={value!r}' for name, value in values.items())})"
        return Activation(name, partial(plain.function, **values), partial(plain.backward, **values), values)


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("linear", linear, linear_backward),
        Activation("relu", relu, relu_backward),
        Activation("leaky_relu", leaky_relu, leaky_relu_backward),
        Activation("elu", elu, elu_backward),
        Activation("selu", selu, selu_backward),
        Activation("gelu", gelu, gelu_backward),
        Activation("silu", silu, silu_backward),
        Activation("softplus", softplus, softplus_backward),
        Activation("softsign", softsign, softsign_backward),
        Activation("tanh", tanh, tanh_backward),
        Activation("sigmoid", sigmoid, sigmoid_backward),
        Activation("softmax", softmax, softmax_backward),
    )
}
swish = silu
NUMBERS: dict[str, dict[str, float | None]] = {  # the numbers of some functions, with the usual values
    "relu": {"negative_slope": 0.0, "max_value": None, "threshold": 0.0},
    "leaky_relu": {"negative_slope": NEGATIVE_SLOPE},
    "elu": {"alpha": 1.0},
}


def get(identifier: Any) -> Activation:
    """Return the activation of that name or function; None means linear, and an Activation is returned as it is.

    Raises:
        InputError: none has that name, or it is a function whose slope is not known here.
    """
    if isinstance(identifier, Activation):
        return identifier
    name = "linear" if identifier is None else "silu" if identifier == "swish" else identifier
    if isinstance(name, str) and name in ACTIVATIONS:
        return ACTIVATIONS[name]
    if isinstance(name, str) and (
        found := re.fullmatch(r"(\w{1,20})\((\w+=[\d.e+-]+(?:, \w+=[\d.e+-]+)*)\)", name[:200])
    ):
        try:
            pairs = [pair.split("=") for pair in found[2].split(", ")]
            return ACTIVATIONS[found[1]].with_numbers(**{key: float(value) for key, value in pairs})
        except (KeyError, ValueError):  # InputError is one of them
            pass
    for activation in ACTIVATIONS.values():
        if identifier is activation.function:
            return activation
    if callable(identifier):
        raise InputError(
            "activation must be one of {known}: of a function of one's own the slope is not known here. Give an"
            " activations.Activation(name, function, backward) instead. Received: activation={activation!r}",
            known=", ".join(ACTIVATIONS),
            activation=identifier,
        )
    raise InputError(
        "activation must be one of {known}. Received: activation={activation!r}",
        known=", ".join(ACTIVATIONS),
        activation=identifier,
    )
