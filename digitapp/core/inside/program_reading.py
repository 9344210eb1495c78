"""Reads a program that somebody has edited, line by line, and finds the settings that it stands for; nothing is run."""

from __future__ import annotations

import ast
import warnings
from dataclasses import replace
from typing import Any

from digitapp.core.errors import InputError, brief
from digitapp.core.inside.program_layers import Layers
from digitapp.core.inside.program_training import compiled, fitted
from digitapp.core.inside.program_words import (
    IMAGES,
    Names,
    at,
    call,
    check_size,
    checked,
    dotted,
    expected,
    problem,
    unknown,
    value,
)
from digitapp.core.runs.settings import IMAGE_SIZE, TrainingSettings

_LONGEST = 20_000  # characters, many times what such a program has
_LIBRARIES = ("keras", "engine", "tensorflow")
_USED = (
    "callbacks",
    "initializers",
    "layers",
    "losses",
    "models",
    "optimizers",
    "regularizers",
    "mnist",
    "to_categorical",
)
_PACKAGES = ("keras", "engine", "datasets", "utils")
_LOADED = "((train_images, train_labels), (test_images, test_labels))"


def settings_of(text: str, before: TrainingSettings) -> TrainingSettings:
    """Return the settings that a program stands for.

    Args:
        text: the program, as `program` writes it, with other values, or in other words for the same.
        before: has what a program does not say: the seed, the distortion, the schedule, and the classes of the data.

    Raises:
        ProgramError: a line does not work, or is something that the window cannot do.
    """
    reader = _Reader(before.outputs)
    for statement in _parsed(text):
        reader.take(statement)
    return replace(before, **reader.values(len(text.rstrip().splitlines()) or 1))


def _parsed(text: str) -> list[ast.stmt]:
    lines = text.splitlines() or [""]
    line = 1
    if len(text) <= _LONGEST:
        try:
            with warnings.catch_warnings():  # of 512if, which somebody is still typing
                warnings.simplefilter("ignore")
                statements = ast.parse(text).body
        except SyntaxError as error:
            line = min(max(error.lineno or 1, 1), len(lines))
        except (ValueError, RecursionError, MemoryError):  # a null character, a thousand brackets
            pass
        else:
            for statement in statements:
                check_size(statement)
            return statements
    received = brief(lines[line - 1].strip())
    raise at(line, InputError("Python does not understand this line: {received}", received=received))


