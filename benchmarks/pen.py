"""How long after the pen has moved everything on the screen has followed, with one page after the other in front.

    python -m benchmarks.pen [--seconds 60] [--pages ledger,map] [--json FILE]

The whole program runs on Qt's offscreen platform, in a window so wide that two pages are seen: the first one, with the
hidden layer, a unit's card and the curves, and one of the others beside it. The pen moves at 60 Hz. The time is from
its movement to the end of the painting of the window after the reading that has it. First nothing else goes on, then a
network is trained. And how often an explanation was computed that no page in sight shows.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from digitapp.app import Program
from digitapp.core.runs.settings import TrainingSettings
from digitapp.preferences import Preferences
from digitapp.state.inside.explanations import Explanation
from digitapp.views.window.pages import entry
from engine.thread_pool import one_blas_thread

from .window import PEN, Hand

SIZE = (2000, 1000)  # pixels


class Watch(QObject):
    """Measures from each movement of the pen to the end of the painting of all windows after the next reading."""

    def __init__(self, program: Program, windows: tuple[QWidget, ...]) -> None:
        super().__init__()
        self._hand = Hand(program)
        self._windows = windows
        self._moved: list[float] = []
        self._read: list[float] = []
        self._unpainted: set[int] = set()
        self.milliseconds: list[float] = []
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self._note_painted)
        self._pen = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=PEN)
        self._pen.timeout.connect(self._move)
        program.session.reader.reading_changed.connect(self._note_reading)
        for window in windows:
            window.installEventFilter(self)

    def draw(self, seconds: float) -> list[float]:
        """Draw for so long; return the milliseconds of each movement."""
        self.milliseconds = []
        loop = QEventLoop()
        end = QTimer(singleShot=True, interval=round(1000 * seconds))
        end.timeout.connect(loop.quit)
        end.start()
        self._pen.start()
        loop.exec()
        self._pen.stop()
        return self.milliseconds

    def _move(self) -> None:
        self._moved.append(time.perf_counter())
        self._hand.move()

    def _note_reading(self) -> None:
        self._read += self._moved
        self._moved = []
        self._unpainted = {id(window) for window in self._windows}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that a window is about to be painted; it is done when the loop comes round again."""
        if event.type() is QEvent.Type.UpdateRequest and self._unpainted:
            self._unpainted.discard(id(watched))
            if not self._unpainted:
                self._painted.start()
        return False

    def _note_painted(self) -> None:
        now = time.perf_counter()
        self.milliseconds += [1000 * (now - moved) for moved in self._read]
        self._read = []


def summary(milliseconds: list[float]) -> dict[str, float]:
    """Return the median and the 99th percentile, and of how many; of none where nothing was painted in that time."""
    if not milliseconds:
        return {"movements": 0}
    median, most = (round(float(value), 1) for value in np.percentile(milliseconds, [50, 99]))
    return {"median": median, "p99": most, "movements": len(milliseconds)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pages", default="numbers,sight,diagram,steps,ledger,map", help="those that follow the pen")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    application = QApplication([])
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[variable] = tempfile.mkdtemp()
    program = Program(application, Preferences(language="en", appearance="light"))
    window = program.window
    window.resize(*SIZE)
    window.show()
    program.session.explanations.select_unit(0)
    pages = options.pages.split(",")
    watch = Watch(program, (window,))
    result: dict[str, dict[str, float]] = {}
    try:
        for training in (False, True):
            if training:
                program.session.training.set_settings(TrainingSettings(epochs=1000))
                program.session.training.train()
            for page in pages:
                window.stage.open_beside(page)
                watch.draw(4 if page == "map" and not training else 1)  # the map has to be made first
                name = f"{entry(page).title}, {'while a network is trained' if training else 'idle'}"
                result[name] = summary(watch.draw(options.seconds))
                print(name, result[name], flush=True)
        window.stage.open_beside("")
        computed = 0

        def count(_: object) -> None:
            nonlocal computed
            computed += 1

        for watched in program.session.explanations.findChildren(Explanation):
            watched.changed.connect(count)
        watch.draw(2)
        print("explanations computed that no page in sight shows:", computed)
    finally:
        program.close()
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with one_blas_thread():  # as the program does at its start
        main()
