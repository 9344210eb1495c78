"""Data to learn from: MNIST, which is here, and others in files that a person has."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import boston_housing, california_housing, emnist, fashion_mnist, idx, imdb, kmnist, mnist, reuters

__all__ = [
    "boston_housing",
    "california_housing",
    "emnist",
    "fashion_mnist",
    "idx",
    "imdb",
    "kmnist",
    "mnist",
    "reuters",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    from ..not_here import missing

    raise missing(__name__, name)
