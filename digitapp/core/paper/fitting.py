"""Fits a digit that was cut out of a picture as MNIST's are: its size, its place and how thick its strokes are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.rasterize import CENTRE, INK_SIDE, PEN, SIDE, Image
from digitapp.core.paper.windows import extreme_around

Plane = NDArray[np.float32]

_ACROSS = 160  # pixels of the longer side of the digit, while its strokes are made thicker or thinner
_THICKEST = 3.4  # pixels of the final picture: thicker strokes than MNIST has are made thinner
_SOLID = 0.6  # of the box around it that a block's ink fills,
_BAR = 1.5  # and how many times as high as wide it is
_FINE = 8  # a pixel of the final picture is put together from 8 x 8


def fit_ink(ink: NDArray[np.floating]) -> Image:
    """Return (28, 28) uint8 of a digit cut out exactly, (height, width) from 0 for paper to 1 for ink.

    Its longer side becomes 20 pixels, its strokes about as thick as MNIST's, its centre of mass the middle.
    """
    scale = _ACROSS / max(ink.shape)
    size = [max(1, round(side * scale)) for side in ink.shape]
    wide = resized_plane(np.asarray(ink, np.float32), size[1], size[0])
    wide = _cut_out(_with_usual_strokes(wide))
    while wide.shape[0] > _BAR * wide.shape[1] and (wide > 0.5).mean() >= _SOLID:  # a block that stands is a thick one
        thinner = _cut_out(_with_usual_strokes(wide))
        if thinner.shape == wide.shape:
            break
        wide = thinner
    fine = round(INK_SIDE * _FINE)
    scale = fine / max(wide.shape)
    height, width = (max(1, round(side * scale)) for side in wide.shape)
    return _centred(resized_plane(wide, width, height))


def _cut_out(ink: Plane) -> Plane:
    """Return the ink without paper around it, its longer side `_ACROSS` pixels again."""
    inked = ink > 0.5
    if inked.any():
        rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
        ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = _ACROSS / max(ink.shape)
    return resized_plane(ink, round(ink.shape[1] * scale) or 1, round(ink.shape[0] * scale) or 1)


def _with_usual_strokes(ink: Plane) -> Plane:
    """Return the ink, `_ACROSS` pixels long, with strokes as thick as a digit's of MNIST where they were not.

    A line of length l and width w has the area l w and the outline 2 l: so the width is twice the area by the outline.
    """
    inked = np.pad(ink > 0.5, 1)
    outline = sum(int((inked ^ np.roll(inked, 1, axis=axis)).sum()) for axis in (0, 1)) * np.pi / 4
    if not outline:
        return ink
    width = 2 * float(inked.sum()) / outline * INK_SIDE / _ACROSS  # in pixels of the final picture
    change = (min(max(width, PEN), _THICKEST) - width) / 2 * _ACROSS / INK_SIDE
    reach = round(abs(change))
    if change >= 0.5:
        return extreme_around(np.pad(ink, reach), reach, np.maximum)
    if change <= -0.5:
        thin = extreme_around(np.pad(ink, 1), reach, np.minimum)[1:-1, 1:-1]
        return thin if (thin > 0.5).any() else ink
    return ink


def _centred(ink: Plane) -> Image:
    """Return (28, 28) of ink that is eight times as large, its centre of mass in the middle."""
    height, width = ink.shape
    side = SIDE * _FINE
    mass = max(float(ink.sum()), 1e-9)
    middle = [float(ink.sum(axis=1 - axis) @ (np.arange(length) + 0.5)) / mass for axis, length in enumerate(ink.shape)]
    corner = [round((CENTRE + 0.5) * _FINE - each) for each in middle]
    top, left = (min(max(at, 0), side - length) for at, length in zip(corner, (height, width), strict=True))
    sheet = np.zeros((side, side), np.float32)
    sheet[top : top + height, left : left + width] = ink
    shares = sheet.reshape(SIDE, _FINE, SIDE, _FINE).mean(axis=(1, 3))
    return np.asarray(np.rint(255 * np.clip(shares, 0, 1)), np.uint8)


def resized_plane(plane: Plane, width: int, height: int) -> Plane:
    """Return the plane in another size; pixels are averaged where it becomes smaller."""
    from PIL import Image as Pillow

    if plane.shape == (height, width):
        return plane
    kind = Pillow.Resampling.BOX if width * height < plane.size else Pillow.Resampling.BILINEAR
    return np.asarray(Pillow.fromarray(plane).resize((width, height), kind), np.float32)
