"""How often the network says that it cannot tell: of digits, which is a pity, and of what is no digit, which is right.

    python -m benchmarks.refusal [--model MODEL] [--pen FILE.npz] [--json]

The letters here are drawn by a generator of their own, which has no part in the training. Half of them, UNTAUGHT, have
no template in `recipe/non_digit_templates.py` either; the others do, since the first network refused a T and a U least
of all. The scribbles are random walks of the pen, made by another rule than the drawings that the network was trained
to refuse.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

import numpy as np

import resources
from digitapp.core.files.model_file import BUNDLED, load_run
from digitapp.core.paper.rasterize import Points, rasterize_lines
from digitapp.core.paper.stroke_files import load_stroke_file
from digitapp.core.reading.evaluation import evaluate_drawings
from digitapp.core.runs.dataset import load_mnist
from digitapp.core.runs.moment import Moment

COUNT = 300  # of each letter
UNTAUGHT = "FKMNPRW"  # letters of which the network was shown none

# Capital letters as strokes of points in a box of 100 x 100, y down: straight lines, or a bow through three points.
LETTERS: dict[str, tuple[str, ...]] = {
    "A": ("0,100 50,0 100,100", "20,62 80,62"),
    "C": ("(95,18 50,0 10,50) (10,50 50,100 95,82)",),
    "E": ("90,0 10,0 10,100 90,100", "10,48 75,48"),
    "F": ("90,0 10,0 10,100", "10,48 75,48"),
    "H": ("10,0 10,100", "90,0 90,100", "10,50 90,50"),
    "K": ("10,0 10,100", "90,0 10,55", "30,45 95,100"),
    "M": ("5,100 15,0 50,60 85,0 95,100",),
    "N": ("10,100 10,0 90,100 90,0",),
    "P": ("10,100 10,0", "10,0 (10,0 90,25 10,52)"),
    "R": ("10,100 10,0", "10,0 (10,0 90,25 10,52) 95,100"),
    "T": ("50,0 50,100", "0,0 100,0"),
    "U": ("10,0 10,60 (10,60 50,100 90,60) 90,0",),
    "W": ("0,0 25,100 50,30 75,100 100,0",),
    "X": ("5,0 95,100", "95,0 5,100"),
}


def letter(name: str, generator: np.random.Generator) -> list[Points]:
    """Return a letter as somebody might draw it: unsteady, slanted, narrower or wider, never quite the same."""
    slant, width, turn = generator.normal(0, 0.15), generator.uniform(0.6, 1.0), np.radians(generator.normal(0, 5))
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    strokes = []
    for text in LETTERS[name]:
        points = _line(text, generator)
        points = points + generator.normal(0, 2.5, 2)
        points[:, 0] = (points[:, 0] - 50) * width - (points[:, 1] - 50) * slant
        shaken = np.cumsum(generator.normal(0, 0.35, points.shape), axis=0)
        strokes.append(points @ turned + shaken)
    return strokes


def _line(text: str, generator: np.random.Generator) -> Points:
    """Return the points of a stroke, its corners moved a little, 12 points on each straight piece and 16 on a bow."""
    moved: dict[str, Points] = {}

    def place(word: str) -> Points:
        if word not in moved:
            moved[word] = np.array([float(v) for v in word.split(",")]) + generator.normal(0, 4, 2)
        return moved[word]

    parts: list[Points] = []
    for piece in text.replace(")", "(").split("("):
        words = piece.split()
        if not words:
            continue
        corners = [place(word) for word in words]
        is_bow = f"({piece})" in text
        if is_bow:
            start, through, end = corners
            t = np.linspace(0, 1, 16)[:, None]
            control = 2 * through - (start + end) / 2
            parts.append((1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end)
        else:
            if parts:
                corners = [parts[-1][-1], *corners]
            for begin, end in pairwise(corners):
                parts.append(np.linspace(begin, end, 12))
            if len(corners) == 1:
                parts.append(np.array(corners))
    return np.concatenate(parts)


def scribble(generator: np.random.Generator) -> list[Points]:
    """Return a random walk of the pen that keeps its direction for a while and stays on the paper."""
    steps = generator.integers(60, 200)
    angle = np.cumsum(generator.normal(0, generator.uniform(0.4, 1.2), steps)) + generator.uniform(0, 6.3)
    walk = np.cumsum(6 * np.stack([np.cos(angle), np.sin(angle)], axis=1), axis=0)
    return [np.abs((walk + 100) % 200 - 100)]  # mirrored at the edges of the paper


def refused(moment: Moment, images: np.ndarray) -> float:
    """Return the share of pictures (n, 28, 28) of which the network says no digit."""
    z = moment.network.trace(np.asarray(images.reshape(len(images), -1) / np.float32(255), np.float32))[-1].z
    return float((moment.calibration.probabilities(z).max(axis=1) < moment.calibration.least).mean())


def main() -> None:
    """Measure, and print lines or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--pen", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    moment = load_run(options.model or resources.path(BUNDLED)).end
    result = {"MNIST test": refused(moment, load_mnist().test_images)}
    if options.pen:
        result["pen digits"] = float(evaluate_drawings(moment, load_stroke_file(options.pen)).refused.mean())
    result |= refused_shares(moment)
    print(json.dumps(result) if options.json else "\n".join(f"{name}: {share:.2%}" for name, share in result.items()))


def refused_shares(moment: Moment) -> dict[str, float]:
    """Return which share of scribbles and of letters is refused, and of each letter."""
    generator = np.random.default_rng(2026)
    result = {"scribbles": refused(moment, rasterize_lines([scribble(generator) for _ in range(2000)]))}
    letters = {
        name: refused(moment, rasterize_lines([letter(name, generator) for _ in range(COUNT)])) for name in LETTERS
    }
    result["letters"] = float(np.mean(list(letters.values())))
    for kind, some in (("taught", set(LETTERS) - set(UNTAUGHT)), ("untaught", set(UNTAUGHT))):
        result[f"letters, {kind}"] = float(np.mean([letters[name] for name in sorted(some)]))
    return result | {f"letter {name}": share for name, share in letters.items()}


if __name__ == "__main__":
    main()
