"""Reads picture files of a digit: photos, screenshots and drawings of any kind."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError
from digitapp.core.paper.ink import FoundRow, find_ink
from digitapp.core.paper.picture_formats import SUFFIXES as SUFFIXES
from digitapp.core.paper.picture_formats import formats_of
from digitapp.core.paper.rasterize import PEN, SIDE, Image
from digitapp.core.paper.sheets import resized, sheet_of_strokes
from digitapp.core.paper.strokes import Strokes
from digitapp.core.paper.turns import corners_of
from engine.files import not_a_file

if TYPE_CHECKING:
    from PIL import Image as Pillow

MOST_PIXELS = 80_000_000
_WORKING_SIDE = 800  # pixels; larger pictures are first made smaller

_ENLARGED = 8  # pixels of a picture that was 28 x 28, for each of its own


@dataclass(frozen=True, eq=False)
class Picture:
    """The digits of a picture file.

    Attributes:
        name: the file's name, or what else the picture is called.
        image: (28, 28) uint8, what the network sees of a single digit.
        colours: (height, width, 3) uint8, the picture itself, not larger than is useful.
        corners: (4, 2) where in it the ink is: x and y of the corners around it, in shares of its width and height.
        rows: the rows of what may be several digits; none where there can be but one.
        takes_ink: whether the sheet is just the picture that the network sees, so that one can draw over it.
    """

    name: str
    image: Image
    colours: NDArray[np.uint8]
    corners: NDArray[np.float64]
    rows: tuple[FoundRow, ...] = ()
    takes_ink: bool = False

    def on_canvas(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where places (..., 2) in shares of the picture are on a square on which it is as large as it fits."""
        height, width, _ = self.colours.shape
        sides = np.array([width, height]) / max(height, width)
        return np.asarray(places * sides + (1 - sides) / 2)

    def from_canvas(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where places on that square are in shares of the picture."""
        height, width, _ = self.colours.shape
        sides = np.array([width, height]) / max(height, width)
        return np.asarray((places - (1 - sides) / 2) / sides)


def load_picture(path: Path) -> Picture:
    """Return the digit in the picture file, and what it was found in.

    Raises:
        InputError: the file cannot be read, is no picture, is far too large, or has no ink on it.
    """
    return find_digit(_opened(path, path.name), path.name)


def pixels_of(path: Path, most: int) -> Image | None:
    """Return the grey values of a picture file, (height, width) uint8, on white where it is transparent.

    None for a picture that is higher or wider than `most` pixels.

    Raises:
        InputError: the file cannot be read, or is no picture.
    """
    picture = _opened(path, path.name)
    if max(picture.size) > most:
        return None
    from PIL import Image as Pillow

    return np.asarray(Pillow.fromarray(_colours(picture, "white")).convert("L"))


def read_picture(data: bytes, name: str) -> Picture:
    """Return the digit in a picture's bytes, as `load_picture` does for a file; messages call it `name`."""
    return find_digit(_opened(io.BytesIO(data), name), name)


def as_it_is(image: Image, name: str) -> Picture:
    """Return a picture of 28 x 28 pixels that the network sees just like this, ink on paper."""
    grey = np.repeat(np.repeat(255 - image, _ENLARGED, axis=0), _ENLARGED, axis=1)
    return Picture(name, image, np.stack([grey] * 3, axis=-1), corners_of(0, 0, 1, 1), takes_ink=True)


def drawn_over(picture: Picture, strokes: Strokes) -> Picture:
    """Return a picture that takes ink with strokes over it, by a pen as wide as the network is used to."""
    ink = resized(sheet_of_strokes(strokes, PEN / SIDE), SIDE, SIDE)
    return as_it_is(np.maximum(picture.image, ink), picture.name)


def find_digit(picture: Pillow.Image, name: str) -> Picture:
    """Return the digits in a picture, laid on white where it is transparent, or on black if there is no ink then.

    Raises:
        InputError: there is no ink on it.
    """
    colours = _colours(picture, "white")
    try:
        found = find_ink(colours, name)
    except InputError:  # white ink on transparent paper, perhaps
        colours = _colours(picture, "black")
        found = find_ink(colours, name)
    return Picture(name, found.image, colours, found.corners, found.rows)


def _opened(file: Path | io.BytesIO, name: str) -> Pillow.Image:
    """Return the picture, the right way up and not larger than is useful, as RGBA."""
    from PIL import Image as Pillow
    from PIL import ImageOps, UnidentifiedImageError

    received = not_a_file(file) if isinstance(file, Path) else None
    if received:
        raise InputError("{file}: expected a picture. Received: {received}", file=str(file), received=received)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow finds odd about a file is nothing to print in a terminal
            with Pillow.open(file, formats=formats_of(file, name)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Pillow.DecompressionBombError
                picture.draft("RGB", (_WORKING_SIDE, _WORKING_SIDE))
                turned = _of_8_bits(ImageOps.exif_transpose(picture))
                turned.thumbnail((_WORKING_SIDE, _WORKING_SIDE))  # before it is converted, which takes memory
                return turned.convert("RGBA")
    except Pillow.DecompressionBombError:
        raise InputError(
            "{file}: expected a picture of at most {most} megapixels. Received: a larger one",
            file=name,
            most=MOST_PIXELS // 1_000_000,
        ) from None
    except InputError:
        raise
    except UnidentifiedImageError:
        raise InputError(
            "{file}: expected a picture, such as PNG or JPEG. Received: another kind of file", file=name
        ) from None
    except (OSError, ValueError, SyntaxError) as error:  # Pillow raises all of these for damaged files
        raise InputError(
            "{file}: expected a picture that can be read. Received: {reason}", file=name, reason=str(error)
        ) from error


def _of_8_bits(picture: Pillow.Image) -> Pillow.Image:
    """Return a picture of 16 bits for each pixel, which Pillow would cut off at white, as one of 8 bits."""
    from PIL import Image as Pillow

    if not picture.mode.startswith("I;16"):
        return picture
    values = np.asarray(picture)
    step = max(1, max(values.shape) // (2 * _WORKING_SIDE))  # what is far too large needs no more care, and much memory
    return Pillow.fromarray(np.rint(values[::step, ::step].astype(np.float32) / 257).astype(np.uint8))


def _colours(picture: Pillow.Image, paper: str) -> NDArray[np.uint8]:
    """Return the picture's colours, (height, width, 3), laid on paper where it is transparent.

    Where it is transparent all over, which some programs write by mistake, the colours beneath are what was meant.
    """
    from PIL import Image as Pillow

    if not np.asarray(picture.getchannel("A")).any():
        return np.asarray(picture.convert("RGB"))
    sheet = Pillow.new("RGBA", picture.size, paper)
    return np.asarray(Pillow.alpha_composite(sheet, picture).convert("RGB"))
