"""MNIST: 70,000 handwritten digits of 28x28 pixels with their labels; and other data sets in files of the same form."""

import os
from pathlib import Path
from typing import TypeAlias

import numpy as np

import resources

from ..errors import InputError
from ..types import Array
from . import idx

Part: TypeAlias = tuple[Array, Array]

PIXELS = (28, 28)
CLASSES = 10

NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "test-images-idx3-ubyte", "test-labels-idx1-ubyte")

# What the files are called: by MNIST, Fashion-MNIST and KMNIST, and by QMNIST.
TRAIN = (
    ("train-images-idx3-ubyte", "qmnist-train-images-idx3-ubyte"),
    ("train-labels-idx1-ubyte", "qmnist-train-labels-idx2-int"),
)
TEST = (
    ("t10k-images-idx3-ubyte", "qmnist-test-images-idx3-ubyte"),
    ("t10k-labels-idx1-ubyte", "qmnist-test-labels-idx2-int"),
)


def load_data(path: str = "mnist.npz") -> tuple[Part, Part]:
    """Return MNIST as ((60000, 28, 28), (60000,)), ((10000, 28, 28), (10000,)), all uint8: images and labels.

    It comes with this library, so `path`, where Keras would keep it, says nothing.
    """
    del path
    return load_folder(resources.path("mnist"))


def load_folder(
    folder: str | os.PathLike[str], names: tuple[str, ...] | None = None, classes: int = CLASSES
) -> tuple[Part, Part]:
    """Return the images and labels for training and for testing from a folder of four IDX files, packed or not.

    Args:
        folder: where they are.
        names: what the four are called, without .gz; MNIST's names if None.
        classes: labels must be below it.

    Returns:
        (images (n, 28, 28), labels (n,)) twice, all uint8; a bright pixel is 255, a label 0 to 9.

    Raises:
        InputError: files are missing or damaged, or are not 28x28 images with as many labels of 0 to 9.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError("{folder}: expected a folder. Received: none of that name", folder=folder)
    wanted = (*TRAIN, *TEST) if names is None else tuple((name,) for name in names)
    found = {each: _find(folder, each) for each in wanted}
    missing = [each[0] for each, path in found.items() if path is None]
    if missing:
        raise InputError(
            "{folder}: expected four IDX files, each plain or .gz. Received: none of the names {missing}",
            folder=folder,
            missing=", ".join(missing),
        )
    paths = [path for path in found.values() if path is not None]
    return _part(paths[0], paths[1], classes), _part(paths[2], paths[3], classes)


def _find(folder: Path, names: tuple[str, ...]) -> Path | None:
    candidates = (folder / (name + suffix) for name in names for suffix in ("", ".gz"))
    return next((path for path in candidates if path.exists()), None)


def _part(images_path: Path, labels_path: Path, classes: int) -> Part:
    images, labels = idx.read(images_path), idx.read(labels_path)
    if images.dtype != np.uint8 or images.shape[1:] != PIXELS:
        raise InputError(
            "{file}: expected images of 28x28 bytes, shape (n, 28, 28). Received: {dtype} of shape {shape}",
            file=images_path,
            dtype=images.dtype,
            shape=images.shape,
        )
    if labels.ndim == 2:
        labels = labels[:, 0]  # QMNIST: the digit, then who wrote it and where it is from
    if labels.shape != images.shape[:1]:
        raise InputError(
            "{file}: expected {expected} labels, one for each image in {images}. Received: shape {shape}",
            file=labels_path,
            expected=len(images),
            images=images_path.name,
            shape=labels.shape,
        )
    if labels.min() < 0 or labels.max() >= classes:
        raise InputError(
            "{file}: expected labels from 0 to {highest}. Received: labels from {smallest} to {largest}",
            file=labels_path,
            highest=classes - 1,
            smallest=labels.min(),
            largest=labels.max(),
        )
    return images, labels.astype(np.uint8, copy=False)
