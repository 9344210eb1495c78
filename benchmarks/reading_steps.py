"""What each step towards reading real digits brought: preprocessing, distortion, made digits, a larger network.

    python -m benchmarks.reading_steps FILE.npz [--epochs 30] [--json]

Trains a network for each row (a quarter of an hour or more in all) and measures each on the drawings of a stroke file
and on MNIST's test images. The rows of the first part differ in how a drawing becomes 28 x 28 pixels, those of the
second part in what the network learned from.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from digitapp.core.paper.fitting import fit_ink
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.stroke_files import StrokeFile, load_stroke_file
from digitapp.core.paper.strokes import Strokes
from digitapp.core.recipe.bundled import BUNDLED, Recipe, cook
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.settings import TrainingSettings
from engine.models import Sequential

Result = TypeVar("Result")

CANVAS = 280  # pixels of a canvas that is shrunk to 28 x 28
Prepare = Callable[[Strokes], np.ndarray]


def on_canvas(strokes: Strokes) -> np.ndarray:
    """Return a drawing as a paint program has it, (280, 280): in the middle, its longer side 80 % of the canvas."""
    sheet = Pillow.new("L", (CANVAS, CANVAS), 0)
    points = np.concatenate([stroke.points for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 0.8 * CANVAS / max(*(high - low), 1e-9)
    pencil, pen = ImageDraw.Draw(sheet), 20
    for stroke in strokes:
        line = [tuple(point) for point in (stroke.points - (low + high) / 2) * scale + CANVAS / 2]
        pencil.line(line, fill=255, width=pen, joint="curve")
        for x, y in (line[0], line[-1]):
            pencil.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=255)
    return np.asarray(sheet)


def shrunk(strokes: Strokes) -> np.ndarray:
    """Return the canvas made 28 x 28."""
    return np.asarray(Pillow.fromarray(on_canvas(strokes)).resize((28, 28), Pillow.Resampling.BOX))


def cropped(strokes: Strokes) -> np.ndarray:
    """Return the canvas's ink fitted to 20 pixels and centred by mass, as a picture's is."""
    ink = on_canvas(strokes) / 255
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    return fit_ink(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


PREPARATIONS: dict[str, Prepare] = {
    "the canvas shrunk": shrunk,
    "its ink cropped, fitted and centred": cropped,
    "strokes fitted as vectors, drawn with one pen": rasterize,
}


def plain(data: Dataset) -> Sequential:
    """Return the blog's network: MNIST as it is, RMSprop, 5 epochs."""
    network = TrainingSettings().build()
    network.fit(data.train_inputs, data.train_labels, epochs=5, batch_size=128, verbose=0)
    return network


def done(work: Generator[object, None, Result]) -> Result:
    """Do the work to its end and return what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return cast(Result, end.value)


def by(recipe: Recipe, data: Dataset) -> Sequential:
    """Return the network of a recipe."""
    return done(cook(recipe, data, "step")).end.network


def accuracy(network: Sequential, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of pictures that is read rightly."""
    rows = np.asarray(images.reshape(len(images), -1) / np.float32(255), np.float32)
    return float((network.predict(rows, verbose=0).argmax(axis=1) == labels).mean())


def measured(file: StrokeFile, epochs: int) -> list[dict[str, object]]:
    """Return the rows of the table."""
    data = load_mnist()
    images = {name: np.array([prepare(strokes) for strokes in file.drawings]) for name, prepare in PREPARATIONS.items()}
    best = list(images)[-1]
    settings = replace(BUNDLED.settings, epochs=epochs)
    recipe = replace(BUNDLED, settings=settings, rounds=3)
    large = replace(recipe, settings=replace(settings, hidden_units=(1024,)))
    trained: dict[str, Callable[[], Sequential]] = {
        "MNIST as it is, 5 epochs (the blog's program)": lambda: plain(data),
        "MNIST distorted": lambda: by(replace(recipe, pen_digits=0, non_digits=0), data),
        "and made pen digits": lambda: by(replace(recipe, non_digits=0), data),
        "and drawings that are no digits (the recipe)": lambda: by(recipe, data),
        "the same with 1,024 units": lambda: by(large, data),
    }
    rows: list[dict[str, object]] = []
    for name, train in trained.items():
        network = train()
        row: dict[str, object] = {
            "trained with": name,
            "MNIST test": accuracy(network, data.test_images, data.test_labels),
        }
        row |= {preparation: accuracy(network, seen, file.labels) for preparation, seen in images.items()}
        rows.append(row)
        print(f"{name}: MNIST {row['MNIST test']:.2%}, drawings {row[best]:.2%}", flush=True)
    return rows


def main() -> None:
    """Measure, and print the table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = measured(load_stroke_file(options.file), options.epochs)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2))
    print("| trained with | MNIST test | " + " | ".join(PREPARATIONS) + " |")
    for row in rows:
        print("| " + " | ".join(v if isinstance(v, str) else f"{v:.2%}" for v in row.values()) + " |")


if __name__ == "__main__":
    main()
