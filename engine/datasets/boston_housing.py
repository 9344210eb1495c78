"""Boston housing: 506 places with 13 numbers each and the price of a house there, from boston_housing.npz."""

import os

from ..types import Array
from . import places

Part = tuple[Array, Array]


def load_data(
    path: str | os.PathLike[str] = "boston_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[Part, Part]:
    """Return (numbers (n, 13), prices (n,) in thousands of dollars) for training and for testing.

    Raises:
        InputError: there is no such file, neither at the path nor in Keras's folder, or it is damaged.
    """
    x, y = places.arrays(path, "x", "y")
    return places.split(x, y, test_split, seed)
