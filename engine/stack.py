"""Layers one after the other, with their names and weights: the part of a model that is there before any training."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike

from . import checks, utils
from .errors import InputError, Words
from .layers import LAYERS, Dense, Input, Layer
from .types import Array


@dataclass(frozen=True)
class LayerTrace:
    """What one Dense layer computed for a batch: z and the activation, each (batch, units)."""

    name: str
    z: Array
    activation: Array


class Stack:
    """A row of layers: what comes out of one goes into the next.

    Attributes:
        layers: the layers, without Input.
        input_shape: (inputs,), or None as long as it is not known.
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
        self.input_shape: tuple[int] | None = None
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

    def build(self, input_shape: int | tuple[int, ...]) -> None:
        """Give every layer that has none its weights, for images of `input_shape`, as in (784,).

        Raises:
            InputError: the model or a layer was built for, or wants, another shape.
        """
        shape = checks.input_shape(input_shape)
        self._set_input_shape(shape)
        (inputs,) = shape
        for layer in self.layers:
            if layer.input_shape not in (None, (inputs,)) or layer.inputs not in (None, inputs):
                raise InputError(
                    "layer {name} must get {expected} inputs. Received: {received}",
                    name=layer.name,
                    expected=layer.inputs or layer.input_shape,
                    received=inputs,
                )
            if not layer.built:
                layer.build(inputs, self.generator, self.dtype)
            inputs = layer.output_units(inputs)

    @property
    def dense_layers(self) -> list[Dense]:
        """The layers that compute x W + b, first to last."""
        return [layer for layer in self.layers if isinstance(layer, Dense)]

    @property
    def built(self) -> bool:
        """Whether all layers have their weights."""
        return bool(self.layers) and all(layer.built for layer in self.layers)

    def predict_on_batch(self, x: Any) -> Array:
        """Return the last layer's activations (batch, units) for one batch `x` (batch, inputs)."""
        a = checks.batch(self._rows(x), self.dtype)
        for layer in self.layers:
            a = layer.forward(a)
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

    def get_weights(self) -> list[Array]:
        """Return copies of all weights: kernel (inputs, units), bias (units,) of the first Dense layer, and so on."""
        return [parameter.copy() for layer in self.layers for parameter in layer.parameters]

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Take over the values of a list such as get_weights() returns.

        Raises:
            InputError: another number of arrays, or another shape; no weight has changed then.
        """
        parameters = [parameter for layer in self.layers for parameter in layer.parameters]
        arrays = [np.asarray(array) for array in weights]
        expected, received = [each.shape for each in parameters], [each.shape for each in arrays]
        if expected != received:
            raise InputError(
                "weights must have shapes {expected}. Received: {received}", expected=expected, received=received
            )
        for parameter, array in zip(parameters, arrays, strict=True):
            parameter[...] = array

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
        rows = checks.rows(x, None if self.input_shape is None else self.input_shape[0])
        if not self.built:
            self.build((rows.shape[1],))
        return rows

    def _set_input_shape(self, shape: tuple[int]) -> None:
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
            base = type(layer).__name__.lower()
            numbered = (f"{base}_{number}" if number else base for number in range(len(taken) + 1))
            return next(name for name in numbered if name not in taken)
        if layer.name in taken:
            raise InputError("each layer must have a name of its own. Received: name={name!r} twice", name=layer.name)
        return layer.name
