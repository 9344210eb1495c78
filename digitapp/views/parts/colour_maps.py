"""Colours for numbers: one scale for magnitudes, whose zero stands apart, and one for signed values around zero."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor

from digitapp import theme
from digitapp.core.inside.scale import largest, round_up

__all__ = ["DIGITS", "Colours", "digits", "finite", "largest", "magnitudes", "round_up", "signed"]

# One for each digit, of unlike lightness as well as hue, so that few people take two of them for one another.
DIGITS = (
    *("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"),
    *("#d55e00", "#7f7f7f", "#b8a900", "#6a3d9a", "#b15928"),
)

Colours = NDArray[np.uint8]  # (..., 4), red, green, blue, alpha


@cache
def _table(name: str) -> Colours:
    import pyqtgraph as pg  # here, so that the window is painted before it is read

    table: Colours = pg.colormap.get(name).getLookupTable(nPts=256, alpha=True).astype(np.uint8)
    return table


def _off() -> list[int]:
    colour = QColor(theme.current().off)
    return [colour.red(), colour.green(), colour.blue(), 255]


def finite(values: ArrayLike, top: float) -> NDArray[np.float32]:
    """Return values as float32 from -`top` to `top`; what is not a number (NaN) becomes `top`, so that it is seen."""
    with np.errstate(over="ignore"):
        numbers = np.asarray(values, np.float32)
    return np.where(np.isnan(numbers), np.float32(top), np.clip(numbers, -top, top)).astype(np.float32)


def magnitudes(values: ArrayLike, top: float) -> Colours:
    """Return colours for values from 0 to `top`; what is not above zero gets the colour of "off".

    What is infinite or not a number is as strong as `top`.
    """
    numbers = finite(values, top)
    table = _table(theme.current().magnitude_map)
    colours: Colours = table[np.clip(numbers * (255 / top), 0, 255).astype(np.uint8)]
    colours[numbers <= 0] = _off()
    return colours


def digits(values: NDArray[np.int_]) -> Colours:
    """Return the colours of digits; -1, no digit, gets the colour of "off"."""
    table = [[QColor(name).red(), QColor(name).green(), QColor(name).blue(), 255] for name in DIGITS]
    colours: Colours = np.array([*table, _off()], np.uint8)[values]
    return colours


def signed(values: ArrayLike, top: float) -> Colours:
    """Return colours for values from -`top` to `top`; exactly zero gets the colour of "off".

    What is infinite is as strong as `top`, what is not a number too.
    """
    numbers = finite(values, top)
    table = _table(theme.current().signed_map)
    colours: Colours = table[np.clip((numbers / top + 1) * 127.5, 0, 255).astype(np.uint8)]
    colours[numbers == 0] = _off()
    return colours
