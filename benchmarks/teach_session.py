"""A lesson from beginning to end, as pictures of the window: a hooked 9 that is misread, labelled, taught, and read.

    python -m benchmarks.teach_session FOLDER

Trains the textbook's network on MNIST alone, draws hooked nines until one is read as something else, and then does what
a person would do. Prints what was read and how well before and after.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from digitapp.app import Program
from digitapp.core.my_digits.teaching import Taught
from digitapp.core.paper.strokes import Strokes, strokes_from_points
from digitapp.core.reading.drawing import read_drawing
from digitapp.core.recipe.digit_templates import USUAL
from digitapp.core.recipe.pen_digits import template_curves, written_by_hands
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.preferences import Preferences
from engine.thread_pool import one_blas_thread

HOOKED = [template for template in USUAL[9] if "100 8,90" in template or "98 16,94" in template]


def trained(program: Program) -> Run:
    """Return the textbook's network, trained on MNIST alone."""
    settings, data = TrainingSettings(), program.session.datasets.load()
    network = settings.build()
    network.fit(data.train_inputs, data.train_labels, epochs=5, batch_size=128, verbose=0)
    return Run(Kind.TRAINED, "mnist-only", settings, (Moment(network, 5.0),))


def misread_nine(record: Run) -> Strokes:
    """Return a hooked nine, drawn by some imaginary hand, in which the network sees another digit."""
    generator = np.random.default_rng(9)
    while True:
        for template in HOOKED:
            hand = [stroke[0] for stroke in written_by_hands(template_curves(template), 1, generator)]
            strokes = strokes_from_points([0.2 + 0.6 * points / 100 for points in hand])
            digits = read_drawing(record.end, strokes)
            if len(digits) == 1 and digits[0].reading.answer not in (9, None):
                return strokes


def wait_for(application: QApplication, condition: Callable[[], bool]) -> None:
    """Let the program go on until the condition holds."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "this took too long"
        application.processEvents()
        time.sleep(0.005)


def save(widget: QWidget, path: Path) -> None:
    """Save a picture of a window."""
    QApplication.processEvents()
    widget.grab().save(str(path))
    print(path)


def session(folder: Path) -> None:
    """Do it and save the pictures."""
    application = QApplication([])
    program = Program(application, Preferences(appearance="light"), "en")
    window, own = program.window, program.my_digits.window
    try:
        window.resize(1280, 720)
        window.show()
        record = trained(program)
        program.session.history.begin(record)
        strokes = misread_nine(record)
        for stroke in strokes:
            program.session.drawing.add(stroke)
        wait_for(application, lambda: window.paper.verdict.said.isdigit())
        print(f"read before: {window.paper.verdict.said}")
        save(window, folder / "teach-1-misread.png")
        window.paper.verdict.label_requested.emit(9)
        own.show()
        save(own, folder / "teach-2-labelled.png")
        results: list[Taught] = []
        program.session.teaching.taught.connect(results.append)
        next(button for button in own.findChildren(QPushButton) if button.text() == "Teach it").click()
        wait_for(application, lambda: bool(results) and not program.session.teaching.running)
        save(own, folder / "teach-3-taught.png")
        own.close()
        wait_for(application, lambda: window.paper.verdict.said == "9")
        save(window, folder / "teach-4-read.png")
        (result,) = results
        print(f"read after: {window.paper.verdict.said}")
        print(f"MNIST test: {result.before.test:.2%} before, {result.after.test:.2%} after")
    finally:
        program.close()
        window.allow_close()
        window.close()


def main() -> None:
    """Save the pictures in a folder; the person's own digits and preferences are left alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, one_blas_thread():
        for kind in ("CONFIG", "STATE", "DATA"):
            os.environ[f"XDG_{kind}_HOME"] = home
        os.environ["HOME"] = os.environ["APPDATA"] = os.environ["LOCALAPPDATA"] = home
        session(options.folder)


if __name__ == "__main__":
    main()
