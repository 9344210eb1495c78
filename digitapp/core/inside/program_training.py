"""What compile and fit say in a program that somebody edits, and the settings that they stand for."""

from __future__ import annotations

import ast
from typing import Any

from digitapp.core.inside.program_text import DEFAULT_RATES
from digitapp.core.inside.program_words import Names, call, checked, dotted, expected, value

_OPTIMIZERS = {"optimizers.RMSprop": "rmsprop", "optimizers.Adam": "adam", "optimizers.SGD": "sgd"}
_LOSS = "loss='categorical_crossentropy'"
_STOPPING = "callbacks=[callbacks.EarlyStopping(patience=3, restore_best_weights=True)]"
_EPOCHS, _BATCH = 1, 32  # what Keras takes where a program does not say


def compiled(node: ast.expr, names: Names) -> dict[str, Any]:
    """Return the settings of network.compile(…).

    Raises:
        ProgramError: the window has no such optimizer, loss or metric.
    """
    given = call(node, "optimizer", "loss", "metrics", by_place=3)
    optimizer, loss, metrics = (given.take(name) for name in ("optimizer", "loss", "metrics"))
    if optimizer is None:
        raise expected(node, "optimizer='rmsprop'")
    if loss is None:
        raise expected(node, _LOSS)
    if metrics is not None and value(metrics) not in (("accuracy",), ("acc",), ()):
        raise expected(metrics, "metrics=['accuracy']")
    return _optimizer(optimizer, names) | _loss(loss, names)


def _optimizer(node: ast.expr, names: Names) -> dict[str, Any]:
    if not isinstance(node, ast.Call):
        name = str(value(node)).lower()
        if name not in DEFAULT_RATES:
            raise expected(node, ", ".join(map(repr, DEFAULT_RATES)))
        return checked(node, optimizer=name, learning_rate=DEFAULT_RATES[name])
    kind = names.known(node, dotted(node))
    if kind not in _OPTIMIZERS:
        raise expected(node, ", ".join(_OPTIMIZERS))
    name = _OPTIMIZERS[kind]
    made = call(node, "learning_rate", *(("momentum",) if name == "sgd" else ()), by_place=2)
    rate, momentum = made.take("learning_rate"), made.take("momentum")
    if momentum is not None and value(momentum) not in (0, 0.9):
        raise expected(momentum, "momentum=0.9")
    chosen = "momentum" if momentum is not None and value(momentum) else name
    return checked(node, optimizer=chosen, learning_rate=DEFAULT_RATES[name] if rate is None else value(rate))


def _loss(node: ast.expr, names: Names) -> dict[str, Any]:
    if not isinstance(node, ast.Call):
        if value(node) != "categorical_crossentropy":
            raise expected(node, _LOSS)
        return {"label_smoothing": 0.0}
    if names.known(node, dotted(node)) != "losses.CategoricalCrossentropy":
        raise expected(node, _LOSS)
    smoothing = call(node, "label_smoothing").take("label_smoothing")
    return checked(node, label_smoothing=0.0 if smoothing is None else value(smoothing))


def fitted(node: ast.expr, names: Names) -> dict[str, Any]:
    """Return the settings of network.fit(…).

    Raises:
        ProgramError: the window does not train so.
    """
    known = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data")
    fit = call(node, *known, by_place=4)
    for name, wanted in (("x", "train_images"), ("y", "train_labels")):
        given = fit.take(name)
        if given is None or dotted(given) != wanted:
            raise expected(given or node, wanted)
    values: dict[str, Any] = {"validation_share": 0.0, "patience": 0}
    for argument, name, default in (
        ("epochs", "epochs", _EPOCHS),
        ("batch_size", "batch_size", _BATCH),
        ("validation_split", "validation_share", 0.0),
    ):
        given = fit.take(argument)
        values |= checked(given or node, **{name: default if given is None else value(given)})
    data, stopping = fit.take("validation_data"), fit.take("callbacks")
    if data is not None and ast.unparse(data).strip("()[]") != "test_images, test_labels":
        raise expected(data, "validation_data=(test_images, test_labels)")
    if isinstance(stopping, ast.List) and stopping.elts:
        values |= _patience(stopping, names)
    elif stopping is not None and ast.unparse(stopping) not in ("[]", "None"):
        raise expected(stopping, _STOPPING)
    return values


def _patience(node: ast.List, names: Names) -> dict[str, Any]:
    first = node.elts[0]
    if len(node.elts) > 1 or names.known(first, dotted(first)) != "callbacks.EarlyStopping":
        raise expected(node, _STOPPING)
    made = call(first, "patience", "restore_best_weights")
    patience, best = made.take("patience"), made.take("restore_best_weights")
    if patience is None or best is None or value(best) is not True or not value(patience):
        raise expected(first, _STOPPING)
    return checked(patience, patience=value(patience))
