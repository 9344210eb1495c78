"""The dot product of a batch: the drawing and real images as the rows of x, and every number of y from a row and a
column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.printed import adding, factor, number
from digitapp.core.reading.reading import Reading, Vector, as_inputs
from digitapp.core.runs.dataset import Dataset

MOST = 128  # images at once, as many as the blog's batch_size
_DECIMALS = 6  # of a product in the list: so many that their sum is right to the digits that are shown elsewhere


@dataclass(frozen=True, eq=False)
class BatchProduct:
    """What goes into a layer and what its dot product makes of it, for the drawing and images of the training set.

    Attributes:
        layer: which, from 0.
        x: (n, inputs); the drawing first.
        y: (n, units), x·W.
        labels: (n - 1,), those of the images.
        weights: W, (inputs, units).
    """

    layer: int
    x: Vector
    y: Vector
    labels: NDArray[np.uint8]
    weights: Vector


def batch_product(reading: Reading, data: Dataset, layer: int) -> BatchProduct:
    """Return the product of a layer for the drawing and the first images of the training set, MOST in all."""
    images = data.train_images[: MOST - 1]
    rows = np.concatenate([as_inputs(reading.seen), _rows(reading.moment.received(images))])
    traces = reading.network.trace(rows)
    weights = reading.network.dense_layers[layer].kernel
    x = rows if layer == 0 else traces[layer - 1].activation
    return BatchProduct(layer, x, x @ weights, data.train_labels[: MOST - 1], weights)


def _rows(images: NDArray[np.uint8]) -> Vector:
    return np.asarray(images.reshape(len(images), -1) / np.float32(255), np.float32)


def whole_sum(product: BatchProduct, row: int, unit: int) -> str:
    """Return one number of y as the sum that it is, a line for each product; the printed products add up to it."""
    x, w = product.x[row].astype(np.float64), product.weights[:, unit].astype(np.float64)
    products, total = adding((x * w).tolist(), _DECIMALS)
    name = "x" if product.layer == 0 else f"a{product.layer}"
    lines = [
        f"{name}[{row}, {place}]·W[{place}, {unit}] = {number(one, 4)}·{factor(other, 6)} = {part}"
        for place, (one, other, part) in enumerate(zip(x.tolist(), w.tolist(), products, strict=True))
    ]
    return "\n".join([*lines, f"y[{row}, {unit}] = Σ = {total}"]) + "\n"
