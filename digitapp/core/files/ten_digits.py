"""Gives a network for fewer classes an output for each digit, so that it can be read and trained as the others are."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digitapp.core.errors import InputError
from digitapp.core.runs.settings import DIGITS, MOST_CLASSES
from engine import activations
from engine.layers import Dense, Layer
from engine.models import Sequential
from engine.saving import Remark

_NEVER = -50.0  # the score of a digit that the network does not know: e^-50 of the others' share


def for_ten_digits(path: Path, network: Sequential) -> tuple[Sequential, tuple[Remark, ...]]:
    """Return the network with ten outputs, and what is to be said of that; one with ten already as it is.

    Outputs that are missing get no weights and so low a score that the probabilities of the others stay as they were.
    A single sigmoid, yes or no, becomes softmax over 0 and its score, which is the same.

    Raises:
        InputError: it has more outputs than classes can be shown.
    """
    *before, last = network.layers
    if not isinstance(last, Dense) or DIGITS <= last.units <= MOST_CLASSES:
        return network, ()
    if last.units > MOST_CLASSES:
        raise InputError(
            "{file}: expected at most {most} outputs, one for each class. Received: {received} outputs. Train a network"
            " of the same layers on digits, or use this one in a program of your own, with engine.models.load_model.",
            file=path.name,
            most=MOST_CLASSES,
            received=last.units,
        )
    one = last.units == 1
    if last.activation.name != ("sigmoid" if one else "softmax"):
        return network, ()  # which is refused by its function
    kernel = np.zeros((last.kernel.shape[0], DIGITS), last.kernel.dtype)
    bias = np.full(DIGITS, _NEVER, kernel.dtype)
    known = slice(1, 2) if one else slice(0, last.units)
    kernel[:, known] = last.kernel
    bias[known] = 0 if last.bias is None else last.bias
    if one:
        bias[0] = 0
        remark = Remark("It has one output, for yes or no: yes is shown as the digit 1, no as 0.")
    else:
        remark = Remark(
            "It has {count} outputs, which are shown as the digits from 0 on. The others got outputs without weights,"
            " which it never chooses.",
            count=last.units,
        )
    return _with_last(network, before, kernel, bias, str(last.name)), (remark,)


def _with_last(network: Sequential, before: list[Layer], kernel: object, bias: object, name: str) -> Sequential:
    """Return a network of the layers before, and a last one with these weights."""
    result = Sequential(before, generator=network.generator, dtype=network.dtype)
    result.add(Dense(DIGITS, activation=activations.get("softmax"), name=name))
    assert network.input_shape is not None
    result.build(network.input_shape)
    weights = [weight for layer in before for weight in layer.get_weights()]
    result.set_weights([*weights, np.asarray(kernel), np.asarray(bias)])
    return result
