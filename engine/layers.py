"""The layers of a network: each turns a batch of rows into another, and knows how to send a gradient back through.

Training needs three equations of a layer with z = x W + b and a = f(z), where L is the loss:

    dL/dz = dL/da · f'(z)                     backward_activation
    dL/dW = xᵀ dL/dz,  dL/db = Σ dL/dz        backward_parameters
    dL/dx = dL/dz Wᵀ                          backward_inputs
"""

from collections.abc import Callable
from typing import Any, ClassVar, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from . import activations, checks, initializers, regularizers
from .activations import Activation
from .errors import InputError
from .regularizers import L2
from .types import Array, nothing


class Layer:
    """What all layers have in common; by itself it passes everything through unchanged.

    Attributes:
        name: given, or numbered by the model (dense, dense_1, ...); None until then.
        inputs, units: how many columns go in and come out; units is None until build() where it depends on the inputs.
        parameters, gradients: equally shaped lists of arrays, what training changes and dL/d of it.
        flush: called before anyone gets the parameters; training that keeps their values elsewhere brings them back.
    """

    config_names: ClassVar[tuple[str, ...]] = ("name",)

    def __init__(self, input_shape: int | tuple[int, ...] | None = None, name: str | None = None) -> None:
        self.name = None if name is None else checks.text("name", name)
        self.input_shape = None if input_shape is None else checks.input_shape(input_shape)
        self.inputs: int | None = None
        self.units: int | None = None
        self.built = False
        self._parameters: list[Array] = []
        self.gradients: list[Array] = []
        self.matmul: Callable[..., Array] = np.matmul  # or one that several threads share
        self.flush: Callable[[], None] = nothing

    @property
    def parameters(self) -> list[Array]:
        """What training changes, first to last as in parameter_shapes()."""
        self.flush()
        return self._parameters

    @parameters.setter
    def parameters(self, arrays: list[Array]) -> None:
        self._parameters = arrays

    def output_units(self, inputs: int) -> int:
        """Return how many columns come out when `inputs` go in."""
        return inputs

    def parameter_shapes(self, inputs: int) -> dict[str, tuple[int, ...]]:
        """Return the name and the shape of each parameter, in the order of get_weights(), without making any."""
        del inputs
        return {}

    def build(self, inputs: int, generator: Generator, dtype: DTypeLike = np.float32) -> None:
        """Make the parameters for rows of `inputs` columns; the generator is kept where training needs chance."""
        del generator, dtype
        self.inputs, self.units, self.built = inputs, self.output_units(inputs), True

    def forward(self, x: Array, training: bool = False) -> Array:
        """Return the activations (batch, units) for `x` (batch, inputs).

        Only with `training` the layer remembers what the backward equations need; without, it stays as it is.
        """
        return self.forward_with_z(x, training)[1]

    def forward_with_z(self, x: Array, training: bool = False) -> tuple[Array, Array]:
        """Return the pre-activations z and the activations, each (batch, units)."""
        del training
        return x, x

    def backward_activation(self, gradient: Array) -> Array:
        """Return dL/dz from dL/da, both (batch, units), for the last forward pass with `training`."""
        return gradient

    def backward_parameters(self, dz: Array) -> None:
        """Write dL/d of each parameter into `gradients`, from dL/dz (batch, units)."""

    def backward_inputs(self, dz: Array) -> Array:
        """Return dL/dx (batch, inputs) from dL/dz (batch, units)."""
        return dz

    def penalty(self) -> float:
        """Return what the size of the layer's weights adds to the loss."""
        return 0.0

    def backward(self, gradient: Array) -> Array:
        """Return dL/dx (batch, inputs) from dL/da (batch, units) and leave dL/d of each parameter in `gradients`."""
        dz = self.backward_activation(gradient)
        self.backward_parameters(dz)
        return self.backward_inputs(dz)

    def get_config(self) -> dict[str, Any]:
        """Return what the layer was made with, as values that JSON can hold."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make the layer that get_config() described, without its weights.

        Raises:
            InputError: an unknown key, or a value that does not fit.
        """
        checks.config_keys(cls.__name__, config, cls.config_names)
        return cls(**config)


