"""Shows what was made of a picture file: where its digits were found, and what the network saw of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digitapp.core.errors import InputError
from digitapp.core.paper.pictures import Picture
from digitapp.core.paper.rasterize import SIDE
from digitapp.core.reading.drawing import SeenDigit

if TYPE_CHECKING:
    from PIL import Image as Pillow

_ZOOM = 10  # of the network's picture, when there is one
_SEVERAL = 2  # times as large where there are several
_FRAME = (37, 99, 235)
_BETWEEN = 10  # pixels
_ROOM = 3  # pixels between a digit and its frame


def shown(picture: Picture, digits: Sequence[SeenDigit]) -> Pillow.Image:
    """Return a picture with a frame around each digit, and beside it what the network sees, row by row."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    several = len(digits) > 1
    side = SIDE * _ZOOM * (_SEVERAL if several else 1)
    height, width, _ = picture.colours.shape
    scale = side / max(height, width)
    small = Pillow.fromarray(picture.colours).resize((max(1, round(width * scale)), max(1, round(height * scale))))
    sheet = Pillow.new("RGB", (2 * side + _BETWEEN, side), "white")
    sheet.paste(small, ((side - small.width) // 2, (side - small.height) // 2))
    pencil = ImageDraw.Draw(sheet)
    rows = [[digit for digit in digits if digit.row == row] for row in range(digits[-1].row + 1)]
    cell = side // max(len(rows), *(len(row) for row in rows))
    for place, row in enumerate(rows):
        for number, digit in enumerate(row):
            corners = digit.corners
            if corners is not None:
                middle = corners.mean(axis=0)
                wider = corners * side + _ROOM * ((corners > middle) * 2.0 - 1)
                pencil.polygon([(float(x), float(y)) for x, y in wider], outline=_FRAME, width=2)
            seen = Pillow.fromarray(digit.reading.image).resize((cell, cell), Pillow.Resampling.NEAREST)
            x, y = side + _BETWEEN + number * cell, place * cell
            sheet.paste(seen, (x, y))
            if several:
                answer = digit.reading.answer
                pencil.text((x + 4, y + 2), "?" if answer is None else str(answer), fill=(255, 200, 60))
    return sheet


def save_shown(path: Path, picture: Picture, digits: Sequence[SeenDigit]) -> None:
    """Write what was made of a picture to a PNG file, in a folder that is made if need be.

    Raises:
        InputError: it cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shown(picture, digits).save(path, format="PNG")
    except OSError as error:
        raise InputError(
            "{file}: expected a place where a picture can be saved. Received: {reason}",
            file=path,
            reason=error.strerror or str(error),
        ) from error
