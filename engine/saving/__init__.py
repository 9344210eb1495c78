"""Models as files: one module for each format, and here the choice between them by a file's ending."""

import os
from pathlib import Path

from ..errors import InputError
from ..models import Sequential

READABLE = (".safetensors", ".keras", ".h5", ".npz")
WRITABLE = (".safetensors", ".keras", ".onnx", ".npz", ".py")


def load(path: str | os.PathLike[str], hidden_activation: str | None = None) -> tuple[Sequential, dict[str, str]]:
    """Return the model in a file, and its metadata if it is of our own format, by the file's ending.

    `hidden_activation` is for a file of weights only, which does not say it.

    Raises:
        WeightsOnlyError: a file has weights only, and no activation was given.
        InputError: the ending is of no known format, or the file is damaged.
    """
    path = Path(path)
    if path.suffix.lower() in (".keras", ".h5"):
        from . import keras_file

        return keras_file.load(path, hidden_activation), {}
    if path.suffix.lower() == ".npz":
        from . import npz_file

        return npz_file.load(path, hidden_activation or "relu"), {}
    if path.suffix.lower() != ".safetensors" and not path.is_dir() and path.suffix:
        raise InputError(
            "{file}: expected a file that ends in {known}. Received: {suffix}",
            file=path,
            known=", ".join(READABLE),
            suffix=path.suffix[:20],
        )
    from . import safetensors_file

    return safetensors_file.load(path)


def save(path: str | os.PathLike[str], model: Sequential) -> None:
    """Write a built model in the format that the file's ending names.

    Raises:
        InputError: the ending is of no format that can be written, or the model has no weights yet.
        OSError: it cannot be written there.
    """
    from . import keras_file, npz_file, onnx_file, python_file, safetensors_file

    writers = {
        ".safetensors": safetensors_file.save,
        ".keras": keras_file.save,
        ".onnx": onnx_file.save,
        ".npz": npz_file.save,
        ".py": python_file.save,
    }
    suffix = Path(path).suffix.lower()
    if suffix not in writers:
        raise InputError(
            "{file}: expected a file that ends in {known}. Received: {suffix}",
            file=path,
            known=", ".join(WRITABLE),
            suffix=suffix[:20] or "…",
        )
    writers[suffix](path, model)
