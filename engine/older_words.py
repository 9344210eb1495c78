"""Words of older books: each says here what it is called today, and nothing else in the engine knows them."""

import sys
import warnings
from collections.abc import Sequence
from typing import Any

from . import checks
from .errors import InputError
from .types import Shape

HERE = (__name__.partition(".")[0], "importlib")  # what the warning is not about


def input_shape(
    given: int | Shape | None, input_dim: int | None, batch_input_shape: Sequence[int | None] | None
) -> Any:
    """Return an image's shape from today's input_shape, from input_dim=784, or from batch_input_shape=(None, 784)."""
    if given is not None:
        return given
    if input_dim is not None:
        return (checks.positive_integer("input_dim", input_dim),)
    if batch_input_shape is None:
        return None
    if not isinstance(batch_input_shape, tuple | list) or len(batch_input_shape) < 2:
        raise InputError(
            "batch_input_shape must be None and an image's shape, as in (None, 784). "
            "Received: batch_input_shape={shape!r}",
            shape=batch_input_shape,
        )
    return tuple(batch_input_shape[1:])


def learning_rate(given: Any, lr: float | None, decay: float | None) -> Any:
    """Return the learning rate of an optimizer from today's word, from lr=0.01, or from decay=1e-6 beside either."""
    rate = given
    if lr is not None:
        _say("lr=", "learning_rate=")
        rate = lr
    if not decay:
        return rate
    from .optimizers.schedules import InverseTimeDecay

    _say("decay=", "learning_rate=optimizers.schedules.InverseTimeDecay(rate, decay_steps=1, decay_rate=decay)")
    return InverseTimeDecay(checks.not_negative("learning_rate", rate), 1, checks.not_negative("decay", decay))


def place_of_utils() -> None:
    """Say that np_utils is an older place."""
    _say("np_utils", "utils, as in utils.to_categorical")


def _say(old: str, new: str) -> None:
    """Warn where the older word stands: in the first file outside of this package."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in HERE:
        frame = frame.f_back
    text = f"{old} is an older word; today it is {new}"
    warnings.warn_explicit(text, UserWarning, frame.f_code.co_filename, frame.f_lineno)
