"""The loss as a landscape around the way that a network's weights have gone.

All weights together are one point in a space of as many dimensions, a run is a way through it. The landscape is the
loss on the plane that holds most of that way: its first two principal components, as H. Li and others draw it in
"Visualizing the Loss Landscape of Neural Nets", 2018, arXiv:1712.09913. There are far fewer moments than weights, so
the components are found from the moments' products with each other, (moments, moments), and the weights' covariance is
never made.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..losses import Loss
from ..stack import Stack
from ..types import Array
from .influence import of_outputs
from .ledgers import require_plain

FEWEST = 3  # moments that have a plane
_COLUMNS = 2**14  # weights of each moment that one step multiplies


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane in which moments of a run lie farthest apart.

    Attributes:
        centre: the mean of the moments' weights, each array as the network has it.
        across, up: the two directions, as arrays of the same shapes; together of length 1, at right angles.
        places: (n, 2) float64, where the moments lie on the plane.
        shares: how much of the moments' variance each direction holds, from 0 to 1.
    """

    centre: tuple[Array, ...]
    across: tuple[Array, ...]
    up: tuple[Array, ...]
    places: Array
    shares: tuple[float, float]

    def place(self, weights: Sequence[Array]) -> tuple[float, float]:
        """Return where a moment with these weights lies, seen from above the plane."""
        away = [np.asarray(w, np.float64) - middle for w, middle in zip(weights, self.centre, strict=True)]
        x, y = (
            sum(float(np.vdot(step, far)) for step, far in zip(steps, away, strict=True))
            for steps in (self.across, self.up)
        )
        return x, y


def plane_steps(moments: Sequence[Sequence[Array]]) -> Generator[float, None, Plane]:
    """Find the plane of moments, each the list of a network's weights; yield how much is done, from 0 to 1.

    Raises:
        InputError: there are fewer than three, or they do not differ, or are not finite.
    """
    if len(moments) < FEWEST:
        raise InputError("a plane needs {least} moments. Received: {count}", least=FEWEST, count=len(moments))
    centre = tuple(
        np.mean([np.asarray(each[k], np.float64) for each in moments], axis=0) for k in range(len(moments[0]))
    )
    whole = sum(array.size for array in centre)
    gram, done = np.zeros((len(moments), len(moments))), 0
    for k, middle in enumerate(centre):
        flat = [np.asarray(each[k]).reshape(-1) for each in moments]
        for start in range(0, middle.size, _COLUMNS):
            part = slice(start, start + _COLUMNS)
            rows: Array = np.stack([array[part] for array in flat])
            away: Array = rows - middle.reshape(-1)[part]
            with np.errstate(invalid="ignore", over="ignore"):
                gram += away @ away.T
            done += away.shape[1]
            yield done / whole
    total = float(np.trace(gram))
    if not np.isfinite(gram).all() or total <= 0:
        raise InputError("a plane needs moments that differ, with finite weights")
    variances, turns = np.linalg.eigh(gram)
    variances, turns = variances[::-1][:2].clip(0), turns[:, ::-1][:, :2]
    for number, sign in enumerate(turns[-1] - turns[0]):  # the way leads to the right, and up where it can
        turns[:, number] *= -1 if sign < 0 else 1
    places = turns * np.sqrt(variances)
    across, up = (
        _direction(moments, centre, turns[:, number], float(np.sqrt(variances[number])), total) for number in range(2)
    )
    return Plane(centre, across, up, places, (float(variances[0] / total), float(variances[1] / total)))


def _direction(
    moments: Sequence[Sequence[Array]], centre: tuple[Array, ...], turn: Array, size: float, total: float
) -> tuple[Array, ...]:
    """Return Σ turn_i (w_i - centre) / size: of length 1, or 0 where the moments do not go that way."""
    if size**2 <= 1e-12 * total:
        return tuple(np.zeros_like(middle) for middle in centre)
    found = []
    for k, middle in enumerate(centre):
        step = np.zeros_like(middle)
        for share, weights in zip(turn, moments, strict=True):
            step += share / size * (np.asarray(weights[k], np.float64) - middle)
        found.append(step)
    return tuple(found)


def landscape_steps(
    network: Stack, plane: Plane, loss: Loss, x: Array, labels: Array, across: Array, up: Array
) -> Generator[float, None, Array]:
    """Find the mean loss of pictures at the places of a grid; yield after each row how much is done, from 0 to 1.

    Args:
        network: whose weights the plane is of; it keeps them.
        plane: where the grid lies.
        loss: without penalties for the weights.
        x: (n, inputs).
        labels: as the loss wants them.
        across, up: (columns,) and (rows,), the grid's places along the two directions.

    Returns:
        (rows, columns) float64; what is infinite or not a number there is the largest that is.
    """
    require_plain(network)
    dtype = np.float32 if network.dtype == np.float32 else np.float64
    planes = [tuple(array.astype(dtype) for array in arrays) for arrays in (plane.centre, plane.across, plane.up)]
    targets = loss.targets(np.asarray(labels), network.dense_layers[-1].units, dtype)
    pictures: Array = np.asarray(x, dtype)
    first = [pictures @ arrays[0] for arrays in planes]  # z of the first layer is linear in both places
    heights = np.empty((len(up), len(across)))
    for row, b in enumerate(up):
        for column, a in enumerate(across):
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                heights[row, column] = _height(network, loss, targets, planes, first, dtype(a), dtype(b))
        yield (row + 1) / len(up)
    known = np.isfinite(heights)
    return np.where(known, heights, heights[known].max() if known.any() else 0.0)


def _height(
    network: Stack,
    loss: Loss,
    targets: Array,
    planes: list[tuple[Array, ...]],
    first: list[Array],
    a: np.floating,
    b: np.floating,
) -> float:
    """Return the mean loss at one place."""
    arrays = iter(middle + a * across + b * up for middle, across, up in zip(*planes, strict=True))
    outputs = z = first[0]
    for number, layer in enumerate(network.dense_layers):
        kernel = next(arrays)
        z = first[0] + a * first[1] + b * first[2] if number == 0 else outputs @ kernel
        if layer.bias is not None:
            z += next(arrays)
        outputs = layer.activation(z)
    each, _ = of_outputs(loss, network.dense_layers[-1].activation, targets, z, outputs)
    return float(each.mean(dtype=np.float64))
