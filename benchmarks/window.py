"""How smoothly the window goes on while it trains, and what the window costs the training.

    python -m benchmarks.window [--pairs 5] [--epochs 5] [--json FILE]

The whole program runs on Qt's offscreen platform with all views live. A timer asks to be called every 5 ms; the gaps
between its calls are what a person feels as stutter. The same run of 5 epochs is done in turn without a window, in the
window with nobody drawing, and in the window with someone drawing all the time; the ratios are medians over the pairs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from digitapp.preferences import Preferences
from digitapp.state.runs.training import Status
from engine.thread_pool import one_blas_thread

GAP = 5  # milliseconds that the timer asks for
PEN = 16  # milliseconds between two movements of the pen, as from a mouse at 60 Hz
STROKE_POINTS = 90


def without_window(data: Dataset, settings: TrainingSettings) -> float:
    """Return the seconds of a run without a window."""
    run = TrainingRun(settings.build(), lambda: data, settings)
    started = time.perf_counter()
    for _ in run.steps():
        pass
    return time.perf_counter() - started


class Hand:
    """Moves the pen on a figure of eight; lifts it after each, and clears the paper before the next."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._moves = 0

    def move(self) -> None:
        """Move the pen a little on."""
        canvas = self._program.window.paper.canvas
        nth = self._moves % STROKE_POINTS
        angle = 2 * np.pi * nth / STROKE_POINTS
        side = canvas.width()
        place = QPointF(side * (0.5 + 0.2 * np.sin(2 * angle)), side * (0.5 - 0.35 * np.cos(angle)))
        kinds = QMouseEvent.Type
        kind = kinds.MouseButtonPress if nth == 0 else kinds.MouseMove
        if nth == STROKE_POINTS - 1:
            kind = kinds.MouseButtonRelease
        if nth == 0:
            self._program.session.drawing.clear()
        held = Qt.MouseButton.NoButton if kind is kinds.MouseButtonRelease else Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind is kinds.MouseMove else Qt.MouseButton.LeftButton
        everywhere = QPointF(canvas.mapToGlobal(QPoint()) + place.toPoint())
        QApplication.sendEvent(
            canvas, QMouseEvent(kind, place, everywhere, button, held, Qt.KeyboardModifier.NoModifier)
        )
        self._moves += 1


class Visitor:
    """Somebody who looks at the window, and perhaps draws in it all the time."""

    def __init__(self, program: Program, *, draws: bool) -> None:
        self._program = program
        self._draws = draws
        self._last = time.perf_counter()
        self._hand = Hand(program)
        self.gaps: list[float] = []
        self._clock = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=GAP)
        self._clock.timeout.connect(self._tick)
        self._pen = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=PEN)
        self._pen.timeout.connect(self._hand.move)

    def watch(self, settings: TrainingSettings) -> float:
        """Train in the window until the end; return the seconds."""
        training = self._program.session.training
        training.set_settings(settings)
        self._last = started = time.perf_counter()
        self._clock.start()
        if self._draws:
            self._pen.start()
        training.train()
        loop = QEventLoop()
        self._clock.timeout.connect(lambda: loop.quit() if training.status is Status.IDLE else None)
        loop.exec()
        seconds = time.perf_counter() - started
        self._clock.stop()
        self._pen.stop()
        return seconds

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


def summary(gaps: list[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the worst of the gaps, in milliseconds."""
    median, most, worst = np.percentile(gaps, [50, 99, 100])
    return {"median": round(median, 1), "p99": round(most, 1), "worst": round(worst, 1)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    settings = TrainingSettings(epochs=options.epochs)
    data = load_mnist()
    application = QApplication([])
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[variable] = tempfile.mkdtemp()
    program = Program(application, Preferences(language="en", appearance="light"))
    program.session.datasets.use(data)
    program.window.resize(1280, 720)
    program.window.show()
    seconds: dict[str, list[float]] = {"without": [], "watching": [], "drawing": []}
    gaps: dict[str, list[float]] = {"watching": [], "drawing": []}
    try:
        without_window(data, TrainingSettings(epochs=1))  # warm up
        Visitor(program, draws=True).watch(TrainingSettings(epochs=1))
        for pair in range(options.pairs):
            seconds["without"].append(without_window(data, settings))
            for name in gaps:
                visitor = Visitor(program, draws=name == "drawing")
                seconds[name].append(visitor.watch(settings))
                gaps[name] += visitor.gaps
            print(f"pair {pair + 1}: " + ", ".join(f"{name} {times[-1]:.2f} s" for name, times in seconds.items()))
    finally:
        program.close()
    ratios = {
        name: statistics.median(a / b for a, b in zip(seconds[name], seconds["without"], strict=True)) for name in gaps
    }
    result = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "seconds": {name: round(statistics.median(times), 2) for name, times in seconds.items()},
        "ratio to without": {name: round(ratio, 3) for name, ratio in ratios.items()},
        "gaps in ms": {name: summary(values) for name, values in gaps.items()},
    }
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with one_blas_thread():  # as the program does at its start
        main()
