"""Measures how well a network reads a folder of picture files that are named or sorted by digit."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitapp.core.errors import InputError
from digitapp.core.paper.pictures import SUFFIXES, load_picture
from digitapp.core.paper.rasterize import SIDE
from digitapp.core.reading.evaluation import Evaluation
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import DIGITS

_DIGIT = re.compile(r"[0-9](?![0-9])")


@dataclass(frozen=True, eq=False)
class PictureEvaluation:
    """What a network made of the pictures in a folder.

    Attributes:
        read: of the pictures in which a digit was found, in the order of `files`.
        files: (n,) those pictures.
        not_read: the others, and why nothing could be read in each.
    """

    read: Evaluation
    files: tuple[Path, ...]
    not_read: tuple[tuple[Path, InputError], ...]

    @property
    def accuracy(self) -> float:
        """The share of all pictures that is right; one in which no digit was found is not."""
        return int(self.read.right.sum()) / (len(self.files) + len(self.not_read))


def labelled_pictures(folder: Path) -> list[tuple[Path, int]]:
    """Return the pictures in a folder and those within it, and which digit each shows.

    The digit is the name of the folder that a picture lies in, or what its own name begins with: `7/photo.png`,
    `7-photo.png`, `7.png`. Pictures whose digit is not known so are left out.

    Raises:
        InputError: it is no folder that can be read, or no picture in it has a digit.
    """
    try:
        if not folder.is_dir():
            raise NotADirectoryError
        paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    except OSError:
        raise InputError("Expected a folder of pictures. Received: {path}", path=folder) from None
    found = []
    for path in paths:
        sorted_by = re.fullmatch("[0-9]", path.parent.name) or _DIGIT.match(path.name)
        if sorted_by:
            found.append((path, int(sorted_by[0])))
    if not found:
        raise InputError(
            "{path}: expected pictures whose names begin with their digit (7-photo.png), or folders 0 to 9 with"
            " pictures. Received: {count} pictures without a digit",
            path=folder,
            count=len(paths),
        )
    return found


def evaluate_pictures(moment: Moment, pictures: list[tuple[Path, int]]) -> PictureEvaluation:
    """Return what the network makes of labelled picture files."""
    readings, labels, files, seconds = [], [], [], []
    not_read = []
    for path, label in pictures:
        started = time.perf_counter()
        try:
            reading = read(moment, load_picture(path).image)
        except InputError as error:
            not_read.append((path, error))
            continue
        seconds.append(time.perf_counter() - started)
        readings.append(reading)
        labels.append(label)
        files.append(path)
    evaluation = Evaluation(
        np.array(labels, np.int64),
        np.array([reading.image for reading in readings], np.uint8).reshape(-1, SIDE, SIDE),
        np.array([reading.probabilities for reading in readings], np.float32).reshape(-1, DIGITS),
        np.array([reading.answer is None for reading in readings], bool),
        (),
        np.array(seconds),
    )
    return PictureEvaluation(evaluation, tuple(files), tuple(not_read))
