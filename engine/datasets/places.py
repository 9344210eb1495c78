"""Where data sets lie that a person has: in Keras's folder, or at a path that is given. Nothing is ever downloaded."""

import os
import zipfile
import zlib
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..types import Array

MOST_BYTES = 2**30  # of an array


def keras_folder() -> Path:
    """Return the folder in which Keras keeps data sets: ~/.keras/datasets, or KERAS_HOME/datasets."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"


def find(path: str | os.PathLike[str]) -> Path:
    """Return where a file or folder is: at the path itself, or in Keras's folder.

    Raises:
        InputError: it is at neither.
    """
    for place in (Path(path), keras_folder() / path):
        if place.exists():
            return place
    raise InputError(
        "{name}: expected the data set at {place}, or at a path given to load_data(); nothing is downloaded. "
        "Received: no such file",
        name=os.path.basename(path),
        place=keras_folder() / path,
    )


def arrays(path: str | os.PathLike[str], *names: str) -> list[Array]:
    """Return the arrays of these names from an .npz file of plain numbers.

    Raises:
        InputError: there is no such file, it is damaged, or has no such arrays.
    """
    place = find(path)
    try:
        with zipfile.ZipFile(place) as packed:
            check_sizes(place, packed, names)
        with np.load(place, allow_pickle=False) as file:
            return [file[name] for name in names]
    except InputError:
        raise
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise damaged(place, error) from error


def check_sizes(place: Path, packed: zipfile.ZipFile, names: tuple[str, ...]) -> None:
    """Refuse a file without these arrays, or with larger ones than a data set has.

    Raises:
        InputError: it is such a file.
    """
    sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    for name in names:
        size = sizes.get(f"{name}.npy")
        if size is None or size > MOST_BYTES:
            raise InputError(
                "{file}: expected an array {name} of at most {most} bytes. Received: {size}",
                file=place,
                name=name,
                most=MOST_BYTES,
                size=size,
            )


def damaged(place: Path, error: object) -> InputError:
    """Return the error for a file that cannot be read."""
    return InputError("{file}: expected a sound .npz file. Received: {error}", file=place, error=str(error)[:200])


def split(x: Array, y: Array, test_split: float, seed: int) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return rows in an order of their own, first those for training, then a share for testing, as Keras does it."""
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    x, y = x[order], y[order]
    at = int(len(x) * (1 - test_split))
    return (x[:at], y[:at]), (x[at:], y[at:])
