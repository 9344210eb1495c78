"""How a run is, layer by layer: how large its gradients and its steps are, and which units have gone silent.

It is measured on the run's thread, between two batches, on a few images of the training set: of a run's time it takes a
hundredth at most. Nothing of it goes into what is learned.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.runs.dataset import Dataset
from engine.models import Sequential
from engine.types import Array

_IMAGES, _FOR_GRADIENT = 512, 128
_LEAST_PAUSE = 0.5  # seconds between two looks
_SHARE = 0.01  # of the time that looking may take
_NAN = float("nan")


@dataclass(frozen=True)
class LayerHealth:
    """How a dense layer is.

    Attributes:
        name: the layer's.
        weights: ‖W‖, the root of the sum of the squared weights.
        gradient: ‖dL/dW‖ / ‖W‖, on 128 images.
        update: ‖ΔW‖ / ‖W‖, by the one batch after that; until that is done, by the one after the look before, and NaN
            if there was none. Some thousandths are usual.
        silent: the share of its units that were not above zero for any of 512 images; NaN for the last layer.
    """

    name: str
    weights: float
    gradient: float
    update: float = _NAN
    silent: float = _NAN


@dataclass(frozen=True)
class Health:
    """How a run is at one place.

    Attributes:
        at: the place, in epochs.
        layers: the hidden ones and the last.
        largest_input: the largest number that the network was given.
    """

    at: float
    layers: tuple[LayerHealth, ...]
    largest_input: float

    @property
    def silent(self) -> float:
        """The largest share of silent units that a hidden layer has; 0 without one."""
        return max((layer.silent for layer in self.layers[:-1]), default=0.0)

    @property
    def update(self) -> float:
        """The largest relative step of a layer; NaN where none is known."""
        known = [layer.update for layer in self.layers if np.isfinite(layer.update)]
        return max(known, default=_NAN)


class HealthProbe:
    """Looks at a network now and then; to be asked between two batches, on the thread that trains."""

    def __init__(self, data: Dataset, labels: NDArray[np.integer]) -> None:
        count = min(_IMAGES, len(data.train_labels), len(labels))
        self._images: Array = np.asarray(data.train_inputs[:count])
        self._labels = labels[:count]
        self._largest = float(np.abs(self._images).max(initial=0.0))
        self._next = 0.0
        self._kernels: list[Array] | None = None  # as they were at the last look, until the batch after it
        self.found: tuple[Health, ...] = ()

    def look(self, network: Sequential, at: float, *, at_once: bool = False) -> None:
        """Measure how the network is, if it is time to."""
        started, layers = time.perf_counter(), network.dense_layers
        if not layers or (started < self._next and not at_once) or (self.found and self.found[-1].at == at):
            return
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            traces = network.trace(self._images)
            gradients = _gradients(network, self._images[:_FOR_GRADIENT], self._labels[:_FOR_GRADIENT])
            sizes = [_size(layer.kernel) for layer in layers]
            silent = [float((trace.activation.max(axis=0) <= 0).mean()) for trace in traces[:-1]]
            before = [layer.update for layer in self.found[-1].layers] if self.found else [_NAN] * len(layers)
            measured = zip(layers, sizes, gradients, before, [*silent, _NAN], strict=True)
            found = tuple(
                LayerHealth(str(layer.name), size, _size(gradient) / size if size else _NAN, step, share)
                for layer, size, gradient, step, share in measured
            )
        self._kernels = [layer.kernel.copy() for layer in layers]
        self.found = (*self.found, Health(at, found, self._largest))
        took = time.perf_counter() - started
        self._next = started + max(_LEAST_PAUSE, took / _SHARE)

    def after_batch(self, network: Sequential) -> None:
        """Measure how far the batch after the last look has moved the weights."""
        if self._kernels is None:
            return
        last = self.found[-1]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            moved = [
                _size(layer.kernel - before) for layer, before in zip(network.dense_layers, self._kernels, strict=True)
            ]
        layers = tuple(
            LayerHealth(
                layer.name, layer.weights, layer.gradient, step / layer.weights if layer.weights else _NAN, layer.silent
            )
            for layer, step in zip(last.layers, moved, strict=True)
        )
        self._kernels = None
        self.found = (*self.found[:-1], Health(last.at, layers, last.largest_input))


def _size(array: Array) -> float:
    """Return the root of the sum of the squares."""
    flat = array.ravel()
    return float(np.sqrt(np.dot(flat, flat)))


def _gradients(network: Sequential, images: Array, labels: NDArray[np.integer]) -> Sequence[Array]:
    """Return dL/dW of each dense layer for the mean cross-entropy of these images; nothing is learned."""
    layers, traces = network.dense_layers, network.trace(images)
    target = np.eye(traces[-1].z.shape[1], dtype=network.dtype)[labels]
    dz = (traces[-1].activation - target) / network.dtype.type(len(images))  # softmax and loss together
    found = []
    for i in reversed(range(len(layers))):
        inputs = images if i == 0 else traces[i - 1].activation
        found.append(inputs.T @ dz)
        if i:
            da = dz @ layers[i].kernel.T
            dz = layers[i - 1].activation.backward(da, traces[i - 1].z, traces[i - 1].activation)
    return found[::-1]
