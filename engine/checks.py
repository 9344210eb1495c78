"""Checks of what was given, each with an error that says what was expected and what came."""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from .errors import InputError
from .types import Array, Rows

LARGEST = sys.float_info.max  # a whole number beyond it cannot become a float


def is_integer(value: object) -> bool:
    """Return whether it is a whole number of Python's or NumPy's; True and False are not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def positive_integer(name: str, value: Any) -> int:
    """Return `value` as an int of at least 1."""
    if not is_integer(value) or value < 1:
        raise InputError("{name} must be a positive integer. Received: {name}={value!r}", name=name, value=value)
    return int(value)


def integer_from_zero(name: str, value: Any) -> int:
    """Return `value` as an int of at least 0."""
    if not is_integer(value) or value < 0:
        raise InputError("{name} must be an integer from 0 on. Received: {name}={value!r}", name=name, value=value)
    return int(value)


def text(name: str, value: Any) -> str:
    """Return `value`, a text that is not empty."""
    if not isinstance(value, str) or not value:
        raise InputError("{name} must be a text that is not empty. Received: {name}={value!r}", name=name, value=value)
    return value


def number(name: str, value: Any) -> float:
    """Return `value` as a finite float."""
    if not (is_integer(value) or isinstance(value, float | np.floating)) or not abs(value) <= LARGEST:
        raise InputError("{name} must be a finite number. Received: {name}={value!r}", name=name, value=value)
    return float(value)


def boolean(name: str, value: Any) -> bool:
    """Return `value` as a bool."""
    if not isinstance(value, bool | np.bool_):
        raise InputError("{name} must be True or False. Received: {name}={value!r}", name=name, value=value)
    return bool(value)


def input_shape(shape: Any) -> tuple[int]:
    """Return a shape such as 784, (784,) or [784] as a tuple of one positive integer."""
    sizes = (shape,) if is_integer(shape) else shape
    if not isinstance(sizes, tuple | list) or len(sizes) != 1 or not is_integer(sizes[0]) or sizes[0] < 1:
        raise InputError(
            "input_shape must be one positive integer, as in (784,). Received: input_shape={shape!r}", shape=shape
        )
    return (int(sizes[0]),)


def config_keys(what: str, config: Any, expected: Sequence[str]) -> None:
    """Check that `config` is a dict with no other keys than the expected ones, and with the first of them."""
    if not isinstance(config, dict) or not set(config) <= set(expected) or expected[0] not in config:
        raise InputError(
            "the description of {what} must be a mapping with {first}, and no other names than {expected}. "
            "Received: {config!r}",
            what=what,
            first=expected[0],
            expected=", ".join(expected),
            config=config,
        )


def rows(x: Any, inputs: int | None) -> Rows:
    """Return `x` as a table (n, inputs) with at least one row, of any length of rows when inputs is None.

    What has a shape, a length and indexing is taken as it is; anything else becomes an array.
    """
    table = x if hasattr(x, "shape") and hasattr(x, "__getitem__") else np.asarray(x)
    dtype = getattr(table, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.kind not in "fiub":
        raise InputError("x must be an array of numbers. Received: {dtype} array", dtype=dtype)
    shape = tuple(table.shape)
    if len(shape) != 2 or (inputs is not None and shape[1] != inputs):
        raise InputError(
            "x must have shape (n, {inputs}), one row for each image and one column for each input of the first layer. "
            "Received: shape={shape}",
            inputs="inputs" if inputs is None else inputs,
            shape=shape,
        )
    if 0 in shape:
        raise InputError("x must not be empty. Received: shape={shape}", shape=shape)
    checked: Rows = table
    return checked


def batch(x: Any, dtype: np.dtype[Any]) -> Array:
    """Return a batch of x as an array of that dtype without NaN or infinity."""
    array = np.asarray(x, dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        sums = np.add.reduce(array, axis=0)
    if not np.isfinite(sums).all() and not np.isfinite(array).all():  # the sums are quicker; they may overflow
        raise InputError(
            "x must be finite numbers. Received: {count} of {total} values in a batch are NaN or infinite",
            count=np.count_nonzero(~np.isfinite(array)),
            total=array.size,
        )
    return array


def labels(y: Any, images: int, units: int, sparse: bool) -> Array:
    """Return `y` as an array with a label for each of `images` images, fit for a last layer of `units` units.

    Args:
        y: the labels as given.
        images: how many images there are.
        units: how many units the last layer has.
        sparse: labels are integers (n,) or (n, 1) if true, and rows (n, units) if not.
    """
    array = np.asarray(y)
    if array.dtype.kind not in "fiub":
        raise InputError("y must be an array of numbers. Received: {dtype} array", dtype=array.dtype)
    if array.ndim == 0 or len(array) != images:
        raise InputError(
            "x and y must have equally many rows. Received: {images} in x, y of shape {shape}",
            images=images,
            shape=array.shape,
        )
    if not np.isfinite(array).all():
        raise InputError(
            "y must be finite numbers. Received: {count} of {total} values are NaN or infinite",
            count=np.count_nonzero(~np.isfinite(array)),
            total=array.size,
        )
    return _integer_labels(array, units) if sparse else _one_hot_labels(array, units)


def _one_hot_labels(y: Array, units: int) -> Array:
    if y.ndim != 2 or y.shape[1] != units:
        raise InputError(
            "y must have shape (n, {units}), one column for each unit of the last layer; for integer labels compile "
            "with sparse_categorical_crossentropy, or use to_categorical. Received: shape={shape}",
            units=units,
            shape=y.shape,
        )
    return y


def _integer_labels(y: Array, units: int) -> Array:
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1:
        raise InputError(
            "y must have shape (n,), one integer for each image; for one-hot rows compile with "
            "categorical_crossentropy. Received: shape={shape}",
            shape=y.shape,
        )
    integers = y.astype(np.int64)
    if not (integers == y).all():
        raise InputError(
            "labels must be integers. Received: a label {label}", label=y[np.flatnonzero(integers != y)[0]]
        )
    if integers.min() < 0 or integers.max() >= units:
        raise InputError(
            "labels must be from 0 to {highest}, one for each unit of the last layer. "
            "Received: labels from {smallest} to {largest}",
            highest=units - 1,
            smallest=integers.min(),
            largest=integers.max(),
        )
    return integers
