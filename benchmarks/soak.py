"""Starts and stops training at random moments, many times, and closes while training: nothing may be left behind.

    python -m benchmarks.soak [--starts 200] [--closes 20] [--seed 0]

Prints the threads left, and the memory before, half-way and after, as the operating system counts it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from digitapp.app import Program
from digitapp.core.runs.dataset import load_mnist
from digitapp.preferences import Preferences
from engine.thread_pool import one_blas_thread


def wait(milliseconds: int) -> None:
    """Let the program go on for a while."""
    loop = QEventLoop()
    end = QTimer(singleShot=True, interval=milliseconds)
    end.timeout.connect(loop.quit)
    end.start()
    loop.exec()


def memory() -> float:
    """Return this process's memory in MB (Linux only)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    """Do it and report; 1 when a thread was left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=200)
    parser.add_argument("--closes", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[variable] = tempfile.mkdtemp()
    application = QApplication([])
    data = load_mnist()

    def program() -> Program:
        made = Program(application, Preferences(language="en", appearance="light", runs_megabytes=10_240))
        made.session.datasets.use(data)
        made.window.show()
        return made

    current = program()
    training = current.session.training
    ways: list[Callable[[], None]] = [training.stop, training.leave, training.train, current.session.go_back]
    taken = []
    for start in range(options.starts):
        training.train()
        wait(chance.randrange(0, 120))
        if chance.random() < 0.3:
            training.pause()
            wait(chance.randrange(0, 20))
        chance.choice(ways)()
        if start in (options.starts // 10, options.starts // 2, options.starts - 1):
            taken.append(round(memory()))
    current.close()
    current.window.deleteLater()
    for _ in range(options.closes):
        current = program()
        current.session.training.train()
        wait(chance.randrange(0, 120))
        current.close()
        current.window.hide()
        current.window.deleteLater()
        current.deleteLater()
        wait(1)
    left = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    print(f"{options.starts} starts, {options.closes} closes while training; threads left: {left or 'none'}")
    print(f"memory after a tenth, a half and all of the starts: {taken} MB; after the closes: {memory():.0f} MB")
    return 1 if left else 0


if __name__ == "__main__":
    with one_blas_thread():
        sys.exit(main())
