"""Digits that people wrote, as ink on a page: MNIST's test images, or drawings in stroke files drawn with a pen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter

from digitapp.core.paper.stroke_files import load_stroke_file
from engine.datasets import mnist

Generator = np.random.Generator
Ink = np.ndarray  # (height, width) float, 0 for paper to 1 for ink
Box = tuple[float, float, float, float]
Hand = Callable[[int, Generator, int], Ink]  # a digit, so many pixels high


@dataclass
class Page:
    """A page under way: its ink, and what is written where."""

    ink: Ink
    rows: list[str]
    boxes: list[Box]


class Hands:
    """Digits that people wrote, as ink."""

    def __init__(self, pen: Sequence[Path] = ()) -> None:
        _, (self._images, self._labels) = mnist.load_data()
        self._by_digit = [np.flatnonzero(self._labels == digit) for digit in range(10)]
        self._drawings: list[list[list[np.ndarray]]] = [[] for _ in range(10)]
        for path in pen:
            file = load_stroke_file(path)
            for label, strokes in zip(file.labels, file.drawings, strict=True):
                self._drawings[int(label)].append([stroke.points for stroke in strokes])

    def scanned(self, digit: int, generator: Generator, height: int) -> Ink:
        """Return one of MNIST's test images, enlarged, its ink cut out."""
        image = self._images[generator.choice(self._by_digit[digit])]
        rows, columns = (np.flatnonzero((image > 40).any(axis=axis)) for axis in (1, 0))
        part = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        scale = height / part.shape[0]
        size = (max(3, round(part.shape[1] * scale)), height)
        if size[0] > 1.5 * height:  # a digit that lies
            size = (round(1.5 * height), max(3, round(1.5 * height / part.shape[1] * part.shape[0])))
        large = Pillow.fromarray(part).resize(size, Pillow.Resampling.BICUBIC)
        return np.clip((np.asarray(large, np.float32) / 255 - 0.25) / 0.5, 0, 1)

    def drawn(self, digit: int, generator: Generator, height: int) -> Ink:
        """Return a drawing of a stroke file, drawn with a pen."""
        drawings = self._drawings[digit]
        return ink_of(drawings[generator.integers(len(drawings))], height, generator.uniform(0.06, 0.12))

    def of(self, kind: str) -> Hand:
        """Return the hand of this kind."""
        return self.drawn if kind == "pen" else self.scanned


def ink_of(lines: Sequence[np.ndarray], height: int, pen: float) -> Ink:
    """Return strokes as ink so many pixels high, with a pen of so many heights."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    width = max(2, round(pen * height))
    extent = np.maximum(high - low, 1e-6)
    scale = min((height - width) / extent[1], 1.4 * height / extent[0])
    size = np.ceil(extent * scale).astype(int) + width + 2
    sheet = Pillow.new("L", (int(size[0]), int(size[1])))
    pencil = ImageDraw.Draw(sheet)
    for line in lines:
        places = [tuple(place) for place in (line - low) * scale + width / 2 + 1]
        pencil.line(places, fill=255, width=width, joint="curve")
        for x, y in places:
            pencil.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    return np.asarray(sheet.filter(ImageFilter.GaussianBlur(0.6)), np.float32) / 255


def put(page: Page, ink: Ink, x: float, y: float) -> None:
    """Put a digit's ink on a page, its upper left corner there."""
    left, top = round(x), round(y)
    height, width = ink.shape
    part = page.ink[max(top, 0) : top + height, max(left, 0) : left + width]
    np.maximum(part, ink[: part.shape[0], : part.shape[1]], out=part)
    page.boxes.append((left, top, left + width, top + height))
