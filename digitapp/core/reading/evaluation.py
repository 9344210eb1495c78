"""Measures how well a network reads drawings: each goes, one by one, the very way that the canvas's does."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw

from digitapp.core.errors import InputError
from digitapp.core.paper.rasterize import SIDE, Image, rasterize
from digitapp.core.paper.stroke_files import StrokeFile
from digitapp.core.reading.calibration import expected_calibration_error
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment

_COLUMNS, _ROWS = 20, 15  # pictures on a contact sheet
_ZOOM = 2
_CAPTION = 14  # pixels under each picture


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network made of labelled drawings.

    Attributes:
        labels: (n,) the right digits.
        images: (n, 28, 28) what the network saw.
        probabilities: (n, classes).
        refused: (n,) where the network had better not say a digit.
        groups: (n,) who drew it, the part of the writer's name before a "/"; empty if that is not known.
        seconds: for each drawing, from its strokes to the answer.
    """

    labels: NDArray[np.int64]
    images: Image
    probabilities: NDArray[np.float32]
    refused: NDArray[np.bool_]
    groups: tuple[str, ...]
    seconds: NDArray[np.float64]

    @property
    def digits(self) -> NDArray[np.int64]:
        """(n,) the most probable digit of each drawing, refused or not."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @property
    def right(self) -> NDArray[np.bool_]:
        """(n,) whether that is the right one."""
        return np.asarray(self.digits == self.labels)

    @property
    def accuracy(self) -> float:
        """The share that is right."""
        return float(self.right.mean())

    @property
    def by_digit(self) -> dict[int, float]:
        """The share that is right of each digit that there is."""
        return {int(digit): float(self.right[self.labels == digit].mean()) for digit in np.unique(self.labels)}

    @property
    def by_group(self) -> dict[str, tuple[float, int]]:
        """For each group of writers, the share that is right and how many drawings there are."""
        groups = np.array(self.groups)
        parts = {str(group): self.right[groups == group] for group in np.unique(groups)}
        return {group: (float(right.mean()), len(right)) for group, right in parts.items()}

    @property
    def confusion(self) -> NDArray[np.int64]:
        """(classes, classes) how often a class (row) was read as another one (column)."""
        classes = self.probabilities.shape[1]
        counts = np.zeros((classes, classes), np.int64)
        np.add.at(counts, (self.labels, self.digits), 1)
        return counts

    @property
    def calibration_error(self) -> float:
        """By how much the probabilities differ from how often they are right."""
        return expected_calibration_error(self.probabilities, self.labels)


def evaluate_drawings(moment: Moment, file: StrokeFile) -> Evaluation:
    """Return what the network makes of the drawings in a stroke file."""
    images, probabilities, refused, seconds = [], [], [], []
    for strokes in file.drawings:
        started = time.perf_counter()
        reading = read(moment, rasterize(strokes))
        refused.append(reading.answer is None)
        seconds.append(time.perf_counter() - started)
        images.append(reading.image)
        probabilities.append(reading.probabilities)
    groups = tuple(writer.split("/")[0] for writer in file.writers)
    return Evaluation(
        file.labels, np.array(images), np.array(probabilities), np.array(refused), groups, np.array(seconds)
    )


def save_errors(folder: Path, evaluation: Evaluation) -> list[Path]:
    """Write contact sheets, errors-1.png and so on, of the drawings that were read wrongly; return their paths.

    Under each picture stands the right digit, what was read instead, and the drawing's number in the file.

    Raises:
        InputError: the folder cannot be written to.
    """
    wrong = np.flatnonzero(~evaluation.right)
    paths: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for first in range(0, len(wrong), _COLUMNS * _ROWS):
            path = folder / f"errors-{len(paths) + 1}.png"
            _sheet(evaluation, wrong[first : first + _COLUMNS * _ROWS]).save(path)
            paths.append(path)
    except OSError as error:
        raise InputError(
            "{file}: expected a folder that can be written to. Received: {reason}",
            file=folder,
            reason=error.strerror or str(error),
        ) from error
    return paths


def _sheet(evaluation: Evaluation, numbers: NDArray[np.intp]) -> Pillow.Image:
    width, height = SIDE * _ZOOM + 8, SIDE * _ZOOM + _CAPTION
    rows = -(-len(numbers) // _COLUMNS)
    sheet = Pillow.new("L", (_COLUMNS * width, rows * height), 255)
    pencil = ImageDraw.Draw(sheet)
    for place, number in enumerate(numbers):
        x, y = place % _COLUMNS * width + 4, place // _COLUMNS * height
        picture = Pillow.fromarray(255 - evaluation.images[number])
        sheet.paste(picture.resize((SIDE * _ZOOM, SIDE * _ZOOM), Pillow.Resampling.NEAREST), (x, y))
        caption = f"{evaluation.labels[number]}>{evaluation.digits[number]} {number}"
        pencil.text((x, y + SIDE * _ZOOM), caption, fill=0)
    return sheet