class _Reader:
    """Goes through the lines and keeps what they say."""

    def __init__(self, outputs: int) -> None:
        self._names = Names()
        self._values: dict[str, Any] = {"images": 0}  # all, unless a line says otherwise
        self._prepared: dict[str, set[str]] = {name: set() for name in IMAGES}
        self._network = ""
        self._outputs = outputs
        self._layers = Layers(self._names, outputs)
        self._compiled = self._fitted = False

    def values(self, last: int) -> dict[str, Any]:
        """Return what the program says, whose last line has this number."""
        for done, name in ((self._compiled, "compile"), (self._fitted, "fit")):
            if not done:
                missing = f"{self._network or 'network'}.{name}(…)"
                raise at(last, InputError("The program must have this line too: {missing}", missing=missing))
        return self._values

    def take(self, node: ast.stmt) -> None:
        """Read a statement."""
        match node:
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.Assign(targets=[target], value=expression):
                self._assign(node, target, expression)
            case ast.Expr(value=ast.Call() as expression):
                self._do(expression)
            case ast.Expr(value=ast.Constant()):
                pass  # a remark
            case _:
                raise unknown(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            known = (*_USED, *_PACKAGES) if isinstance(node, ast.ImportFrom) else (module,)
            if module.split(".")[0] not in _LIBRARIES or alias.name not in known:
                received = brief(ast.unparse(node))
                known_words = ", ".join(_USED)
                raise problem(
                    node,
                    InputError(
                        "This program may import: {known}. Received: {received}", known=known_words, received=received
                    ),
                )
            self._names.imported.add(alias.asname or alias.name.split(".")[0])

    def _assign(self, node: ast.stmt, target: ast.expr, expression: ast.expr) -> None:
        name, made = dotted(target), dotted(expression)
        if made.endswith("Sequential"):
            self._make(name, expression)
        elif made.endswith("load_data"):
            self._names.known(node, made)
            if ast.unparse(target).strip("()") != _LOADED.strip("()"):
                raise expected(target, _LOADED[1:-1])
            for data in IMAGES:
                self._prepared[data].add("loaded")
        elif made.endswith("to_categorical"):
            self._names.known(node, made)
            given = call(expression, "x", "num_classes", by_place=2).take("x")
            if given is None or dotted(given) != name or name not in IMAGES:
                raise unknown(node)
            self._prepared[name].add("one-hot")
        elif name in IMAGES:
            self._prepare(name, expression)
        elif ast.unparse(target).strip("()") == "train_images, train_labels":
            self._values |= _first_images(node, expression)
        elif self._network and made in (f"{self._network}.fit", f"{self._network}.evaluate"):
            self._do(expression)
        else:
            raise unknown(node)

    def _prepare(self, name: str, expression: ast.expr) -> None:
        """Read how pictures become rows of numbers from 0 to 1."""
        while dotted(expression) != name:
            match expression:
                case ast.BinOp(left=inner, op=ast.Div(), right=divisor) if value(divisor) == 255:
                    self._prepared[name].add("scaled")
                case ast.Call(func=ast.Attribute(value=inner, attr="astype"), args=[_], keywords=[]):
                    pass
                case ast.Call(func=ast.Attribute(value=inner, attr="reshape"), args=[shape], keywords=[]):
                    _check_rows(shape, IMAGES[name])
                    self._prepared[name].add("rows")
                case _:
                    raise unknown(expression)
            expression = inner

    def _make(self, name: str, expression: ast.expr) -> None:
        self._names.known(expression, dotted(expression))
        self._network, self._layers = name, Layers(self._names, self._outputs)
        listed = call(expression, "layers", by_place=1).take("layers")
        if listed is not None and not isinstance(listed, ast.List):
            raise unknown(listed)
        for layer in listed.elts if listed is not None else []:
            self._layers.add(layer)

    def _do(self, expression: ast.expr) -> None:
        owner, _, verb = dotted(expression).rpartition(".")
        if not self._network or owner != self._network:
            if dotted(expression) != "print":
                raise unknown(expression)
        elif verb == "add" and not self._compiled:
            layer = call(expression, "layer", by_place=1).take("layer")
            if layer is None:
                raise expected(expression, "add(layers.Dense(512, activation='relu'))")
            self._layers.add(layer)
        elif verb == "compile":
            self._values |= self._layers.settings(expression) | compiled(expression, self._names)
            self._compiled = True
        elif verb == "fit":
            self._fit(expression)
        elif verb not in ("evaluate", "summary"):
            raise unknown(expression)

    def _fit(self, expression: ast.expr) -> None:
        images, labels = self._prepared["train_images"], self._prepared["train_labels"]
        for done, missing in (
            ("loaded" in images, f"{_LOADED[1:-1]} = mnist.load_data()"),
            ("rows" in images, "train_images = train_images.reshape((60000, 28 * 28))"),
            ("scaled" in images, "train_images = train_images.astype('float32') / 255"),
            ("one-hot" in labels, "train_labels = to_categorical(train_labels)"),
            (self._compiled, f"{self._network}.compile(…)"),
        ):
            if not done:
                raise problem(
                    expression, InputError("Before this line there must be another: {missing}", missing=missing)
                )
        self._values |= fitted(expression, self._names)
        self._fitted = True


def _first_images(node: ast.stmt, expression: ast.expr) -> dict[str, Any]:
    """Return how many of the training images there are: train_images[:500], train_labels[:500]."""
    match expression:
        case ast.Tuple(
            elts=[
                ast.Subscript(
                    value=ast.Name(id="train_images"), slice=ast.Slice(lower=None, upper=ast.expr() as first)
                ),
                ast.Subscript(
                    value=ast.Name(id="train_labels"), slice=ast.Slice(lower=None, upper=ast.expr() as second)
                ),
            ]
        ) if value(first) == value(second):
            return checked(first, images=value(first))
    raise unknown(node)


def _check_rows(node: ast.expr, count: int) -> None:
    shape = value(node)
    if shape not in ((count, IMAGE_SIZE), (-1, IMAGE_SIZE)):
        raise problem(
            node,
            InputError(
                "{count} pictures of 28 rows of 28 pixels become {count} rows of 28 * 28 numbers. Received: {received}",
                count=count,
                received=brief(ast.unparse(node)),
            ),
        )
