"""Writes data sets in the forms that people have them in, of a few images that can be told apart."""

import gzip
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from tests.core.samples import write_idx

WITHOUT_ROOM = 16


def images(labels: np.ndarray, side: int = 28, room: int = 4) -> np.ndarray:
    """Pictures (n, side, side) uint8 of an L whose foot is longer the higher the label, bright on black."""
    result = np.zeros((len(labels), side, side), np.uint8)
    for image, label in zip(result, labels, strict=True):
        image[room : side - room, room : room + 2] = 255
        image[side - room - 2 : side - room, room : room + 2 + int(label) % (side - 2 * room - 2)] = 200
    return result


def labels(count: int, classes: int) -> np.ndarray:
    return (np.arange(count) % classes).astype(np.uint8)


def idx_set(folder: Path, names: tuple[str, str, str, str], train: np.ndarray, test: np.ndarray) -> None:
    folder.mkdir(exist_ok=True)
    for name, known in zip(names[::2], (train, test), strict=True):
        write(folder / name, images(known))
    for name, known in zip(names[1::2], (train, test), strict=True):
        write(folder / name, known)


def write(path: Path, array: np.ndarray) -> None:
    write_idx(path, array)
    if path.suffix != ".gz":
        path.write_bytes(gzip.decompress(path.read_bytes()))


def table(path: Path, rows: np.ndarray, known: list[object], *, header: str = "", last: bool = False) -> None:
    lines = [header] if header else []
    for pixels, label in zip(rows, known, strict=True):
        fields = [f"{value:g}" for value in pixels.ravel()]
        lines.append(",".join([*fields, str(label)] if last else [str(label), *fields]))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def picture(path: Path, image: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.fromarray(image).save(path)
