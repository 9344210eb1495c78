"""Data sets in IDX files, under the names that people have them by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from digitapp.core.data.names import names_for, read_mapping
from digitapp.core.data.raw import Part, Raw, Reading, check_size
from digitapp.core.errors import InputError, Words
from engine.datasets import idx

# "emnist-letters-train-images-idx3-ubyte.gz", "t10k-images.idx3-ubyte", "qmnist-test-labels-idx2-int", ...
_NAME = re.compile(
    r"(?P<set>.*?)[-_.]?(?P<part>train|t10k|test)?[-_.]?(?P<what>images|labels)[-_.]?(idx\d)?[-_.]?(ubyte|int)?"
    r"(\.idx)?(\.gz)?",
    re.IGNORECASE,
)


class Files(NamedTuple):
    """The files of one data set: images and labels to train with, and to test with if there are some."""

    name: str
    train: tuple[Path, Path]
    test: tuple[Path, Path] | None


class SeveralSetsError(InputError):
    """A folder has several data sets; one of them must be chosen."""

    sets: tuple[Files, ...] = ()


def looks_like_idx(path: Path) -> bool:
    """Return whether a file's name is one of IDX files of images or labels."""
    return _parts(path) is not None


def sets_in(folder: Path) -> list[Files]:
    """Return the data sets in a folder, those with training images, by name."""
    found: dict[str, dict[tuple[str, str], Path]] = {}
    for path in sorted(folder.iterdir()):
        parts = _parts(path)
        if parts is not None and path.is_file():
            name, part, what = parts
            found.setdefault(name, {}).setdefault((part, what), path)  # plain before .gz
    return [_files(folder, name, paths) for name, paths in sorted(found.items())]


def read_set(files: Files) -> Reading:
    """Read a data set of IDX files.

    Raises:
        InputError: a file is damaged, or they do not belong together.
    """
    yield 0.0
    train = _part(*files.train)
    yield 0.7
    test = None if files.test is None else _part(*files.test)
    folder, first = files.train[0].parent, files.train[0].name
    hint = f"{folder.name} {first}"
    mapping = folder / f"{_NAME.fullmatch(first)['set']}-mapping.txt"  # type: ignore[index]  # it was found by it
    names = read_mapping(mapping) if mapping.is_file() else names_for(hint, train.labels)
    turned = "emnist" in first.lower()
    return Raw(files.name or folder.name, files.train[0], train, test, names, turned=turned)


def set_of(path: Path) -> Files:
    """Return the data set that a file of images or labels belongs to.

    Raises:
        InputError: others are missing.
    """
    parts = _parts(path)
    assert parts is not None
    return next(files for files in sets_in(path.parent) if files.name == parts[0])


def _parts(path: Path) -> tuple[str, str, str] | None:
    """Return the data set, the part ("train" or "test") and what a file has, by its name; None for other files."""
    match = _NAME.fullmatch(path.name)
    if match is None or not re.search(r"idx|ubyte", path.name, re.IGNORECASE):
        return None
    part = (match["part"] or "train").lower()
    return match["set"], "test" if part in ("t10k", "test") else "train", match["what"].lower()


def _files(folder: Path, name: str, paths: dict[tuple[str, str], Path]) -> Files:
    """Return a data set's files, of which those to train with must be there."""
    kinds = ("images", "labels")
    pairs = [tuple(paths.get((part, what)) for what in kinds) for part in ("train", "test")]
    begin = f"{name}-" if name else ""
    for part, pair in zip(("train", "t10k"), pairs, strict=True):
        if None in pair and (part == "train" or any(pair)):
            missing = [f"{begin}{part}-{what}" for what, path in zip(kinds, pair, strict=True) if not path]
            raise InputError(
                "{folder}: expected IDX files of images and of their labels. Received: no file such as {missing}",
                folder=folder.name,
                missing=", ".join(f"{each}-idx{3 if each.endswith('images') else 1}-ubyte" for each in missing),
            )
    (images, labels), (test_images, test_labels) = pairs
    assert images is not None
    assert labels is not None
    test = None if test_images is None or test_labels is None else (test_images, test_labels)
    return Files(name, (images, labels), test)


def _part(images_path: Path, labels_path: Path) -> Part:
    images, labels = idx.read(images_path), idx.read(labels_path)
    if images.dtype != np.uint8 or images.ndim != 3:
        raise InputError(
            "{file}: expected images of bytes, of the shape (n, height, width). Received: {dtype} of the shape {shape}",
            file=images_path.name,
            dtype=images.dtype,
            shape=images.shape,
        )
    check_size(images_path.name, len(images), images.shape[1:])
    if labels.ndim == 2 and labels.shape[1]:
        labels = labels[:, 0]  # QMNIST: the digit, then who wrote it and where it is from
    if labels.shape != images.shape[:1]:
        raise InputError(
            "{file}: expected {expected} labels, one for each image in {images}. Received: {received}",
            file=labels_path.name,
            expected=len(images),
            images=images_path.name,
            received=len(labels) if labels.ndim == 1 else Words("no list of labels"),
        )
    return Part(images, labels.astype(np.int64))
