"""Finds the ink of digits in a picture, turned so that their rows are level, and fits each as MNIST's digits are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError
from digitapp.core.paper.fitting import fit_ink
from digitapp.core.paper.page import PageRow, heights_of, rows_in
from digitapp.core.paper.paper_first import Planes, sheet_in
from digitapp.core.paper.pieces import boxes_of, digit_in, pieces, without_walls
from digitapp.core.paper.rasterize import Image
from digitapp.core.paper.ruled import has_rules, without_rules
from digitapp.core.paper.strength import Ink, level_of, on_sheet, strength_of
from digitapp.core.paper.turns import Turn, angle_of_lines, angle_of_rows, corners_of, turn_of
from digitapp.core.paper.windows import extreme_around, extreme_within

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]

_WIDEST_STROKE = 0.28  # of the longer side: what is wider is no stroke
_BLOB = 0.1  # of the longer side: as wide is no stroke of one of many digits,
_WIDEST_ON_PAGE = 0.08  # and this is the widest
_PAGE, _MOST = 4, 300  # digits
_SAME_INK = 0.6
_RULE = 0.006  # of the longer side: a printed line that ink crosses is at most twice as thick


@dataclass(frozen=True, eq=False)
class FoundRow:
    """A row of what may be several digits.

    Attributes:
        row: how it could be divided.
        images: (28, 28) uint8 of each of its candidates.
        corners: (candidates, 4, 2) where each is, in shares of the picture's width and height.
    """

    row: PageRow
    images: tuple[Image, ...]
    corners: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Found:
    """The ink in a picture.

    Attributes:
        image: (28, 28) uint8, all of it as one digit, fitted as MNIST's are: 0 for paper to 255 for ink.
        corners: (4, 2) x and y of the corners around it, in shares of the picture's width and height.
        rows: the rows it may stand in, the topmost first; none where it can be but one digit.
    """

    image: Image
    corners: NDArray[np.float64]
    rows: tuple[FoundRow, ...] = ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all of it, in shares of the picture's width and height."""
        (left, top), (right, bottom) = self.corners.min(axis=0), self.corners.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def find_ink(colours: NDArray[np.uint8], name: str) -> Found:
    """Find the digits in (height, width) grey values or (height, width, 3) colours.

    Raises:
        InputError: there is no ink; the message calls the picture `name`.
    """
    planes = np.atleast_3d(colours).astype(np.float32)
    height, width = planes.shape[:2]
    sheet = sheet_in(planes)
    x = y = 0
    there = np.ones((height, width), bool)
    if sheet is not None:
        x, y = sheet.box[:2]
        planes, there = on_sheet(planes, sheet), sheet.part
    ink = _level_ink(planes, there, 0.0 if sheet is None else sheet.degrees)
    strength, level, mask = ink.strength, ink.level, ink.mask
    if not mask.any():
        raise _nothing_found(name)
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    shares = _Shares(ink.turn, (x, y), (width, height))
    image = _fitted(strength, level, mask)
    corners = shares.of((left, top, right, bottom))
    labels, sizes = pieces(mask)
    page = rows_in(labels, len(sizes))
    if not 2 <= sum(len(row.leaving) for row in page) <= _MOST:
        return Found(image, corners)
    return Found(image, corners, tuple(_found_row(row, strength, level, shares) for row in page))


@dataclass(frozen=True, eq=False)
class _LevelInk:
    """Ink on paper whose rows are level: how strong each pixel is, what counts as ink, and which is a digit's."""

    strength: Plane
    level: float
    mask: Mask
    turn: Turn


def _level_ink(planes: Planes, there: Mask, degrees: float) -> _LevelInk:
    """Return the ink of a picture, turned so that its lines or its rows of digits are level.

    Args:
        planes: (height, width, channels).
        there: (height, width) which pixels count.
        degrees: by which its sheet is turned.
    """
    ink = _ink_of_width(planes, there, degrees, _WIDEST_STROKE, Ink.EITHER)
    has_blob, count = _has_blob(ink.mask), _digits(ink.mask)
    if not has_blob and count < _PAGE:
        return ink
    # A page. Its ink is either darker or lighter: what lies in a loop beside a shadow is not. And something wider than
    # its strokes, such as the lit part beside a shadow, is none: are there digits without it?
    widest = _WIDEST_ON_PAGE if has_blob else _WIDEST_STROKE
    pages = [_ink_of_width(planes, there, degrees, widest, kind) for kind in (Ink.DARKER, Ink.LIGHTER)]
    page = max(pages, key=_amount)
    is_better = _PAGE <= _digits(page.mask) <= _MOST and not _has_blob(page.mask)
    return page if is_better and (has_blob or _amount(page) >= _SAME_INK * _amount(ink)) else ink


