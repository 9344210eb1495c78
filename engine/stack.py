"""Layers one after the other, with their names and weights: the part of a model that is there before any training."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike

from . import checks, utils
from .errors import InputError, Words
from .layers import LAYERS, Dense, Input, Layer
from .types import Array, Shape


@dataclass(frozen=True)
class LayerTrace:
    """What one Dense layer computed for a batch: z and the activation, each (batch, units)."""

    name: str
    z: Array
    activation: Array


def flow(layers: Iterable[Layer], input_shape: int | Shape) -> Iterator[tuple[Layer, Shape]]:
    """Yield each layer, built or not, with the shape of the images that come to it."""
    shape = checks.input_shape(input_shape)
    for layer in layers:
        yield layer, shape
        shape = layer.output_shape_of(shape)


class Stack:
    """A row of layers: what comes out of one goes into the next.

    Attributes:
        layers: the layers, without Input.
        input_shape: of one image, as in (784,) or (28, 28); None as long as it is not known.
        generator: what weights, shuffling and dropout are drawn from.
        dtype: of weights and computation; float32 unless a test wants float64.
    """

    def __init__(
        self,
        layers: Iterable[Layer | Input] | None = None,
        name: str | None = None,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.name = checks.text("name", "sequential" if name is None else name)
        self.generator = utils.new_generator() if generator is None else generator
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self.layers: list[Layer] = []
        self.input_shape: Shape | None = None
        for layer in layers or ():
            self.add(layer)

    def add(self, layer: Layer | Input) -> None:
        """Append a layer. As soon as the input's shape is known, each layer gets its weights when it is added.

        Raises:
            InputError: it is no layer, its name is taken, or its input shape does not fit.
        """
        if isinstance(layer, Input):
            self._set_input_shape(layer.shape)
            return
        if not isinstance(layer, Layer):
            raise InputError("layer must be a Layer or an Input. Received: layer={layer!r}", layer=layer)
        if layer.input_shape is not None and not self.layers:
            self._set_input_shape(layer.input_shape)
        layer.name = self._own_name(layer)
        self.layers.append(layer)
        if self.input_shape is not None:
            try:
                self.build(self.input_shape)
            except Exception:
                self.layers.pop()
                raise

    def build(self, input_shape: int | Shape) -> None:
        """Give every layer that has none its weights, for images of `input_shape`, as in (784,) or (28, 28).

        Raises:
            InputError: the model or a layer was built for, or wants, another shape.
        """
        shape = checks.input_shape(input_shape)
        self._set_input_shape(shape)
        for layer in self.layers:
            if layer.input_shape not in (None, shape) or layer.inputs not in (None, prod(shape)):
                raise InputError(
                    "layer {name} must get {expected} inputs. Received: {received}",
                    name=layer.name,
                    expected=layer.inputs or layer.input_shape,
                    received=shape[0] if len(shape) == 1 else shape,
                )
            if not layer.built:
                layer.build(shape, self.generator, self.dtype)
            shape = layer.output_shape_of(shape)

    def pop(self) -> Layer:
        """Take the last layer away and return it."""
        if not self.layers:
            raise InputError("a model must have at least one layer. Received: none")
        return self.layers.pop()

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return the layer of that name, or at that place from 0.

        Raises:
            InputError: there is none.
        """
        if isinstance(index, int) and -len(self.layers) <= index < len(self.layers):
            return self.layers[index]
        for layer in self.layers:
            if name is not None and layer.name == name:
                return layer
        raise InputError(
            "a layer must be one of {known}. Received: name={name!r}, index={index!r}",
            known=", ".join(str(layer.name) for layer in self.layers),
            name=name,
            index=index,
        )

    @property
    def dense_layers(self) -> list[Dense]:
        """The layers that compute x W + b, first to last."""
        return [layer for layer in self.layers if isinstance(layer, Dense)]

    @property
    def built(self) -> bool:
        """Whether all layers have their weights."""
        return bool(self.layers) and all(layer.built for layer in self.layers)

    def predict_on_batch(self, x: Any) -> Array:
        """Return what the last layer makes of one batch `x` of images, (batch, units) where it is Dense."""
        a = checks.batch(self._rows(x), self.dtype)
        for layer in self.layers:
            a = layer.forward(a)
        shape = self.layers[-1].shape
        assert shape is not None
        return a.reshape(len(a), *shape)

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Return what the last layer makes of a batch of images, as predict_on_batch() does."""
        if not training:
            return self.predict_on_batch(x)
        a = checks.batch(self._rows(x), self.dtype)
        for layer in self.layers:
            a = layer.forward(a, training=True)
        return a

    def trace(self, x: Any) -> tuple[LayerTrace, ...]:
        """Return what each Dense layer computes for a batch `x` (batch, inputs) when the model is used, not trained."""
        a = checks.batch(self._rows(x), self.dtype)
        traces = []
        for layer in self.layers:
            z, a = layer.forward_with_z(a)
            if isinstance(layer, Dense):
                traces.append(LayerTrace(str(layer.name), z, a))
        return tuple(traces)

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """The shape of what comes out, with None for the number of images, as in (None, 10)."""
        return self.get_layer(index=-1).output_shape

    @property
    def trainable(self) -> bool:
        """Whether training changes any layer; setting it sets all of them."""
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = checks.boolean("trainable", value)

    @property
    def weights(self) -> list[Array]:
        """The arrays themselves that get_weights() copies."""
        return [parameter for layer in self.layers for parameter in layer.parameters]

    @property
    def trainable_weights(self) -> list[Array]:
        """Those that training changes."""
        return [parameter for layer in self.layers for parameter in layer.trained]

    @property
    def non_trainable_weights(self) -> list[Array]:
        """Those that training does not change by their gradient."""
        return [parameter for layer in self.layers for parameter in layer.non_trainable_weights]

    def get_weights(self) -> list[Array]:
        """Return copies of all weights: kernel (inputs, units), bias (units,) of the first Dense layer, and so on."""
        return [parameter.copy() for layer in self.layers for parameter in layer.parameters]

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Take over the values of a list such as get_weights() returns.

        Raises:
            InputError: another number of arrays, or another shape; no weight has changed then.
        """
        checks.assign([parameter for layer in self.layers for parameter in layer.parameters], weights)

    def snapshot(self) -> list[Array]:
        """Return copies of all weights, to be handed to another thread or to set_weights() later."""
        return self.get_weights()

    def count_params(self) -> int:
        """Return how many weights there are in all layers."""
        return sum(parameter.size for layer in self.layers for parameter in layer.parameters)

    def get_config(self) -> dict[str, Any]:
        """Return the architecture, without weights, as values that JSON can hold."""
        return {
            "name": self.name,
            "input_shape": None if self.input_shape is None else list(self.input_shape),
            "layers": [{"class_name": type(layer).__name__, "config": layer.get_config()} for layer in self.layers],
        }

    @classmethod
    def from_config(
        cls, config: Any, *, generator: np.random.Generator | None = None, dtype: DTypeLike = np.float32
    ) -> Self:
        """Make the model that get_config() described, with new weights if its input shape is known.

        Raises:
            InputError: the description has unknown names or values that do not fit.
        """
        checks.config_keys(Words("a model"), config, ("layers", "name", "input_shape"))
        if not isinstance(config["layers"], list | tuple):
            raise InputError("layers must be a list. Received: layers={layers!r}", layers=config["layers"])
        model = cls(name=config.get("name"), generator=generator, dtype=dtype)
        if config.get("input_shape") is not None:
            model.add(Input(config["input_shape"]))
        for entry in config["layers"]:
            checks.config_keys(Words("a layer"), entry, ("class_name", "config"))
            kind = LAYERS.get(entry["class_name"]) if isinstance(entry["class_name"], str) else None
            if kind is None:
                raise InputError(
                    "a layer's class_name must be one of {known}. Received: class_name={name!r}",
                    known=", ".join(LAYERS),
                    name=entry["class_name"],
                )
            model.add(kind.from_config(entry.get("config")))
        return model

    def _rows(self, x: Any) -> Any:
        """Return `x` checked as a table of images, after building for it if that has not happened."""
        if not self.layers:
            raise InputError("a model must have at least one layer. Received: none")
        rows = checks.rows(x, self.input_shape)
        if not self.built:
            self.build(self.input_shape or tuple(np.shape(x))[1:] or (1,))
        return rows

    def _set_input_shape(self, shape: Shape) -> None:
        if self.input_shape not in (None, shape):
            raise InputError(
                "input_shape must be {expected}, for which the model is built. Received: input_shape={shape}",
                expected=self.input_shape,
                shape=shape,
            )
        self.input_shape = shape

    def _own_name(self, layer: Layer) -> str:
        """Return the layer's name, or the first of dense, dense_1, dense_2, ... that is free."""
        taken = {other.name for other in self.layers}
        if layer.name is None:
            base = snake(type(layer).__name__)
            numbered = (f"{base}_{number}" if number else base for number in range(len(taken) + 1))
            return next(name for name in numbered if name not in taken)
        if layer.name in taken:
            raise InputError("each layer must have a name of its own. Received: name={name!r} twice", name=layer.name)
        return layer.name


def snake(name: str) -> str:
    """Return batch_normalization for BatchNormalization, re_lu for ReLU, as Keras names its layers."""
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)).lower()
