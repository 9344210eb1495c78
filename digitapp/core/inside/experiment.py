"""Which units say most for a digit: those that one would switch off first to see what happens."""

from __future__ import annotations

import numpy as np

from digitapp.core.reading.reading import Reading
from digitapp.core.runs.unit_changes import Unit


def loudest(reading: Reading, digit: int, count: int) -> list[Unit]:
    """Return the units of the last hidden layer that speak most for a digit, the loudest first; none that is silent."""
    if not reading.hidden:
        return []
    layer = len(reading.hidden) - 1
    votes = reading.hidden[-1].activation * reading.network.dense_layers[-1].kernel[:, digit]
    order = np.argsort(-votes, kind="stable")[:count]
    return [(layer, int(unit)) for unit in order if votes[unit] > 0]
