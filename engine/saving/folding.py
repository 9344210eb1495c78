"""Makes of an Outline the plain network that computes the same: Dense layers, for pixels row by row from 0 to 1.

Most of what stands around Dense layers multiplies each number and adds to it, x * a + c, where the network is used and
not trained. That vanishes into the weights of the Dense layer behind it or before it:

    (x * a + c) W + b  =  x (a W) + (c W + b)            (x W + b) * a + c  =  x (W a) + (b a + c)
"""

from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np

from .. import activations
from ..activations import ACTIVATIONS
from ..errors import InputError
from ..layers import Dense, Dropout, Layer
from ..models import Sequential
from ..types import Array
from . import keras_words, plain
from .errors import Remark
from .outline import NOTHING, Outline, Part, affine, needs, refused

BENDS = ("ReLU", "LeakyReLU", "ELU")  # functions that have numbers of their own
RISING = ("sigmoid", "tanh", "softplus", "softsign", "relu", "leaky_relu", "elu", "selu")  # the larger z, the larger a
MOST_UNITS = 4096  # of a layer that is put in only to hold a function


@dataclass(frozen=True, eq=False)
class _Row:
    """A Dense layer on its way: float64 kernel and bias, and what it is made with."""

    kernel: Array
    bias: Array | None
    settings: dict[str, Any]


class _Folding:
    """The plain layers so far, and the x * a + c that still waits for the next Dense layer."""

    def __init__(self, outline: Outline, scale: tuple[float, float]) -> None:
        self.outline = outline
        self.rows: list[_Row | Layer] = []
        self.inputs = self.columns = prod(outline.shape())
        self.waiting: tuple[Array, Array] | None = None
        if scale != (1.0, 0.0):
            self.waiting = np.full(self.inputs, scale[0]), np.full(self.inputs, scale[1])
        self.remarks: list[Remark] = []

    @property
    def last(self) -> int | None:
        """Where the last Dense layer is, if nothing but Dropout comes behind it."""
        for place in reversed(range(len(self.rows))):
            if not isinstance(self.rows[place], Dropout):
                return place if isinstance(self.rows[place], _Row) else None
        return None

    def add_dense(self, part: Part) -> None:
        kernel, *biases = (weight.astype(np.float64) for weight in part.weights)
        bias = biases[0] if biases else None
        if self.waiting is not None:
            a, c = self.waiting
            added = c @ kernel
            kernel = a[:, None] * kernel
            bias = added + bias if bias is not None else added if added.any() else None
            self.waiting = None
        self.columns = kernel.shape[1]
        self.rows.append(_Row(kernel, bias, {**part.settings, "use_bias": bias is not None, "name": part.name}))

    def add_affine(self, a: Array, c: Array) -> None:
        place = self.last
        row = None if place is None else self.rows[place]
        if place is not None and isinstance(row, _Row) and row.settings["activation"] == "linear":
            bias = c if row.bias is None else row.bias * a + c
            kept = bias if row.bias is not None or bias.any() else None
            settings = {**row.settings, "use_bias": kept is not None}
            self.rows[place] = replace(row, kernel=row.kernel * a, bias=kept, settings=settings)
        elif self.waiting is None:
            self.waiting = a, c
        else:
            self.waiting = self.waiting[0] * a, self.waiting[1] * a + c

    def add_function(self, part: Part) -> None:
        function = part.settings["activation"]
        place = self.last
        row = None if place is None else self.rows[place]
        before = row.settings["activation"] if isinstance(row, _Row) else None
        if function == "linear" or (function == before == "relu" and self.waiting is None):
            return
        if self.waiting is None and before == "linear" and place is not None and isinstance(row, _Row):
            self.rows[place] = replace(row, settings={**row.settings, "activation": function})
            return
        self._stand_in(part, function)

    def add_bend(self, part: Part) -> None:
        """Take a function that has numbers of its own, such as a slope."""
        kind = {"ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu"}[part.kind]
        try:
            function = activations.get(kind).with_numbers(**part.settings).name
        except InputError as error:
            raise refused(self.outline.path, part, error) from error
        self.add_function(Part("Activation", part.name, {"activation": function}))

    def _stand_in(self, part: Part, function: str) -> None:
        """Hold a function that no Dense layer can take by a layer of its own, whose weights change nothing."""
        if self.columns > MOST_UNITS:
            raise refused(self.outline.path, part, InputError("it stands where no Dense layer can take its function"))
        settings = {"units": self.columns, "activation": function}
        self.add_dense(Part("Dense", part.name, settings, (np.eye(self.columns),)))
        self.remarks.append(
            Remark("{name} became a layer of its own, whose weights pass its inputs on as they are.", name=part.name)
        )

    def close(self) -> None:
        """Let nothing wait any more."""
        if self.waiting is not None:
            self._stand_in(self.outline.parts[-1], "linear")
        if not any(isinstance(row, _Row) for row in self.rows):
            raise InputError("{file}: expected a network with a Dense layer. Received: none", file=self.outline.path)
        if "log_softmax" not in ACTIVATIONS:
            self._make_softmax_of("log_softmax")

    def end_in_softmax(self) -> None:
        """End in softmax where the file ends in scores or in a function that leaves the same digit ahead."""
        self._make_softmax_of("log_softmax", "linear", *RISING)

    def _make_softmax_of(self, *functions: str) -> None:
        place = self.last
        row = None if place is None else self.rows[place]
        if place is None or not isinstance(row, _Row):
            return
        function, name = row.settings["activation"], row.settings["name"]
        if self.columns < 2 or function not in functions:
            return
        self.rows[place] = replace(row, settings={**row.settings, "activation": "softmax"})
        if function in RISING:
            remark = Remark(
                "{name} ends in {function} for each digit, which need not add up to 1. They are shown through softmax"
                " instead: the same digit is ahead, with another share.",
                name=name,
                function=function,
            )
        elif function == "linear":
            remark = Remark("{name} gives scores. Softmax makes probabilities of them.", name=name)
        else:
            remark = Remark("{name} gives logarithms of probabilities. Softmax gives these themselves.", name=name)
        self.remarks.append(remark)


