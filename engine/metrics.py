"""How good the answers are: accuracy is the share of images whose largest output is the right one."""

import numpy as np

from .types import Array


def categorical_accuracy(targets: Array, outputs: Array) -> float:
    """Return the accuracy, 0 to 1, of `outputs` (n, classes) for one-hot `targets` (n, classes)."""
    return sparse_categorical_accuracy(targets.argmax(axis=-1), outputs)


def sparse_categorical_accuracy(labels: Array, outputs: Array) -> float:
    """Return the accuracy, 0 to 1, of `outputs` (n, classes) for integer `labels` (n,)."""
    return float(np.count_nonzero(outputs.argmax(axis=-1) == labels) / len(labels))


class RunningMean:
    """The mean loss and accuracy over several batches, each weighted by how many images it has."""

    def __init__(self) -> None:
        self._loss = 0.0
        self._accuracy: float | None = 0.0
        self._images = 0

    def add(self, loss: float, accuracy: float | None, images: int) -> None:
        """Take in a batch of `images` images, of which these are the mean loss and the accuracy (None: not known)."""
        self._loss += loss * images
        self._accuracy = None if self._accuracy is None or accuracy is None else self._accuracy + accuracy * images
        self._images += images

    @property
    def loss(self) -> float:
        """The mean loss of all images so far."""
        return self._loss / self._images

    @property
    def accuracy(self) -> float | None:
        """The accuracy over all images so far; None when some batch had none."""
        return None if self._accuracy is None else self._accuracy / self._images
