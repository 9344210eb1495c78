"""Data sets as folders of pictures: one folder for each class, named after it, perhaps in one for each part."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import numpy as np

from digitapp.core.data.raw import MOST_IMAGES, Part, Raw, Reading, check_size
from digitapp.core.errors import InputError
from digitapp.core.paper.pictures import SUFFIXES, load_picture, pixels_of
from digitapp.core.paper.rasterize import Image
from engine.saving import Remark

TRAIN = ("train", "training", "trainingset", "trainingsample", "train_images")
TEST = ("test", "testing", "testset", "testingset", "test_images", "val", "valid", "validation")
_SMALL = 64  # pixels: pictures of one size, at most so large, are taken pixel by pixel

Listed = list[tuple[Path, str]]


def classes_in(folder: Path) -> tuple[Listed, Listed]:
    """Return the pictures of a folder to train with and to test with, each with its class.

    Raises:
        InputError: there are no pictures sorted into folders.
    """
    below = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_dir()}
    train = next((below[name] for name in TRAIN if name in below), None)
    test = next((below[name] for name in TEST if name in below), None)
    listed = (_listed(train), _listed(test) if test else []) if train else (_listed(folder), [])
    if not listed[0]:
        raise InputError(
            "{folder}: expected IDX files, a table, or a folder of pictures for each class, named after it."
            " Received: none of these",
            folder=folder.name,
        )
    if len(listed[0]) + len(listed[1]) > MOST_IMAGES:
        raise InputError(
            "{folder}: expected at most {most:,} pictures. Received: more", folder=folder.name, most=MOST_IMAGES
        )
    return listed


def read_pictures(folder: Path) -> Reading:
    """Read the pictures of a folder, a folder for each class.

    Small pictures of one size are taken pixel by pixel; in others the ink is found and fitted as MNIST's digits are,
    as it is done with a picture that is opened. What cannot be read is left out and counted.

    Raises:
        InputError: there are no pictures sorted into folders, or none that can be read.
    """
    train, test = classes_in(folder)
    every = [path for path, _ in (*train, *test)]
    pixels, failed = yield from _as_pixels(every)
    notes: list[Remark] = []
    fitted = pixels is None
    if pixels is None:
        pixels, failed = yield from _as_ink(every)
        notes.append(
            Remark("Its pictures have different sizes or are large: the ink of each was found and made as MNIST's is.")
        )
    kept = [number for number in range(len(every)) if number in pixels]
    if not any(number < len(train) for number in kept):
        raise failed[0]
    if failed:
        notes.append(
            Remark(
                "{count} pictures could not be read and were left out. The first: {problem}",
                count=len(failed),
                problem=failed[0],
            )
        )
    parts = []
    for first, listed in ((0, train), (len(train), test)):
        numbers = [number for number in kept if first <= number < first + len(listed)]
        if numbers:
            labels = [listed[number - first][1] for number in numbers]
            parts.append(Part(np.stack([pixels[number] for number in numbers]), np.array(labels)))
    return Raw(folder.name, folder, parts[0], parts[1] if len(parts) > 1 else None, notes=tuple(notes), fitted=fitted)


def _as_pixels(paths: list[Path]) -> Generator[float, None, tuple[dict[int, Image] | None, list[InputError]]]:
    """Return the pictures' grey values by number if they are small and of one size, else None; and what failed."""
    found: dict[int, Image] = {}
    failed: list[InputError] = []
    shape: tuple[int, ...] = ()
    for number, path in enumerate(paths):
        try:
            grey = pixels_of(path, _SMALL)
        except InputError as error:
            failed.append(error)
            continue
        if grey is None or (shape and grey.shape != shape):
            return None, []
        if not shape:
            check_size(path.name, len(paths), grey.shape)
        shape, found[number] = grey.shape, grey
        if number % 64 == 0:
            yield number / len(paths)
    return found, failed


def _as_ink(paths: list[Path]) -> Generator[float, None, tuple[dict[int, Image], list[InputError]]]:
    found: dict[int, Image] = {}
    failed: list[InputError] = []
    for number, path in enumerate(paths):
        try:
            found[number] = load_picture(path).image
        except InputError as error:
            failed.append(error)
        yield number / len(paths)
    return found, failed


def _listed(folder: Path) -> Listed:
    """Return the pictures in the folders of a folder, by class and name; what is hidden is passed over."""
    found: Listed = []
    for sort in sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] not in "._"):
        for root, _, files in os.walk(sort):
            names = sorted(name for name in files if name.lower().endswith(SUFFIXES) and name[0] not in "._")
            found += [(Path(root) / name, sort.name) for name in names]
    return found
