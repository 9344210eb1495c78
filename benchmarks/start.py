"""How long the program takes from its start to the first painted window, beside an empty Qt window.

    python -m benchmarks.start [--times 15] [--json FILE]

Each is a process of its own, in turn, on Qt's offscreen platform: one that shows an empty window with PySide6 alone,
and the program with its bundled network; once as it is started every day, and once as it is for the first time after
`git clone`, when Python has not yet compiled its sources to bytecode. The time goes from before the process is made to
after the window's first painting.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

_PAINTED = """
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self.end)
        return False
    def end(self):
        print(time.time(), flush=True)
        os._exit(0)
"""

EMPTY = f"""
import os, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
{_PAINTED}
application = QApplication([])
window, painted = QMainWindow(), Painted()
window.installEventFilter(painted)
window.show()
application.exec()
"""

# The program calls gc.freeze as soon as its window is shown and before it is painted; until then this imports nothing.
PROGRAM = f"""
import gc, os, time
from digitapp.__main__ import main
def shown():
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication
{textwrap.indent(_PAINTED, "    ")}
    painted = Painted(QApplication.instance())
    for window in QApplication.topLevelWidgets():
        window.installEventFilter(painted)
gc.freeze = shown
main([])
"""


def seconds_to_paint(code: str, bytecode: Path, *, keep: bool = True) -> float:
    """Return the seconds from before a process with this code is made until its window is painted.

    Python takes its bytecode from the folder `bytecode`, and keeps there what it compiles if `keep`.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(bytecode)}
        environment |= {} if keep else {"PYTHONDONTWRITEBYTECODE": "1"}
        environment |= {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "STATE")}
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=60
        )
    return float(done.stdout) - began


def measure(times: int) -> dict[str, list[float]]:
    """Return the seconds of each start, in turn; what warms the disk's cache and compiles the libraries is left out."""
    seconds: dict[str, list[float]] = {"empty": [], "program": [], "first": []}
    with tempfile.TemporaryDirectory() as kept, tempfile.TemporaryDirectory() as libraries:
        everyday, after_clone = Path(kept), Path(libraries)
        seconds_to_paint(f"import numpy, threadpoolctl\n{EMPTY}", after_clone)  # what pip compiles when it installs
        seconds_to_paint(PROGRAM, everyday)
        for _ in range(times):
            seconds["empty"].append(seconds_to_paint(EMPTY, everyday))
            seconds["program"].append(seconds_to_paint(PROGRAM, everyday))
            seconds["first"].append(seconds_to_paint(PROGRAM, after_clone, keep=False))
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    seconds = measure(options.times)
    empty, program, first = (statistics.median(seconds[name]) for name in ("empty", "program", "first"))
    print(
        f"to the first painting (median of {options.times}): empty Qt window {empty:.2f} s, digitapp {program:.2f} s,"
    )
    print(f"for the first time after git clone {first:.2f} s")
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors")
    if options.json:
        options.json.write_text(json.dumps(seconds, indent=1) + "\n")


if __name__ == "__main__":
    main()
