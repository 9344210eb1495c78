"""Turns a picture file of a digit, dark on light or light on dark, into the 28 x 28 picture that the network sees."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from digitapp.core.errors import InputError
from digitapp.core.rasterize import CENTRE, INK_SIDE, SIDE, Image

MOST_PIXELS = 80_000_000
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "ICO", "PPM")  # Pillow also knows some that run programs
_WORKING_SIDE = 1024  # pixels; larger pictures are first made smaller
_LEAST_CONTRAST = 24  # of 255, between paper and ink


@dataclass(frozen=True, eq=False)
class Picture:
    """A digit from a picture file.

    Attributes:
        name: the file's name, or what else the picture is called.
        image: (28, 28) uint8, what the network sees.
    """

    name: str
    image: Image


def load_picture(path: Path) -> Image:
    """Return the digit in the picture file as MNIST would have it: (28, 28) uint8, 0 for paper to 255 for ink.

    Raises:
        InputError: the file cannot be read, is no picture, is far too large, or has no ink on it.
    """
    picture = _opened(path)
    try:
        return fit_picture(_colours(picture, "white"), path.name)
    except InputError:  # white ink on transparent paper, perhaps
        return fit_picture(_colours(picture, "black"), path.name)


def fit_picture(colours: NDArray[np.uint8], name: str) -> Image:
    """Find the ink in (height, width) grey values or (height, width, 3) colours and fit it as MNIST's digits are.

    Raises:
        InputError: there is no ink; the message calls the picture `name`.
    """
    ink = _ink(colours if colours.ndim == 3 else colours[:, :, None])
    if ink.max() < _LEAST_CONTRAST:
        raise InputError(
            "{file}: expected a digit that stands out from the paper. Received: a picture of nearly one colour",
            file=name,
        )
    return fit_ink(ink / ink.max())


def fit_ink(strength: NDArray[np.float64]) -> Image:
    """Fit ink as MNIST's digits are, 20 pixels and centred by mass.

    Args:
        strength: (height, width), from 0 for paper to 1 for the strongest ink.
    """
    ink = np.clip((strength - 0.2) / 0.6, 0, 1)  # faint paper texture away, the middle of the ink full
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.3) for axis in (1, 0))
    cropped = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = INK_SIDE / max(cropped.shape)
    height, width = (max(1, round(side * scale)) for side in cropped.shape)
    small = Pillow.fromarray(np.rint(cropped * 255).astype(np.uint8)).resize((width, height), Pillow.Resampling.BOX)
    return _centred(np.asarray(small))


def _ink(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how far each pixel's colour is from the paper's, (height, width), 0 to 255.

    What the border is mostly made of is taken for paper; ink may be darker, lighter, or of another colour only.
    """
    border = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
    paper = np.median(border, axis=0)
    away: NDArray[np.float64] = np.abs(colours - paper).max(axis=-1)
    return away


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


def _opened(path: Path) -> Pillow.Image:
    """Return the picture, the right way up and not larger than is useful, as RGBA."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow finds odd about a file is nothing to print in a terminal
            with Pillow.open(path, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Pillow.DecompressionBombError
                picture.draft("RGB", (_WORKING_SIDE, _WORKING_SIDE))
                turned = _of_8_bits(ImageOps.exif_transpose(picture))
                turned.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
                return turned.convert("RGBA")
    except Pillow.DecompressionBombError:
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


def _of_8_bits(picture: Pillow.Image) -> Pillow.Image:
    """Return a picture of 16 bits for each pixel, which Pillow would cut off at white, as one of 8 bits."""
    if not picture.mode.startswith("I;16"):
        return picture
    values = np.asarray(picture).astype(np.float64)
    return Pillow.fromarray(np.rint(values / 257).astype(np.uint8))


def _colours(picture: Pillow.Image, paper: str) -> NDArray[np.uint8]:
    """Return the picture's colours, (height, width, 3), laid on paper where it is transparent."""
    sheet = Pillow.new("RGBA", picture.size, paper)
    return np.asarray(Pillow.alpha_composite(sheet, picture).convert("RGB"))
