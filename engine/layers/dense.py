"""Dense: every unit looks at every input."""

from typing import Any, Unpack

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from .. import activations, checks, initializers, regularizers
from ..activations import Activation
from ..errors import InputError
from ..regularizers import Regularizer
from ..types import Array, Shape
from .layer import Common, Layer


class Dense(Layer):
    """Every unit looks at every input: a = f(x W + b), with W (inputs, units) called kernel and b (units,) bias."""

    config_names = (
        "units",
        "activation",
        "use_bias",
        "kernel_initializer",
        "bias_initializer",
        "kernel_regularizer",
        "bias_regularizer",
    )
    units: int

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: None = None,
        kernel_constraint: None = None,
        bias_constraint: None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        checks.none(
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self.units = checks.positive_integer("units", units)
        self.activation: Activation = activations.get(activation)
        self.use_bias = checks.boolean("use_bias", use_bias)
        self.kernel_initializer = initializers.name_of(kernel_initializer)
        self.bias_initializer = initializers.name_of(bias_initializer)
        self._draw = {"kernel": initializers.get(kernel_initializer), "bias": initializers.get(bias_initializer)}
        self.kernel_regularizer: Regularizer | None = regularizers.get(kernel_regularizer)
        self.bias_regularizer: Regularizer | None = regularizers.get(bias_regularizer)

    @property
    def kernel(self) -> Array:
        """W, (inputs, units)."""
        self._require_built()
        return self.parameters[0]

    @property
    def bias(self) -> Array | None:
        """b, (units,); None with use_bias=False."""
        self._require_built()
        return self.parameters[1] if self.use_bias else None

    def output_shape_of(self, input_shape: Shape) -> Shape:
        """Return (units,) for flat images."""
        if len(input_shape) != 1:
            raise InputError(
                "Dense must get flat images, of a shape such as (784,): put Flatten() in front. Received: {shape}",
                shape=input_shape,
            )
        return (self.units,)

    def parameter_shapes(self, input_shape: int | Shape) -> dict[str, Shape]:
        """Return the shapes of kernel and, if there is one, bias."""
        (inputs,) = checks.input_shape(input_shape)
        shapes: dict[str, Shape] = {"kernel": (inputs, self.units)}
        if self.use_bias:
            shapes["bias"] = (self.units,)
        return shapes

    def build(self, input_shape: int | Shape, generator: Generator, dtype: DTypeLike = np.float32) -> None:
        """Draw kernel and bias from their initializers."""
        super().build(input_shape, generator, dtype)
        self.parameters = [
            self._draw[which](shape, generator).astype(dtype, copy=False)
            for which, shape in self.parameter_shapes(input_shape).items()
        ]
        self.gradients = [np.zeros_like(parameter) for parameter in self.parameters]
        self._z = np.empty((0, self.units), dtype)

    def draw_as(self, other: "Dense") -> None:
        """Draw the first weights as another layer does, with its seeds; before they are built."""
        self._draw = other._draw

    def forward_with_z(self, x: Array, training: bool = False) -> tuple[Array, Array]:
        """Return z = x W + b and a = f(z), each (batch, units)."""
        z = self.matmul(x, self.kernel, out=self._z_for(len(x)) if training else None)
        if self.bias is not None:
            z += self.bias
        a = self.activation(z)
        if training:
            self.remember(x, z, a)
        return z, a

    def remember(self, x: Array, z: Array, a: Array) -> None:
        """Keep what the backward equations need."""
        self._last = x, z, a

    def backward_activation(self, gradient: Array) -> Array:
        """Return dL/dz = dL/da · f'(z)."""
        _, z, a = self._last
        return self.activation.backward(gradient, z, a)

    def backward_parameters(self, dz: Array) -> None:
        """Write dL/dW = xᵀ dL/dz and dL/db = Σ dL/dz, the sum over the batch."""
        x, _, _ = self._last
        self.matmul(x.T, dz, out=self.gradients[0])  # (inputs, batch) · (batch, units)
        if self.use_bias:
            np.sum(dz, axis=0, out=self.gradients[1])
        if self.kernel_regularizer is not None:
            self.kernel_regularizer.add_gradient(self.kernel, self.gradients[0])
        if self.bias_regularizer is not None and self.bias is not None:
            self.bias_regularizer.add_gradient(self.bias, self.gradients[1])

    def penalty(self) -> float:
        """Return what the size of the weights adds to the loss."""
        of_kernel = 0.0 if self.kernel_regularizer is None else self.kernel_regularizer(self.kernel)
        if self.bias_regularizer is None or self.bias is None:
            return of_kernel
        return of_kernel + self.bias_regularizer(self.bias)

    def backward_inputs(self, dz: Array) -> Array:
        """Return dL/dx = dL/dz Wᵀ."""
        dx: Array = self.matmul(dz, self.kernel.T)  # (batch, units) · (units, inputs)
        return dx

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, with names for the functions."""
        config = {
            "units": self.units,
            "activation": self.activation.name,
            "use_bias": self.use_bias,
            "kernel_initializer": self.kernel_initializer,
            "bias_initializer": self.bias_initializer,
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            **super().get_config(),
        }
        if self.bias_regularizer is not None:
            config["bias_regularizer"] = regularizers.serialize(self.bias_regularizer)
        return config

    def _z_for(self, batch: int) -> Array:
        """Return room for z that is used again from batch to batch: fresh memory each time would cost more than z."""
        if len(self._z) < batch:
            self._z = np.empty((batch, self.units), self._z.dtype)
        return self._z[:batch]
