"""Opens a network's file, whatever program wrote it: by what is in the file, whatever its name ends in."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InputError, Words
from ..files import not_a_file
from ..models import Sequential
from . import assembling, folding, kinds, own_layers, pixels
from .answers import PIXELS, Answers
from .errors import Question, Remark
from .outline import Outline

READABLE = (".safetensors", ".keras", ".h5", ".hdf5", ".onnx", ".npz", ".model")
NOT_RUN = {
    "torch": Words(
        "a file of PyTorch's, which can hold a program; export the network to .onnx, or save its state dict"
        " as .safetensors"
    ),
    "pickle": Words("a pickle, which can hold a program; save the arrays with numpy.savez instead"),
    "tflite": Words("a TensorFlow Lite file; save the Keras model itself with model.save"),
    "checkpoint": Words("a checkpoint of TensorFlow's; save the weights as one .h5 file"),
    "npy": Words("a single array; save all of them in one .npz with numpy.savez"),
}


@dataclass(frozen=True, eq=False)
class Opened:
    """A network that was opened to read digits.

    Attributes:
        model: takes (n, inputs), pixels row by row from 0 to 1, and ends in softmax where that leaves the same digit
            ahead. It has Dense and Dropout layers only.
        metadata: the caller's own, of our own format.
        own: whether the file is of our own format and has just these layers, so that it may be saved to it again.
        questions: what the file does not say and was assumed; each can be answered by opening the file again.
        remarks: what was put in, left out or taken into the weights, as sentences for the person.
    """

    model: Sequential
    metadata: dict[str, str]
    own: bool = False
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()


def open_model(path: str | os.PathLike[str], answers: Answers | None = None) -> Opened:
    """Return the network in a file, made to read pixels from 0 to 1.

    A window asks like this: on a raised Question it shows str(question) (translated as every InputError is) with
    question.choices, and calls again with `replace(answers, **{question.parameter: choice})`. The questions of what is
    returned were answered by an assumption, question.assumed; showing them is enough, with a way to choose another.

    Raises:
        Question: the file leaves something open that nobody answered and that cannot be assumed: hidden_activation
            (then it is a WeightsOnlyError) or kernels.
        InputError: there is no such file, it is damaged, or its network is none that this program reads.
    """
    path = Path(path)
    answers = Answers() if answers is None else answers
    found, metadata = _read(path, answers)
    if isinstance(found, Sequential):
        if own_layers.is_plain(found):
            return Opened(found, metadata, own=kinds.kind_of(path) == "safetensors")
        found = own_layers.outline(path, found)
        answers = replace(answers, pixels=answers.pixels or pixels.stated(found) or pixels.USUAL)
    stated = answers.pixels or pixels.stated(found)
    assumed, sure = (stated, True) if stated else pixels.measured(found)
    model, remarks = folding.folded(found, PIXELS[assumed])
    questions = () if stated else (pixels.question(found, assumed, sure=sure),)
    return Opened(model, metadata, False, questions, (*found.remarks, *remarks))


def tried(path: Path, answers: Answers) -> dict[str, tuple[float, float]]:
    """Return how the network of a file reads MNIST's test images, by each range that its pixels may have had.

    That is the share that is read rightly, and the mean loss; there is none of a network that cannot be tried.

    Raises:
        Question: as for open_model.
        InputError: as for open_model.
    """
    found, _ = _read(path, answers)
    if isinstance(found, Sequential):
        return {}
    stated = answers.pixels or pixels.stated(found)
    return pixels.tried(found, [stated] if stated else PIXELS)


def load(
    path: str | os.PathLike[str], hidden_activation: str | None = None, *, answers: Answers | None = None
) -> tuple[Sequential, dict[str, str]]:
    """Return the network as a file has it, with its own layers and for the numbers it takes, and its metadata.

    `hidden_activation` is short for Answers(hidden_activation); metadata is there in files of our own format only. What
    the engine has no layer for is computed by Dense layers, and log_softmax becomes softmax.

    Raises:
        Question: as for open_model.
        InputError: as for open_model.
    """
    found, metadata = _read(Path(path), Answers(hidden_activation) if answers is None else answers)
    return (found if isinstance(found, Sequential) else assembling.assembled(found)), metadata


def _read(path: Path, answers: Answers) -> tuple[Sequential | Outline, dict[str, str]]:
    """Return the model of our own format, or the outline of another's, and the metadata."""
    kind = _kind(path)
    if kind == "safetensors":
        from . import safetensors_file

        if safetensors_file.is_own(path):
            return safetensors_file.load(path)
        from . import state_dict

        return state_dict.outline(path, answers), {}
    if kind == "keras":
        from . import keras_file

        return keras_file.outline_of_zip(path), {}
    if kind == "hdf5":
        from . import keras_file

        return keras_file.outline_of_hdf5(path, answers), {}
    if kind == "npz":
        from . import npz_file

        return npz_file.read(path, answers), {}
    if kind == "onnx":
        from . import onnx_reader

        return onnx_reader.outline(path), {}
    received = NOT_RUN.get(kind or "", Words("another kind of file, or a damaged one"))
    raise InputError(
        "{file}: expected a network, in a file such as {known}. Received: {received}",
        file=path,
        known=", ".join(READABLE),
        received=received,
    )


def _kind(path: Path) -> str | None:
    """Return the format of what is in a file.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    received = not_a_file(path)
    if received == "a folder" and (path / "saved_model.pb").exists():
        received = Words("a folder of TensorFlow's; save the Keras model as one .keras file")
    if received is not None:
        raise InputError(
            "{file}: expected a network, in a file such as {known}. Received: {received}",
            file=path,
            known=", ".join(READABLE),
            received=received,
        )
    try:
        return kinds.kind_of(path)
    except (OSError, ValueError) as error:
        raise InputError("{file}: expected a readable file. Received: {error}", file=path, error=error) from error
