"""Checks of what was given, each with an error that says what was expected and what came."""

import sys
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from .errors import InputError
from .types import Array, Rows, Shape

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


def not_negative(name: str, value: Any) -> float:
    """Return `value` as a finite float from 0 on."""
    result = number(name, value)
    if result < 0:
        raise InputError("{name} must not be negative. Received: {name}={value}", name=name, value=value)
    return result


def share(name: str, value: Any) -> float:
    """Return `value` as a float from 0 to below 1."""
    result = number(name, value)
    if not 0 <= result < 1:
        raise InputError("{name} must be from 0 to below 1. Received: {name}={value}", name=name, value=value)
    return result


def none(**values: object) -> None:
    """Check that arguments that Keras has and this engine has not were left out."""
    for name, value in values.items():
        if value is not None:
            raise InputError(
                "{name} must be None: this engine has none. Received: {name}={value!r}", name=name, value=value
            )


def float32(dtype: Any) -> None:
    """Check that `dtype` is None, "float32" or NumPy's float32: what everything here is computed in."""
    if dtype not in (None, "float32", np.float32, np.dtype(np.float32)):
        raise InputError("dtype must be float32. Received: dtype={dtype!r}", dtype=dtype)


def input_shape(shape: Any) -> Shape:
    """Return a shape such as 784, (784,), [784] or (28, 28) as a tuple of positive integers."""
    sizes = (shape,) if is_integer(shape) else shape
    if not isinstance(sizes, tuple | list) or not sizes or not all(is_integer(size) and size > 0 for size in sizes):
        raise InputError(
            "input_shape must be positive integers, as in (784,) or (28, 28). Received: input_shape={shape!r}",
            shape=shape,
        )
    return tuple(int(size) for size in sizes)


def assign(parameters: Sequence[Array], weights: Sequence[Any]) -> None:
    """Write the values of arrays into parameters of the same shapes, all or none of them."""
    arrays = [np.asarray(array) for array in weights]
    expected, received = [each.shape for each in parameters], [each.shape for each in arrays]
    if expected != received:
        raise InputError(
            "weights must have shapes {expected}. Received: {received}", expected=expected, received=received
        )
    for parameter, array in zip(parameters, arrays, strict=True):
        parameter[...] = array


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


def rows(x: Any, shape: Shape | None) -> Rows:
    """Return `x` as a table, one row for each image, from images (n, *shape), or from rows (n, numbers of an image).

    Args:
        x: what has a shape, a length and indexing is taken as it is; anything else, and images that are no rows, become
            an array. A column of numbers (n,) is n images of one number.
        shape: of one image; None where any will do.
    """
    x = x.to_numpy() if hasattr(x, "to_numpy") else x  # a table of pandas
    table = x if hasattr(x, "shape") and hasattr(x, "__getitem__") else np.asarray(x)
    dtype = getattr(table, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.kind not in "fiub":
        raise InputError("x must be an array of numbers. Received: {dtype} array", dtype=dtype)
    received = tuple(table.shape)
    flat = received[1:] if received[1:] or not received else (1,)
    if not received or (shape is not None and flat not in (shape, (prod(shape),))):
        raise InputError(
            "x must have shape (n, {inputs}), one row for each image and one column for each input of the first layer. "
            "Received: shape={shape}",
            inputs="inputs" if shape is None else ", ".join(map(str, shape)),
            shape=received,
        )
    if 0 in received:
        raise InputError("x must not be empty. Received: shape={shape}", shape=received)
    checked: Rows = table if len(received) == 2 else np.asarray(table).reshape(received[0], prod(flat))
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
    return _integer_labels(array, units) if sparse else _rows_of_labels(array, units)


def _rows_of_labels(y: Array, units: int) -> Array:
    flat = y.reshape(len(y), -1)
    if flat.shape[1] != units:
        raise InputError(
            "y must have shape (n, {units}), one column for each unit of the last layer; for integer labels compile "
            "with sparse_categorical_crossentropy, or use to_categorical. Received: shape={shape}",
            units=units,
            shape=y.shape,
        )
    return flat


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
