"""How good the answers are: accuracy is the share of images whose largest output is the right one."""

from dataclasses import dataclass

import numpy as np

from .types import Array


def categorical_accuracy(targets: Array, outputs: Array) -> float:
    """Return the accuracy, 0 to 1, of `outputs` (n, classes) for one-hot `targets` (n, classes)."""
    return sparse_categorical_accuracy(targets.argmax(axis=-1), outputs)


def sparse_categorical_accuracy(labels: Array, outputs: Array) -> float:
    """Return the accuracy, 0 to 1, of `outputs` (n, classes) for integer `labels` (n,)."""
    return float(np.count_nonzero(outputs.argmax(axis=-1) == labels) / len(labels))


@dataclass
class RunningMean:
    """The mean loss and accuracy over several batches, each weighted by how many images it has.

    Attributes:
        loss_sum, accuracy_sum: over all images so far; the second is None when some batch had no accuracy.
        images: how many they are.
    """

    loss_sum: float = 0.0
    accuracy_sum: float | None = 0.0
    images: int = 0

    def add(self, loss: float, accuracy: float | None, images: int) -> None:
        """Take in a batch of `images` images, of which these are the mean loss and the accuracy (None: not known)."""
        self.loss_sum += loss * images
        if self.accuracy_sum is not None:
            self.accuracy_sum = None if accuracy is None else self.accuracy_sum + accuracy * images
        self.images += images

    @property
    def loss(self) -> float:
        """The mean loss of all images so far."""
        return self.loss_sum / self.images

    @property
    def accuracy(self) -> float | None:
        """The accuracy over all images so far; None when some batch had none."""
        return None if self.accuracy_sum is None else self.accuracy_sum / self.images
