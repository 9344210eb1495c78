"""Makes ten pictures of digits such as people have them: photos of paper in uneven light, screenshots, turned, noisy.

    python -m benchmarks.photos FOLDER

The digits are drawn from the program's own templates; nothing in the pictures comes from elsewhere. Each file's name
begins with its digit. `digitapp read FOLDER/*` must find that one most probable in all of them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, ImageDraw, ImageFilter
from PIL import Image as Pillow

from digitapp.core.recipe.pen_digits import draw_pen_digits

SIDE = 900


def written(digit: int, pen: float, generator: np.random.Generator, size: float = 0.5) -> np.ndarray:
    """Return how much ink there is at each place, (900, 900), from 0 to 1: a digit somewhere near the middle."""
    sheet = Pillow.new("L", (SIDE, SIDE), 0)
    pencil = ImageDraw.Draw(sheet)
    (strokes,) = draw_pen_digits([digit], generator, usual=True)
    corner = generator.uniform(0.15, 0.8 - size, 2) * SIDE
    for stroke in strokes:
        points = [tuple(point) for point in stroke / 100 * size * SIDE + corner]
        pencil.line(points, fill=255, width=round(pen), joint="curve")
        for x, y in (points[0], points[-1]):
            pencil.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=255)
    return np.asarray(sheet.filter(ImageFilter.GaussianBlur(1.2))) / 255


def on_paper(ink: np.ndarray, paper: tuple[int, ...], colour: tuple[int, ...]) -> np.ndarray:
    """Return (900, 900, 3) colours, 0 to 255."""
    return np.asarray(np.array(paper) * (1 - ink[:, :, None]) + np.array(colour) * ink[:, :, None])


def lit_from_the_side(colours: np.ndarray, dark: float = 0.45) -> np.ndarray:
    """Return the picture with light that falls off from one corner to the other."""
    y, x = np.mgrid[0:1:900j, 0:1:900j]
    return np.asarray(colours * (1 - (1 - dark) * ((x + y) / 2) ** 1.3)[:, :, None])


def with_a_shadow(colours: np.ndarray) -> np.ndarray:
    """Return the picture with the photographer's shadow over its lower right."""
    y, x = np.mgrid[0:1:900j, 0:1:900j]
    shadow = 1 / (1 + np.exp(-(x + 0.7 * y - 0.95) * 40))
    return np.asarray(colours * (1 - 0.4 * shadow)[:, :, None])


def noisy(colours: np.ndarray, generator: np.random.Generator, amount: float = 6) -> np.ndarray:
    """Return the picture with a camera's noise and some dirt on the paper."""
    grains = generator.normal(0, amount, colours.shape)
    result = colours + grains
    for x, y in generator.integers(20, SIDE - 20, (12, 2)):
        result[y : y + 3, x : x + 3] *= 0.6
    return result


def squared(colours: np.ndarray) -> np.ndarray:
    """Return the picture on paper with fine blue squares."""
    result = colours.copy()
    for at in range(0, SIDE, 60):
        result[at : at + 2, :] *= (0.86, 0.9, 0.97)
        result[:, at : at + 2] *= (0.86, 0.9, 0.97)
    return result


def pictures(generator: np.random.Generator) -> dict[str, tuple[np.ndarray, dict[str, Any]]]:
    """Return the ten pictures by file name, with what is given to Pillow when they are saved."""
    white, cream, black = (235, 235, 232), (240, 228, 200), (25, 25, 30)
    turned = Pillow.Exif()
    turned[ExifTags.Base.Orientation] = 6

    def ink(digit: int, pen: float, size: float = 0.5) -> np.ndarray:
        return written(digit, pen, generator, size)

    def photo(colours: np.ndarray) -> np.ndarray:
        return noisy(colours, generator)

    def camera(**more: Any) -> dict[str, Any]:
        return {"quality": 80, **more}

    return {
        "0-ballpoint-side-light.jpg": (photo(lit_from_the_side(on_paper(ink(0, 9), white, (30, 50, 140)))), camera()),
        "1-marker-shadow.jpg": (photo(with_a_shadow(on_paper(ink(1, 40), white, black))), camera()),
        "2-pencil-cream.jpg": (photo(on_paper(ink(2, 10), cream, (120, 118, 115))), camera()),
        "3-chalk-board.jpg": (photo(lit_from_the_side(on_paper(ink(3, 22), (35, 70, 50), (225, 228, 215)))), camera()),
        "4-squared-paper.jpg": (photo(squared(on_paper(ink(4, 14), white, (20, 20, 60)))), camera()),
        "5-camera-turned.jpg": (
            np.rot90(photo(lit_from_the_side(on_paper(ink(5, 16), white, black)))),
            camera(exif=turned),
        ),
        "6-small-in-a-corner.jpg": (photo(on_paper(ink(6, 8, 0.15), white, black)), camera()),
        "7-screenshot-dark.png": (on_paper(ink(7, 30), (30, 30, 34), (240, 240, 240)), {}),
        "8-red-on-green.png": (on_paper(ink(8, 26), (60, 140, 60), (200, 30, 30)), {}),
        "9-sticker.png": (on_paper(ink(9, 60), (250, 220, 60), (20, 30, 90)), {}),
    }


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, (colours, how) in pictures(np.random.default_rng(options.seed)).items():
        Pillow.fromarray(np.ascontiguousarray(colours.clip(0, 255).astype(np.uint8))).save(options.folder / name, **how)
        print(options.folder / name)


if __name__ == "__main__":
    main()
