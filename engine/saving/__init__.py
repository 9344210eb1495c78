"""Models as files: one module for each format; opened by what is in them, saved by their ending."""

import os
from pathlib import Path

from ..errors import InputError
from ..models import Sequential
from .answers import Answers
from .errors import Question, Remark, WeightsOnlyError
from .kinds import looks_like_a_network
from .opening import READABLE, Opened, load, open_model

__all__ = [
    "READABLE",
    "WRITABLE",
    "Answers",
    "Opened",
    "Question",
    "Remark",
    "WeightsOnlyError",
    "load",
    "looks_like_a_network",
    "open_model",
    "save",
]

WRITABLE = (".safetensors", ".keras", ".onnx", ".npz", ".py")


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
