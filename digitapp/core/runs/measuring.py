"""How well a network reads a data set's test images."""

from __future__ import annotations

from collections.abc import Generator

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from engine.data import ScaledImages

_BATCH = 500


def accuracy_steps(moment: Moment, data: Dataset) -> Generator[float | None, None, None]:
    """Read all test images, some at a time; yield None in between, and in the end the share that is read rightly.

    Raises:
        InputError: the network tells other classes apart than the data set has.
    """
    data.check_outputs(moment.network)
    images, labels, right = ScaledImages(moment.received(data.test_images)), data.test_labels, 0
    for start in range(0, len(labels), _BATCH):
        part = slice(start, start + _BATCH)
        right += int((moment.network.trace(images[part])[-1].z.argmax(axis=1) == labels[part]).sum())
        yield None
    yield right / len(labels)
