"""Somebody who tries everything in the window, one action after the other, while a watchdog watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from PIL import Image as Pillow
from PySide6.QtCore import QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitapp.app import Program
from digitapp.core.recipe.samples import sample_digits
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status
from digitapp.views.window import dialogs
from engine import saving
from engine.datasets import idx
from engine.layers import Dense
from engine.models import Sequential

from .watchdog import Watchdog

MOST_WAIT = 120.0  # seconds for an action to come to its end
REST = 150  # milliseconds after it, for what follows it on the screen
PEN = 4  # milliseconds between two movements of the pen
Line = Sequence[tuple[float, float]]


class Visit:
    """Does one action after the other in a program's window.

    Attributes:
        program, watchdog: as given.
        folder: for files.
        rest: milliseconds to watch after each action.
    """

    def __init__(self, program: Program, watchdog: Watchdog, folder: Path, rest: int = REST) -> None:
        self.program, self.watchdog, self.folder, self.rest = program, watchdog, folder, rest
        self.prefix = ""

    # How an action is done

    def do(self, action: str, act: Callable[[], object], until: Callable[[], bool] = lambda: True) -> None:
        """Act out of the event loop, and watch until `until` is true and the window has had its rest."""
        loop = QEventLoop()
        errors: list[Exception] = []
        since, end = 0.0, time.perf_counter() + MOST_WAIT
        began = False

        def begin() -> None:
            nonlocal began
            try:
                act()
            except Exception as error:  # to be raised where somebody hears of it
                errors.append(error)
            began = True

        def look() -> None:
            nonlocal since
            now = time.perf_counter()
            if not (began and until()):
                since = 0.0
            elif not since:
                since = now
            if errors or now > end or (since and now - since > self.rest / 1000):
                loop.quit()

        first, clock = QTimer(singleShot=True, interval=0), QTimer(interval=10)
        first.timeout.connect(begin)
        clock.timeout.connect(look)
        with self.watchdog.watching(self.prefix + action):
            first.start()
            clock.start()
            loop.exec()
            clock.stop()
        if errors:
            raise errors[0]
        if time.perf_counter() > end:
            raise TimeoutError(f"{action} has not come to its end")

    def command(self, name: str) -> Callable[[], object]:
        """Return what chooses a command of a menu."""
        return self.program.window.commands[name].trigger

    @property
    def rests(self) -> bool:
        """Whether nothing is being opened or saved, explained or measured."""
        session = self.program.session
        busy = (session.tasks, session.counting, session.measuring, session.surveyor, session.neighbour_maps)
        return not any(work.running for work in (*busy, session.teaching, session.one_step))

    def is_idle(self) -> bool:
        """Whether no run goes on, and nothing else."""
        return self.program.session.training.status is Status.IDLE and self.rests

    @staticmethod
    def after(seconds: float, or_before: Callable[[], bool]) -> Callable[[], bool]:
        """Return what says whether so much time has gone by, or something has come true before."""
        end = time.perf_counter() + seconds
        return lambda: time.perf_counter() > end or or_before()

    def has_batches(self, count: int = 1) -> Callable[[], bool]:
        """Return what says whether the run under way has told of so many batches."""
        history, before = self.program.session.history, self.program.session.history.run.number

        def there() -> bool:
            is_new = history.run.number != before
            return is_new and bool(history.curves) and len(history.curves[-1].batch_at) >= count

        return there

    # Drawing

    def draw(self, action: str, lines: Sequence[Line], milliseconds: int = PEN) -> None:
        """Draw lines, of places in sides of the paper, with the mouse, a movement at a time."""
        moves = self._moves(lines)
        done = False

        def move() -> None:
            nonlocal done
            if next(moves, None) is None:
                pen.stop()
                done = True

        pen = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=milliseconds)
        pen.timeout.connect(move)
        self.do(action, pen.start, lambda: done)

    def _moves(self, lines: Sequence[Line]) -> Iterator[bool]:
        canvas, kinds = self.program.window.paper.canvas, QMouseEvent.Type
        for line in lines:
            for number, place in enumerate(line):
                kind = kinds.MouseButtonPress if number == 0 else kinds.MouseMove
                self._send(canvas, kind, place)
                yield True
            self._send(canvas, kinds.MouseButtonRelease, line[-1])
            yield True

    @staticmethod
    def _send(canvas: QWidget, kind: QMouseEvent.Type, place: tuple[float, float]) -> None:
        kinds, buttons = QMouseEvent.Type, Qt.MouseButton
        where = QPointF(place[0] * canvas.width(), place[1] * canvas.height())
        everywhere = QPointF(canvas.mapToGlobal(QPoint()) + where.toPoint())
        button = buttons.NoButton if kind is kinds.MouseMove else buttons.LeftButton
        held = buttons.NoButton if kind is kinds.MouseButtonRelease else buttons.LeftButton
        event = QMouseEvent(kind, where, everywhere, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)

    def lay_down(self, digit: int) -> Callable[[], object]:
        """Return what lays a sample down."""
        return lambda: self.program.window.paper.sample_strip.sample_requested.emit(digit)

    # Files

    def drop(self, action: str, what: Path | QImage, until: Callable[[], bool] = lambda: True) -> None:
        """Drop a file, a folder, or a picture that is no file on the window."""
        data = QMimeData()
        if isinstance(what, Path):
            data.setUrls([QUrl.fromLocalFile(str(what))])
        else:
            data.setImageData(what)
        self.do(action, lambda: self._drop(data), lambda: until() and self.is_idle())

    def _drop(self, data: QMimeData) -> None:
        window, copy = self.program.window, Qt.DropAction.CopyAction
        place, button, key = QPointF(window.rect().center()), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(window, QDragEnterEvent(place.toPoint(), copy, data, button, key))
        QApplication.sendEvent(window, QDropEvent(place, copy, data, button, key))

    def set_settings(self, **what: Any) -> None:
        """Train with these settings from now on."""
        training = self.program.session.training
        training.set_settings(replace(TrainingSettings(), **what))


@contextmanager
def answering(**answers: object) -> Iterator[None]:
    """Answer the dialogs with these names instead of showing them."""
    with ExitStack() as stack:
        for name, answer in answers.items():
            stack.enter_context(patch.object(dialogs, name, return_value=answer))
        yield


def digits_in_a_row(count: int = 5) -> list[Line]:
    """Return the lines of so many digits, one beside the other."""
    lines: list[Line] = []
    for place in range(count):
        for stroke in sample_digits()[place]:
            lines.append([((x + place) / count, 0.5 + (y - 0.5) / count) for x, y in stroke.points[:, :2].tolist()])
    return lines


def scribble(strokes: int, points: int = 8) -> list[Line]:
    """Return so many short lines all over the paper."""
    chance = np.random.default_rng(0)
    starts = chance.uniform(0.1, 0.8, (strokes, 2))
    steps = chance.uniform(-0.04, 0.06, (strokes, points, 2)).cumsum(axis=1)
    return [
        [(float(x), float(y)) for x, y in (start + path).clip(0.02, 0.98)]
        for start, path in zip(starts, steps, strict=True)
    ]


def network_file(folder: Path, *units: int) -> Path:
    """Write a network with so many hidden units in each layer; return its file."""
    path = folder / f"net-{'-'.join(str(count) for count in units)}.safetensors"
    network = Sequential(generator=np.random.default_rng(0))
    for number, count in enumerate(units):
        network.add(Dense(count, activation="relu", input_shape=None if number else (784,)))
    network.add(Dense(10, activation="softmax"))
    saving.save(path, network)
    return path


def photo(folder: Path, size: tuple[int, int] = (4000, 3000)) -> Path:
    """Write a photo of a one; return its file."""
    width, height = size
    grey = np.random.default_rng(0).integers(190, 210, (height, width), dtype=np.uint8)
    grey[height // 5 : -height // 5, width // 2 - width // 40 : width // 2 + width // 40] = 40
    path = folder / f"photo-{width}x{height}.jpg"
    Pillow.fromarray(grey).convert("RGB").save(path, quality=90)
    return path


def data_folder(folder: Path, train: int, test: int = 10_000) -> Path:
    """Write a data set of random pictures as IDX files; return its folder."""
    chance = np.random.default_rng(0)
    there = folder / f"data-{train}"
    there.mkdir(exist_ok=True)
    for name, count in (("train", train), ("t10k", test)):
        idx.write(there / f"{name}-images-idx3-ubyte", chance.integers(0, 256, (count, 28, 28), dtype=np.uint8))
        idx.write(there / f"{name}-labels-idx1-ubyte", (np.arange(count) % 10).astype(np.uint8))
    return there
