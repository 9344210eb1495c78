"""How good the answers are, in numbers for people: accuracy is the share of images that are read right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from ..errors import Choices, InputError
from ..losses import (
    binary_crossentropy,
    categorical_crossentropy,
    mae,
    mean_absolute_error,
    mean_squared_error,
    mse,
    sparse_categorical_crossentropy,
)
from ..types import Array
from .accuracies import (
    AnyAccuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from .counted import AUC, OwnFunction, Precision, Recall
from .metric import Metric, RunningMean, values
from .of_losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    RootMeanSquaredError,
    SparseCategoricalCrossentropy,
)

__all__ = [
    "AUC",
    "METRICS",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "Metric",
    "OwnFunction",
    "Precision",
    "Recall",
    "RootMeanSquaredError",
    "RunningMean",
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy",
    "TopKCategoricalAccuracy",
    "binary_accuracy",
    "binary_crossentropy",
    "categorical_accuracy",
    "categorical_crossentropy",
    "get",
    "get_all",
    "mae",
    "mean_absolute_error",
    "mean_squared_error",
    "mse",
    "serialize",
    "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
    "values",
]

METRICS: dict[str, type[Metric]] = {
    kind.default_name: kind
    for kind in (
        AnyAccuracy,
        BinaryAccuracy,
        CategoricalAccuracy,
        SparseCategoricalAccuracy,
        TopKCategoricalAccuracy,
        SparseTopKCategoricalAccuracy,
        MeanAbsoluteError,
        MeanSquaredError,
        RootMeanSquaredError,
        BinaryCrossentropy,
        CategoricalCrossentropy,
        SparseCategoricalCrossentropy,
        Precision,
        Recall,
        AUC,
    )
}
_SHORT = {"acc": AnyAccuracy, "mae": MeanAbsoluteError, "mse": MeanSquaredError, "bce": BinaryCrossentropy}
FUNCTIONS: tuple[Callable[..., Array], ...] = (
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    top_k_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    mean_absolute_error,
    mean_squared_error,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)


def get(identifier: Any) -> Metric:
    """Return the metric of that name, in Keras's long or short form, or of that class, function or description.

    In the history it bears the name that was given.

    Raises:
        InputError: it is none of these.
    """
    if isinstance(identifier, Metric):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Metric) and identifier in METRICS.values():
        return identifier()
    if isinstance(identifier, dict) and identifier.get("class_name") in METRICS:
        return METRICS[identifier["class_name"]].from_config(identifier.get("config", {}))
    if callable(identifier) and identifier not in FUNCTIONS and not isinstance(identifier, type):
        return OwnFunction(identifier)
    name: Any = identifier.__name__ if identifier in FUNCTIONS else identifier
    kind = None
    if isinstance(name, str):
        long = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() if not name.isupper() else name.lower()
        kind = _SHORT.get(name.lower(), METRICS.get(long))
    if kind is None:
        raise InputError(
            "a metric must be one of {known}. Received: metric={metric!r}",
            known=Choices(", ".join(METRICS)),
            metric=identifier,
        )
    return kind(name=name)


def get_all(identifiers: Any) -> tuple[Metric, ...]:
    """Return the metrics of a list, or of one alone; of two with the same name, the second is called NAME_1.

    Raises:
        InputError: one of them is unknown, or it is no list.
    """
    if identifiers is None:
        return ()
    given = identifiers if isinstance(identifiers, list | tuple) else [identifiers]
    if any(isinstance(each, list | tuple) for each in given):
        raise InputError("metrics must be a list of metrics. Received: metrics={metrics!r}", metrics=identifiers)
    return tuple(_numbered(get(each) for each in given))


def _numbered(metrics: Iterable[Metric]) -> Iterable[Metric]:
    counts: dict[str, int] = {}
    for metric in metrics:
        count = counts[metric.name] = counts.get(metric.name, -1) + 1
        own = copy(metric) if count else metric
        own.name = f"{metric.name}_{count}" if count else metric.name
        yield own


def serialize(metric: Metric) -> Any:
    """Return what get() makes the metric from again: its name where that says all, else its kind and arguments."""
    plain = type(get(metric.name)) is type(metric) if _is_known(metric.name) else False
    if plain and get(metric.name).get_config() == metric.get_config():
        return metric.name
    return {"class_name": type(metric).default_name, "config": metric.get_config()}


def _is_known(name: str) -> bool:
    return name in METRICS or name in _SHORT


def __getattr__(name: str) -> Any:
    from ..not_here import missing

    raise missing(__name__, name)