def folded(
    outline: Outline, scale: tuple[float, float] = (1.0, 0.0), *, probabilities: bool = True
) -> tuple[Sequential, list[Remark]]:
    """Return the plain network for pixels from 0 to 1, and what should be said of it.

    Args:
        outline: what a file says, checked.
        scale: (a, c) of the numbers x * a + c that the file's own network takes.
        probabilities: whether it shall end in softmax where the file's own ends in scores or in sigmoids.

    Raises:
        InputError: it has a part that cannot be taken into Dense layers.
    """
    work = _Folding(outline, scale)
    shape = outline.shape()
    normalized = []
    with np.errstate(all="ignore"):  # what becomes infinite is refused below
        for part in map(keras_words.by_name, outline.parts):
            _, after = needs(outline.path, part, shape)
            pair = affine(part, shape)
            if part.kind == "Dense":
                work.add_dense(part)
            elif pair is not None:
                work.add_affine(pair[0].ravel(), pair[1].ravel())
                normalized += [part.name] * (part.kind == "BatchNormalization")
            elif part.kind == "Activation":
                work.add_function(part)
            elif part.kind in BENDS:
                work.add_bend(part)
            elif part.kind == "Dropout":
                work.rows.append(Dropout(part.settings["rate"], name=part.name))
            elif part.kind not in ("Flatten", "Reshape", *NOTHING):
                raise refused(outline.path, part, InputError("it cannot be taken into a row of Dense layers"))
            shape = after
        work.close()
        if probabilities:
            work.end_in_softmax()
    layers: list[Layer] = []
    weights: list[Array] = []
    for row in work.rows:
        layers.append(_dense(outline, row) if isinstance(row, _Row) else row)
        if isinstance(row, _Row):
            weights += [np.asarray(each) for each in (row.kernel, row.bias) if each is not None]
    if normalized:
        work.remarks.append(
            Remark(
                "Batch normalization ({names}) was worked into the weights beside it: the network reads the same, and"
                " trains on without it.",
                names=", ".join(normalized)[:80],
            )
        )
    return plain.assembled(outline.path, layers, work.inputs, weights), work.remarks


def _dense(outline: Outline, row: _Row) -> Dense:
    try:
        return Dense(**row.settings)
    except InputError as error:
        raise refused(outline.path, Part("Dense", str(row.settings["name"])), error) from error
