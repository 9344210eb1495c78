"""Layers that say how the numbers of an image are arranged, and change none of them: Input, Flatten, Reshape."""

from collections.abc import Sequence
from math import prod
from typing import Any, Unpack

from .. import checks, older_words
from ..errors import InputError
from ..types import Shape
from .layer import Common, Layer


class Input:
    """Says how many numbers an image has, in front of the first layer: `Input((784,))` or `Input(shape=(28, 28))`."""

    is_input_of_a_graph = True  # for Keras's functional API; here it only opens a row of layers

    def __init__(
        self,
        shape: int | Shape | None = None,
        batch_size: int | None = None,
        dtype: Any = "float32",
        *,
        batch_shape: Sequence[int | None] | None = None,
        input_shape: int | Shape | None = None,
        batch_input_shape: Sequence[int | None] | None = None,
        name: str | None = None,
    ) -> None:
        del batch_size, dtype  # any number of images; they become float32
        given = shape if shape is not None else input_shape
        self.shape = checks.input_shape(older_words.input_shape(given, None, batch_shape or batch_input_shape))
        self.name = name


InputLayer = Input


class Flatten(Layer):
    """Makes one row of an image: (28, 28) becomes (784,), its rows one behind the other."""

    passes_through = True

    def __init__(self, data_format: str | None = None, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        if data_format not in (None, "channels_last"):
            raise InputError(
                "data_format must be None or 'channels_last'. Received: data_format={value!r}", value=data_format
            )

    def output_shape_of(self, input_shape: Shape) -> Shape:
        """Return the product of all sizes."""
        return (prod(input_shape),)


class Reshape(Layer):
    """Gives the same numbers another shape, such as (784,) for (28, 28); one size may be -1, for what is left."""

    config_names = ("target_shape",)
    passes_through = True

    def __init__(self, target_shape: Sequence[int], **common: Unpack[Common]) -> None:
        super().__init__(**common)
        shape = tuple(target_shape) if isinstance(target_shape, tuple | list) else ()
        whole = all(checks.is_integer(size) and (size > 0 or size == -1) for size in shape)
        if not shape or not whole or shape.count(-1) > 1:
            raise InputError(
                "target_shape must be positive integers, one of which may be -1. Received: target_shape={shape!r}",
                shape=target_shape,
            )
        self.target_shape = tuple(int(size) for size in shape)

    def output_shape_of(self, input_shape: Shape) -> Shape:
        """Return the target shape, with what is left in the place of -1."""
        numbers, known = prod(input_shape), prod(size for size in self.target_shape if size > 0)
        shape = tuple(numbers // known if size == -1 else size for size in self.target_shape)
        if prod(shape) != numbers:
            raise InputError(
                "target_shape must have as many numbers as the images, of shape {shape}. Received: {target}",
                shape=input_shape,
                target=self.target_shape,
            )
        return shape

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {"target_shape": list(self.target_shape), **super().get_config()}
