"""How far each pixel of a picture is from paper, on any paper and in any light.

Paper is what most of the picture is made of. Its brightness may change slowly over the picture, and a shadow may lie on
it: so what counts as ink must differ from the picture's large-scale brightness *and* be narrower than a shadow is. That
holds for dark ink and for light ink, and for each colour by itself, so that red ink on green paper is found too.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.fitting import resized_plane
from digitapp.core.paper.paper_first import Planes, Sheet, plain_paper
from digitapp.core.paper.windows import extreme_around

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]

LEAST_CONTRAST = 24  # of 255, between paper and ink
CLEAN_CONTRAST = 4  # of 255, in a picture without grain
_BLOCK = 0.12  # of the longer side: strokes wider than this are measured from the paper's one colour
_COARSE = 96  # pixels of the longer side, on which the paper's brightness is worked out
_BRIGHT, _DIM = 230, 90  # of 255: ink in a shadow is made as strong as on bright paper, within reason


class Ink(Enum):
    """What ink may be, beside the paper around it."""

    DARKER = "darker"
    LIGHTER = "lighter"
    EITHER = "either"


def on_sheet(planes: Planes, sheet: Sheet) -> Planes:
    """Return the part of the picture around a sheet; what is not on the sheet is like its paper."""
    left, top, right, bottom = sheet.box
    part, off = planes[top:bottom, left:right].copy(), ~sheet.part
    height, width = off.shape
    step = max(1, max(height, width) // _COARSE)
    known = sheet.part[::step, ::step]
    for channel in range(part.shape[2]):
        plane = part[:, :, channel]
        plane[off] = resized_plane(_trend(plane[::step, ::step], known), width, height)[off]
    return part


def strength_of(planes: Planes, widest: float, kind: Ink) -> tuple[Plane, float, bool]:
    """Return how far each pixel is from paper, (height, width), how far ink is at least, and whether printed lines may
    be among it."""
    grain = float(np.median(np.abs(np.diff(planes, axis=1)).max(axis=2))) if planes.shape[1] > 1 else 0.0
    contrast = LEAST_CONTRAST if grain > 0 else CLEAN_CONTRAST
    colour = plain_paper(planes)
    if colour is not None:
        away = np.abs(planes - colour).max(axis=2)
        reach = int(_BLOCK * max(away.shape) / 2)
        if (extreme_around(np.asarray(away > 0.5 * away.max(), np.float32), reach, np.minimum) > 0).any():
            return np.asarray(away, np.float32), contrast, False  # strokes so wide that they would pass for paper
    strength = np.max([_difference(planes[:, :, channel], widest, kind) for channel in range(planes.shape[2])], axis=0)
    return strength, contrast, True


def _difference(plane: Plane, widest: float, kind: Ink) -> Plane:
    """Return how far each pixel is from the paper around it, darker or lighter, (height, width)."""
    height, width = plane.shape
    scale = min(1.0, _COARSE / max(height, width))
    small_height, small_width = (max(1, round(side * scale)) for side in (height, width))
    small = resized_plane(plane, small_width, small_height)
    reach = max(1, int(widest * max(small.shape)) // 2)
    overall = resized_plane(_trend(small), width, height)
    without_dark = resized_plane(
        extreme_around(extreme_around(small, reach, np.maximum), reach, np.minimum), width, height
    )
    without_light = resized_plane(
        extreme_around(extreme_around(small, reach, np.minimum), reach, np.maximum), width, height
    )
    darker = (np.minimum(without_dark, overall) - plane) * (_BRIGHT / np.clip(without_dark, _DIM, _BRIGHT))
    lighter = plane - np.maximum(without_light, overall)
    if kind is Ink.DARKER:
        return np.asarray(np.maximum(darker, 0), np.float32)
    return np.asarray(np.maximum(lighter if kind is Ink.LIGHTER else np.maximum(darker, lighter), 0), np.float32)


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


def level_of(strength: Plane, least: float) -> float:
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
