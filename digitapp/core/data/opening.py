"""Opens a data set from whatever a person has: a folder, IDX files, an .npz, a table, pictures, My digits."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np

from digitapp.core.data.idx_files import SeveralSetsError, looks_like_idx, read_set, set_of, sets_in
from digitapp.core.data.making import made
from digitapp.core.data.npz_files import has_images, is_strokes, read_npz
from digitapp.core.data.picture_folders import read_pictures
from digitapp.core.data.raw import Part, Raw, Reading
from digitapp.core.data.tables import looks_like_a_table, read_table, train_table_in
from digitapp.core.errors import InputError, Words
from digitapp.core.my_digits.collection import MyDigits, images_of, labels_of, load_my_digits
from digitapp.core.paper.pictures import SUFFIXES as PICTURES
from digitapp.core.runs.dataset import Dataset
from engine.files import not_a_file

_FOLDER = "a folder"
_ZIP = b"PK\x03\x04"


def opening(path: Path) -> Generator[float, None, Dataset]:
    """Open a data set, in steps; yields the share that is done, and returns the data set.

    Raises:
        SeveralSetsError: a folder has several of them.
        InputError: there is none, it is damaged, or it cannot be used; the message says why.
    """
    try:
        raw = yield from _reader(path)
    except OSError as error:
        raise InputError(
            "{file}: expected data that can be read. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error
    yield 1.0
    return made(raw)


def open_data(path: Path) -> Dataset:
    """Open a data set at once.

    Raises:
        InputError: as for `opening`.
    """
    steps = opening(path)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            dataset: Dataset = end.value
            return dataset


def is_data(path: Path) -> bool:
    """Return whether a file is a data set, by its name, or for an .npz, which may hold a network, by its arrays."""
    if path.suffix.lower() != ".npz":
        return looks_like_idx(path) or looks_like_a_table(path)
    try:
        return has_images(path) or is_strokes(path)
    except InputError:  # who opens it as a network will tell
        return False


def of_my_digits(digits: MyDigits, file: Path, name: str) -> Dataset:
    """Return the person's own digits as a data set called `name`, of which some are held out.

    Raises:
        InputError: there are too few.
    """
    if not digits:
        raise InputError("Expected some digits of yours. Received: none yet")
    return made(Raw(name, file, Part(images_of(digits), labels_of(digits).astype(np.int64)), fitted=True))


def _reader(path: Path) -> Reading:
    received = not_a_file(path)
    if received == _FOLDER:
        return _of_folder(path)
    if received:
        raise InputError(
            "{file}: expected a folder or a file of a data set. Received: {received}", file=path.name, received=received
        )
    if looks_like_idx(path):
        return read_set(set_of(path))
    with path.open("rb") as file:
        begin = file.read(4)
    if begin == _ZIP:
        return _of_strokes(path) if is_strokes(path) else read_npz(path)
    if begin[:2] == b"\0\0" and len(begin) == 4:
        raise InputError(
            "{file}: expected IDX files with images or labels in their names, such as train-images-idx3-ubyte."
            " Received: another name",
            file=path.name,
        )
    if path.suffix.lower() in PICTURES:
        raise InputError(
            "{file}: expected a data set, such as a folder with pictures in it. Received: {received}",
            file=path.name,
            received=Words("one picture"),
        )
    return read_table(path)


def _of_folder(folder: Path) -> Reading:
    sets = sets_in(folder)
    if len(sets) > 1:
        several = SeveralSetsError(
            "{folder}: expected one data set. Received: {count}: {names}. Open the training images of one of them.",
            folder=folder.name,
            count=len(sets),
            names=", ".join(each.name for each in sets),
        )
        several.sets = tuple(sets)
        raise several
    if sets:
        return read_set(sets[0]._replace(name=sets[0].name or folder.name))
    archives = [path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".npz" and path.is_file()]
    if len(archives) == 1:
        return read_npz(archives[0])
    table = train_table_in(folder)
    return read_pictures(folder) if table is None else read_table(table)


def _of_strokes(path: Path) -> Reading:
    yield 0.0
    digits = load_my_digits(path)
    if not digits:
        raise InputError("Expected some digits of yours. Received: none yet")
    return Raw(path.stem, path, Part(images_of(digits), labels_of(digits).astype(np.int64)), fitted=True)
