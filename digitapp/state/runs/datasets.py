"""The data set that networks are trained on: MNIST, or what the person has opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.paper.rasterize import Image
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import count_given
from engine.augmentation import Distortion

MNIST_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)  # training images of each digit


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
        self._aside: tuple[Dataset, Path | None] | None = None  # what comes back after MNIST was there for a while
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
        return sum(self.counts)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many training images of each class the current data set has; nothing is read to know it."""
        return self._dataset.counts if self._dataset else MNIST_COUNTS

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the current data set's classes; empty for the ten digits."""
        return self._dataset.classes if self._dataset else ()

    def given(self, settings: TrainingSettings) -> int:
        """Return how many training images a run with these settings is given; nothing is read to know it."""
        return count_given(self.counts, settings)

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
        """Return a training image of each digit there is, (at most ten, 28, 28), distorted as a run would do it."""
        data = self.load()
        classes = np.unique(data.train_labels)[:10]
        places = [self._chance.choice(np.flatnonzero(data.train_labels == each)) for each in classes]
        distorted = Distortion()(data.train_images[places], self._chance)
        return np.asarray(np.rint(distorted.clip(0, 255)), np.uint8)

    def use(self, dataset: Dataset, folder: Path | None = None) -> None:
        """Make `dataset` the current one; a run that is under way keeps the one it began with."""
        self._dataset, self._folder, self._aside = dataset, folder, None
        self.changed.emit(dataset.name)

    @Slot()
    def use_mnist(self) -> None:
        """Make the bundled MNIST the current data set; it is read when it is needed."""
        self._dataset, self._folder, self._aside = None, None, None
        self.changed.emit(self.name)

    def borrow_mnist(self) -> None:
        """Make MNIST the current data set until `put_back()`, if the current one has other classes than the digits."""
        if self._dataset is not None and self._dataset.classes:
            aside = self._dataset, self._folder
            self.use_mnist()
            self._aside = aside

    def put_back(self) -> None:
        """Make the data set of before borrow_mnist() the current one again, unless another was chosen meanwhile."""
        if self._aside is not None:
            self.use(*self._aside)
