"""What the parts of the bundled network's recipe bring a network that somebody trains in the window.

    python -m benchmarks.recipe_parts FILE.npz [FILE.npz ...] [--epochs 10] [--part NAME] [--json]

The same network is trained with more and more of the parts that the settings offer under More, calibrated as every
network is, and measured on MNIST's test images, on the pen digits of stroke files, and by what it refuses.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.refusal import refused_shares
from digitapp.core.paper.stroke_files import load_stroke_file
from digitapp.core.reading.evaluation import evaluate_drawings
from digitapp.core.runs.calibrating import calibrated
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun

PLAIN = TrainingSettings(optimizer="adam", learning_rate=0.002, batch_size=256, schedule="cosine")
PARTS: dict[str, dict[str, Any]] = {
    "MNIST as it is": {},
    "and pen digits": {"pen_digits": 30_000},
    "and drawings that are no digits": {"pen_digits": 30_000, "non_digits": 15_000},
    "and MNIST distorted": {"pen_digits": 30_000, "non_digits": 15_000, "distort": True},
    "MNIST distorted alone": {"distort": True},
    "drawings that are no digits alone": {"non_digits": 15_000},
}


def trained(settings: TrainingSettings, data: Dataset) -> tuple[Moment, float]:
    """Return a network trained with these settings, and the seconds of processor time that it took."""
    began = time.process_time()
    run = TrainingRun(settings.build(), lambda: data, settings)
    for _ in run.steps():
        pass
    seconds = time.process_time() - began
    return Moment(run.network, 1.0, calibrated(run.network, data, settings), run.test_accuracy), seconds


def main() -> None:
    """Measure, and print lines or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this one")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data, files, result = load_mnist(), [load_stroke_file(path) for path in options.files], {}
    for name in options.part or PARTS:
        parts = PARTS[name]
        moment, seconds = trained(replace(PLAIN, epochs=options.epochs, **parts), data)
        read = [evaluate_drawings(moment, file) for file in files]
        row = {
            "mnist": float(moment.test_accuracy or np.nan),
            "pen": [each.accuracy for each in read],
            "calibration error": [each.calibration_error for each in read],
            "refused": {
                "pen": [float(each.refused.mean()) for each in read],
                **{kind: refused_shares(moment)[kind] for kind in ("scribbles", "letters")},
            },
            "temperature": moment.calibration.temperature,
            "least": moment.calibration.least,
            "processor seconds": seconds,
        }
        result[name] = row
        if not options.json:
            print(name, json.dumps(row), flush=True)
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
