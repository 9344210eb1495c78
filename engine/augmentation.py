"""Distorts digits as other hands would have written them: turned, slanted, moved, thicker, bent.

A network that sees each digit a little different every time cannot learn the pictures by heart. The distortions work on
whole batches: for each pixel of the new picture, the place in the old one that it comes from is worked out and its
value read there, between four pixels (bilinear interpolation).

The elastic bending follows P. Simard, D. Steinkraus and J. Platt, "Best practices for convolutional neural networks
applied to visual document analysis" (2003): a smooth random field says how far each pixel moves.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np

from . import checks
from .data import ScaledImages
from .errors import InputError
from .types import Array

_CHUNK = 128  # pictures distorted at once: what is worked on stays in the processor's cache
_NODES = 6  # the bending is random at 6 x 6 places of the picture, and smooth in between


@dataclass(frozen=True)
class Distortion:
    """How far digits are distorted at most (rotation, scale, shear, shift) or typically (bending, thickness).

    Attributes:
        rotation: degrees, either way.
        scale: share by which the width and the height, each for itself, grow or shrink: 0.1 is from 1/1.1 to 1.1 times.
        shear: pixels to the side for each pixel up, either way: 0.2 leans by 11 degrees.
        shift: pixels, in each direction.
        bending: pixels, the standard deviation of how far a place moves from where it was.
        thickness: how much of a pixel's width is added around the ink or taken from it, at most.
    """

    rotation: float = 12.0
    scale: float = 0.12
    shear: float = 0.25
    shift: float = 1.0
    bending: float = 0.7
    thickness: float = 0.7

    def __post_init__(self) -> None:
        for field in fields(self):
            value = checks.number(field.name, getattr(self, field.name))
            if value < 0:
                raise InputError("{name} must be 0 or more. Received: {value}", name=field.name, value=value)

    def __call__(self, images: Any, generator: np.random.Generator) -> Array:
        """Return distorted copies of `images` (n, height, width): float32 in the same range as they came in.

        Raises:
            InputError: another number of axes.
        """
        images = np.asarray(images)
        if images.ndim != 3:
            raise InputError("images must have the shape (n, height, width). Received: {shape}", shape=images.shape)
        result = np.empty(images.shape, np.float32)
        for start in range(0, len(images), _CHUNK):
            some = images[start : start + _CHUNK].astype(np.float32)
            x, y = self._sources(some.shape, generator)
            result[start : start + _CHUNK] = self._thickened(_sampled(some, x, y), generator)
        return result

    def _sources(self, shape: tuple[int, ...], generator: np.random.Generator) -> tuple[Array, Array]:
        """Return, for each pixel, the x and the y it comes from: (n, height * width) each."""
        n, height, width = shape
        turn, lean, grow_x, grow_y, move_x, move_y = generator.uniform(-1, 1, (6, n, 1)).astype(np.float32)
        turn, lean = np.radians(self.rotation) * turn, self.shear * lean
        grow_x, grow_y = (1 + self.scale) ** -grow_x, (1 + self.scale) ** -grow_y
        rows, columns = np.indices((height, width), np.float32).reshape(2, 1, -1)
        across, down = columns - width // 2, rows - height // 2  # from the middle, (1, pixels)
        cosine, sine = np.cos(turn), np.sin(turn)
        x = grow_x * cosine * across + (grow_x * (lean - sine)) * down + (width // 2 - self.shift * move_x)
        y = grow_y * sine * across + grow_y * cosine * down + (height // 2 - self.shift * move_y)
        if self.bending:
            field = generator.standard_normal((2, n, _NODES * _NODES), np.float32) @ _smoothing(height, width)
            x += self.bending * field[0]
            y += self.bending * field[1]
        return x, y

    def _thickened(self, images: Array, generator: np.random.Generator) -> Array:
        """Return the images with the ink grown or shrunk, by another amount in each."""
        if not self.thickness:
            return images
        amount = self.thickness * generator.uniform(-1, 1, (len(images), 1, 1)).astype(np.float32)
        thicker = np.flatnonzero(amount[:, 0, 0] > 0)
        thinner = np.flatnonzero(amount[:, 0, 0] < 0)
        for which, extreme in ((thicker, np.maximum), (thinner, np.minimum)):
            some = images[which]
            images[which] += np.abs(amount[which]) * (_neighbours(some, extreme) - some)
        return images


class DistortedImages(ScaledImages):
    """Images that are distorted anew each time a batch of them is asked for, as a network shall see them to learn."""

    def __init__(
        self, images: Array, generator: np.random.Generator, distortion: Distortion | None = None, side: int = 28
    ) -> None:
        """Keep uint8 images as ScaledImages does; flat ones are `side` pixels wide."""
        super().__init__(images)
        self._generator = generator
        self._distortion = distortion or Distortion()
        self._side = side

    def __getitem__(self, index: Any, /) -> Array:
        rows = self.images[index]
        distorted = self._distortion(rows.reshape(len(rows), -1, self._side), self._generator)
        return distorted.reshape(rows.shape) / np.float32(255)

    def subset(self, rows: slice) -> "DistortedImages":
        """Return those rows as other DistortedImages, which share the bytes and the generator."""
        return DistortedImages(self.images[rows], self._generator, self._distortion, self._side)


def _neighbours(images: Array, extreme: np.ufunc) -> Array:
    """Return for each pixel the largest (or smallest) of itself and the four beside it; beyond the edge is paper."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    result: Array = extreme(images, padded[:, :-2, 1:-1])
    for beside in (padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]):
        extreme(result, beside, out=result)
    return result


def _sampled(images: Array, x: Array, y: Array) -> Array:
    """Return the images' values at the places (x, y), (n, pixels) each, between four pixels; beyond the edge is 0."""
    n, height, width = images.shape
    wide = width + 2
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1))).ravel()
    x, y = np.clip(x + 1, 0, width + 0.999), np.clip(y + 1, 0, height + 0.999)  # in the padded picture
    column, row = x.astype(np.int32), y.astype(np.int32)
    x -= column
    y -= row
    corner = row * wide + column + (np.arange(n, dtype=np.int32) * (wide * (height + 2)))[:, None]
    upper = padded[corner]
    upper += x * (padded[corner + 1] - upper)
    corner += wide
    lower = padded[corner]
    lower += x * (padded[corner + 1] - lower)
    upper += y * (lower - upper)
    sampled: Array = upper.reshape(n, height, width)
    return sampled


@cache
def _smoothing(height: int, width: int) -> Array:
    """Return the matrix (nodes², height * width) that spreads random numbers at nodes over a picture, smoothly.

    Each pixel gets a weighted sum of the nodes around it, with Gaussian weights whose squares sum to 1: so what comes
    out has the standard deviation of what goes in.
    """
    along = []
    for side in (height, width):
        nodes = np.linspace(0, side - 1, _NODES)
        reach = max(side - 1, 1) / (_NODES - 1)
        weights = np.exp(-0.5 * ((np.arange(side) - nodes[:, None]) / (0.7 * reach)) ** 2)  # (nodes, side)
        along.append(weights / np.sqrt((weights**2).sum(axis=0)))
    spread: Array = np.einsum("ar,bc->abrc", *along).reshape(_NODES**2, height * width).astype(np.float32)
    return spread
