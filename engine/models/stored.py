"""The part of a model that goes to files and comes from them."""

import os
import warnings
from typing import Any

from ..errors import InputError
from ..layers import Dense
from ..stack import Stack


class Stored(Stack):
    """A row of layers that can be kept in a file."""

    def save(self, filepath: str | os.PathLike[str], overwrite: bool = True, **more: Any) -> None:
        """Write the model in the format that the file's ending names: .keras, .h5, .safetensors, .onnx, .npz or .py.

        Raises:
            InputError: the ending is of no such format, the model has no weights yet, or the file is there already and
                must not be overwritten.
            OSError: it cannot be written there.
        """
        from .. import saving
        from .sequential import Sequential

        del more  # include_optimizer and save_format of Keras
        assert isinstance(self, Sequential)
        _check_free(filepath, overwrite)
        saving.save(filepath, self)

    def save_weights(self, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write the weights alone to a file that ends in .weights.h5.

        Raises:
            InputError: it ends otherwise, the model has no weights yet, or the file must not be overwritten.
            OSError: it cannot be written there.
        """
        from .. import saving
        from .sequential import Sequential

        assert isinstance(self, Sequential)
        if not os.fspath(filepath).endswith(".weights.h5"):
            raise InputError(
                "a file of weights only must end in .weights.h5. Received: filepath={filepath!r}",
                filepath=os.fspath(filepath),
            )
        _check_free(filepath, overwrite)
        saving.save_weights(filepath, self)

    def load_weights(self, filepath: str | os.PathLike[str]) -> None:
        """Take the weights from a file of weights, of Keras 1 to 3, or of a whole model.

        Raises:
            InputError: they are not those of the layers, or the file is damaged.
        """
        from .. import saving
        from .sequential import Sequential

        assert isinstance(self, Sequential)
        saving.load_weights(filepath, self)


def load_model(filepath: str | os.PathLike[str], custom_objects: Any = None, compile: bool = True) -> Any:
    """Return the model in a file, as it was saved: compiled too, if the file says how.

    From a .keras file the optimizer goes on where it was; from others it is a fresh one.

    Raises:
        InputError: there is no such file, it is damaged, or has layers that are not here.
    """
    from .. import saving

    if custom_objects:
        raise InputError(
            "custom_objects must be empty: layers and functions of one's own are not part of this engine. "
            "Received: {received}",
            received=", ".join(map(str, custom_objects)),
        )
    model, _ = saving.load(filepath)
    if compile and model.optimizer is None and (config := saving.compile_config(filepath)) is not None:
        from ..saving import compiled

        try:
            compiled.compile_as(model, config)
            saving.restore_optimizer(filepath, model)
        except InputError as error:
            warnings.warn(f"the model is loaded, but not compiled: {error}", stacklevel=2)
    return model


def clone_model(model: Stack) -> Any:
    """Return a model of the same layers with new weights, not compiled; initializers keep their seeds and numbers."""
    config = model.get_config()
    twin = type(model).from_config({**config, "input_shape": None}, dtype=model.dtype)
    for own, layer in zip(twin.layers, model.layers, strict=True):
        if isinstance(own, Dense) and isinstance(layer, Dense):
            own.draw_as(layer)
    if model.input_shape is not None:
        twin.build(model.input_shape)
    return twin


def _check_free(filepath: str | os.PathLike[str], overwrite: bool) -> None:
    if not overwrite and os.path.exists(filepath):
        raise InputError("{file}: expected a new file, for overwrite=False. Received: one that is there", file=filepath)
