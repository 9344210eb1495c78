"""Decides what is paper in a picture before anything is taken for ink.

A picture may show more than a sheet: the desk around it, the window around a program's canvas, a printed frame. And
there may be so little paper around a bold digit that most of the picture is ink. So the picture is first divided into
fields of nearly one colour, on a small copy of it, and the paper is one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.pieces import pieces

Planes = NDArray[np.float32]  # (height, width, channels), 0 to 255
Mask = NDArray[np.bool_]
Labels = NDArray[np.intp]

_SMALL = 128  # pixels of the longer side of the copy on which fields are looked for
_ONE_COLOUR = 14  # of 255: how much two pixels beside each other in one field differ at most
_LEAST_SHEET = 0.08  # of the picture: a smaller field is no sheet
_RECTANGULAR = 0.88  # of the rectangle around a sheet, turned as it is, that it fills at least
_ALL = 0.96  # of the picture: a field as wide and as high is the picture itself
_TURNED = 2.0  # degrees: a sheet that is turned by less lies straight
_MOST_INK = 0.45  # of a sheet
_LEAST_INK = 0.001

_BORDER = 0.6  # of the picture's border that has one colour where that is the paper's
_SAME = 12  # of 255
_SHARP = 0.25  # of the pixels that are not paper, at most, may be neither paper nor ink


@dataclass(frozen=True)
class Sheet:
    """A sheet that is not the whole picture.

    Attributes:
        mask: (height, width) which pixels of the picture are on it, a narrow edge left out.
        box: left, top, right and bottom of it in pixels.
        degrees: by which it must be turned, counterclockwise, to lie straight.
    """

    mask: Mask
    box: tuple[int, int, int, int]
    degrees: float = 0.0

    @property
    def part(self) -> Mask:
        """The mask within the box."""
        left, top, right, bottom = self.box
        return self.mask[top:bottom, left:right]


def sheet_in(planes: Planes) -> Sheet | None:
    """Return the sheet with something on it that lies in the picture, the innermost one; or None.

    Several beside each other, about as large, are no sheets but boxes on one.
    """
    from PIL import Image as Pillow

    small = _small(planes)
    fields, sizes = _fields(small)
    total = fields.size
    sheets: list[Mask] = []
    for number in np.flatnonzero(sizes >= _LEAST_SHEET * total) + 1:
        field = fields == number
        filled = _filled(field)
        area = int(filled.sum())
        ink = area - int(sizes[number - 1])
        if _spans_all(filled) or not _LEAST_INK * area <= ink <= _MOST_INK * area or not _is_rectangle(filled):
            continue
        if not _has_ink_inside(filled & ~field, filled) or _goes_on(small, field, filled):
            continue
        sheets.append(filled)
    sheets = [sheet for sheet in sheets if not any(_is_like(sheet, other) for other in sheets)]
    if not sheets:
        return None
    best = min(sheets, key=lambda sheet: int(sheet.sum()))
    inner = _eroded(best)
    if not inner.any():
        return None
    height, width = planes.shape[:2]
    mask = np.asarray(Pillow.fromarray(inner).resize((width, height), Pillow.Resampling.NEAREST))
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return Sheet(mask, (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1), _degrees(best))


def plain_paper(planes: Planes) -> NDArray[np.float32] | None:
    """Return the paper's colour (channels,), if the border shows it and the rest is ink with a sharp edge."""
    border = np.concatenate([planes[0], planes[-1], planes[:, 0], planes[:, -1]])
    colour = np.median(border, axis=0)
    if (np.abs(border - colour).max(axis=1) <= _SAME).mean() < _BORDER:
        return None
    away = np.abs(planes - colour).max(axis=2)
    most = float(np.quantile(away, 0.99))
    if most < 4 * _SAME:
        return None
    not_paper = away > max(_SAME, 0.15 * most)
    between = not_paper & (away < 0.7 * most)
    outline = sum(int((not_paper ^ np.roll(not_paper, 1, axis=axis)).sum()) for axis in (0, 1))
    # An edge one or two pixels wide belongs to any picture; light that falls off has no edge.
    if int(between.sum()) > max(_SHARP * int(not_paper.sum()), 2 * outline):
        return None
    return np.asarray(colour, np.float32)


