"""The person's own digits: drawings that somebody said the right digit of, kept as strokes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from digitapp.core.errors import InputError
from digitapp.core.paper.rasterize import SIDE, Image, rasterize_lines
from digitapp.core.paper.stroke_files import StrokeFile, load_stroke_file, save_stroke_file
from digitapp.core.paper.strokes import Strokes
from engine.datasets import idx

IMAGES, LABELS = "my-digits-images-idx3-ubyte", "my-digits-labels-idx1-ubyte"


@dataclass(frozen=True, eq=False)
class MyDigit:
    """A drawing and which digit it is."""

    strokes: Strokes
    label: int


MyDigits = tuple[MyDigit, ...]
_seen: WeakKeyDictionary[MyDigit, Image] = WeakKeyDictionary()  # pictures of digits, as long as somebody has them


def load_my_digits(path: Path) -> MyDigits:
    """Return the digits kept in `path`; a file that is not there holds none.

    Raises:
        InputError: the file is damaged.
    """
    if not path.exists():
        return ()
    file = load_stroke_file(path)
    return tuple(MyDigit(*pair) for pair in zip(file.drawings, file.labels.tolist(), strict=True))


def save_my_digits(path: Path, digits: MyDigits) -> None:
    """Keep these digits, and no others, in `path`; if that fails, those from before stay.

    Raises:
        InputError: it cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not digits:
            path.unlink(missing_ok=True)
            return
    except OSError as error:
        raise _cannot_be_kept(path, error) from error
    save_stroke_file(path, StrokeFile(labels_of(digits), tuple(digit.strokes for digit in digits)))


def export_idx(folder: Path, digits: MyDigits) -> None:
    """Write the digits into `folder` as two IDX files, as the network sees them; nothing is written over.

    Raises:
        InputError: they cannot be written there, or such files are there already.
    """
    if taken := [name for name in (IMAGES, LABELS) if (folder / name).exists()]:
        raise InputError("{file} is there already. Expected a folder without it.", file=taken[0])
    try:
        idx.write(folder / IMAGES, images_of(digits))
        idx.write(folder / LABELS, labels_of(digits).astype(np.uint8))
    except OSError as error:
        raise _cannot_be_kept(folder, error) from error


def images_of(digits: MyDigits) -> Image:
    """Return what the network sees of them, (n, 28, 28) uint8."""
    new = [digit for digit in digits if digit not in _seen]
    images = rasterize_lines([[stroke.points for stroke in digit.strokes] for digit in new])
    for digit, image in zip(new, images, strict=True):
        _seen[digit] = image
    return np.array([_seen[digit] for digit in digits], np.uint8).reshape(-1, SIDE, SIDE)


def labels_of(digits: MyDigits) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return their digits, (n,)."""
    return np.array([digit.label for digit in digits], np.int64)


def _cannot_be_kept(path: Path, error: OSError) -> InputError:
    return InputError(
        "{file}: expected a place where the drawings can be saved. Received: {reason}",
        file=path.name,
        reason=error.strerror or str(error),
    )
