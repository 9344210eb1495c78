"""The data set that networks are trained on: MNIST, or a folder that the person chose."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.paper.rasterize import Image
from digitapp.core.runs.dataset import Dataset, load_mnist
from engine.augmentation import Distortion

MNIST_IMAGES = 60_000


class Datasets(QObject):
    """Holds the current data set, read from its files when it is first needed.

    Signals:
        changed(name): another data set is the current one.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._mnist: Dataset | None = None
        self._dataset: Dataset | None = None  # MNIST
        self._folder: Path | None = None
        self._chance = np.random.default_rng()

    @property
    def name(self) -> str:
        """The current data set's name."""
        return self._dataset.name if self._dataset else "MNIST"

    @property
    def folder(self) -> Path | None:
        """Where the current data set was read from; None for MNIST."""
        return self._folder

    @property
    def images(self) -> int:
        """How many training images the current data set has; nothing is read to know it."""
        return len(self._dataset.train_labels) if self._dataset else MNIST_IMAGES

    def load(self) -> Dataset:
        """Return the current data set; may be called from any thread."""
        return self.loader()()

    def loader(self) -> Callable[[], Dataset]:
        """Return what returns the data set that is the current one now, whichever is then; for any thread."""
        dataset = self._dataset
        return self._load_mnist if dataset is None else lambda: dataset

    def mnist_loader(self) -> Callable[[], Dataset]:
        """Return what returns the bundled MNIST; for any thread."""
        return self._load_mnist

    def _load_mnist(self) -> Dataset:
        with self._lock:  # nobody but these threads waits for it
            if self._mnist is None:
                self._mnist = load_mnist()
            return self._mnist

    def distorted_sample(self) -> Image:
        """Return a training image of each digit there is, (10 or fewer, 28, 28), distorted as a run would do it."""
        data = self.load()
        places = [
            self._chance.choice(np.flatnonzero(data.train_labels == digit)) for digit in np.unique(data.train_labels)
        ]
        distorted = Distortion()(data.train_images[places], self._chance)
        return np.asarray(np.rint(distorted.clip(0, 255)), np.uint8)

    def use(self, dataset: Dataset, folder: Path | None = None) -> None:
        """Make `dataset` the current one; a run that is under way keeps the one it began with."""
        self._dataset, self._folder = dataset, folder
        self.changed.emit(dataset.name)

    @Slot()
    def use_mnist(self) -> None:
        """Make the bundled MNIST the current data set; it is read when it is needed."""
        self._dataset, self._folder = None, None
        self.changed.emit(self.name)
