"""How well a digit is found in a picture, by the kind of paper and of what lies around it.

    python -m benchmarks.kinds_of_paper [--model MODEL] [--each 100] [--seed 1] [--pictures FOLDER] [--json]

The pictures are drawn here, from the program's own templates; none is like another. `--pictures` writes them, sorted
by digit, so that `digitapp evaluate --pictures FOLDER` reads them as well.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFilter

import resources
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import BUNDLED, load_run
from digitapp.core.paper.pictures import find_digit
from digitapp.core.reading.reading import read
from digitapp.core.recipe.pen_digits import draw_pen_digits
from digitapp.core.runs.moment import Moment

Generator = np.random.Generator
SIDE = 400


def written(digit: int, generator: Generator, size: float, pen: float, side: int = SIDE) -> Pillow.Image:
    """Return a digit as ink, 255 on 0, `size` of the side high, with a pen so many of its heights wide."""
    sheet = Pillow.new("L", (side, side), 0)
    pencil = ImageDraw.Draw(sheet)
    (strokes,) = draw_pen_digits([digit], generator, usual=True)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale, width = size * side / float((high - low).max()), pen * size * side
    middle = side / 2 + generator.uniform(-0.3, 0.3, 2) * side * (1 - size - pen * size)
    for stroke in strokes:
        line = [tuple(point) for point in (stroke - (low + high) / 2) * scale + middle]
        pencil.line(line, fill=255, width=max(1, round(width)), joint="curve")
        for x, y in line:
            pencil.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    return sheet.filter(ImageFilter.GaussianBlur(0.7))


def inked(paper: Pillow.Image, ink: Pillow.Image, colour: tuple[int, ...] = (30, 30, 50)) -> Pillow.Image:
    """Return paper with the ink on it."""
    return Pillow.composite(Pillow.new("RGB", paper.size, colour), paper, ink)


def grained(picture: Pillow.Image, generator: Generator, amount: float = 3) -> Pillow.Image:
    """Return the picture as a camera has it."""
    colours = np.asarray(picture, np.float32)
    return Pillow.fromarray((colours + generator.normal(0, amount, colours.shape)).clip(0, 255).astype(np.uint8))


def white(side: int = SIDE) -> Pillow.Image:
    """Return clean paper."""
    return Pillow.new("RGB", (side, side), "white")


def plain(digit: int, generator: Generator) -> Pillow.Image:
    """Return a digit on white paper and nothing else."""
    return inked(white(), written(digit, generator, generator.uniform(0.4, 0.8), generator.uniform(0.05, 0.15)))


def on_desk(digit: int, generator: Generator) -> Pillow.Image:
    """Return a photo of a turned sheet that lies on a desk, the whole of it or a corner of the desk beside it."""
    light = generator.uniform(215, 245)
    paper = grained(Pillow.new("RGB", (SIDE, SIDE), (int(light), int(light), int(light) - 4)), generator)
    sheet = inked(paper, written(digit, generator, generator.uniform(0.25, 0.6), generator.uniform(0.04, 0.1)))
    desk = tuple(int(value) for value in generator.uniform((90, 60, 30), (150, 100, 80)))
    room = Pillow.new("RGB", (round(1.5 * SIDE),) * 2, desk)
    turned = sheet.convert("RGBA").rotate(generator.uniform(-12, 12), Pillow.Resampling.BICUBIC, expand=True)
    most = room.width - turned.width
    x, y = generator.uniform(-0.1, 1.1, 2) * most
    room.paste(turned, (round(x), round(y)), turned)
    return grained(room, generator)


def ruled(digit: int, generator: Generator, squares: bool = False) -> Pillow.Image:
    """Return a digit on paper with lines, up to 110 grey levels darker than the paper."""
    paper = Pillow.new("RGB", (SIDE, SIDE), (232, 231, 226))
    pencil, dark = ImageDraw.Draw(paper), generator.uniform(25, 110)
    colour = tuple(int(v) for v in (232 - dark, 231 - 0.8 * dark, 226 - 0.3 * dark))
    step, lean = generator.uniform(22, 60), generator.uniform(-2, 2)
    for at in np.arange(generator.uniform(0, step), SIDE, step):
        pencil.line([(0, at), (SIDE, at + lean)], fill=colour, width=int(generator.integers(1, 3)))
        if squares:
            pencil.line([(at, 0), (at - lean, SIDE)], fill=colour, width=1)
    ink = written(digit, generator, generator.uniform(0.35, 0.7), generator.uniform(0.05, 0.1))
    return grained(inked(paper, ink), generator, 2)


def squared(digit: int, generator: Generator) -> Pillow.Image:
    """Return a digit on squared paper."""
    return ruled(digit, generator, squares=True)


def framed(digit: int, generator: Generator) -> Pillow.Image:
    """Return a digit in a frame that does not touch the border."""
    paper = inked(white(), written(digit, generator, generator.uniform(0.35, 0.55), generator.uniform(0.06, 0.14)))
    near = generator.uniform(0.03, 0.08, 4) * SIDE
    box = [near[0], near[1], SIDE - near[2], SIDE - near[3]]
    ImageDraw.Draw(paper).rectangle(box, outline="black", width=int(generator.integers(2, 7)))
    return paper


def underlined(digit: int, generator: Generator) -> Pillow.Image:
    """Return a digit over a line."""
    ink = written(digit, generator, generator.uniform(0.35, 0.5), generator.uniform(0.06, 0.14))
    paper = inked(white(), ink)
    _, _, _, bottom = ink.getbbox() or (0, 0, 0, 0)
    at = min(bottom + generator.uniform(0.07, 0.15) * SIDE, SIDE - 8)
    line = [(generator.uniform(0.03, 0.15) * SIDE, at), (generator.uniform(0.85, 0.97) * SIDE, at)]
    ImageDraw.Draw(paper).line(line, fill="black", width=int(generator.integers(2, 9)))
    return paper


def bold(digit: int, generator: Generator) -> Pillow.Image:
    """Return a digit with strokes of a quarter of its height."""
    return inked(white(), written(digit, generator, generator.uniform(0.55, 0.7), generator.uniform(0.18, 0.26)))


def tight(digit: int, generator: Generator) -> Pillow.Image:
    """Return a digit with hardly any paper around it."""
    ink = written(digit, generator, 0.7, generator.uniform(0.08, 0.22))
    left, top, right, bottom = ink.getbbox() or (0, 0, SIDE, SIDE)
    near = int(generator.integers(1, 9))
    return inked(white(), ink).crop((left - near, top - near, right + near, bottom + near))


def faint(digit: int, generator: Generator) -> Pillow.Image:
    """Return light grey ink on white."""
    grey = int(generator.integers(225, 248))
    return inked(white(), written(digit, generator, generator.uniform(0.4, 0.8), 0.1), (grey, grey, grey))


def all_transparent(digit: int, generator: Generator) -> Pillow.Image:
    """Return a picture whose every pixel is transparent by mistake."""
    picture = plain(digit, generator)
    picture.putalpha(0)
    return picture


def in_window(digit: int, generator: Generator) -> Pillow.Image:
    """Return a screenshot of a window with a black canvas, on which the digit is white."""
    window = Pillow.new("RGB", (620, 540), (240, 240, 240))
    ImageDraw.Draw(window).rectangle([0, 0, 620, 28], fill=(40, 90, 170))
    ink = written(digit, generator, generator.uniform(0.5, 0.75), generator.uniform(0.06, 0.12))
    canvas = inked(Pillow.new("RGB", (SIDE, SIDE), "black"), ink, (255, 255, 255))
    x, y = generator.uniform((10, 40), (200, 130))
    window.paste(canvas, (int(x), int(y)))
    return window


def small(digit: int, generator: Generator) -> Pillow.Image:
    """Return a digit in 28 x 28 pixels."""
    return plain(digit, generator).resize((28, 28), Pillow.Resampling.BOX)


KINDS: dict[str, Callable[[int, Generator], Pillow.Image]] = {
    make.__name__.replace("_", " "): make
    for make in (
        plain, small, on_desk, ruled, squared, framed, underlined, bold, tight, faint, all_transparent, in_window
    )
}  # fmt: skip


def measured(moment: Moment, each: int, seed: int, folder: Path | None = None) -> dict[str, float]:
    """Return the share of the pictures of each kind that are read rightly."""
    result = {}
    for place, (kind, make) in enumerate(KINDS.items()):
        generator, right = np.random.default_rng([seed, place]), 0
        for number in range(each):
            picture = make(number % 10, generator).convert("RGBA")
            if folder:
                (folder / f"{number % 10}").mkdir(parents=True, exist_ok=True)
                picture.save(folder / f"{number % 10}" / f"{kind.replace(' ', '-')}-{number}.png")
            try:
                right += read(moment, find_digit(picture, kind).image).ranking[0] == number % 10
            except InputError:
                continue
        result[kind] = right / each
    return result


def main() -> None:
    """Measure, and print lines or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    moment = load_run(options.model or resources.path(BUNDLED)).end
    result = measured(moment, options.each, options.seed, options.pictures)
    print(json.dumps(result) if options.json else "\n".join(f"{kind}: {share:.0%}" for kind, share in result.items()))


if __name__ == "__main__":
    main()