def _amount(ink: _LevelInk) -> float:
    """Return how much ink there is, by its strength."""
    return float(ink.strength[ink.mask].sum())


def _has_blob(mask: Mask) -> bool:
    """Return whether something in a mask is as wide as no stroke on a page is."""
    reach = max(1, round(_BLOB * max(mask.shape) / 2))
    return bool((extreme_around(mask.astype(np.float32), reach, np.minimum) > 0).any())


def _digits(mask: Mask) -> int:
    """Return how many pieces of a mask are as high as a digit."""
    labels, sizes = pieces(mask)
    return int(heights_of(boxes_of(labels, len(sizes)))[1].sum()) if len(sizes) else 0


def _ink_of_width(planes: Planes, there: Mask, degrees: float, widest: float, kind: Ink) -> _LevelInk:
    """Return the ink of strokes that are at most so wide, in sides of the picture."""
    strength, least, may_be_ruled = strength_of(planes, widest, kind)
    if may_be_ruled and not degrees:
        degrees = angle_of_lines(strength * there)
        if degrees and not has_rules(turn_of(strength, degrees).plane(strength * there)):
            degrees = 0.0
    ink = _turned_ink(strength, there, least, degrees, may_be_ruled=may_be_ruled)
    if degrees or not ink.mask.any():
        return ink
    labels, sizes = pieces(ink.mask)
    boxes = boxes_of(labels, len(sizes))
    degrees = angle_of_rows(boxes[heights_of(boxes)[1]])
    return _turned_ink(strength, there, least, degrees, may_be_ruled=may_be_ruled) if degrees else ink


def _turned_ink(strength: Plane, there: Mask, contrast: float, degrees: float, *, may_be_ruled: bool) -> _LevelInk:
    turn = turn_of(strength, degrees)
    strength = turn.plane(strength)
    known = turn.plane(there.astype(np.float32)) > 0.99
    with_rules = strength
    if may_be_ruled:
        strength = without_rules(strength, known)
        contrast = max(contrast, 4 * float(np.median(strength[known])))
    strength = strength * known
    if strength.max() < contrast:
        return _LevelInk(strength, 0.0, np.zeros(strength.shape, bool), turn)
    level = level_of(strength, contrast)
    inked = strength > level
    across = _across_rules(inked, (with_rules > strength) & (with_rules > level) & known)
    if across.any():
        strength = np.where(across, np.median(strength[inked]), strength)
    return _LevelInk(strength, level, digit_in(without_walls(inked | across)), turn)


def _across_rules(inked: Mask, rules: Mask) -> Mask:
    """Return where ink crosses rules that were taken away: on them, with ink on both sides."""
    if not rules.any():
        return rules
    reach = max(1, round(_RULE * max(inked.shape)))
    values = np.pad(inked.astype(np.float32), reach)
    closed = [
        extreme_within(extreme_within(values, reach, axis, np.maximum), reach, axis, np.minimum) > 0 for axis in (0, 1)
    ]
    return np.asarray((closed[0] | closed[1])[reach:-reach, reach:-reach] & rules & ~inked)


@dataclass(frozen=True)
class _Shares:
    """Where something is in the picture: the sheet's place in it, and its size."""

    turn: Turn
    corner: tuple[int, int]
    size: tuple[int, int]

    def of(self, box: tuple[int, int, int, int]) -> NDArray[np.float64]:
        """Return the corners of a box on the sheet, (4, 2), in shares of the picture."""
        return np.clip((self.turn.back(corners_of(*box)) + self.corner) / self.size, 0, 1)


def _found_row(row: PageRow, strength: Plane, level: float, shares: _Shares) -> FoundRow:
    images = []
    for each in row.candidates:
        left, top, right, bottom = each.box
        images.append(_fitted(strength[top:bottom, left:right], level, each.ink))
    return FoundRow(row, tuple(images), np.stack([shares.of(each.box) for each in row.candidates]))


def _fitted(strength: Plane, level: float, mask: Mask) -> Image:
    """Return the ink of a mask as the network sees it."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    # In between, the edge of the ink is as grey as the camera saw it.
    full = float(np.median(strength[mask]))
    soft = np.clip((strength - level / 2) / max(full - level / 2, 1), 0, 1) * _grown(mask)
    return fit_ink(soft[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _grown(mask: Mask) -> Mask:
    """Return the mask with one pixel more around it, for the soft edge of the ink."""
    return np.asarray(extreme_around(mask.astype(np.float32), 1, np.maximum) > 0)


def _nothing_found(name: str) -> InputError:
    return InputError(
        "{file}: expected a digit that stands out from the paper. Received: a picture of nearly one colour", file=name
    )
