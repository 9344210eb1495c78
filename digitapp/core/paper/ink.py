"""Finds the ink in a picture of a digit, on any paper and in any light, and fits it as MNIST's digits are.

Paper is what most of the picture is made of. Its brightness may change slowly over the picture, and a shadow may lie on
it: so what counts as ink must differ from the picture's large-scale brightness *and* be narrower than a shadow is. That
holds for dark ink and for light ink, and for each colour by itself, so that red ink on green paper is found too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError
from digitapp.core.paper.paper_first import Planes, Sheet, plain_paper, sheet_in
from digitapp.core.paper.pieces import digit_in
from digitapp.core.paper.rasterize import CENTRE, INK_SIDE, PEN, SIDE, Image
from digitapp.core.paper.ruled import without_rules
from digitapp.core.paper.windows import extreme_within

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]

LEAST_CONTRAST = 24  # of 255, between paper and ink
CLEAN_CONTRAST = 4  # of 255, in a picture without grain
_BLOCK = 0.12  # of the longer side: strokes wider than this are measured from the paper's one colour
_COARSE = 96  # pixels of the longer side, on which the paper's brightness is worked out
_WIDEST_STROKE = 0.28  # of the longer side: what is wider is no stroke
_BRIGHT, _DIM = 230, 90  # of 255: ink in a shadow is made as strong as on bright paper, within reason
_ACROSS = 160  # pixels of the longer side of the digit, while its strokes are made thicker or thinner
_THICKEST = 3.4  # pixels of the final picture: thicker strokes than MNIST has are made thinner
_SOLID = 0.6  # of the box around it that a block's ink fills,
_BAR = 1.5  # and how many times as high as wide it is
_FINE = 8  # a pixel of the final picture is put together from 8 x 8


@dataclass(frozen=True)
class Found:
    """The ink in a picture.

    Attributes:
        image: (28, 28) uint8, fitted as MNIST's digits are: 0 for paper to 255 for ink.
        box: left, top, right and bottom of the digit in shares of the picture's width and height.
    """

    image: Image
    box: tuple[float, float, float, float]


def find_ink(colours: NDArray[np.uint8], name: str) -> Found:
    """Find the digit in (height, width) grey values or (height, width, 3) colours.

    Raises:
        InputError: there is no ink; the message calls the picture `name`.
    """
    planes = np.atleast_3d(colours).astype(np.float32)
    height, width = planes.shape[:2]
    sheet = sheet_in(planes)
    x = y = 0
    if sheet is not None:
        x, y = sheet.box[:2]
        planes = _on_sheet(planes, sheet)
    strength, least = _strength(planes)
    if sheet is not None:
        strength = strength * sheet.part
    if strength.max() < least:
        raise _nothing_found(name)
    level = _level(strength, least)
    mask = digit_in(strength > level)
    if not mask.any():
        raise _nothing_found(name)
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    # In between, the edge of the ink is as grey as the camera saw it.
    full = float(np.median(strength[mask]))
    soft = np.clip((strength - level / 2) / max(full - level / 2, 1), 0, 1) * _grown(mask)
    box = ((x + left) / width, (y + top) / height, (x + right) / width, (y + bottom) / height)
    return Found(fit_ink(soft[top:bottom, left:right]), box)


def fit_ink(ink: NDArray[np.floating]) -> Image:
    """Return (28, 28) uint8 of a digit cut out exactly, (height, width) from 0 for paper to 1 for ink.

    Its longer side becomes 20 pixels, its strokes about as thick as MNIST's, its centre of mass the middle.
    """
    scale = _ACROSS / max(ink.shape)
    size = [max(1, round(side * scale)) for side in ink.shape]
    wide = _resized(np.asarray(ink, np.float32), size[1], size[0])
    wide = _cut_out(_with_usual_strokes(wide))
    while wide.shape[0] > _BAR * wide.shape[1] and (wide > 0.5).mean() >= _SOLID:  # a block that stands is a thick one
        thinner = _cut_out(_with_usual_strokes(wide))
        if thinner.shape == wide.shape:
            break
        wide = thinner
    fine = round(INK_SIDE * _FINE)
    scale = fine / max(wide.shape)
    height, width = (max(1, round(side * scale)) for side in wide.shape)
    return _centred(_resized(wide, width, height))


def _cut_out(ink: Plane) -> Plane:
    """Return the ink without paper around it, its longer side `_ACROSS` pixels again."""
    inked = ink > 0.5
    if inked.any():
        rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
        ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = _ACROSS / max(ink.shape)
    return _resized(ink, round(ink.shape[1] * scale) or 1, round(ink.shape[0] * scale) or 1)


def _on_sheet(planes: Planes, sheet: Sheet) -> Planes:
    """Return the part of the picture around a sheet; what is not on the sheet is like its paper."""
    left, top, right, bottom = sheet.box
    part, off = planes[top:bottom, left:right].copy(), ~sheet.part
    height, width = off.shape
    step = max(1, max(height, width) // _COARSE)
    known = sheet.part[::step, ::step]
    for channel in range(part.shape[2]):
        plane = part[:, :, channel]
        plane[off] = _resized(_trend(plane[::step, ::step], known), width, height)[off]
    return part


def _strength(planes: Planes) -> tuple[Plane, float]:
    """Return how far each pixel is from paper, (height, width), and how far ink is at least."""
    grain = float(np.median(np.abs(np.diff(planes, axis=1)).max(axis=2))) if planes.shape[1] > 1 else 0.0
    contrast = LEAST_CONTRAST if grain > 0 else CLEAN_CONTRAST
    colour = plain_paper(planes)
    if colour is not None:
        away = np.abs(planes - colour).max(axis=2)
        reach = int(_BLOCK * max(away.shape) / 2)
        if (_opened(np.asarray(away > 0.5 * away.max(), np.float32), reach, np.minimum) > 0).any():
            return np.asarray(away, np.float32), contrast  # strokes so wide that they would pass for paper
    strength = np.max([_difference(planes[:, :, channel]) for channel in range(planes.shape[2])], axis=0)
    strength = without_rules(strength)
    return strength, max(contrast, 4 * float(np.median(strength)))


def _difference(plane: Plane) -> Plane:
    """Return how far each pixel is from the paper around it, darker or lighter, (height, width)."""
    height, width = plane.shape
    scale = min(1.0, _COARSE / max(height, width))
    small_height, small_width = (max(1, round(side * scale)) for side in (height, width))
    small = _resized(plane, small_width, small_height)
    reach = max(1, int(_WIDEST_STROKE * max(small.shape)) // 2)
    overall = _resized(_trend(small), width, height)
    without_dark = _resized(_opened(_opened(small, reach, np.maximum), reach, np.minimum), width, height)
    without_light = _resized(_opened(_opened(small, reach, np.minimum), reach, np.maximum), width, height)
    darker = (np.minimum(without_dark, overall) - plane) * (_BRIGHT / np.clip(without_dark, _DIM, _BRIGHT))
    lighter = plane - np.maximum(without_light, overall)
    difference: Plane = np.maximum(np.maximum(darker, lighter), 0)
    return difference


def _trend(plane: Plane, known: Mask | None = None) -> Plane:
    """Return the slowly changing brightness that most of the picture, or of what is `known` of it, follows: a
    paraboloid, fitted again and again to the pixels that are near it."""
    height, width = plane.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1).reshape(-1, 6)
    values = plane.ravel().astype(np.float64)
    part = np.ones(values.shape, bool) if known is None else known.ravel()
    fitted = np.full_like(values, np.median(values[part]))
    for _ in range(10):
        away = np.abs(values - fitted)
        near = part & (away <= max(2.0, 1.5 * float(np.median(away[part]))))
        of_near = terms[near]
        solution, *_ = np.linalg.lstsq(of_near.T @ of_near, of_near.T @ values[near], rcond=None)
        fitted = terms @ solution
    return np.asarray(np.clip(fitted, 0, 255).reshape(height, width), np.float32)


def _opened(plane: Plane, reach: int, extreme: np.ufunc) -> Plane:
    """Return for each pixel the largest (or smallest) value within `reach` rows and columns of it."""
    for axis in (0, 1):
        plane = extreme_within(plane, reach, axis, extreme)
    return plane


def _level(strength: Plane, least: float) -> float:
    """Return the strength that parts ink from paper best, by N. Otsu's criterion (1979), not below the contrast."""
    counts, edges = np.histogram(strength, bins=128, range=(0, float(strength.max())))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    best = float(edges[1 + int(np.nanargmax(np.where(above > 0, between, np.nan)))])
    return min(max(best, min(least, LEAST_CONTRAST) / 2, 0.2 * float(strength.max())), 0.6 * float(strength.max()))


def _grown(mask: Mask) -> Mask:
    """Return the mask with one pixel more around it, for the soft edge of the ink."""
    return np.asarray(_opened(mask.astype(np.float32), 1, np.maximum) > 0)


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
        return _opened(np.pad(ink, reach), reach, np.maximum)
    if change <= -0.5:
        thin = _opened(np.pad(ink, 1), reach, np.minimum)[1:-1, 1:-1]
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


def _resized(plane: Plane, width: int, height: int) -> Plane:
    """Return the plane in another size; pixels are averaged where it becomes smaller."""
    from PIL import Image as Pillow

    if plane.shape == (height, width):
        return plane
    kind = Pillow.Resampling.BOX if width * height < plane.size else Pillow.Resampling.BILINEAR
    return np.asarray(Pillow.fromarray(plane).resize((width, height), kind), np.float32)


def _nothing_found(name: str) -> InputError:
    return InputError(
        "{file}: expected a digit that stands out from the paper. Received: a picture of nearly one colour", file=name
    )
