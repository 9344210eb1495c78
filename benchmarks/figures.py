"""Makes the pictures in docs/, or with --all every view in light and dark, English and Korean, and the whole lesson.

    python -m benchmarks.figures [--all FOLDER]

The program itself draws a 7, opens its windows and takes pictures of them, on Qt's offscreen platform. The Korean ones
need a Korean font.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QPushButton, QSpinBox, QWidget

from digitapp.app import Program
from digitapp.core.inside.painting import Pen
from digitapp.core.inside.steps import Kind
from digitapp.preferences import Preferences
from digitapp.views.inside.program_lines import ProgramLines
from digitapp.views.inside.steps_view import StepsView
from digitapp.views.inside.training_images import TrainingImages
from digitapp.views.parts.product_tables import ProductTables
from digitapp.views.window.pages import NAMES
from engine.thread_pool import one_blas_thread

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SEVEN = ((0.25, 0.22), (0.5, 0.215), (0.76, 0.22), (0.66, 0.4), (0.56, 0.6), (0.5, 0.72), (0.45, 0.86))
UNIT = 137
OF_THE_TWOS = 501  # a unit that is on for most twos and hardly anything else
EXPLAINED = (  # in docs/learning.md
    *("numbers", "diagram", "steps", "ledger", "units", "map"),
    *("program", "weight", "painter", "test_set"),
)
STEPS = (Kind.FLATTEN, Kind.DOT, Kind.FUNCTION)  # pictures of their own
SETTLE, SURVEY, TRAIN = 0.4, 60.0, 8.0  # seconds
SMALL, USUAL = (1280, 720), (1440, 860)  # pixels of the window


def wait(seconds: float) -> None:
    """Let the program go on for so long."""
    loop = QEventLoop()
    end = QTimer(singleShot=True, interval=round(1000 * seconds))
    end.timeout.connect(loop.quit)
    end.start()
    loop.exec()


def wait_for_survey(program: Program) -> None:
    """Let the program go on until it has looked at all test images, but no longer than a minute."""
    end = time.monotonic() + SURVEY
    while program.session.surveyor.survey is None and time.monotonic() < end:
        wait(SETTLE)


def draw(canvas: QWidget, places: Sequence[tuple[float, float]]) -> None:
    """Draw a stroke with the mouse."""
    kinds, button = QMouseEvent.Type, Qt.MouseButton.LeftButton
    for number, (x, y) in enumerate(places):
        kind = kinds.MouseButtonPress if number == 0 else kinds.MouseMove
        if number == len(places) - 1:
            kind = kinds.MouseButtonRelease
        place = QPointF(x * canvas.width(), y * canvas.width())
        event = QMouseEvent(kind, place, canvas.mapToGlobal(place), button, button, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def save(widget: QWidget, folder: Path, name: str) -> None:
    """Save what a widget shows."""
    widget.grab().save(str(folder / f"{name}.png"))


def begin(application: QApplication, language: str, appearance: str, size: tuple[int, int]) -> Program:
    """Open the program with a 7 drawn and a unit chosen."""
    program = Program(application, Preferences(language=language, appearance=appearance))
    program.window.resize(*size)
    program.window.show()
    wait(SETTLE)
    draw(program.window.paper.canvas, SEVEN)
    program.session.explanations.select_unit(UNIT)
    wait(SETTLE)
    return program


def take_pages(program: Program, folder: Path, suffix: str, pages: Sequence[str] = NAMES) -> None:
    """Take a picture of the window with each of these pages in front."""
    window = program.window
    for name in pages:
        window.stage.open(name)
        page = window.pages[name]
        if name == "steps":  # at its third step
            for _ in range(2):
                key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier)
                QApplication.sendEvent(page, key)
        if name == "program":
            point_at_dense(page)
        if name == "weight":
            choose_weight(program)
        if name == "painter":
            paint_unit(program)
        if name in ("units", "test_set"):
            program.session.explanations.select_unit(OF_THE_TWOS if name == "units" else UNIT)
        if name == "numbers":  # the weights then and now are computed once the page is seen
            wait(TRAIN / 4)
        if name in ("units", "test_set", "map", "sight"):
            wait_for_survey(program)
        wait(SETTLE)
        save(window, folder, f"{name}{suffix}")
    program.session.history.put_units_back()


def point_at_dense(page: QWidget) -> None:
    """Put the cursor into the line of the hidden layer, so that the page says what it makes."""
    lines = next(iter(page.findChildren(ProgramLines)))
    lines.setTextCursor(QTextCursor(lines.document().find("Dense(512")))


def take_training_images(program: Program, folder: Path, suffix: str) -> None:
    """Take a picture of the window with the images that a network learns from."""
    program.window.commands["training_images"].trigger()
    wait(TRAIN / 4)
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, TrainingImages))
    save(window, folder, f"training_images{suffix}")
    window.close()


def take_more_units(program: Program, folder: Path, suffix: str) -> None:
    """Take a picture of 16, 64 and 512 units side by side, when all three are trained."""
    program.window.commands["more_units"].trigger()
    end = time.monotonic() + SURVEY
    wait(SETTLE)
    while program.session.queue.current is not None and time.monotonic() < end:
        wait(SETTLE)
    wait(TRAIN / 4)
    save(program.window, folder, f"more_units{suffix}")


def paint_unit(program: Program) -> None:
    """Paint a unit that looks for a 7: red where one has ink, blue where it has none, and a b below 0."""
    painter = program.session.painter
    painter.start_from_drawing(0.2)
    for start, end in (((5, 16), (11, 15)), ((23, 15), (21, 23))):
        painter.begin_stroke(Pen(-0.3, 2.0), start)
        painter.draw_to(end)
        painter.end_stroke()
    painter.set_bias(-6.0)
    wait(TRAIN / 3)


def choose_weight(program: Program) -> None:
    """Look at the weight that counts most in the unit that is loudest, with the right digit said."""
    reading, session = program.session.reader.reading, program.session
    assert reading is not None
    unit = int(reading.layers[0].activation.argmax())
    products = abs(reading.inputs * reading.network.dense_layers[0].kernel[:, unit])
    session.right_digit.say(1)  # so that there is something to learn
    session.one_weight.choose(int(products.argmax()), unit)


def take_steps(program: Program, folder: Path, suffix: str) -> None:
    """Take pictures of single steps: a wrong input_shape tried, the product of a batch, relu with a b for all units."""
    program.window.stage.open("steps")
    page = cast("StepsView", program.window.pages["steps"])
    figure = page.figure
    for kind in STEPS:
        page.go_to(kind)
        if kind is Kind.FLATTEN:
            next(one for one in figure.findChildren(QPushButton) if one.text() == "(28, 28)").click()
        if kind is Kind.DOT:
            next(iter(figure.product.findChildren(QSpinBox))).setValue(64)
            wait(TRAIN / 4)
            next(iter(figure.product.findChildren(ProductTables))).chosen.emit(4, UNIT)
        if kind is Kind.FUNCTION:
            figure.bench.bias_requested.emit(-2.0)
        wait(SETTLE)
        save(program.window, folder, f"step-{kind.value.replace(' ', '-')}{suffix}")
    program.session.history.put_units_back()


def take_training(program: Program, folder: Path, name: str) -> None:
    """Take a picture of the first page while a network is trained."""
    program.session.training.train()
    wait(TRAIN)
    save(program.window, folder, name)


def take_lesson(program: Program, folder: Path, suffix: str) -> None:
    """Take a picture of each stop of the lesson."""
    lessons = program.lessons
    program.window.commands["lesson"].trigger()
    number = -1
    while lessons.panel.isVisible() and lessons.number != number:
        number = lessons.number
        wait(SETTLE)
        save(program.window, folder, f"lesson-{number + 1:02}{suffix}")
        lessons.panel.next_requested.emit()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    application = QApplication([])
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[variable] = tempfile.mkdtemp()
    if options.all is None:
        for language in ("en", "ko"):
            program = begin(application, language, "light", USUAL)
            take_pages(program, PICTURES, f"-{language}", EXPLAINED)
            take_steps(program, PICTURES, f"-{language}")
            take_training_images(program, PICTURES, f"-{language}")
            take_more_units(program, PICTURES, f"-{language}")
            program.close()
        program = begin(application, "en", "light", USUAL)
        take_training(program, PICTURES, "window")
        program.close()
        return
    options.all.mkdir(parents=True, exist_ok=True)
    for language in ("en", "ko"):
        for appearance in ("light", "dark"):
            program = begin(application, language, appearance, SMALL)
            suffix = f"-{language}-{appearance}"
            take_pages(program, options.all, suffix)
            take_steps(program, options.all, suffix)
            take_lesson(program, options.all, suffix)
            program.close()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with one_blas_thread():  # as the program does at its start
        main()
