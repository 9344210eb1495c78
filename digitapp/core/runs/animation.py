"""An animation as a file: pictures one after the other as GIF, APNG or WebP, written with Pillow."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # read only where an animation is made
    from PIL import Image

FORMATS = (".gif", ".png", ".webp")  # .png is APNG
LAST = 1500  # milliseconds for which the last picture stays at least
MOST_FRAMES = 240
_PALETTE_FROM = 3  # pictures from which GIF's colours are chosen: one set for all, so that nothing flickers


class GivenUpError(Exception):
    """Nobody wants the file any more."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A picture of an animation, packed: a window's pictures become some twenty times smaller.

    Attributes:
        width, height: in pixels.
        packed: three bytes a pixel, row by row, packed by zlib.
    """

    width: int
    height: int
    packed: bytes

    def picture(self) -> Image.Image:
        """Return it unpacked."""
        from PIL import Image

        return Image.frombytes("RGB", (self.width, self.height), zlib.decompress(self.packed))


def pack(width: int, height: int, pixels: bytes) -> Frame:
    """Return a picture of three bytes a pixel, packed."""
    return Frame(width, height, zlib.compress(pixels, 1))


def encode(
    frames: Sequence[Frame], suffix: str, milliseconds: int, tell: Callable[[int], None] = lambda _: None
) -> bytes:
    """Return an animation as the content of a file.

    Args:
        frames: all of one size.
        suffix: one of FORMATS.
        milliseconds: for which each picture is shown; the last one longer.
        tell: is told how many pictures are done; what it raises ends the work.
    """
    palette = _palette(frames) if suffix == ".gif" else None
    pictures = _Pictures(frames, palette, tell)
    known: dict[str, dict[str, Any]] = {
        ".gif": {"format": "GIF", "optimize": False},
        ".png": {"format": "PNG"},
        ".webp": {"format": "WEBP", "lossless": True, "quality": 20, "method": 0},
    }
    durations = [milliseconds] * (len(frames) - 1) + [max(milliseconds, LAST)]
    buffer = io.BytesIO()
    pictures.of(frames[0]).save(
        buffer, save_all=True, append_images=pictures, duration=durations, loop=0, **known[suffix]
    )
    return buffer.getvalue()


class _Pictures:
    """All pictures but the first, made when they are wanted, as often as that is."""

    def __init__(self, frames: Sequence[Frame], palette: Image.Image | None, tell: Callable[[int], None]) -> None:
        self._frames, self._palette, self._tell = frames, palette, tell

    def of(self, frame: Frame) -> Image.Image:
        from PIL import Image

        whole = frame.picture()
        return whole if self._palette is None else whole.quantize(palette=self._palette, dither=Image.Dither.NONE)

    def __iter__(self) -> Iterator[Image.Image]:
        for number, frame in enumerate(self._frames[1:], 1):
            self._tell(number)
            yield self.of(frame)
        self._tell(len(self._frames))


def _palette(frames: Sequence[Frame]) -> Image.Image:
    """Return 256 colours that suit all pictures, from some of them one below the other."""
    from PIL import Image

    places = sorted({round(place) for place in np.linspace(0, len(frames) - 1, _PALETTE_FROM)})
    some = [np.asarray(frames[place].picture()) for place in places]
    return Image.fromarray(np.concatenate(some)).quantize(256, method=Image.Quantize.MAXCOVERAGE)


def places(end: int, count: int, *, dense: bool) -> list[int]:
    """Return the places from 0 to `end` at which pictures are taken; `dense` takes more at the start."""
    share = np.linspace(0, 1, max(min(count, end + 1), 2))
    return sorted({round(place) for place in (share**2 if dense else share) * end})
