"""Makes images of any size and ground as MNIST's are: 28 x 28, bright ink on black."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.rasterize import INK_SIDE, SIDE
from engine.saving import Remark

Bytes = NDArray[np.uint8]

_LIGHT = 128  # of 255: a border that is brighter than this is paper
_INK = 64  # of 255: what is brighter than this is ink
_SAMPLE = 2000  # images looked at to see how a data set is
_AT_ONCE = 2048  # images fitted at once, to keep the memory small
_FULL = 0.88  # of the longer side of an image: ink that reaches so far leaves no room around it


def on_light_ground(images: Bytes) -> bool:
    """Return whether most images are dark ink on light paper, seen by their border."""
    some = _some(images)
    border = np.concatenate([some[:, 0], some[:, -1], some[:, :, 0], some[:, :, -1]], axis=1)
    return bool((np.median(border, axis=1) >= _LIGHT).mean() > 0.5)


def fills_its_image(images: Bytes) -> bool:
    """Return whether the ink of most images reaches their edges, as USPS's digits do; MNIST's have room around them."""
    some = np.asarray(_some(images) > _INK)
    longest = max(images.shape[1:])
    high, wide = _extent(np.any(some, axis=2)), _extent(np.any(some, axis=1))
    return bool(np.median(np.maximum(high, wide)) >= _FULL * longest)


def fitted(images: Bytes, *, around: bool) -> Bytes:
    """Return images (n, height, width) as (n, 28, 28), not stretched, in the middle of black.

    Args:
        images: of any size.
        around: whether room is left around them: the longer side becomes 20 pixels, as MNIST's ink, and not 28.
    """
    count, height, width = images.shape
    side = INK_SIDE if around else SIDE
    rows, columns = (max(1, round(side * each / max(height, width))) for each in (height, width))
    down, across = _shares(height, rows), _shares(width, columns).T
    top, left = (SIDE - rows) // 2, (SIDE - columns) // 2
    result = np.zeros((count, SIDE, SIDE), np.uint8)
    for start in range(0, count, _AT_ONCE):
        part = images[start : start + _AT_ONCE].astype(np.float32)
        made = np.rint(down @ part @ across).clip(0, 255)
        result[start : start + _AT_ONCE, top : top + rows, left : left + columns] = made
    return result


def said_of(images: Bytes, *, around: bool) -> Remark:
    """Return what is said of images that were fitted."""
    _, height, width = images.shape
    if around:
        return Remark(
            "Its images are {width} x {height} pixels, and their ink reaches the edges. They were made 20 pixels large"
            " and paper was added around them, up to 28 x 28, as MNIST's are.",
            width=width,
            height=height,
        )
    return Remark(
        "Its images are {width} x {height} pixels. They were made 28 x 28, which is what the network takes.",
        width=width,
        height=height,
    )


def _shares(before: int, after: int) -> NDArray[np.float32]:
    """Return how much of each of `before` pixels in a line goes into each of `after`: (after, before), rows sum to 1.

    A pixel of the result is a mean over about as many pixels as it covers, or one between two where it covers fewer.
    """
    scale = before / after
    middle = (np.arange(after)[:, None] + 0.5) * scale - 0.5
    shares = np.maximum(0.0, 1 - np.abs(np.arange(before) - middle) / max(scale, 1.0))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


def _extent(lines: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return how far the ink reaches in each image, from its first line with ink to its last: (n,)."""
    length = lines.shape[1]
    far = length - lines.argmax(axis=1) - lines[:, ::-1].argmax(axis=1)
    return np.where(lines.any(axis=1), far, 0)


def _some(images: Bytes) -> Bytes:
    return images[:: max(1, len(images) // _SAMPLE)]
