"""What several tests need: MNIST, the bundled network, a data set that is learned in milliseconds, drawn digits."""

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_bundled
from digitapp.core.paper.pictures import load_picture
from digitapp.core.paper.rasterize import Image
from digitapp.core.paper.strokes import Strokes, strokes_from_points
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine.models import Sequential
from tests.digit_strokes import DIGITS

Colour = tuple[int, ...]

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@cache
def mnist() -> Dataset:
    """MNIST, read once; nobody may change it."""
    return load_mnist()


@cache
def bundled() -> Sequential:
    """The bundled network, read once; nobody may train it."""
    return load_bundled().end.network


@cache
def bundled_moment() -> Moment:
    """The bundled network, of which nothing else is known."""
    return Moment(bundled())


@cache
def bars() -> Dataset:
    """Ten kinds of noisy pictures, each with a bright bar at another height: 200 to train with and 100 to test with."""
    generator = np.random.default_rng(7)

    def pictures(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = np.arange(count, dtype=np.uint8) % 10
        images = generator.integers(0, 60, (count, 28, 28), dtype=np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[2 * label + 4 : 2 * label + 6] += 150
        return images, labels

    return Dataset("bars", *pictures(200), *pictures(100))


def small(**changes: object) -> TrainingSettings:
    """Settings of a run over `bars` that takes milliseconds: 4 batches of 50 an epoch."""
    values: dict[str, object] = {"hidden_units": (16,), "batch_size": 50, "epochs": 2, **changes}
    return TrainingSettings(**values)  # type: ignore[arg-type]


def drawn(digit: int) -> Strokes:
    """A digit as the canvas would hand it over."""
    return strokes_from_points(DIGITS[digit])


def refusal(action: Callable[[], object]) -> str:
    """Return the message with which `action` refuses what it was given; it must say what was expected and what came."""
    with pytest.raises(InputError) as caught:
        action()
    message = str(caught.value)
    assert any(word in message for word in ("xpected", "must")), message
    assert "eceived" in message, message
    return message


def draw(
    digit: int,
    paper: Colour = WHITE,
    ink: Colour = BLACK,
    *,
    size: tuple[int, int] = (240, 240),
    pen: int = 18,
    mode: str = "RGB",
) -> Pillow.Image:
    """Return a picture of `size` with a digit in its middle, drawn with Pillow."""
    picture = Pillow.new(mode, size, paper)
    pencil = ImageDraw.Draw(picture)
    side = min(size)
    corner = (np.array(size) - side) / 2
    for line in DIGITS[digit]:
        points = line * side + corner
        pencil.line([tuple(point) for point in points], fill=ink, width=pen, joint="curve")
        for x, y in points[[0, -1]]:
            pencil.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=ink)
    return picture


def write_idx(path: Path, array: np.ndarray) -> None:
    """Write bytes as an IDX file, packed."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    path.write_bytes(gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes(), 1))


def load(picture: Pillow.Image, folder: Path, name: str = "digit.png", **how: Any) -> Image:
    """Save a picture and return what the program makes of the file."""
    picture.save(folder / name, **how)
    return load_picture(folder / name).image
