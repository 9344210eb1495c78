"""The layers of a program that somebody edits, and the settings that they stand for."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from digitapp.core.errors import InputError, brief
from digitapp.core.inside.program_words import Call, Names, call, checked, dotted, expected, problem, unknown, value
from digitapp.core.inside.shape_trial import try_shape
from digitapp.core.runs.settings import ACTIVATIONS, FIRST_WEIGHTS, IMAGE_SIZE, LARGE

_NAMED = tuple(name for name in FIRST_WEIGHTS if name != "large")
_LARGE = f"initializers.RandomNormal(stddev={LARGE})"
_OUTPUT = "layers.Dense({outputs}, activation='softmax')"


@dataclass
class Dense:
    """A layer of units."""

    node: ast.expr
    units: int
    function: str
    l2: float
    first_weights: str
    use_bias: bool


@dataclass
class Dropout:
    """A layer that leaves units out."""

    node: ast.expr
    rate: float


class Layers:
    """Takes layers one by one."""

    def __init__(self, names: Names, outputs: int) -> None:
        self._outputs = outputs
        self._names = names
        self._layers: list[Dense | Dropout] = []

    def add(self, node: ast.expr) -> None:
        """Take the next layer.

        Raises:
            ProgramError: the window has no such layer.
        """
        kind = self._names.known(node, dotted(node)) if isinstance(node, ast.Call) else ""
        if kind == "layers.Dense":
            self._layers.append(self._dense(node))
        elif kind == "layers.Dropout":
            given = call(node, "rate", by_place=1).take("rate")
            rate = None if given is None else value(given)
            self._layers.append(Dropout(node, checked(node, dropout=rate)["dropout"]))
        else:
            raise unknown(node)

    def _dense(self, node: ast.expr) -> Dense:
        made = call(
            node,
            "units",
            "activation",
            "input_shape",
            "kernel_initializer",
            "kernel_regularizer",
            "use_bias",
            by_place=2,
        )
        units, function, shape = (made.take(name) for name in ("units", "activation", "input_shape"))
        if units is None:
            raise expected(node, "layers.Dense(512, activation='relu')")
        checked(units, hidden_units=(value(units),))
        if shape is not None:
            _check_input_shape(shape)
        name = "linear" if function is None else str(value(function) or "linear")
        return Dense(node, value(units), name, self._penalty(made), self._first_weights(made), _use_bias(made))

    def _first_weights(self, made: Call) -> str:
        given = made.take("kernel_initializer")
        usual = FIRST_WEIGHTS[0]
        if given is None:
            return usual
        if not isinstance(given, ast.Call):
            name = str(value(given))
            if name not in _NAMED:
                raise expected(given, f"{', '.join(map(repr, _NAMED))}, {_LARGE}")
            return name
        if self._names.known(given, dotted(given)) != "initializers.RandomNormal":
            raise expected(given, _LARGE)
        deviation = call(given, "stddev").take("stddev")
        if deviation is None or value(deviation) != LARGE:
            raise expected(given, _LARGE)
        return "large"

    def _penalty(self, made: Call) -> float:
        given = made.take("kernel_regularizer")
        if given is None or (isinstance(given, ast.Constant) and given.value is None):
            return 0.0
        penalty = call(given, "l2", by_place=1)
        if self._names.known(given, penalty.name).lower() != "regularizers.l2":
            raise expected(given, "regularizers.L2(0.001)")
        factor = penalty.take("l2")
        found: float = checked(given, l2=0.01 if factor is None else value(factor))["l2"]
        return found

    @property
    def _least(self) -> str:
        """The output layer, which tells as many classes apart as the data have."""
        return _OUTPUT.format(outputs=self._outputs)

    def settings(self, node: ast.AST) -> dict[str, Any]:
        """Return the settings that the layers stand for, now that all are there.

        Args:
            node: where the program goes on, for what is wrong with all of them.

        Raises:
            ProgramError: the window cannot make such a network.
        """
        dense = [layer for layer in self._layers if isinstance(layer, Dense)]
        if not dense:
            raise problem(node, InputError("The network must have at least this layer: {least}", least=self._least))
        *hidden, last = dense
        if last.units != self._outputs or last.function != "softmax":
            raise expected(last.node, self._least)
        for layer in hidden:
            if layer.function not in ACTIVATIONS:
                raise expected(layer.node, ", ".join(f"activation='{name}'" for name in ACTIVATIONS))
            if layer.function != hidden[0].function:
                raise problem(layer.node, InputError("In this window all hidden layers have the same activation."))
        for layer in dense:
            if layer.l2 != last.l2:
                raise problem(layer.node, InputError("In this window all layers have the same penalty, or none."))
            if layer.first_weights != last.first_weights:
                raise problem(layer.node, InputError("In this window the weights of all layers begin in the same way."))
            if layer.use_bias != last.use_bias:
                raise problem(layer.node, InputError("In this window all layers have a b, or none."))
        units = tuple(layer.units for layer in hidden)
        rate = self._dropout()
        same = {"l2": last.l2, "first_weights": last.first_weights, "dropout": rate, "use_bias": last.use_bias}
        function = {"activation": hidden[0].function} if hidden else {}
        return checked(node, hidden_units=units, **same, **function)

    def _dropout(self) -> float:
        """Return the rate of the Dropout behind each hidden layer; 0 for none."""
        found = [layer for layer in self._layers if isinstance(layer, Dropout)]
        if not found:
            return 0.0
        in_turn = [Dense, Dropout] * (len(self._layers) // 2) + [Dense]
        rates = {layer.rate for layer in found}
        if [type(layer) for layer in self._layers] != in_turn or len(rates) > 1:
            raise problem(
                found[0].node, InputError("In this window the same Dropout stands behind each hidden layer, or none.")
            )
        return rates.pop()


def _use_bias(made: Call) -> bool:
    given = made.take("use_bias")
    if given is None:
        return True
    found = value(given)
    if not isinstance(found, bool):
        raise expected(given, "use_bias=False")
    return found


def _check_input_shape(node: ast.expr) -> None:
    if value(node) != (IMAGE_SIZE,):
        raise problem(
            node,
            InputError(
                "The first layer receives the 784 numbers of a picture, and W has a row for each of them: input_shape"
                " must be (28 * 28,). Received: {received}. The engine itself says: {said}",
                received=brief(ast.unparse(node)),
                said=try_shape(ast.unparse(node)).said,
            ),
        )
