"""California housing: 20,640 blocks with 8 numbers each and the price of a house there, from california_housing.npz."""

import os

from ..errors import InputError
from ..types import Array
from . import places

Part = tuple[Array, Array]
SMALL = 600


def load_data(
    version: str = "large",
    path: str | os.PathLike[str] = "california_housing.npz",
    test_split: float = 0.2,
    seed: int = 113,
) -> tuple[Part, Part]:
    """Return (numbers (n, 8), prices (n,) in dollars) for training and for testing; "small" has 600 rows in all.

    Raises:
        InputError: there is no such file, neither at the path nor in Keras's folder, or it is damaged.
    """
    if version not in ("small", "large"):
        raise InputError("version must be small or large. Received: version={version!r}", version=version)
    x, y = places.arrays(path, "x", "y")
    rows = SMALL if version == "small" else len(x)
    return places.split(x[:rows], y[:rows], test_split, seed)
