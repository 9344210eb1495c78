"""Turns a picture file of a digit, dark on light or light on dark, into the 28 x 28 picture that the network sees."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from digitapp.core.errors import InputError
from digitapp.core.rasterize import CENTRE, INK_SIDE, SIDE, Image

MOST_PIXELS = 100_000_000
_WORKING_SIDE = 1024  # pixels; larger pictures are first made smaller
_LEAST_CONTRAST = 24  # of 255, between paper and ink


def load_picture(path: Path) -> Image:
    """Return the digit in the picture file as MNIST would have it: (28, 28) uint8, 0 for paper to 255 for ink.

    Raises:
        InputError: the file cannot be read, is no picture, is far too large, or has no ink on it.
    """
    return fit_picture(_grey(path), path.name)


def fit_picture(grey: NDArray[np.uint8], name: str) -> Image:
    """Find the ink in (height, width) grey values and fit it as MNIST's digits are: 20 pixels, centred by mass.

    What the border is mostly made of is taken for paper.
    """
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(border))
    darker, lighter = paper - float(grey.min()), float(grey.max()) - paper
    away = grey.astype(np.float64) - paper
    ink = np.clip(-away if darker >= lighter else away, 0, None)
    strongest = float(ink.max())
    if strongest < _LEAST_CONTRAST:
        raise InputError(
            "{file}: expected a digit that stands out from the paper. Received: a picture of nearly one colour",
            file=name,
        )
    ink = np.clip((ink / strongest - 0.2) / 0.6, 0, 1)  # faint paper texture away, the middle of the ink full
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.3) for axis in (1, 0))
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = INK_SIDE / max(cropped.shape)
    height, width = (max(1, round(side * scale)) for side in cropped.shape)
    small = Pillow.fromarray(np.rint(cropped * 255).astype(np.uint8)).resize((width, height), Pillow.Resampling.BOX)
    return _centred(np.asarray(small))


def _centred(ink: NDArray[np.uint8]) -> Image:
    """Return (28, 28) with the ink's centre of mass as near to the middle as whole pixels allow."""
    height, width = ink.shape
    mass = ink.sum(dtype=np.float64)
    middle_y = float(ink.sum(axis=1, dtype=np.float64) @ np.arange(height)) / mass
    middle_x = float(ink.sum(axis=0, dtype=np.float64) @ np.arange(width)) / mass
    top = min(max(round(CENTRE - middle_y), 0), SIDE - height)
    left = min(max(round(CENTRE - middle_x), 0), SIDE - width)
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[top : top + height, left : left + width] = ink
    return image


def _grey(path: Path) -> NDArray[np.uint8]:
    """Return the picture's brightness, (height, width) uint8, the right way up, transparency as white paper."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(path) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Pillow.DecompressionBombError
                picture.draft("L", (_WORKING_SIDE, _WORKING_SIDE))
                turned = ImageOps.exif_transpose(picture)
                turned.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
                rgba = turned.convert("RGBA")
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise InputError(
            "{file}: expected a picture of at most {most} megapixels. Received: a larger one",
            file=path.name,
            most=MOST_PIXELS // 1_000_000,
        ) from None
    except UnidentifiedImageError:
        raise InputError(
            "{file}: expected a picture, such as PNG or JPEG. Received: another kind of file", file=path.name
        ) from None
    except FileNotFoundError:
        raise InputError("{file}: expected a picture. Received: no such file", file=str(path)) from None
    except (OSError, ValueError, SyntaxError) as error:  # Pillow raises all of these for damaged files
        raise InputError(
            "{file}: expected a picture that can be read. Received: {reason}", file=path.name, reason=str(error)
        ) from error
    white = Pillow.new("RGBA", rgba.size, "white")
    return np.asarray(Pillow.alpha_composite(white, rgba).convert("L"))
