"""Tells by a file's first bytes, not by its name, whether it holds a network and in which format."""

import os
import zipfile
from pathlib import Path

from ..files import not_a_file
from . import protobuf

READ = ("safetensors", "keras", "hdf5", "npz", "onnx")  # what can be opened; the others are known to be refused by name
MOST_NAMES = 10_000
_DATA = ({"stroke_start.npy", "xy.npy"}, {"x_train.npy", "y_train.npy"})  # stroke files; Keras's data sets
_TABLE = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"  # at the end of a TensorFlow checkpoint's index
_HDF5 = b"\x89HDF\r\n\x1a\n"


def kind_of(path: str | os.PathLike[str]) -> str | None:
    """Return the format of a file: one of READ, or "torch", "pickle", "tflite", "checkpoint", "npy"; None for others.

    What is no regular file, such as a pipe, is not opened.

    Raises:
        OSError: there is no such file, or it cannot be read.
    """
    path = Path(path)
    if path.exists() and not_a_file(path) is not None:
        return None
    with path.open("rb") as file:
        start = file.read(16)
        size = os.fstat(file.fileno()).st_size
        if start.startswith(b"PK"):
            return _kind_of_zip(path)
        file.seek(max(size - 8, 0))
        if start.startswith(b"model_checkpoint") or (size > 8 and file.read(8) == _TABLE):
            return "checkpoint"
        if _is_safetensors(start, size):
            return "safetensors"
        if start.startswith(b"\x80") and start[1:2] in b"\2\3\4\5":
            return "pickle"
        for signature, at, kind in ((_HDF5, 0, "hdf5"), (b"TFL3", 4, "tflite"), (b"\x93NUMPY", 0, "npy")):
            if start[at:].startswith(signature):
                return kind
        file.seek(0)
        return "onnx" if protobuf.is_model(file, size) else None


def looks_like_a_network(path: str | os.PathLike[str]) -> bool:
    """Return whether a file holds a network by its content, whatever its ending; also one that will be refused.

    False for a picture, an archive of drawings, any other file, a folder, and what is not there.
    """
    try:
        kind = kind_of(path)
    except (OSError, ValueError):  # also a name that cannot be one
        return False
    return kind not in (None, "npy") and not (kind == "npz" and _is_of_data(Path(path)))


def _is_safetensors(start: bytes, size: int) -> bool:
    length = int.from_bytes(start[:8], "little")
    return len(start) > 9 and 2 <= length <= size - 8 and start[8:9] == b"{"


def _kind_of_zip(path: Path) -> str | None:
    names = _names(path)
    if "config.json" in names and "model.weights.h5" in names:
        return "keras"
    if any(name.rsplit("/", 1)[-1] == "data.pkl" for name in names):
        return "torch"
    return "npz" if any(name.endswith(".npy") for name in names) else None


def _is_of_data(path: Path) -> bool:
    """Return whether the arrays are drawings or images with their labels."""
    names = set(_names(path))
    return any(data <= names for data in _DATA)


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as packed:
            return packed.namelist()[:MOST_NAMES]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return []
