"""Reads rows of different lengths from the .npz files of imdb and reuters, which hold them as pickles.

A pickle can name any function of Python to be called. Here only those are let through that make arrays again.
"""

import io
import os
import pickle
import zipfile
from typing import Any

import numpy as np

from ..errors import InputError
from ..types import Array
from . import places

# The functions that arrays are made of, by the names they have had in NumPy 1 and 2.
ARRAYS_ONLY = {
    (f"numpy.{core}.multiarray", name) for core in ("core", "_core") for name in ("_reconstruct", "scalar")
} | {("numpy", "ndarray"), ("numpy", "dtype")}
_CORE = "numpy._core" if np.__version__ >= "2" else "numpy.core"


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that calls nothing but what arrays are made of."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ARRAYS_ONLY:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an array")
        return super().find_class(module if module == "numpy" else f"{_CORE}.multiarray", name)


def arrays(path: str | os.PathLike[str], *names: str) -> list[Array]:
    """Return the arrays of these names, plain or of lists.

    Raises:
        InputError: there is no such file, it is damaged, has no such arrays, or is more than arrays.
    """
    place = places.find(path)
    try:
        with zipfile.ZipFile(place) as packed:
            places.check_sizes(place, packed, names)
            return [_array(packed.read(f"{name}.npy")) for name in names]
    except InputError:
        raise
    except Exception as error:  # a damaged pickle can fail in any way
        raise places.damaged(place, error) from error


def _array(content: bytes) -> Array:
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    _, _, dtype = read_header(file)
    if not dtype.hasobject:
        file.seek(0)
        plain: Array = np.lib.format.read_array(file, allow_pickle=False)
        return plain
    made = _ArraysOnly(file).load()
    if not isinstance(made, np.ndarray):
        raise ValueError(f"a {type(made).__name__} in the place of an array")
    return made
