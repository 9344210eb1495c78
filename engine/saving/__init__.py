"""Models as files: one module for each format; opened by what is in them, saved by their ending."""

import os
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..models import Sequential
from .answers import Answers
from .errors import Question, Remark, WeightsOnlyError
from .kinds import looks_like_a_network
from .opening import READABLE, Opened, load, open_model
from .spelled_out import spelled_out
from .trying import Trials, try_answers

__all__ = [
    "READABLE",
    "WRITABLE",
    "Answers",
    "Opened",
    "Question",
    "Remark",
    "Trials",
    "WeightsOnlyError",
    "load",
    "load_weights",
    "looks_like_a_network",
    "open_model",
    "save",
    "save_weights",
    "try_answers",
]

WRITABLE = (".safetensors", ".keras", ".h5", ".onnx", ".npz", ".py")


def save(path: str | os.PathLike[str], model: Sequential, *, image_shape: tuple[int, ...] | None = None) -> None:
    """Write a built model in the format that the file's ending names; .weights.h5 has its weights alone.

    Args:
        path: the file.
        model: the model.
        image_shape: a shape such as (28, 28) that images shall have for the written network: it begins with Flatten.
            None for rows of numbers. Only .keras, .h5 and .onnx can have it.

    Raises:
        InputError: the ending is of no format that can be written, the model has no weights yet, or image_shape does
            not go with it.
        OSError: it cannot be written there.
    """
    from . import h5_file, keras_file, npz_file, onnx_file, python_file, safetensors_file

    writers: dict[str, Callable[..., None]] = {
        ".safetensors": safetensors_file.save,
        ".keras": keras_file.save,
        ".h5": h5_file.save,
        ".onnx": onnx_file.save,
        ".npz": npz_file.save,
        ".py": python_file.save,
    }
    suffix = Path(path).suffix.lower()
    if Path(path).name.lower().endswith(".weights.h5") and image_shape is None:
        save_weights(path, model)
        return
    if suffix not in writers:
        raise InputError(
            "{file}: expected a file that ends in {known}. Received: {suffix}",
            file=path,
            known=", ".join(WRITABLE),
            suffix=suffix[:20] or "…",
        )
    if suffix not in (".safetensors", ".npz"):
        model = spelled_out(model)
    if image_shape is None:
        writers[suffix](path, model)
        return
    if suffix not in (".keras", ".h5", ".onnx"):
        raise InputError(
            "{file}: expected a file that ends in {known}, to take images instead of rows. Received: {suffix}",
            file=path,
            known=".keras, .h5, .onnx",
            suffix=suffix,
        )
    if image_shape == model.input_shape:
        writers[suffix](path, model)
        return
    if model.input_shape is not None and (prod(image_shape),) != model.input_shape:
        raise InputError(
            "image_shape must have as many pixels as the model takes, {expected}. Received: image_shape={shape}",
            expected=model.input_shape,
            shape=image_shape,
        )
    writers[suffix](path, model, image_shape)


def save_weights(path: str | os.PathLike[str], model: Sequential) -> None:
    """Write a built model's weights alone, as Keras 3 does: the file should end in .weights.h5.

    Raises:
        InputError: the model has no weights yet.
        OSError: it cannot be written there.
    """
    from . import h5_file

    h5_file.save_weights(path, model)


def compile_config(path: str | os.PathLike[str]) -> dict[str, Any] | None:
    """Return Keras's description of how the model in a file was compiled; None where the file says nothing of it.

    Raises:
        InputError: the file is damaged.
    """
    from . import keras_file, kinds

    kind = kinds.kind_of(Path(path))
    if kind not in ("keras", "hdf5"):
        return None
    config = keras_file.compile_config(Path(path), packed=kind == "keras")
    return config if isinstance(config, dict) else None


def restore_optimizer(path: str | os.PathLike[str], model: Sequential) -> None:
    """Give a compiled model's optimizer what a .keras or .h5 file says that it remembers; other files do not say it.

    Raises:
        InputError: the file is damaged.
    """
    from . import hdf5, keras_file, kinds, optimizer_state

    path = Path(path)
    kind = kinds.kind_of(path)
    if kind == "hdf5":
        optimizer_state.restore(model, path, hdf5.read(path, optimizer=True))
    if kind == "keras":
        optimizer_state.restore(model, path, hdf5.read(path, keras_file.weights_in_zip(path), optimizer=True))


def load_weights(path: str | os.PathLike[str], model: Sequential) -> None:
    """Give a built model the weights in a file of Keras 1 to 3 or of this engine: weights alone, .keras or .h5.

    Raises:
        InputError: they are not those of the model's layers, or the file is damaged; no weight has changed then.
    """
    from . import h5_file

    h5_file.load_weights(path, model)
