"""What a file of a data set holds, before it is made fit for a network."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, brief
from engine.saving import Remark

MOST_IMAGES = 10**6
MOST_SIDE = 1024  # pixels of an image's height or width
MOST_BYTES = 2**30  # of all images together

Labels: TypeAlias = NDArray[Any]  # (n,) int64 or texts


@dataclass(frozen=True, eq=False)
class Part:
    """Images (n, height, width) uint8 and what each is: (n,) whole numbers or texts."""

    images: NDArray[np.uint8]
    labels: Labels


@dataclass(frozen=True, eq=False)
class Raw:
    """A data set as its files have it.

    Attributes:
        name: what it is called.
        source: the file or folder it was read from.
        train, test: its parts; without a test part one is held out.
        names: what classes are called, by their label; others are called as their label is written.
        turned: whether the images lie on their side, as EMNIST's do.
        notes: what is to be said of how it was read.
        fitted: whether the images have been made as MNIST's are.
    """

    name: str
    source: Path
    train: Part
    test: Part | None = None
    names: Mapping[Any, str] = field(default_factory=dict)
    turned: bool = False
    notes: tuple[Remark, ...] = ()
    fitted: bool = False


Reading: TypeAlias = Generator[float, None, Raw]  # yields the share that is done


def images_of(file: object, given: NDArray[Any]) -> NDArray[np.uint8]:
    """Return images of any numbers, in rows or planes, as (n, height, width) from 0 to 255.

    Numbers are taken to be from -1 to 1 where some are below 0, from 0 to 1 where none is larger, from 0 to 16 where
    none is larger and an image has 64 pixels, as the small digits that many courses use, and else from 0 to 255.

    Args:
        file: what messages call it by.
        given: (n, pixels), (n, height, width) or that with 1, 3 or 4 colours at the end.

    Raises:
        InputError: they are none of these.
    """
    values = np.asarray(given)
    if values.dtype.kind not in "fiub" or values.ndim not in (2, 3, 4) or 0 in values.shape:
        raise _no_images(file, values)
    if values.ndim == 4:
        if values.shape[3] not in (1, 3, 4):
            raise _no_images(file, values)
        values = values[..., 0] if values.shape[3] == 1 else values[..., :3].mean(axis=3)
    if values.ndim == 2:
        side = round(values.shape[1] ** 0.5)
        if side * side != values.shape[1]:
            raise InputError(
                "{file}: expected rows of a square image's pixels, such as 784 = 28 x 28. Received: {count} pixels",
                file=file,
                count=values.shape[1],
            )
        values = values.reshape(-1, side, side)
    check_size(file, len(values), values.shape[1:])
    if values.dtype == np.uint8 and values.max() > 16:
        return values
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)) or low < -1.001 or high > 255:
        raise InputError(
            "{file}: expected pixels from 0 to 255, 0 to 1 or -1 to 1. Received: {low:g} to {high:g}",
            file=file,
            low=low,
            high=high,
        )
    if low < 0:
        return _bytes((values + 1) * 127.5)
    small = high <= 16 and values.shape[1] * values.shape[2] == 64
    return _bytes(values * (255 if high <= 1 else 255 / 16 if small else 1))


def check_size(file: object, count: int, shape: tuple[int, ...]) -> None:
    """Refuse what no memory is to be taken for.

    Raises:
        InputError: there are too many images, or too large ones.
    """
    if not 0 < count <= MOST_IMAGES or max(shape) > MOST_SIDE or count * shape[0] * shape[1] > MOST_BYTES:
        raise InputError(
            "{file}: expected 1 to {most:,} images of at most {side} x {side} pixels, 1 GB in all."
            " Received: {count:,} images of {shape}",
            file=file,
            most=MOST_IMAGES,
            side=MOST_SIDE,
            count=count,
            shape=" x ".join(map(str, shape)),
        )


def labels_of(file: object, given: NDArray[Any], count: int) -> Labels:
    """Return labels as whole numbers or texts, (n,); those that are one-hot as the place of the 1.

    Raises:
        InputError: there are not as many as images, or they are no labels.
    """
    values = np.asarray(given)
    if values.ndim == 2 and values.shape[1] > 1 and values.dtype.kind in "fiub" and _is_one_hot(values):
        values = values.argmax(axis=1)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.shape != (count,):
        raise InputError(
            "{file}: expected {count} labels, one for each image. Received: the shape {shape}",
            file=file,
            count=count,
            shape=values.shape,
        )
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind == "U":
        return whole_where_possible(values)
    if values.dtype.kind not in "fiub" or not np.isfinite(values).all() or (values != np.rint(values)).any():
        raise InputError(
            "{file}: expected labels as whole numbers or texts. Received: {received}",
            file=file,
            received=brief(values[:3].tolist()),
        )
    return values.astype(np.int64)


def _is_one_hot(values: NDArray[Any]) -> bool:
    return bool(((values == 0) | (values == 1)).all() and (values.sum(axis=1) == 1).all())


def whole_where_possible(texts: Labels) -> Labels:
    """Return labels that are texts as whole numbers, if all of them are such."""
    distinct, places = np.unique(texts, return_inverse=True)
    try:
        numbers = [float(text) for text in distinct]
    except ValueError:
        return texts
    if not all(number.is_integer() and abs(number) < 2**53 for number in numbers):
        return texts
    return np.array(numbers, np.float64).astype(np.int64)[places]


def _bytes(values: NDArray[Any]) -> NDArray[np.uint8]:
    result: NDArray[np.uint8] = np.rint(values).clip(0, 255).astype(np.uint8)
    return result


def _no_images(file: object, values: NDArray[Any]) -> InputError:
    return InputError(
        "{file}: expected images as numbers of the shape (n, height, width) or (n, pixels). Received: {dtype} of the"
        " shape {shape}",
        file=file,
        dtype=values.dtype,
        shape=values.shape,
    )
