"""Colours for numbers: one scale for magnitudes, whose zero stands apart, and one for signed values around zero."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor

from digitapp import theme
from digitapp.core.inside.scale import largest, round_up

__all__ = [
    "DIGITS",
    "Colours",
    "class_colour",
    "digits",
    "finite",
    "ink",
    "largest",
    "magnitudes",
    "round_up",
    "signed",
]

_FAINTEST, _FULL = 0.3, 0.25  # the share of its own colour of the smallest magnitude, and from which share of the top
_PALE = 0.12  # the share of the top below which a signed number's colour fades into that of 0

# One for each digit, of unlike lightness as well as hue, so that few people take two of them for one another.
DIGITS = (
    *("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"),
    *("#d55e00", "#7f7f7f", "#b8a900", "#6a3d9a", "#b15928"),
)

Colours = NDArray[np.uint8]  # (..., 4), red, green, blue, alpha


@cache
def _table(name: str) -> Colours:
    """Return the 256 colours of one of pyqtgraph's colour maps.

    They are read from its file: pyqtgraph itself is still being imported on a thread when the first digit is drawn.
    """
    package = find_spec("pyqtgraph")
    assert package is not None
    assert package.submodule_search_locations
    file = Path(package.submodule_search_locations[0]) / "colors" / "maps" / f"{name}.csv"
    shares = np.loadtxt(file, delimiter=",", comments=";")
    return np.insert(255 * shares, 3, 255, axis=1).astype(np.uint8)


@cache
def _magnitudes(palette: theme.Theme) -> Colours:
    """Return 256 colours: the smallest is next to that of "off", the largest furthest from the background."""
    dark = palette.name == "dark"
    table = _table(palette.magnitude_map)[40:] if dark else _table(palette.magnitude_map)[235::-1]
    share = np.linspace(0, 1, 256)
    own = table[np.rint(share * (len(table) - 1)).astype(int)]
    weight = np.minimum(_FAINTEST + (1 - _FAINTEST) * share / _FULL, 1.0)[:, None]
    ramp: Colours = np.rint(weight * own + (1 - weight) * np.array(_rgba(palette.off))).astype(np.uint8)
    return ramp


@cache
def _signed(palette: theme.Theme) -> Colours:
    """Return 256 colours, whose middle is that of "off"."""
    weight = np.minimum(np.abs(np.linspace(-1, 1, 256)) / _PALE, 1.0)[:, None]
    ramp: Colours = np.rint(weight * _table(palette.signed_map) + (1 - weight) * np.array(_rgba(palette.off))).astype(
        np.uint8
    )
    return ramp


def _rgba(name: str) -> list[int]:
    colour = QColor(name)
    return [colour.red(), colour.green(), colour.blue(), 255]


def _off() -> list[int]:
    return _rgba(theme.current().off)


def finite(values: ArrayLike, top: float) -> NDArray[np.float32]:
    """Return values as float32 from -`top` to `top`; what is not a number (NaN) becomes `top`, so that it is seen."""
    with np.errstate(over="ignore"):
        numbers = np.asarray(values, np.float32)
    return np.where(np.isnan(numbers), np.float32(top), np.clip(numbers, -top, top)).astype(np.float32)


def magnitudes(values: ArrayLike, top: float) -> Colours:
    """Return colours for values from 0 to `top`; what is not above zero gets the colour of "off".

    The smaller a value, the nearer its colour is to that. What is infinite or not a number is as strong as `top`.
    """
    numbers = finite(values, top)
    table = _magnitudes(theme.current())
    colours: Colours = table[np.clip(numbers * (255 / top), 0, 255).astype(np.uint8)]
    colours[numbers <= 0] = _off()
    return colours


def ink(values: ArrayLike) -> Colours:
    """Return colours for a picture's numbers, from the palette's paper for 0 to its ink for 1."""
    share = np.clip(finite(values, 1.0), 0, 1)[..., np.newaxis]
    paper, full = (np.array(_rgba(name)) for name in (theme.current().paper, theme.current().ink))
    return np.rint(paper * (1 - share) + full * share).astype(np.uint8)


def digits(values: NDArray[np.int_]) -> Colours:
    """Return the colours of classes, which begin again after ten; -1, no class, gets the colour of "off"."""
    table = [[QColor(name).red(), QColor(name).green(), QColor(name).blue(), 255] for name in DIGITS]
    colours: Colours = np.array([*table, _off()], np.uint8)[np.where(values < 0, -1, values % len(DIGITS))]
    return colours


def class_colour(number: int) -> QColor:
    """Return the colour of a class; they begin again after ten."""
    return QColor(DIGITS[number % len(DIGITS)])


def signed(values: ArrayLike, top: float) -> Colours:
    """Return colours for values from -`top` to `top`; exactly zero gets the colour of "off".

    What is infinite is as strong as `top`, what is not a number too.
    """
    numbers = finite(values, top)
    table = _signed(theme.current())
    colours: Colours = table[np.clip((numbers / top + 1) * 127.5, 0, 255).astype(np.uint8)]
    colours[numbers == 0] = _off()
    return colours
