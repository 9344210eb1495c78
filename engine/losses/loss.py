"""What all losses have in common: from targets and outputs to one number an image, and to the slope it has."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from ..types import Array


@dataclass(frozen=True)
class Loss:
    """How wrong each image's outputs are; what is made small is the mean of that.

    Attributes:
        name: Keras's.
        sparse: whether labels are integers (n,), not rows (n, units).
        goes_with: the activation of a last layer that the loss is taken together with, if there is one.
        from_logits: whether the outputs are what that activation would be given, because the last layer has none.
    """

    name: ClassVar[str]
    sparse: ClassVar[bool] = False
    goes_with: ClassVar[str | None] = None
    from_logits: bool = False

    def targets(self, labels: Array, units: int, dtype: DTypeLike) -> Array:
        """Return a batch of labels as rows (n, units) of that dtype."""
        del units
        return labels.astype(dtype, copy=False)

    def of_each(self, targets: Array, outputs: Array) -> Array:
        """Return the loss of each image (n,) from targets and outputs, both (n, units)."""
        raise NotImplementedError

    def gradient(self, targets: Array, outputs: Array) -> Array:
        """Return dL/d outputs (n, units), of each image's own loss."""
        raise NotImplementedError

    def of_each_from_z(self, targets: Array, z: Array) -> Array:
        """Return the loss of each image (n,) from the z of the activation that it goes with."""
        raise NotImplementedError

    def gradient_from_z(self, targets: Array, a: Array) -> Array:
        """Return dL/dz (n, units) from a, what that activation made of z."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, as values that JSON can hold."""
        return asdict(self)

    def __call__(self, y_true: Any, y_pred: Any) -> float:
        """Return the mean loss of labels and outputs."""
        return float(of_images(self, np.asarray(y_true), np.asarray(y_pred)).mean())


def of_images(loss: Loss, y_true: Array, y_pred: Array) -> Array:
    """Return the loss of each image (n,) from labels, as the loss wants them, and outputs (n, units)."""
    labels = y_true.reshape(-1) if loss.sparse else y_true.reshape(len(y_pred), -1)
    targets = loss.targets(labels, y_pred.shape[-1], y_pred.dtype)
    return loss.of_each_from_z(targets, y_pred) if loss.from_logits else loss.of_each(targets, y_pred)
