"""The program as people run it: its own process, on a screen, with a pointer and keys, until it is closed."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from digitapp import preferences
from digitapp.core.keeping.store import RunStore

from .screen import PATIENCE, Screen, need_a_screen, until, virtual_screen

SEVEN = ((110, 150), (170, 150), (230, 150), (205, 200), (180, 250), (165, 300))  # pixels of the window


@dataclass
class Running:
    """The program, its window, and the files its output goes to."""

    process: subprocess.Popen[bytes]
    screen: Screen
    window: str
    output: Path
    errors: Path


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    need_a_screen()
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    with virtual_screen(tmp_path) as screen:
        screen.environment["XDG_RUNTIME_DIR"] = str(runtime)
        output, errors = tmp_path / "output", tmp_path / "errors"
        with output.open("wb") as out, errors.open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", "digitapp", "--lang", "en"], env=screen.environment, stdout=out, stderr=err
            )
        try:
            window = until(lambda: window_named(screen, process, "digits-512 – digitapp"), "the program's window")
            until(lambda: screen.active() == window, "the program's window to have the keys")
            yield Running(process, screen, window, output, errors)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE)


def window_named(screen: Screen, process: subprocess.Popen[bytes], title: str) -> str | None:
    """Return the visible window of a process that has this title."""
    assert process.poll() is None, "the program has ended"
    found = screen.do("search", "--onlyvisible", "--pid", str(process.pid), "--name", f"^{title}$")
    return found.splitlines()[0] if found else None


def test_the_window_fits_the_screen(running: Running) -> None:
    width, height = running.screen.size(running.window)
    assert width <= 1280
    assert height <= 720


def test_draw_train_and_close(running: Running) -> None:
    screen, window = running.screen, running.window
    screen.draw(window, SEVEN, paper=(255, 255, 255), ink=(0, 0, 0))
    screen.do("key", "F5")
    until(lambda: screen.title(window) == "relu-512* – digitapp", "a fresh network to be trained")
    close(running)
    assert running.process.wait(PATIENCE) == 0
    assert running.errors.read_text() == ""
    assert running.output.read_text() == ""
    assert preferences.preferences_file().exists()
    assert preferences.log_file().read_text() == ""
    (kept,) = RunStore(preferences.runs_folder()).runs()  # nothing was asked, since nothing is lost
    assert kept.header.name == "relu-512"


def close(running: Running) -> None:
    """Ask the window manager to close the window, as its close button does."""
    running.screen.do("key", "alt+F4")
