"""Which data set a run learned from, so that another computer can tell whether it has the same."""

from __future__ import annotations

import hashlib
from weakref import WeakKeyDictionary

import numpy as np

from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.replay import ReplayDiffersError

MNIST = "25c98f992c005963b7428e1f38418b233c9b286cc403519287eb8063f0bcfe07"  # of the MNIST that comes with the program

_known: WeakKeyDictionary[Dataset, str] = WeakKeyDictionary()


def digest(data: Dataset) -> str:
    """Return the SHA-256 of a data set's pictures and labels, of those to train with and of those to test with."""
    if data not in _known:
        whole = hashlib.sha256()
        for array in (data.train_images, data.train_labels, data.test_images, data.test_labels):
            whole.update(f"{array.shape}".encode())
            whole.update(np.ascontiguousarray(array).data)
        _known[data] = whole.hexdigest()
    return _known[data]


class OtherDataError(ReplayDiffersError):
    """The data that a run learned from are not here: only its snapshots can be shown."""


def not_here(name: str) -> InputError:
    """Return what is said where the data set of this name is not here, or is another one."""
    return OtherDataError(
        "The data set that the run learned from, {name}, is not on this computer. The moments that were kept can be"
        " seen, but not what lies between them.",
        name=name,
    )
