"""The same drawing made ready for the network in four ways, of which only the last is how MNIST was made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.pictures import Picture
from digitapp.core.paper.rasterize import INK_SIDE, SIDE, Image
from digitapp.core.paper.sheets import Sheet, resized
from digitapp.core.reading.reading import Reading, read

_PAPER = 1.3  # sides of a digit that the square around it has


class Way(Enum):
    """How a drawing becomes 28 x 28 numbers."""

    SHRUNK = "shrunk"
    STRETCHED = "stretched"
    FITTED = "fitted"
    CENTRED = "centred"


@dataclass(frozen=True, eq=False)
class Prepared:
    """A drawing made ready in one way, and what the network reads then."""

    way: Way
    image: Image
    reading: Reading


def prepare_in_all_ways(sheet: Sheet, own: Reading) -> tuple[Prepared, ...]:
    """Return what the network reads on a sheet made ready in each way; `own` is what it really reads."""
    box = _box(sheet)
    images = {
        Way.SHRUNK: resized(sheet, SIDE, SIDE),
        Way.STRETCHED: resized(box, SIDE, SIDE),
        Way.FITTED: _fitted(box),
    }
    ready = [Prepared(way, image, read(own.moment, image)) for way, image in images.items()]
    return (*ready, Prepared(Way.CENTRED, own.image, own))


def sheet_of_picture(picture: Picture, corners: NDArray[np.float64] | None = None) -> Sheet:
    """Return a sheet with the ink of a picture: what differs from its paper, which is what most of it is.

    Args:
        picture: the picture.
        corners: (4, 2) where in it, in sides of the canvas, the digit is that counts; None for the whole picture.
    """
    grey = picture.colours.mean(axis=2)
    if corners is not None:
        grey = _part(grey, corners)
    difference = np.abs(grey - np.median(grey))
    return np.asarray(np.rint(difference / max(difference.max(), 1) * 255), np.uint8)


def _part(grey: NDArray[np.float64], corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the square around a digit with a little paper."""
    height, width = grey.shape
    places = corners * max(height, width) - (max(height, width) - np.array([width, height])) / 2
    middle, side = places.mean(axis=0), _PAPER * float(np.ptp(places, axis=0).max()) / 2
    left, top = np.maximum(np.floor(middle - side), 0).astype(int)
    right, bottom = np.minimum(np.ceil(middle + side), [width, height]).astype(int)
    return grey[top : max(bottom, top + 1), left : max(right, left + 1)]


def _box(sheet: Sheet) -> Sheet:
    """Return the part of a sheet that has ink."""
    rows, columns = (np.flatnonzero((sheet > 127).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return sheet
    return sheet[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _fitted(box: Sheet) -> Image:
    height, width = box.shape
    scale = INK_SIDE / max(height, width)
    small = resized(box, max(round(width * scale), 1), max(round(height * scale), 1))
    picture = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (SIDE - small.shape[0]) // 2, (SIDE - small.shape[1]) // 2
    picture[top : top + small.shape[0], left : left + small.shape[1]] = small
    return picture
