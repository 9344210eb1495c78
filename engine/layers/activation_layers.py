"""Activation functions as layers of their own: Dense(64), then ReLU(), is the same as Dense(64, activation="relu")."""

from functools import partial
from typing import Any, ClassVar, Unpack

from .. import activations, checks
from ..errors import InputError
from ..types import Array
from .layer import Common, Layer


class Activation(Layer):
    """a = f(x), for each number of an image or, for softmax, along its last axis."""

    config_names: ClassVar[tuple[str, ...]] = ("activation",)

    def __init__(self, activation: Any, **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.activation = activations.get(activation)

    def forward_with_z(self, x: Array, training: bool = False) -> tuple[Array, Array]:
        """Return x and f(x)."""
        a = self.activation(self._along_last_axis(x)).reshape(x.shape)
        if training:
            self._last = x, a
        return x, a

    def backward_activation(self, gradient: Array) -> Array:
        """Return dL/dx = dL/da · f'(x)."""
        gradient_, x, a = (self._along_last_axis(array) for array in (gradient, *self._last))
        return self.activation.backward(gradient_, x, a).reshape(gradient.shape)

    def _along_last_axis(self, rows: Array) -> Array:
        """Return the table with one row for each last axis of an image; for flat images it is as it was."""
        return rows if self.shape is None or len(self.shape) == 1 else rows.reshape(-1, self.shape[-1])

    def get_config(self) -> dict[str, Any]:
        """Return the function's name."""
        return {"activation": self.activation.name, **super().get_config()}


class _WithNumbers(Activation):
    """One function, with numbers that are given to it."""

    def __init__(self, function: str, numbers: dict[str, Any], usual: dict[str, Any], common: Common) -> None:
        super().__init__(function, **common)
        for name, number in numbers.items():
            if not (name == "max_value" and number is None) and not checks.number(name, number) >= 0:
                raise InputError("{name} must not be negative. Received: {name}={value}", name=name, value=number)
        plain = self.activation
        self._numbers = numbers
        if numbers != usual:
            self.activation = activations.Activation(
                plain.name, partial(plain.function, **numbers), partial(plain.backward, **numbers)
            )

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {**self._numbers, **Layer.get_config(self)}


class ReLU(_WithNumbers):
    """a = x from the threshold on, at most max_value; below it negative_slope · (x - threshold)."""

    config_names = ("max_value", "negative_slope", "threshold")

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **common: Unpack[Common],
    ) -> None:
        numbers = {"negative_slope": negative_slope, "max_value": max_value, "threshold": threshold}
        super().__init__("relu", numbers, {"negative_slope": 0, "max_value": None, "threshold": 0}, common)


class LeakyReLU(_WithNumbers):
    """a = x where x > 0, else negative_slope · x; this layer's slope is 0.3, the function's of that name 0.2."""

    config_names = ("negative_slope",)

    def __init__(self, negative_slope: float = 0.3, alpha: float | None = None, **common: Unpack[Common]) -> None:
        slope = negative_slope if alpha is None else alpha
        super().__init__(
            "leaky_relu", {"negative_slope": slope}, {"negative_slope": activations.NEGATIVE_SLOPE}, common
        )


class ELU(_WithNumbers):
    """a = x where x > 0, else α (e^x - 1)."""

    config_names = ("alpha",)

    def __init__(self, alpha: float = 1.0, **common: Unpack[Common]) -> None:
        super().__init__("elu", {"alpha": alpha}, {"alpha": 1}, common)


class Softmax(_WithNumbers):
    """a_k = e^x_k / Σ_j e^x_j along the last axis."""

    config_names = ()

    def __init__(self, axis: int = -1, **common: Unpack[Common]) -> None:
        super().__init__("softmax", {}, {}, common)
        if axis != -1:
            raise InputError("axis must be -1, the last one. Received: axis={axis!r}", axis=axis)
