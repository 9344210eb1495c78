"""Which notices each preset's run gives, and 20 healthy settings drawn at random: python -m benchmarks.notices.

Prints a line for each run: how it ended, the figures that the thresholds of digitapp/core/runs/notices.py lie between,
and the notices on the way and at the end. With --cost: what looking at a run's health costs of its time, in one
process, in turns with it and without.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.health import HealthProbe
from digitapp.core.runs.notices import Course, Notice, notices
from digitapp.core.runs.presets import PRESETS
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError, TrainingRun
from engine.thread_pool import one_blas_thread

RANDOM = 20
_ROUNDS = 5


def healthy(number: int) -> TrainingSettings:
    """Return settings within what textbooks recommend, drawn by a number."""
    chance = np.random.default_rng(number)
    optimizer = str(chance.choice(["rmsprop", "adam", "sgd", "momentum"]))
    low, high = {"rmsprop": (5e-4, 2e-3), "adam": (5e-4, 3e-3), "sgd": (0.05, 0.3), "momentum": (0.01, 0.1)}[optimizer]
    layers = int(chance.integers(1, 4))
    return TrainingSettings(
        hidden_units=tuple(int(units) for units in chance.choice([32, 64, 128, 256, 512], layers)),
        optimizer=optimizer,
        learning_rate=float(f"{np.exp(chance.uniform(np.log(low), np.log(high))):.2g}"),
        batch_size=int(chance.choice([32, 64, 128, 256])),
        epochs=int(chance.integers(4, 7)),
        seed=number,
        dropout=float(chance.choice([0.0, 0.0, 0.2])),
        schedule=str(chance.choice(["constant", "constant", "cosine"])),
        validation_share=float(chance.choice([0.0, 0.1])),
    )


def watch(settings: TrainingSettings, data: Dataset) -> tuple[str, dict[str, float], tuple[Notice, ...]]:
    """Train to the end; return what it came to, where each notice first came, and those at the end."""
    run, first, diverged = TrainingRun(settings.build(), lambda: data, settings), dict[str, float](), False
    try:
        for report in run.steps():
            if report is not None:
                for notice in notices(Course(settings, report.curves, report.health)):
                    first.setdefault(notice.kind.value, round(report.curves.end, 2))
    except TrainingDivergedError:
        diverged = True
    report = run.report()
    curves, health = report.curves, report.health[-1]
    course = Course(settings, curves, report.health, ended=True, diverged=diverged)
    fallen = 1 - curves.val_loss[-1] / curves.val_loss[-2] if len(curves.val_loss) > 1 else np.nan
    risen = curves.val_loss[-1] / curves.val_loss.min() if len(curves.val_loss) else np.nan
    figures = (
        f"held-out {100 * curves.val_accuracy[-1] if len(curves.val_accuracy) else np.nan:.2f}%"
        f" (last epoch's loss fell by {fallen:.0%}, {risen:.2f} of the smallest)"
        f" | highest mean loss {course.means().max(initial=0):.2f} | silent {health.silent:.0%}"
        f" | step {health.update:.1e}"
    )
    return figures, first, notices(course)


def cost(data: Dataset) -> None:
    """Print how much of a run's time it takes to look at its health."""
    settings = replace(TrainingSettings(), epochs=2)

    def train() -> float:
        run = TrainingRun(settings.build(), lambda: data, settings)
        started = time.perf_counter()
        for _ in run.steps():
            pass
        return time.perf_counter() - started

    def look_at_nothing(*_: object, **__: object) -> None:
        pass

    ways: dict[str, Callable[[], float]] = {"with": train}
    seconds: dict[str, list[float]] = {"with": [], "without": []}
    train()  # what is only done once
    for _ in range(_ROUNDS):
        seconds["with"].append(ways["with"]())
        with patch.object(HealthProbe, "look", look_at_nothing):
            seconds["without"].append(train())
    best = {way: min(times) for way, times in seconds.items()}
    median = {way: float(np.median(times)) for way, times in seconds.items()}
    print(f"best of {_ROUNDS}: with {best['with']:.3f} s, without {best['without']:.3f} s", end=", ")
    print(f"ratio {best['with'] / best['without']:.3f}, of the medians {median['with'] / median['without']:.3f}")


def main() -> None:
    """Do it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cost", action="store_true", help="only what it costs to look")
    parser.add_argument("--random", type=int, default=RANDOM, help="how many settings are drawn")
    parser.add_argument("--presets", action="store_true", help="only the presets")
    options = parser.parse_args()
    data = load_mnist()
    with one_blas_thread():
        if options.cost:
            cost(data)
            return
        false_alarms = 0
        for preset, recommended in PRESETS.items():
            figures, first, last = watch(recommended.settings, data)
            false_alarms += bool(not recommended.on_purpose and (first or last))
            print(f"{preset.value}: {figures} | {first} | end: {[notice.kind.value for notice in last]}", flush=True)
        for number in range(0 if options.presets else options.random):
            settings = healthy(number)
            figures, first, last = watch(settings, data)
            false_alarms += bool(first or last)
            print(f"{settings}\n  {figures} | {first} | end: {[notice.kind.value for notice in last]}", flush=True)
        print(f"false alarms: {false_alarms}")


if __name__ == "__main__":
    main()
