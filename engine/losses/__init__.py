"""How wrong the answers are: a number for each image, which training makes small, and the slope that it follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from .. import checks
from ..errors import InputError
from ..types import Array
from .binary import BinaryCrossentropy
from .crossentropy import (
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    from_logits,
    from_probabilities,
    gradient_from_logits,
    gradient_from_probabilities,
)
from .distances import Huber, MeanAbsoluteError, MeanSquaredError
from .loss import Loss, of_images

__all__ = [
    "LOSSES",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Huber",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "binary_crossentropy",
    "categorical_crossentropy",
    "from_logits",
    "from_probabilities",
    "get",
    "gradient_from_logits",
    "gradient_from_probabilities",
    "huber",
    "mae",
    "mean_absolute_error",
    "mean_squared_error",
    "mse",
    "sparse_categorical_crossentropy",
]


def categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> Array:
    """Return the loss of each image (n,) for one-hot labels (n, classes) and probabilities, or logits, (n, classes)."""
    return _of(CategoricalCrossentropy(from_logits), y_true, y_pred)


def sparse_categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> Array:
    """Return the loss of each image (n,) for integer labels (n,) and probabilities, or logits, (n, classes)."""
    return _of(SparseCategoricalCrossentropy(from_logits), y_true, y_pred)


def binary_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False) -> Array:
    """Return the loss of each image (n,) for labels 0 and 1, and probabilities, or logits, all (n, units)."""
    return _of(BinaryCrossentropy(from_logits), y_true, y_pred)


def mean_squared_error(y_true: Any, y_pred: Any) -> Array:
    """Return the mean of (t - a)² of each image (n,), for numbers (n, units)."""
    return _of(MeanSquaredError(), y_true, y_pred)


def mean_absolute_error(y_true: Any, y_pred: Any) -> Array:
    """Return the mean of |t - a| of each image (n,), for numbers (n, units)."""
    return _of(MeanAbsoluteError(), y_true, y_pred)


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Array:
    """Return the Huber loss of each image (n,), for numbers (n, units)."""
    return _of(Huber(delta=delta), y_true, y_pred)


def _of(loss: Loss, y_true: Any, y_pred: Any) -> Array:
    return of_images(loss, np.asarray(y_true), np.asarray(y_pred))


mse = mean_squared_error
mae = mean_absolute_error

Function: TypeAlias = Callable[..., Array]
FUNCTIONS: dict[Function, type[Loss]] = {
    categorical_crossentropy: CategoricalCrossentropy,
    sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
    binary_crossentropy: BinaryCrossentropy,
    mean_squared_error: MeanSquaredError,
    mean_absolute_error: MeanAbsoluteError,
    huber: Huber,
}
LOSSES: dict[str, type[Loss]] = {kind.name: kind for kind in FUNCTIONS.values()}
_SHORT = {"bce": BinaryCrossentropy, "mse": MeanSquaredError, "mae": MeanAbsoluteError}
_KNOWN = {
    **LOSSES,
    **{kind.__name__: kind for kind in FUNCTIONS.values()},
    **_SHORT,
    **{name.upper(): kind for name, kind in _SHORT.items()},
}


def get(identifier: Any, config: dict[str, Any] | None = None) -> Loss:
    """Return the loss of that name, in Keras's long or short form, or of that function or class of this module.

    Raises:
        InputError: it is none of these. (A function of one's own has no slope that is known here.)
    """
    if isinstance(identifier, Loss):
        return identifier
    kind: Any = None
    if isinstance(identifier, str):
        kind = _KNOWN.get(identifier)
    elif isinstance(identifier, type) and identifier in FUNCTIONS.values():
        kind = identifier
    elif callable(identifier):
        kind = FUNCTIONS.get(identifier)
    if kind is None and callable(identifier):
        raise InputError(
            "loss must be one of {known}: of a function of one's own the slope is not known here. Make a subclass of"
            " losses.Loss with of_each and gradient instead, and give an object of it. Received: loss={loss!r}",
            known=", ".join(LOSSES),
            loss=identifier,
        )
    if kind is None:
        raise InputError(
            "loss must be one of {known}. Received: loss={loss!r}", known=", ".join(LOSSES), loss=identifier
        )
    given = {} if config is None else config
    fields = tuple(kind().get_config())
    if not isinstance(given, dict) or not set(given) <= set(fields):
        checks.config_keys(kind.__name__, given, fields)
    loss: Loss = kind(**given)
    return loss


def __getattr__(name: str) -> Any:
    from ..not_here import missing

    raise missing(__name__, name)
