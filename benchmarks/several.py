"""Reads several digits drawn in one go, composed from the digits of a stroke file, and says how many rows are right.

    python -m benchmarks.several FILE.npz [--model MODEL] [--rows 2000] [--json]

Each digit is scaled to the same size; the gap to the next one is 0.05 to 0.5 of it, and it stands a little higher or
lower. A row counts when all its digits are found and read rightly.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

import resources
from digitapp.core.files.model_file import BUNDLED, load_run
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.stroke_files import StrokeFile, load_stroke_file
from digitapp.core.paper.strokes import Stroke, Strokes
from digitapp.core.reading.drawing import read_drawing
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment


def composed(file: StrokeFile, numbers: np.ndarray, generator: np.random.Generator) -> Strokes:
    """Return these drawings of the file as one, side by side."""
    row: list[Stroke] = []
    edge = 0.0
    for number in numbers:
        points = np.concatenate([stroke.points for stroke in file.drawings[number]])
        low, high = points.min(axis=0), points.max(axis=0)
        scale = 1 / max(*(high - low), 1e-9)
        move = np.array([edge, 0.5 + generator.normal(0, 0.05)]) - np.array([low[0], (low[1] + high[1]) / 2]) * scale
        row += [Stroke(stroke.points * scale + move) for stroke in file.drawings[number]]
        edge += (high[0] - low[0]) * scale + generator.uniform(0.05, 0.5)
    return tuple(row)


def measured(moment: Moment, file: StrokeFile, rows: int) -> dict[str, object]:
    """Return the share of rows that are right, for one, two and four digits at once."""
    generator = np.random.default_rng(0)
    places = np.array([number for number, strokes in enumerate(file.drawings) if any(len(s.points) for s in strokes)])
    singles = [read(moment, rasterize(file.drawings[n])).ranking[0] == file.labels[n] for n in places]
    single = float(np.mean(singles))
    result: dict[str, object] = {"single": single}
    for count in (1, 2, 4):
        right = found = 0
        seconds = []
        for _ in range(rows):
            numbers = generator.choice(places, count)
            strokes = composed(file, numbers, generator)
            started = time.perf_counter()
            seen = read_drawing(moment, strokes)
            digits = [digit.reading.ranking[0] for digit in seen]
            seconds.append(time.perf_counter() - started)
            found += len(seen) == count
            right += digits == file.labels[numbers].tolist()
        result[f"{count}"] = {
            "right": right / rows,
            "expected": single**count,
            "rightly_divided": found / rows,
            "median_ms": float(np.median(seconds) * 1000),
        }
    return result


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    moment = load_run(options.model or resources.path(BUNDLED)).end
    result = measured(moment, load_stroke_file(options.file), options.rows)
    if options.json:
        print(json.dumps(result))
        return
    print(f"one digit, not divided: {result['single']:.2%}")
    for name, values in result.items():
        if isinstance(values, dict):
            print(
                f"{name} at once: {values['right']:.2%} right (single accuracy to that power {values['expected']:.2%}),"
                f" {values['rightly_divided']:.2%} rightly divided, {values['median_ms']:.1f} ms"
            )


if __name__ == "__main__":
    main()
