"""What a movement of the pen costs when there is much on the paper: reading all anew, reading on, and painting.

    python -m benchmarks.strokes [--moves 60] [--json FILE]

A pen draws one more stroke over drawings of 1 to 300 strokes, over 30 digits of ten strokes each, and goes on with
strokes of up to 10,000 points. For each movement of it, in milliseconds: reading the whole drawing from scratch,
reading on from the movement before, and the painting of the canvas. The medians and the 99th percentiles.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from digitapp import theme
from digitapp.core.files.model_file import load_bundled
from digitapp.core.paper.strokes import GrowingStroke, Stroke, Strokes
from digitapp.core.reading.drawing import DrawingReader, read_drawing
from digitapp.views.paper.canvas import Canvas
from engine.thread_pool import one_blas_thread

SIDE = 400  # pixels of the canvas
POINTS = 30  # of a stroke

Place = tuple[float, float]


def scribbled(strokes: int, generator: np.random.Generator) -> Strokes:
    """Return so many strokes over each other."""
    walks = generator.normal(0, 0.012, (strokes, POINTS, 2)).cumsum(axis=1)
    return tuple(
        Stroke(place + walk) for place, walk in zip(generator.uniform(0.2, 0.8, (strokes, 2)), walks, strict=True)
    )


def in_a_row(digits: int, strokes: int, generator: np.random.Generator) -> Strokes:
    """Return so many digits of so many strokes each, with room in between."""
    places = [(0.01 + digit / digits, 0.4) for digit in range(digits) for _ in range(strokes)]
    return tuple(Stroke(place + generator.random((POINTS, 2)) * (0.5 / digits, 1 / digits)) for place in places)


def eight(points: int) -> Iterator[Place]:
    """Yield the places of a pen that draws eights, over and over, a little beside the last."""
    for turn in np.linspace(0, 2 * np.pi * max(points / 1000, 1), points).tolist():
        yield 0.5 + (0.2 + turn / 2000) * np.sin(2 * turn), 0.5 - 0.35 * np.cos(turn)


def nearby(points: int) -> Iterator[Place]:
    """Yield the places of a pen that draws one more short stroke."""
    for turn in np.linspace(0, 3, points).tolist():
        yield 0.01 + 0.008 * np.sin(turn), 0.4 + 0.01 * turn


def measured(what: Callable[[], object]) -> float:
    """Return the milliseconds of the processor that something took; other programs may run meanwhile."""
    started = time.thread_time()
    what()
    return 1000 * (time.thread_time() - started)


def summary(milliseconds: list[float]) -> list[float]:
    """Return the median and the 99th percentile."""
    return [round(float(value), 2) for value in np.percentile(milliseconds, [50, 99])]


def movements(finished: Strokes, places: list[Place], moves: int) -> dict[str, list[float]]:
    """Return what the last movements of a pen cost that goes to these places over a drawing."""
    moment = load_bundled().end
    canvas, reader, growing = Canvas(), DrawingReader(), GrowingStroke()
    canvas.resize(SIDE, SIDE)
    canvas.set_strokes(finished)
    sheet = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    first = max(len(places) - moves, 1)
    costs: dict[str, list[float]] = {"from scratch": [], "read on": [], "painted": []}
    for number, place in enumerate(places):
        live = growing.add(place)
        kind = QEvent.Type.MouseMove if number else QEvent.Type.MouseButtonPress
        button = Qt.MouseButton.NoButton if number else Qt.MouseButton.LeftButton
        where = QPointF(*place) * SIDE
        held, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(canvas, QMouseEvent(kind, where, where, button, held, keys))
        if number >= first - 1:

            def read_on(live: Stroke = live) -> None:
                for _ in reader.steps(moment, (*finished, live)):
                    pass

            on, painted = measured(read_on), measured(lambda: canvas.render(sheet))
            if number >= first:
                costs["read on"].append(on)
                costs["painted"].append(painted)
        if number >= first and number % 5 == 0:
            costs["from scratch"].append(measured(partial(read_drawing, moment, (*finished, live))))
    return {name: summary(values) for name, values in costs.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    application = QApplication([])
    theme.apply(theme.LIGHT)
    generator = np.random.default_rng(0)
    drawings = {
        f"{count} strokes": (scribbled(count - 1, generator), list(eight(90))) for count in (1, 20, 80, 160, 300)
    }
    drawings["30 digits of 10 strokes"] = in_a_row(30, 10, generator), list(nearby(90))
    for points in (1000, 5000, 10_000):
        drawings[f"a stroke of {points:,} points"] = (), list(eight(points))
    drawings["3,000 strokes"] = scribbled(2999, generator), list(eight(90))
    result = {}
    for name, (finished, places) in drawings.items():
        result[name] = movements(finished, places, options.moves)
        told = (f"{what} {median:6.2f} (99%: {most:6.2f})" for what, (median, most) in result[name].items())
        print(f"{name:24}", " · ".join(told), flush=True)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    del application


if __name__ == "__main__":
    with one_blas_thread():  # as the program does at its start
        main()
