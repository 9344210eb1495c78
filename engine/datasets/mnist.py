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

# What the files are called: by MNIST, Fashion-MNIST and KMNIST, and by QMNIST.
TRAIN = (
    ("train-images-idx3-ubyte", "qmnist-train-images-idx3-ubyte"),
    ("train-labels-idx1-ubyte", "qmnist-train-labels-idx2-int"),
)
TEST = (
    ("t10k-images-idx3-ubyte", "qmnist-test-images-idx3-ubyte"),
    ("t10k-labels-idx1-ubyte", "qmnist-test-labels-idx2-int"),
)


def load_data() -> tuple[Part, Part]:
    """Return MNIST as ((60000, 28, 28), (60000,)), ((10000, 28, 28), (10000,)), all uint8: images and labels."""
    return load_folder(resources.path("mnist"))


def load_folder(folder: str | os.PathLike[str]) -> tuple[Part, Part]:
    """Return the images and labels for training and for testing from a folder of four IDX files, packed or not.

    Returns:
        (images (n, 28, 28), labels (n,)) twice, all uint8; a bright pixel is 255, a label 0 to 9.

    Raises:
        InputError: files are missing or damaged, or are not 28x28 images with as many labels of 0 to 9.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError("{folder}: expected a folder. Received: none of that name", folder=folder)
    found = {names: _find(folder, names) for names in (*TRAIN, *TEST)}
    missing = [names[0] for names, path in found.items() if path is None]
    if missing:
        raise InputError(
            "{folder}: expected four IDX files, each plain or .gz. Received: none of the names {missing}",
            folder=folder,
            missing=", ".join(missing),
        )
    paths = [path for path in found.values() if path is not None]
    return _part(*paths[:2]), _part(*paths[2:])


def _find(folder: Path, names: tuple[str, ...]) -> Path | None:
    candidates = (folder / (name + suffix) for name in names for suffix in ("", ".gz"))
    return next((path for path in candidates if path.exists()), None)


def _part(images_path: Path, labels_path: Path) -> Part:
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
    if labels.min() < 0 or labels.max() >= CLASSES:
        raise InputError(
            "{file}: expected labels from 0 to 9. Received: labels from {smallest} to {largest}",
            file=labels_path,
            smallest=labels.min(),
            largest=labels.max(),
        )
    return images, labels.astype(np.uint8, copy=False)
