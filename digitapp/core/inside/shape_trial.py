"""A wrong input_shape, tried: what the engine says to it, and what is wrong with it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum
from math import prod

import numpy as np

from digitapp.core.errors import InputError, brief
from digitapp.core.inside.program_words import ProgramError, check_size, value
from digitapp.core.runs.settings import IMAGE_SIZE
from engine.layers import Dense
from engine.models import Sequential

_LARGEST = 10**6  # inputs of a layer that is really made


class Fit(Enum):
    """How a shape fits the pictures, which come as rows of 784 numbers."""

    FITS = "fits"
    NO_SHAPE = "no shape"
    NOT_FLAT = "not flat"
    OTHER_COUNT = "other count"


@dataclass(frozen=True)
class ShapeTrial:
    """What came of a shape.

    Attributes:
        fit: how it fits.
        count: how many numbers of a picture it is made for; 0 for none.
        said: what was said to it: by the engine, or by who reads what is typed; None where it fits.
    """

    fit: Fit
    count: int = 0
    said: InputError | None = None


def try_shape(text: str) -> ShapeTrial:
    """Make a layer with the input_shape that somebody typed, and give it a picture as a row of 784 numbers."""
    try:
        statement = ast.parse(text.strip(), mode="eval")
        check_size(ast.Expr(statement.body, lineno=1, col_offset=0))
        shape = value(statement.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError, ProgramError):
        shape = None
    sizes = shape if isinstance(shape, tuple) else (shape,)
    if not sizes or not all(type(size) is int and 0 < size <= _LARGEST for size in sizes) or prod(sizes) > _LARGEST:
        return _no_shape(text)
    network = Sequential()
    try:
        network.add(Dense(1, input_shape=sizes))
        network.predict_on_batch(np.zeros((1, IMAGE_SIZE), np.float32))
    except InputError as error:
        return ShapeTrial(Fit.OTHER_COUNT if len(sizes) == 1 else Fit.NOT_FLAT, prod(sizes), error)
    return ShapeTrial(Fit.FITS, prod(sizes))


def _no_shape(text: str) -> ShapeTrial:
    said = InputError(
        "Expected a shape such as (784,), (28 * 28,) or (28, 28). Received: {received}", received=brief(text)
    )
    return ShapeTrial(Fit.NO_SHAPE, 0, said)
