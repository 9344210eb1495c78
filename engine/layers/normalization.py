"""Layers that bring numbers to a common scale: BatchNormalization, which learns it, and Rescaling, which is told it."""

from typing import Any, Unpack

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from .. import checks
from ..errors import InputError
from ..types import Array, Shape
from .layer import Common, Layer

ADDED = {"gamma": 1.0, "beta": 0.0, "moving_mean": 0.0, "moving_variance": 1.0}  # what each parameter starts as


class BatchNormalization(Layer):
    """Gives each feature, over the images of a batch, a mean and a spread of its own (S. Ioffe, C. Szegedy 2015).

        x̂ = (x - μ) / sqrt(σ² + ε)        a = γ x̂ + β

    While training, μ and σ² are those of the batch; used, they are averages over the batches seen, which training
    keeps: moving ← m · moving + (1 - m) · batch. A layer that is not trainable uses them in training too.
    Backwards, with g = dL/da and the means taken over the batch,

        dL/dγ = Σ g x̂      dL/dβ = Σ g      dL/dx = γ / sqrt(σ² + ε) · (g - mean g - x̂ · mean(g x̂))
    """

    config_names = ("axis", "momentum", "epsilon", "center", "scale")

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        if axis not in (-1, 1):
            raise InputError("axis must be -1, the last one. Received: axis={axis!r}", axis=axis)
        self.axis = axis
        self.momentum = checks.share("momentum", momentum)
        self.epsilon = checks.not_negative("epsilon", epsilon)
        self.center, self.scale = checks.boolean("center", center), checks.boolean("scale", scale)

    def output_shape_of(self, input_shape: Shape) -> Shape:
        """Return the shape of the images."""
        if self.axis == 1 and len(input_shape) != 1:
            raise InputError("axis must be -1, the last one. Received: axis={axis!r}", axis=self.axis)
        return input_shape

    def parameter_shapes(self, input_shape: int | Shape) -> dict[str, Shape]:
        """Return γ, β and the two averages, each (features,), without γ and β where they were not wanted."""
        *_, features = checks.input_shape(input_shape)
        wanted = {"gamma": self.scale, "beta": self.center}
        return {name: (features,) for name in ADDED if wanted.get(name, True)}

    def build(self, input_shape: int | Shape, generator: Generator, dtype: DTypeLike = np.float32) -> None:
        """Begin with γ = 1, β = 0, and averages of 0 and 1."""
        super().build(input_shape, generator, dtype)
        self.parameters = [
            np.full(shape, ADDED[name], dtype) for name, shape in self.parameter_shapes(input_shape).items()
        ]
        self.gradients = [np.zeros_like(parameter) for parameter in self.parameters[:-2]]

    def forward_with_z(self, x: Array, training: bool = False) -> tuple[Array, Array]:
        """Return γ x̂ + β twice."""
        features = self._features(x)  # (images · places, features)
        *_, moving_mean, moving_variance = self.parameters
        own = training and self.trainable
        mean = features.mean(axis=0) if own else moving_mean
        variance = features.var(axis=0) if own else moving_variance
        inverse = 1 / np.sqrt(variance + variance.dtype.type(self.epsilon))
        normal = (features - mean) * inverse
        if own:
            for moving, of_batch in ((moving_mean, mean), (moving_variance, variance)):
                moving *= self.momentum
                moving += (1 - self.momentum) * of_batch
        if training:
            self._last = normal, inverse, own
        a = normal * self.parameters[0] if self.scale else normal
        if self.center:
            a = a + self.parameters[int(self.scale)]
        a = a.reshape(x.shape)
        return a, a

    def backward_parameters(self, dz: Array) -> None:
        """Write dL/dγ and dL/dβ."""
        gradient, normal = self._features(dz), self._last[0]
        if self.scale:
            np.sum(gradient * normal, axis=0, out=self.gradients[0])
        if self.center:
            np.sum(gradient, axis=0, out=self.gradients[int(self.scale)])

    def backward_inputs(self, dz: Array) -> Array:
        """Return dL/dx."""
        gradient, (normal, inverse, of_batch) = self._features(dz), self._last
        scale = self.parameters[0] * inverse if self.scale else inverse
        if of_batch:
            gradient = gradient - gradient.mean(axis=0) - normal * (gradient * normal).mean(axis=0)
        dx: Array = (gradient * scale).reshape(dz.shape)
        return dx

    def _features(self, rows: Array) -> Array:
        assert self.shape is not None
        return rows if len(self.shape) == 1 else rows.reshape(-1, self.shape[-1])

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {**{name: getattr(self, name) for name in self.config_names}, **super().get_config()}


class Rescaling(Layer):
    """a = x · scale + offset, as in Rescaling(1 / 255) for images of bytes."""

    config_names = ("scale", "offset")

    def __init__(self, scale: float, offset: float = 0.0, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.scale, self.offset = checks.number("scale", scale), checks.number("offset", offset)

    def forward_with_z(self, x: Array, training: bool = False) -> tuple[Array, Array]:
        """Return x · scale + offset twice."""
        del training
        a = x * x.dtype.type(self.scale) + x.dtype.type(self.offset)
        return a, a

    def backward_inputs(self, dz: Array) -> Array:
        """Return dL/da · scale."""
        dx: Array = dz * dz.dtype.type(self.scale)
        return dx

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {"scale": self.scale, "offset": self.offset, **super().get_config()}
