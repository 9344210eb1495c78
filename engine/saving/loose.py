"""Makes a network of arrays that somebody saved without a word about them: kernels, biases, their order.

A kernel may lie as (inputs, units) or as (units, inputs), a bias as (units,), (1, units) or (units, 1). The sizes say
which, nearly always; where they allow both, the person is asked. Names help to pair and to order: W1 b1 W2 b2,
fc1.weight fc1.bias, hidden_w output_w.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..types import Array
from . import plain
from .answers import HIDDEN, KERNELS, Answers
from .errors import Question, WeightsOnlyError
from .outline import Outline, Part, checked

MOST_TRIED = 8  # kernels whose order is looked for by their sizes
MOST_SHOWN = 8
_ROLES = re.compile(
    r"(?<![a-z])(weights?|kernels?|bias(?:es)?|coefs?|intercepts?|thetas?|[wbk])(?![a-z])", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class _Layer:
    """A kernel as it lies in the file, the bias that goes with it, or None, and what both are called."""

    kernel: Array
    bias: Array | None
    name: str


def outline(
    path: Path, arrays: Mapping[str, Array], answers: Answers, sense: str | None = None, *, in_order: bool = True
) -> Outline:
    """Return the network of Dense layers that the arrays are.

    Args:
        path: the file, for messages.
        arrays: by their names, in the file's order.
        answers: what the person said.
        sense: how the kernels lie, one of KERNELS, where the format says it.
        in_order: whether the order in the file means anything.

    Raises:
        Question: the kernels may lie both ways; or the function of the hidden layers was not given.
        InputError: the arrays are not the weights of one row of Dense layers.
    """
    layers = _paired(path, {name: array for name, array in arrays.items() if array.size > 1 or array.ndim > 0})
    numbered = all(re.search(r"\d", layer.name) for layer in layers)
    orders = [sorted(layers, key=lambda layer: _natural(layer.name))] * numbered + [layers] * in_order
    senses = (sense,) if sense else KERNELS
    chains = {kind: next((order for order in orders if _fits(order, kind == KERNELS[1])), None) for kind in senses}
    if not any(chains.values()):
        chains = {kind: _searched(layers, kind == KERNELS[1]) for kind in senses}
    fitting = {kind: chain for kind, chain in chains.items() if chain}
    if not fitting:
        raise _no_row(path, arrays)
    if len(fitting) > 1 and answers.kernels is None:
        raise Question(
            "{file}: expected to be told how the weights lie, (inputs, units) or (units, inputs): their sizes allow"
            " both. Received: {shapes}",
            parameter="kernels",
            choices=KERNELS,
            file=path,
            shapes=_shapes(arrays),
        )
    kind = answers.kernels if answers.kernels in fitting else next(iter(fitting))
    return dense(path, [_Layer(*_laid(layer, kind == KERNELS[1])) for layer in fitting[kind]], answers)


def dense(path: Path, layers: Sequence[Any], answers: Answers) -> Outline:
    """Return the network of Dense layers with these kernels (inputs, units) and biases, the last one softmax.

    Raises:
        WeightsOnlyError: the function of the hidden layers was not given.
    """
    count = len(layers) - 1
    functions = [*(hidden(path, answers, number, count) for number in range(count)), None]
    parts = [
        Part(
            "Dense",
            layer.name,
            {
                "units": int(layer.kernel.shape[1]),
                "activation": function or answers.output_activation or "softmax",
                "use_bias": layer.bias is not None,
            },
            (layer.kernel,) if layer.bias is None else (layer.kernel, layer.bias),
        )
        for layer, function in zip(layers, functions, strict=True)
    ]
    return checked(Outline(path, tuple(parts)))


def hidden(path: Path, answers: Answers, number: int, count: int) -> str:
    """Return the function of hidden layer `number` of `count` that the person named.

    Raises:
        WeightsOnlyError: nobody did.
    """
    if not answers.hidden_functions:
        raise WeightsOnlyError(
            "{file}: expected to be told the function of the hidden layers, such as relu: the file has weights only."
            " Received: none",
            parameter="hidden_activation",
            choices=HIDDEN,
            file=path,
        )
    return answers.hidden_function(number, count)


def _paired(path: Path, arrays: dict[str, Array]) -> list[_Layer]:
    """Return each kernel with its bias: by what their names have in common, else by their order."""
    kernels = {name: array for name, array in arrays.items() if array.ndim == 2 and min(array.shape) > 1}
    biases = {name: array for name, array in arrays.items() if name not in kernels}
    odd = [name for name, array in biases.items() if array.size < 1 or max(array.shape, default=0) != array.size]
    if odd or not kernels or len(kernels) > plain.MOST_LAYERS or len(biases) > len(kernels):
        raise _no_row(path, {name: arrays[name] for name in odd} or arrays)
    keys = {_key(name): name for name in biases}
    by_name = len(keys) == len(biases) and set(keys) <= {_key(name) for name in kernels}
    if by_name and len({_key(name) for name in kernels}) == len(kernels):
        pairs = [(name, keys.get(_key(name))) for name in kernels]
    elif len(biases) in (0, len(kernels)):
        pairs = list(zip(kernels, biases or [None] * len(kernels), strict=True))
    else:
        raise _no_row(path, arrays)
    return [
        _Layer(kernels[name], None if bias is None else biases[bias].reshape(-1), _label(name)) for name, bias in pairs
    ]


def _searched(layers: list[_Layer], turned: bool) -> list[_Layer] | None:
    """Return the layers in the only order in which each takes what the one before gives; None if there is not one."""
    if len(layers) > MOST_TRIED:
        return None
    rows = [[layer] for layer in layers]
    for _ in layers[1:]:
        rows = [
            [*row, layer]
            for row in rows
            for layer in layers
            if layer not in row and _sides(row[-1], turned)[1] == _sides(layer, turned)[0]
        ]
    return rows[0] if len(rows) == 1 and _fits(rows[0], turned) else None


def _fits(row: list[_Layer], turned: bool) -> bool:
    """Return whether each layer of a row takes what the one before gives, and has a bias for each unit."""
    sides = [_sides(layer, turned) for layer in row]
    if any(layer.bias is not None and len(layer.bias) != units for layer, (_, units) in zip(row, sides, strict=True)):
        return False
    return all(before[1] == after[0] for before, after in pairwise(sides))


def _laid(layer: _Layer, turned: bool) -> tuple[Array, Array | None, str]:
    return layer.kernel.T if turned else layer.kernel, layer.bias, layer.name


def _sides(layer: _Layer, turned: bool) -> tuple[int, int]:
    """Return how many numbers go in and come out."""
    first, second = layer.kernel.shape
    return (second, first) if turned else (first, second)


def _key(name: str) -> str:
    """Return what the names of a kernel and its bias have in common: "1" of W1 and b1, "fc1." of fc1.weight."""
    return _ROLES.sub("", name)


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts W2 before W10."""
    return [(int(part[:18]), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _label(name: str) -> str:
    return re.sub(r"\.(weight|kernel)$", "", name)[:80]


def _shapes(arrays: Mapping[str, Array]) -> str:
    shown = [f"{name[:40]} {array.shape}" for name, array in list(arrays.items())[:MOST_SHOWN]]
    return ", ".join(shown + ["…"] * (len(arrays) > MOST_SHOWN)) or "–"


def _no_row(path: Path, arrays: Mapping[str, Array]) -> InputError:
    return InputError(
        "{file}: expected weights (inputs, units) and a bias (units,) for each layer, no other arrays, and names"
        " or sizes that tell their order. Received: {shapes}",
        file=path,
        shapes=_shapes(arrays),
    )
