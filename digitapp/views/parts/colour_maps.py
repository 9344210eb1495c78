"""Colours for numbers: one scale for magnitudes, whose zero stands apart, and one for signed values around zero."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor

from digitapp import theme

Colours = NDArray[np.uint8]  # (..., 4), red, green, blue, alpha


@cache
def _table(name: str) -> Colours:
    table: Colours = pg.colormap.get(name).getLookupTable(nPts=256, alpha=True).astype(np.uint8)
    return table


def _off() -> list[int]:
    colour = QColor(theme.current().off)
    return [colour.red(), colour.green(), colour.blue(), 255]


def magnitudes(values: ArrayLike, top: float) -> Colours:
    """Return colours for values from 0 to `top`; what is not above zero gets the colour of "off"."""
    numbers = np.asarray(values, np.float32)
    table = _table(theme.current().magnitude_map)
    colours: Colours = table[np.clip(numbers * (255 / top), 0, 255).astype(np.uint8)]
    colours[numbers <= 0] = _off()
    return colours


def signed(values: ArrayLike, top: float) -> Colours:
    """Return colours for values from -`top` to `top`; exactly zero gets the colour of "off"."""
    numbers = np.asarray(values, np.float32)
    table = _table(theme.current().signed_map)
    colours: Colours = table[np.clip((numbers / top + 1) * 127.5, 0, 255).astype(np.uint8)]
    colours[numbers == 0] = _off()
    return colours


def round_up(value: float) -> float:
    """Return the next of 1, 1.5, 2, 3, 5, 7 times a power of ten at or above `value`, for the end of a scale.

    A scale that ends at a round number stays the same while the values under it move a little.
    """
    if not np.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next((step * power for step in (1, 1.5, 2, 3, 5, 7) if step * power >= value), 10 * power))
