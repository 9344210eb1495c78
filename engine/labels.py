"""What a network shall answer, with how much each image counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import checks
from .errors import InputError
from .types import Array


@dataclass(frozen=True, eq=False)
class Labels:
    """Checked labels.

    Attributes:
        y: integers (n,) for a sparse loss, else rows (n, units).
        weights: how much each image counts, (n,); None where all count alike.
    """

    y: Array
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, rows: Any) -> Labels:
        return Labels(self.y[rows], None if self.weights is None else self.weights[rows])


def weights_of(y: Array, sample_weight: Any, class_weight: Any) -> Array | None:
    """Return how much each image counts, (n,), from weights for each image or for each class; None for all alike.

    Raises:
        InputError: both were given, or they do not fit.
    """
    if sample_weight is not None and class_weight is not None:
        raise InputError("only one of class_weight and sample_weight can be given. Received: both")
    if sample_weight is not None:
        weights = np.asarray(sample_weight)
        if weights.shape != (len(y),) or weights.dtype.kind not in "fiub" or not np.isfinite(weights).all():
            raise InputError(
                "sample_weight must be {count} finite numbers, one for each image. Received: shape {shape}",
                count=len(y),
                shape=weights.shape,
            )
        return weights.astype(np.float64)
    if class_weight is None:
        return None
    if not isinstance(class_weight, dict) or not all(map(checks.is_integer, class_weight)):
        raise InputError(
            "class_weight must map the number of each class to its weight. Received: {received!r}",
            received=class_weight,
        )
    classes = y.reshape(-1) if y.ndim == 1 or y.shape[-1] == 1 else y.argmax(axis=-1)
    table = {int(key): checks.not_negative("class_weight", value) for key, value in class_weight.items()}
    return np.array([table.get(round(float(each)), 1.0) for each in classes])