def _small(planes: Planes) -> Planes:
    from PIL import Image as Pillow

    height, width = planes.shape[:2]
    scale = min(1.0, _SMALL / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    channels = [
        np.asarray(Pillow.fromarray(planes[:, :, channel]).resize(size, Pillow.Resampling.BOX))
        for channel in range(planes.shape[2])
    ]
    return np.stack(channels, axis=-1)


def _fields(planes: Planes) -> tuple[Labels, NDArray[np.intp]]:
    """Return for each pixel the number of its field, 0 where colours change, and the fields' sizes."""
    steps = np.zeros(planes.shape[:2], np.float32)
    for axis in (0, 1):
        change = np.abs(np.diff(planes, axis=axis)).max(axis=2)
        before, after = [slice(None)] * 2, [slice(None)] * 2
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        for where in (tuple(before), tuple(after)):
            np.maximum(steps[where], change, out=steps[where])
    return pieces(steps <= _ONE_COLOUR)


def _filled(field: Mask) -> Mask:
    """Return the field with everything that it surrounds."""
    outside, _ = pieces(np.pad(~field, 1, constant_values=True))
    return np.asarray(outside != outside[0, 0])[1:-1, 1:-1]


def _spans_all(mask: Mask) -> bool:
    """Return whether a field goes from one border of the picture to the other in both directions."""
    spans = (np.ptp(np.flatnonzero(mask.any(axis=axis))) + 1 for axis in (1, 0))
    return all(span >= _ALL * side for span, side in zip(spans, mask.shape, strict=True)) and mask.mean() >= _ALL**2


def _goes_on(planes: Planes, field: Mask, filled: Mask) -> bool:
    """Return whether a field reaches the picture's border and is of the same colour as what lies around it: a part of
    the paper between two printed lines."""
    if not (filled[[0, -1]].any() or filled[:, [0, -1]].any()):
        return False
    inside, around = (np.median(planes[mask], axis=0) for mask in (field, ~filled))
    return bool(np.abs(inside - around).max() <= 2 * _ONE_COLOUR)


def _is_like(sheet: Mask, other: Mask) -> bool:
    """Return whether one sheet lies beside another that is about as large."""
    areas = sorted((int(sheet.sum()), int(other.sum())))
    return areas[0] > 0.5 * areas[1] and not (sheet & other).any()


def _is_rectangle(mask: Mask) -> bool:
    """Return whether a mask fills the rectangle around it, in the direction in which that is smallest."""
    y, x = np.nonzero(mask & ~_eroded(mask))
    smallest = min(_around(x, y, degrees) for degrees in range(-45, 45, 3))
    return bool(mask.sum() >= _RECTANGULAR * smallest)


def _degrees(mask: Mask) -> float:
    """Return by how many degrees a rectangle must be turned counterclockwise to lie straight; small ones are none."""
    y, x = np.nonzero(mask & ~_eroded(mask))
    best = min(np.arange(-45, 45, 1.0), key=lambda degrees: _around(x, y, degrees))
    best = min(best + np.arange(-1, 1.1, 0.25), key=lambda degrees: _around(x, y, degrees))
    return float(best) if abs(best) >= _TURNED else 0.0


def _around(x: NDArray[np.intp], y: NDArray[np.intp], degrees: float) -> float:
    """Return how large the rectangle around some places is in a direction."""
    angle = np.radians(degrees)
    along, across = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    return float((np.ptp(along) + 1) * (np.ptp(across) + 1))


def _has_ink_inside(ink: Mask, filled: Mask) -> bool:
    """Return whether something on a sheet is away from its edge."""
    inner = _eroded(filled)
    labels, sizes = pieces(ink)
    crossing = np.unique(labels[~inner])
    inside = np.setdiff1d(np.arange(1, len(sizes) + 1), crossing)
    return bool(len(inside)) and int(sizes[inside - 1].sum()) >= _LEAST_INK * int(filled.sum())


def _eroded(mask: Mask) -> Mask:
    """Return the mask without its outermost pixels; the picture's border is an edge, too."""
    padded = np.pad(mask, 1)
    return np.asarray(padded[1:-1, 1:-1] & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:])
