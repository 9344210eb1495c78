"""The longest stretches of the GUI thread over a session in which everything that the window can do is done.

    python -m benchmarks.stretches [--sizes 1280x720,2000x1000] [--only runs,files] [--json FILE]

The whole program runs on Qt's offscreen platform. For each action the longest time is printed in which the GUI thread
did not come back to its event loop (watchdog.py says what counts), and in the end the ten longest with what they were.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from digitapp.app import Program
from digitapp.preferences import Preferences
from engine.thread_pool import one_blas_thread

from .rooms import ROOMS
from .visit import Visit
from .watchdog import Watchdog

MOST = 50.0  # milliseconds that the program may keep the GUI thread
# What Qt itself does, with all widgets of the window at once; the program only asks for it.
QT_ITSELF = ("start", "language", "appearance")


def session(application: QApplication, watchdog: Watchdog, size: str, rooms: list[str], folder: Path) -> None:
    """Do everything in a new window of this size."""
    program = Program(application, Preferences(language="en", appearance="light"))
    window = program.window
    window.resize(*(int(side) for side in size.split("x")))
    visit = Visit(program, watchdog, folder)
    visit.prefix = f"{size} "
    try:
        visit.do("start", window.show)
        gc.freeze()  # as the program does
        for room in rooms:
            ROOMS[room](visit)
    finally:
        program.close()
        window.allow_close()
        window.close()
        window.deleteLater()
        program.deleteLater()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1280x720,2000x1000")
    parser.add_argument("--only", default=",".join(ROOMS), help="of these: %(default)s")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[variable] = tempfile.mkdtemp()
    application = QApplication([])
    watchdog = Watchdog()
    try:
        for size in options.sizes.split(","):
            with tempfile.TemporaryDirectory() as folder:
                session(application, watchdog, size, options.only.split(","), Path(folder))
    finally:
        watchdog.close()
        report(watchdog, options.json)


def report(watchdog: Watchdog, file: Path | None) -> None:
    """Print what was found, and write it to a file if there is one."""
    for action, milliseconds in watchdog.longest.items():
        print(f"{milliseconds:6.0f} ms  {action}")
    worst = sorted(watchdog.stretches, key=lambda stretch: -stretch.milliseconds)
    print("\nthe longest:")
    for stretch in worst[:10]:
        print(f"{stretch.milliseconds:6.0f} ms  {stretch.action}: {stretch.where}")
    over = {stretch.action for stretch in worst if stretch.milliseconds > MOST}
    print(f"\n{len(over)} of {len(watchdog.longest)} actions with a stretch over {MOST:.0f} ms")
    if file is not None:
        found = [{"action": each.action, "ms": round(each.milliseconds, 1), "stacks": each.stacks} for each in worst]
        longest = {action: round(milliseconds, 1) for action, milliseconds in watchdog.longest.items()}
        file.write_text(json.dumps({"longest": longest, "stretches": found}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with one_blas_thread():  # as the program does at its start
        main()
