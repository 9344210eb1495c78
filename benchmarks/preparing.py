"""How fast drawings become pictures, pictures are distorted, and digits are made.

python -m benchmarks.preparing [--json]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

from digitapp.core.paper.rasterize import rasterize, rasterize_lines
from digitapp.core.paper.strokes import Stroke
from digitapp.core.recipe.non_digits import draw_non_digits
from digitapp.core.recipe.pen_digits import draw_pen_digits
from digitapp.core.runs.dataset import load_mnist
from engine.augmentation import Distortion

POINTS = 300  # of the usual drawing


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """Return the median time of the work in milliseconds."""
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds) * 1000)


def main() -> None:
    """Measure, and print lines or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    generator = np.random.default_rng(0)
    t = np.linspace(0, 1, POINTS)
    eight = [Stroke(np.stack([0.5 + 0.2 * np.sin(4 * np.pi * t), 0.5 + 0.4 * np.cos(2 * np.pi * t)], axis=1))]
    labels = np.arange(4000) % 10
    drawings = draw_pen_digits(labels, generator)
    images = load_mnist().train_images[:10_000]
    result = {
        f"rasterize a drawing of {POINTS} points, ms": median_ms(lambda: rasterize(eight), 500),
        "rasterize 4,000 drawings at once, a second": 4e6 / median_ms(lambda: rasterize_lines(drawings), 5),
        "distort images, a second, on one core": 1e7 / median_ms(lambda: Distortion()(images, generator), 5),
        "draw pen digits, a second": 4e6 / median_ms(lambda: draw_pen_digits(labels, generator), 5),
        "draw non-digits, a second": 1e6 / median_ms(lambda: draw_non_digits(1000, generator), 5),
    }
    print(json.dumps(result) if options.json else "\n".join(f"{name}: {value:,.2f}" for name, value in result.items()))


if __name__ == "__main__":
    main()
