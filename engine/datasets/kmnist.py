"""KMNIST: 70,000 handwritten Japanese characters in ten classes, in files of MNIST's form."""

import os

from . import mnist, places


def load_data(path: str | os.PathLike[str] = "kmnist") -> tuple[mnist.Part, mnist.Part]:
    """Return ((60000, 28, 28), (60000,)), ((10000, 28, 28), (10000,)), all uint8, from a folder of four IDX files.

    Raises:
        InputError: there is no such folder, neither at the path nor in Keras's, or files are missing or damaged.
    """
    return mnist.load_folder(places.find(path))
