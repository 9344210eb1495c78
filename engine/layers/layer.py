"""What all layers have in common; by itself a layer passes everything through unchanged.

Between layers a batch is always a table, one row an image: what is (28, 28) to the person who writes the program lies
there as 784 columns, row by row. So `Flatten` has nothing to do but to say so. Training needs three equations of a
layer with z = x W + b and a = f(z), where L is the loss:

    dL/dz = dL/da · f'(z)                     backward_activation
    dL/dW = xᵀ dL/dz,  dL/db = Σ dL/dz        backward_parameters
    dL/dx = dL/dz Wᵀ                          backward_inputs
"""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, ClassVar, Self, TypedDict

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from .. import checks, older_words
from ..errors import InputError
from ..types import Array, Shape, nothing


class Common(TypedDict, total=False):
    """The arguments that every layer takes."""

    input_shape: int | Shape | None
    name: str | None
    trainable: bool
    dtype: Any
    input_dim: int
    batch_input_shape: Sequence[int | None]
    batch_size: int | None


class Layer:
    """One step of a network: what goes in, what comes out, and how the gradient goes back.

    Attributes:
        name: given, or numbered by the model (dense, dense_1, ...); None until then.
        trainable: whether training changes it.
        input_shape: the shape of one image as it was given to this layer; None if it was not.
        shape: the shape of one image that comes out, without the batch; None until build().
        inputs, units: how many numbers of an image go in and come out; None until build(), if not given.
        parameters: the arrays of get_weights(), first to last as in parameter_shapes().
        gradients: dL/d of the first of them, which training changes; the others, if any, are averages that it keeps.
        flush: called before anyone gets the parameters; training that keeps their values elsewhere brings them back.
    """

    config_names: ClassVar[tuple[str, ...]] = ()
    passes_through: ClassVar[bool] = False  # whether the table that comes out is the one that goes in

    def __init__(
        self,
        input_shape: int | Shape | None = None,
        name: str | None = None,
        trainable: bool = True,
        dtype: Any = "float32",
        input_dim: int | None = None,
        batch_input_shape: Sequence[int | None] | None = None,
        batch_size: int | None = None,
    ) -> None:
        del batch_size  # any number of images goes through
        checks.float32(dtype)
        shape = older_words.input_shape(input_shape, input_dim, batch_input_shape)
        self.name = None if name is None else checks.text("name", name)
        self.trainable = checks.boolean("trainable", trainable)
        self.input_shape = None if shape is None else checks.input_shape(shape)
        self.shape: Shape | None = None
        self.inputs: int | None = None
        self.units: int | None = None
        self.built = False
        self._parameters: list[Array] = []
        self.gradients: list[Array] = []
        self.matmul: Callable[..., Array] = np.matmul  # or one that several threads share
        self.flush: Callable[[], None] = nothing

    @property
    def parameters(self) -> list[Array]:
        """All its arrays; training changes them in place."""
        self.flush()
        return self._parameters

    @parameters.setter
    def parameters(self, arrays: list[Array]) -> None:
        self._parameters = arrays

    @property
    def trained(self) -> list[Array]:
        """Those of the parameters that training changes, in the order of `gradients`; none if it is not trainable."""
        return self.parameters[: len(self.gradients)] if self.trainable else []

    def output_shape_of(self, input_shape: Shape) -> Shape:
        """Return the shape of what comes out for one image of `input_shape`.

        Raises:
            InputError: the layer cannot take images of that shape.
        """
        return input_shape

    def parameter_shapes(self, input_shape: int | Shape) -> dict[str, Shape]:
        """Return the name and the shape of each parameter, in the order of get_weights(), without making any."""
        del input_shape
        return {}

    def build(self, input_shape: int | Shape, generator: Generator, dtype: DTypeLike = np.float32) -> None:
        """Make the parameters for images of that shape; the generator is kept where training needs chance."""
        del generator, dtype
        shape = checks.input_shape(input_shape)
        self.shape = self.output_shape_of(shape)
        self.inputs, self.units, self.built = prod(shape), prod(self.shape), True

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

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Return what comes out for a batch of images, in their shapes; an unbuilt layer is built for theirs first."""
        if hasattr(x, "is_input_of_a_graph"):
            raise InputError(
                "layers must be put in a row, Sequential([...]): the functional API joins them in any way, and is not "
                "part of this engine. Received: {layer} called on an Input",
                layer=type(self).__name__,
            )
        images = np.asarray(x, np.float32)
        if not self.built:
            self.build(images.shape[1:], np.random.default_rng())
        assert self.shape is not None
        return self.forward(np.asarray(checks.rows(images, None)), training).reshape(len(images), *self.shape)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """The shape of what comes out, with None for the number of images, as in (None, 512)."""
        self._require_built()
        assert self.shape is not None
        return (None, *self.shape)

    @property
    def weights(self) -> list[Array]:
        """All its arrays."""
        return list(self.parameters)

    @property
    def trainable_weights(self) -> list[Array]:
        """Those that training changes."""
        return self.trained

    @property
    def non_trainable_weights(self) -> list[Array]:
        """Those that training does not change by their gradient."""
        return self.parameters[len(self.trained) :]

    def count_params(self) -> int:
        """Return how many numbers there are in all its arrays."""
        self._require_built()
        return sum(parameter.size for parameter in self.parameters)

    def get_weights(self) -> list[Array]:
        """Return copies of all its arrays."""
        return [parameter.copy() for parameter in self.parameters]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Take over the values of a list such as get_weights() returns.

        Raises:
            InputError: another number of arrays, or another shape; nothing has changed then.
        """
        checks.assign(self.parameters, weights)

    def get_config(self) -> dict[str, Any]:
        """Return what the layer was made with, as values that JSON can hold."""
        config: dict[str, Any] = {"name": self.name}
        return config if self.trainable else {**config, "trainable": False}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make the layer that get_config() described, without its weights.

        Raises:
            InputError: an unknown key, or a value that does not fit.
        """
        checks.config_keys(cls.__name__, config, (*cls.config_names, "name", "trainable"))
        return cls(**config)

    def _require_built(self) -> None:
        if not self.built:
            raise InputError(
                "the layer has no weights before it knows how many inputs it has: give the first layer an input_shape, "
                "or call build(). Received: layer {name}",
                name=self.name,
            )
