"""What the networks of a way said about the drawing, as a strip: a colour for each class, as high as probable."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from digitapp import theme
from digitapp.views.parts.class_names import elided
from digitapp.views.parts.colour_maps import class_colour, digits

_LEAST_SIGN = 16  # pixels of one digit's stretch in which its sign is written

Places = NDArray[np.int_]
Shares = NDArray[np.float32]


def strip_image(places: Places, shares: Shares, at: NDArray[np.floating], height: int) -> QImage:
    """Return a strip of len(at) x height pixels.

    Args:
        places: (n,) where there are shares, in order.
        shares: (n, classes) at these; each holds until the next.
        at: the place of each column of pixels; what is after the last of `places` or not a number stays clear.
        height: in pixels.
    """
    columns = np.searchsorted(places, np.nan_to_num(at, nan=-1.0), side="right") - 1
    above = np.cumsum(np.nan_to_num(shares, nan=0.0), axis=1)[np.maximum(columns, 0)]  # (columns, classes)
    levels = ((np.arange(height)[::-1] + 0.5) / height).astype(np.float32)  # of the rows, from 1 down to 0
    which = np.zeros((height, len(at)), np.int_)
    for digit in range(shares.shape[1] - 1):
        which += levels[:, None] > above[:, digit]
    colours = np.ascontiguousarray(digits(which))
    colours[:, (columns < 0) | np.isnan(at)] = 0
    image = QImage(colours.data, len(at), height, 4 * len(at), QImage.Format.Format_RGBA8888)
    return image.copy()


def stretches(places: Places, shares: Shares, end: int) -> list[tuple[int, int, int]]:
    """Return where the most probable digit stays the same: the digit, and the first and last place; the last is `end`.

    For places and shares see strip_image.
    """
    if not len(places):
        return []
    most = np.nan_to_num(shares, nan=0.0).argmax(axis=1)
    cuts = [0, *(np.flatnonzero(np.diff(most)) + 1).tolist(), len(most)]
    ends = [*places.tolist(), max(end, int(places[-1]))]
    return [(int(most[a]), ends[a], ends[b]) for a, b in pairwise(cuts)]


def paint_signs(painter: QPainter, spans: list[tuple[int, float, float]], top: float, height: float) -> None:
    """Write digits into their stretches, given as the digit and its first and last pixel."""
    painter.setFont(theme.number_font(0.85, bold=True))
    for digit, left, right in spans:
        if right - left >= _LEAST_SIGN:
            painter.setPen(QColor("#ffffff" if class_colour(digit).lightnessF() < 0.5 else "#000000"))
            painter.drawText(
                QRectF(left, top, right - left, height),
                Qt.AlignmentFlag.AlignCenter,
                elided(painter, digit, right - left),
            )
