"""How long it takes from the timeline's slider until every view is painted, page by page, and what a run keeps for it.

    python -m benchmarks.scrub [--places 150] [--epochs 5] [--json FILE]

The whole program runs on Qt's offscreen platform, 1280 x 720, with a digit on the paper. The blog's network is trained
in it; then the slider is moved to one random place after the other, and the time is taken until the last view has
painted the network of there: at places of snapshots, which is what one sees while one drags, and at any batch, which is
trained again first. Snapshots and their bytes are counted; and the most bytes that a small network's run of 100 epochs
keeps, with room for 25 snapshots. With `--record`, runs with and without a recording take turns, without a window, and
the median of the ratios is what recording costs.
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
from typing import Any

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from digitapp.app import Program
from digitapp.core.paper.strokes import strokes_from_points
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from digitapp.preferences import Preferences
from digitapp.state.runs.training import Status
from digitapp.views.window.pages import NAMES
from engine.thread_pool import one_blas_thread

SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.6, 0.45), (0.5, 0.65), (0.45, 0.85)]
QUIET = 0.04  # seconds without a painting, after which nothing more is to come


class Painted(QObject):
    """Counts the paintings of all widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Count one."""
        self.count += event.type() is QEvent.Type.Paint
        return False


def move(application: QApplication, program: Program, painted: Painted, place: int) -> float:
    """Move the slider to a place; return the milliseconds until the last view has painted the network of there."""
    session = program.session
    start = time.perf_counter()
    program.window.timeline.track.setValue(place)
    last, count, there = start, painted.count, False
    while not there or time.perf_counter() < last + QUIET:
        application.processEvents()
        if painted.count > count:
            last, count = time.perf_counter(), painted.count
        here, reading = session.rewinding.place, session.reader.reading
        if not there:
            there = here is not None and here.exact and here.place == place
            there = there and reading is not None and reading.moment is session.history.in_use
            last = time.perf_counter()
        time.sleep(0.0002)
    return 1000 * (last - start)


def scrub(application: QApplication, program: Program, painted: Painted, page: str, places: int) -> dict[str, Any]:
    """Move the slider to random places, first to those of snapshots, then to any, and measure, in milliseconds."""
    program.window.stage.open(page)
    _settle(application, 1.0)
    way, chance = program.session.rewinding.way, np.random.default_rng(0)
    kept = chance.choice(way.kept[:-1], places).tolist()
    every = chance.integers(0, way.end - 1, places).tolist()
    found = {}
    for name, chosen in (("snapshots", kept), ("any batch", every)):
        times = [
            move(application, program, painted, place)
            for before, place in zip([-1, *chosen], chosen, strict=False)
            if place != before
        ]
        found[name] = _summary(times)
    program.window.timeline.now_requested.emit()
    return found


def _summary(times: list[float]) -> dict[str, float]:
    median, most, worst = np.percentile(times, [50, 99, 100])
    return {"median": round(float(median), 1), "p99": round(float(most), 1), "worst": round(float(worst), 1)}


def _settle(application: QApplication, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        application.processEvents()
        time.sleep(0.002)


def bound_over_many_epochs(data: Dataset) -> dict[str, float]:
    """Return the most bytes that were kept over 100 epochs, and the bound."""
    settings = TrainingSettings(hidden_units=(16,), batch_size=16, epochs=100)
    small = data.shortened(320, 100)
    most = 25 * 8 * sum(weights.size for weights in settings.build().get_weights())
    recordings = Recordings(most)
    run = TrainingRun(settings.build(), lambda: small, settings, recording=recordings.begin(settings, lambda: small, 0))
    largest = 0
    for _ in run.steps():
        largest = max(largest, recordings.size)
    return {"bound": most, "most kept": largest}


def cost_of_recording(data: Dataset, pairs: int) -> dict[str, float]:
    """Return what a recording costs a run, as the median of ratios."""
    settings, ratios = TrainingSettings(), []
    for _ in range(pairs):
        seconds = []
        for recorded in (False, True):
            recording = Recordings().begin(settings, lambda: data, 0) if recorded else None
            run = TrainingRun(settings.build(), lambda: data, settings, recording=recording)
            start = time.perf_counter()
            for _ in run.steps():
                pass
            seconds.append(time.perf_counter() - start)
        ratios.append(seconds[1] / seconds[0])
    return {"ratio": round(statistics.median(ratios), 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=150)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--record", type=int, default=0, metavar="PAIRS")
    parser.add_argument("--pages", nargs="*", default=list(NAMES))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    data = load_mnist()
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "100 epochs": bound_over_many_epochs(data),
    }
    if options.record:
        result["recording"] = cost_of_recording(data, options.record)
    application = QApplication([])
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[variable] = tempfile.mkdtemp()
    program = Program(application, Preferences(language="en", appearance="light", page_beside=""))
    painted = Painted()
    application.installEventFilter(painted)
    try:
        session = program.session
        session.datasets.use(data)
        program.window.resize(1280, 720)
        program.window.show()
        session.drawing.add(strokes_from_points([SEVEN])[0])
        session.training.set_settings(TrainingSettings(epochs=options.epochs))
        session.training.train()
        while session.training.status is not Status.IDLE:
            application.processEvents()
            time.sleep(0.002)
        _settle(application, 2.0)
        recording = session.training.recordings.of(session.history.run.number)
        assert recording is not None
        result["run"] = {
            "batches": recording.batches,
            "snapshots": len(recording.kept),
            "MB": round(recording.size / 1e6, 1),
            "widest gap": int(max(np.diff(recording.kept))),
        }
        print(json.dumps(result, indent=2))
        result["pages"] = {}
        for page in options.pages:
            result["pages"][page] = found = scrub(application, program, painted, page, options.places)
            print(f"{page:10} {json.dumps(found)}")
    finally:
        program.close()
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with one_blas_thread():  # as the program does at its start
        main()
