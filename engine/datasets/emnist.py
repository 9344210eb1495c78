"""EMNIST: handwritten letters and digits, in files of MNIST's form, one set of four for each choice of classes."""

import os

from ..errors import InputError
from . import mnist, places

CLASSES = {"balanced": 47, "bymerge": 47, "byclass": 62, "letters": 27, "digits": 10, "mnist": 10}  # letters: 1 to 26


def load_data(type: str = "balanced", path: str | os.PathLike[str] = "emnist") -> tuple[mnist.Part, mnist.Part]:
    """Return images (n, 28, 28) and labels (n,) for training and for testing, all uint8, from a folder of IDX files.

    In the files the images lie on their side; here they stand.

    Raises:
        InputError: an unknown type; there is no such folder, neither at the path nor in Keras's; or files are missing
            or damaged.
    """
    if type not in CLASSES:
        raise InputError("type must be one of {known}. Received: type={type!r}", known=", ".join(CLASSES), type=type)
    names = tuple(f"emnist-{type}-{part}" for part in mnist.NAMES)
    train, test = mnist.load_folder(places.find(path), names, CLASSES[type])
    return (train[0].transpose(0, 2, 1), train[1]), (test[0].transpose(0, 2, 1), test[1])
