"""How the window keeps up while one paints a unit: frames of 30 a second, verdicts on 10,000 images, the longest wait.

    python -m benchmarks.painter [--seconds 8] [--units 512] [--json FILE]

The whole program runs on Qt's offscreen platform, 1280 x 720, with a digit on the paper and the page "Be a unit" in
front. A pen goes round in the unit's weights, 100 movements a second. Counted are the verdicts that come, each of
10,000 test images, and how long the window stood still at most (watchdog.py).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from digitapp.app import Program
from digitapp.core.inside.painting import Pen
from digitapp.core.paper.strokes import strokes_from_points
from digitapp.core.runs.settings import TrainingSettings
from digitapp.preferences import Preferences
from engine.thread_pool import one_blas_thread

from .watchdog import Watchdog

SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.6, 0.45), (0.5, 0.65), (0.45, 0.85)]
WARM = 2.0  # seconds before anything is counted


class Painting(QObject):
    """Moves the pen, and notes what comes."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._painter = program.session.painter
        self.verdicts: list[float] = []
        self._moves = 0
        self._pen = QTimer(self, interval=10, timerType=Qt.TimerType.PreciseTimer)
        self._pen.timeout.connect(self._move)
        self._painter.judged.connect(self._note)

    def begin(self) -> None:
        """Set the pen down."""
        self._painter.begin_stroke(Pen(0.3, 1.5), (20.0, 14.0))
        self._pen.start()

    def end(self) -> None:
        """Lift it."""
        self._pen.stop()
        self._painter.end_stroke()

    @Slot()
    def _move(self) -> None:
        self._moves += 1
        angle, radius = self._moves / 15, 3 + self._moves % 700 / 100
        self._painter.draw_to((14 + radius * math.cos(angle), 14 + radius * math.sin(angle)))

    @Slot(object)
    def _note(self, verdict: object) -> None:
        if verdict is not None:
            self.verdicts.append(time.perf_counter())


def wait(seconds: float) -> None:
    """Let the program go on for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def measure(application: QApplication, seconds: float, units: int) -> dict[str, Any]:
    """Paint for so long; return what was counted."""
    program, watchdog = Program(application, Preferences()), Watchdog(least=30.0)
    try:
        program.window.resize(1280, 720)
        program.window.show()
        if units != 512:
            program.session.training.set_settings(TrainingSettings(hidden_units=(units,)))
            program.session.training.new_network()
            wait(WARM)
        program.session.drawing.add(strokes_from_points([SEVEN])[0])
        program.window.stage.open("painter")
        painting = Painting(program)
        wait(WARM)
        begun = time.perf_counter()
        with watchdog.watching("painting"):
            painting.begin()
            wait(seconds)
        painting.end()
        return {
            "units": units,
            "seconds": seconds,
            "verdicts_per_second": round(sum(at >= begun for at in painting.verdicts) / seconds, 1),
            "longest_stretch_ms": round(watchdog.longest["painting"], 1),
            "stretches": [str(stretch) for stretch in watchdog.stretches],
        }
    finally:
        watchdog.close()
        program.close()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--units", type=int, default=512)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("CONFIG", "STATE", "DATA"):
            os.environ[f"XDG_{kind}_HOME"] = folder
        application = QApplication([])
        with one_blas_thread():
            found = measure(application, given.seconds, given.units)
    print(json.dumps(found, indent=2))
    if given.json:
        given.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
