"""A data set: labelled pictures to train with, and others to test with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, LastingError, brief
from engine.data import ScaledImages
from engine.datasets import mnist
from engine.models import Sequential

Bytes = NDArray[np.uint8]
DIGIT_NAMES = tuple("0123456789")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures (n, 28, 28) uint8, bright ink on 0, and their classes (n,) uint8.

    Attributes:
        classes: the classes' names; empty for the ten digits.
        notes: what is to be said of how it was read: what was turned, fitted or held out.
        source: what it was read from; None for MNIST.
    """

    name: str
    train_images: Bytes
    train_labels: Bytes
    test_images: Bytes
    test_labels: Bytes
    classes: tuple[str, ...] = ()
    notes: tuple[InputError, ...] = ()
    source: Path | None = None

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes, the digits' too."""
        return self.classes or DIGIT_NAMES

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many training images there are of each class."""
        return tuple(np.bincount(self.train_labels, minlength=len(self.class_names)).tolist())

    @property
    def train_inputs(self) -> ScaledImages:
        """The training pictures as the network takes them: (n, 784), from 0 to 1."""
        return ScaledImages(self.train_images)

    @property
    def test_inputs(self) -> ScaledImages:
        """The test pictures as the network takes them: (n, 784), from 0 to 1."""
        return ScaledImages(self.test_images)

    def check_outputs(self, network: Sequential) -> None:
        """Refuse a network that tells other classes apart.

        Raises:
            InputError: it has not as many outputs as there are classes.
        """
        outputs = network.dense_layers[-1].units
        if outputs != len(self.class_names):
            raise LastingError.of(other_classes(self, outputs))

    def shortened(self, train: int, test: int) -> Dataset:
        """Return the data set with only its first pictures, for a quick try."""
        return self.with_images(
            self.train_images[:train], self.train_labels[:train], self.test_images[:test], self.test_labels[:test]
        )

    def with_images(self, train_images: Bytes, train_labels: Bytes, test_images: Bytes, test_labels: Bytes) -> Dataset:
        """Return the data set with these images instead, of the same classes."""
        return replace(
            self,
            train_images=train_images,
            train_labels=train_labels,
            test_images=test_images,
            test_labels=test_labels,
        )


def other_classes(data: Dataset, outputs: int) -> InputError:
    """Return what is said where a network of so many outputs meets a data set of other classes."""
    return InputError(
        "Expected a data set of {outputs} classes, as the network has outputs. Received: {name} with {classes}. Open"
        " other data, or train a fresh network on these.",
        outputs=outputs,
        name=data.name,
        classes=len(data.class_names),
    )


def class_numbers(data: Dataset, names: str) -> tuple[int, ...]:
    """Return the numbers of classes from their names with commas between them; "" names none.

    Raises:
        InputError: the data set has no class of such a name.
    """
    known, wanted = data.class_names, [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in known]:
        raise InputError(
            "Expected names of classes of {name}: {known}. Received: {unknown}",
            name=data.name,
            known=brief(", ".join(known)),
            unknown=", ".join(unknown),
        )
    return tuple(known.index(name) for name in wanted)


def load_mnist() -> Dataset:
    """Return the MNIST that the program brings along."""
    train, test = mnist.load_data()
    return Dataset("MNIST", *train, *test)


def load_folder(path: Path) -> Dataset:
    """Return the data set in a folder or a file that a person has; see digitapp.core.data.opening.

    Raises:
        InputError: there is none, or it is damaged or cannot be used.
    """
    from digitapp.core.data.opening import open_data  # here: MNIST needs none of it

    return open_data(path)
