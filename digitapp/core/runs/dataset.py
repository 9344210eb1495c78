"""A data set: labelled pictures to train with, and others to test with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data import ScaledImages
from engine.datasets import mnist

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures (n, 28, 28) uint8 and their digits (n,) uint8."""

    name: str
    train_images: Bytes
    train_labels: Bytes
    test_images: Bytes
    test_labels: Bytes

    @property
    def train_inputs(self) -> ScaledImages:
        """The training pictures as the network takes them: (n, 784), from 0 to 1."""
        return ScaledImages(self.train_images)

    @property
    def test_inputs(self) -> ScaledImages:
        """The test pictures as the network takes them: (n, 784), from 0 to 1."""
        return ScaledImages(self.test_images)

    def shortened(self, train: int, test: int) -> Dataset:
        """Return the data set with only its first pictures, for a quick try."""
        return Dataset(
            self.name,
            self.train_images[:train],
            self.train_labels[:train],
            self.test_images[:test],
            self.test_labels[:test],
        )


def load_mnist() -> Dataset:
    """Return the MNIST that the program brings along."""
    train, test = mnist.load_data()
    return Dataset("MNIST", *train, *test)


def load_folder(folder: Path) -> Dataset:
    """Return the data set in a folder of four IDX files named as MNIST's are, such as Fashion-MNIST.

    Raises:
        InputError: a file is missing or damaged, or the four do not belong together.
    """
    train, test = mnist.load_folder(folder)
    return Dataset(folder.name, *train, *test)