class Dense(Layer):
    """Every unit looks at every input: a = f(x W + b), with W (inputs, units) called kernel and b (units,) bias."""

    config_names = (
        "units",
        "activation",
        "use_bias",
        "kernel_initializer",
        "bias_initializer",
        "kernel_regularizer",
        "name",
    )
    units: int

    def __init__(
        self,
        units: int,
        activation: str | Activation | None = None,
        use_bias: bool = True,
        kernel_initializer: str = "glorot_uniform",
        bias_initializer: str = "zeros",
        kernel_regularizer: str | L2 | dict[str, float] | None = None,
        input_shape: int | tuple[int, ...] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(input_shape, name)
        self.units = checks.positive_integer("units", units)
        self.activation = activations.get(activation)
        self.use_bias = checks.boolean("use_bias", use_bias)
        initializers.get(kernel_initializer)
        initializers.get(bias_initializer)
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        self.kernel_regularizer = regularizers.get(kernel_regularizer)

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

    def output_units(self, inputs: int) -> int:
        """Return `units`, whatever goes in."""
        del inputs
        return self.units

    def parameter_shapes(self, inputs: int) -> dict[str, tuple[int, ...]]:
        """Return the shapes of kernel and, if there is one, bias."""
        shapes: dict[str, tuple[int, ...]] = {"kernel": (inputs, self.units)}
        if self.use_bias:
            shapes["bias"] = (self.units,)
        return shapes

    def build(self, inputs: int, generator: Generator, dtype: DTypeLike = np.float32) -> None:
        """Draw kernel and bias from their initializers."""
        names = {"kernel": self.kernel_initializer, "bias": self.bias_initializer}
        self.parameters = [
            initializers.get(names[which])(shape, generator).astype(dtype, copy=False)
            for which, shape in self.parameter_shapes(inputs).items()
        ]
        self.gradients = [np.zeros_like(parameter) for parameter in self.parameters]
        self._z = np.empty((0, self.units), dtype)
        super().build(inputs, generator, dtype)

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

    def penalty(self) -> float:
        """Return what the size of the weights adds to the loss."""
        return 0.0 if self.kernel_regularizer is None else self.kernel_regularizer(self.kernel)

    def backward_inputs(self, dz: Array) -> Array:
        """Return dL/dx = dL/dz Wᵀ."""
        dx: Array = self.matmul(dz, self.kernel.T)  # (batch, units) · (units, inputs)
        return dx

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, with names for the functions."""
        regularizer = None if self.kernel_regularizer is None else {"l2": self.kernel_regularizer.l2}
        return {
            "units": self.units,
            "activation": self.activation.name,
            "use_bias": self.use_bias,
            "kernel_initializer": self.kernel_initializer,
            "bias_initializer": self.bias_initializer,
            "kernel_regularizer": regularizer,
            "name": self.name,
        }

    def _z_for(self, batch: int) -> Array:
        """Return room for z that is used again from batch to batch: fresh memory each time would cost more than z."""
        if len(self._z) < batch:
            self._z = np.empty((batch, self.units), self._z.dtype)
        return self._z[:batch]

    def _require_built(self) -> None:
        if not self.built:
            raise InputError(
                "the layer has no weights before it knows how many inputs it has: give the first layer an input_shape, "
                "or call build(). Received: layer {name}",
                name=self.name,
            )


class Dropout(Layer):
    """While training, each value is set to 0 with probability `rate`, so that no unit can rely on one other alone.

    The others are divided by 1 - rate, which keeps the expected sum; so nothing has to change when it is used.
    """

    config_names = ("rate", "name")

    def __init__(self, rate: float, input_shape: int | tuple[int, ...] | None = None, name: str | None = None) -> None:
        super().__init__(input_shape, name)
        self.rate = checks.number("rate", rate)
        if not 0 <= self.rate < 1:
            raise InputError("rate must be from 0 to below 1. Received: rate={rate}", rate=rate)

    def build(self, inputs: int, generator: Generator, dtype: DTypeLike = np.float32) -> None:
        """Keep the generator that chooses what is dropped."""
        self._generator = generator
        super().build(inputs, generator, dtype)

    def forward_with_z(self, x: Array, training: bool = False) -> tuple[Array, Array]:
        """Return x · mask while training, x itself otherwise."""
        if not training:
            return x, x
        kept = self._generator.random(x.shape, dtype=np.float32) >= self.rate
        self._mask = kept * x.dtype.type(1 / (1 - self.rate))
        dropped = x * self._mask
        return dropped, dropped

    def backward_activation(self, gradient: Array) -> Array:
        """Return dL/da · mask."""
        dx: Array = gradient * self._mask
        return dx

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {"rate": self.rate, "name": self.name}


class Input:
    """Says how many numbers an image has, in front of the first layer: `Input((784,))`."""

    def __init__(self, shape: int | tuple[int, ...]) -> None:
        self.shape = checks.input_shape(shape)


LAYERS: dict[str, type[Layer]] = {"Dense": Dense, "Dropout": Dropout}
