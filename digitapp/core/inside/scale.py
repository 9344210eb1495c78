"""Where a scale ends: at a round number, so that it stays while the values under it move a little."""

import numpy as np
from numpy.typing import ArrayLike


def largest(values: ArrayLike) -> float:
    """Return the largest of the values' sizes that is finite; 0.0 if there is none."""
    sizes = np.abs(np.asarray(values, np.float64))
    return float(sizes.max(initial=0.0, where=np.isfinite(sizes)))


def round_up(value: float) -> float:
    """Return the next of 1, 1.5, 2, 3, 5, 7 times a power of ten at or above `value`, for the end of a scale.

    A scale that ends at a round number stays the same while the values under it move a little.
    """
    if not np.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next((step * power for step in (1, 1.5, 2, 3, 5, 7) if step * power >= value), 10 * power))
