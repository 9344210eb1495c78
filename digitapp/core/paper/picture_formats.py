"""Which kinds of picture files can be opened here: two kinds of photo need more than Pillow always brings along."""

from __future__ import annotations

import io
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from digitapp.core.errors import InputError

SUFFIXES = (  # that people know them by
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"),
    *(".avif", ".heic", ".heif"),
)
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "ICO", "PPM")  # Pillow also knows some that run programs
_AVIF = (b"avif", b"avis")
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_HEAD = 12  # bytes: a size, "ftyp", and which of these it is


def formats_of(file: Path | io.BytesIO, name: str) -> tuple[str, ...]:
    """Return the formats that Pillow may take a file for, those that it needs more for only where the file is one.

    Raises:
        InputError: it is a photo of a kind that cannot be opened here; with what to do.
        OSError: it cannot be read.
    """
    brand = _brand(file)
    if brand in _AVIF:
        from PIL import features

        if features.check("avif"):
            return (*FORMATS, "AVIF")
        raise InputError(
            "{file}: expected a picture that can be read here. Received: an AVIF photo, for which a Pillow of version"
            " 11.3 or later is needed (pip install -U pillow). Or save it as JPEG or PNG",
            file=name,
        )
    if brand in _HEIC:
        if find_spec("pillow_heif") is not None:
            import_module("pillow_heif").register_heif_opener()
            return (*FORMATS, "HEIF")
        raise InputError(
            "{file}: expected a picture that can be read here. Received: a HEIC photo, for which pillow-heif is needed"
            " (pip install pillow-heif). Or save it as JPEG or PNG, or let the phone take photos as JPEG",
            file=name,
        )
    return FORMATS


def _brand(file: Path | io.BytesIO) -> bytes:
    """Return which kind of photo a file says it is, if it is one of those that say so."""
    if isinstance(file, Path):
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    else:
        head = file.getvalue()[:_HEAD]
    return head[8:12] if head[4:8] == b"ftyp" else b""
