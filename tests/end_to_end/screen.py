"""A virtual screen with a window manager, and a hand that moves its real pointer: Xvfb, openbox and xdotool."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import ImageGrab

from digitapp.system_libraries import missing_packages

NEEDED = ("Xvfb", "openbox", "xdotool")
PATIENCE = 30.0  # seconds, for a program to start on a busy machine
Found = TypeVar("Found")
Colour = tuple[int, int, int]  # red, green, blue


def need_a_screen() -> None:
    """Skip the test where there is no virtual screen to be had."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"a virtual screen needs {', '.join(missing)}, which is not installed here")
    packages = missing_packages("xcb")
    if packages:
        pytest.skip(f"Qt needs {', '.join(packages)} for a virtual screen, which is not installed here")


def until(look: Callable[[], Found | None], what: str, patience: float = PATIENCE) -> Found:
    """Look again and again until there is something to be seen; return it."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {patience:g} s for {what}")


class Screen:
    """One virtual screen and its pointer."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._display = display

    def do(self, *command: str) -> str | None:
        """Run an xdotool command; return what it prints, None if it fails, as when no window is found."""
        result = subprocess.run(
            ["xdotool", *command], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return result.stdout.strip() if result.returncode == 0 else None

    def title(self, window: str) -> str:
        """Return the window's title, "" if there is no such window any more."""
        return self.do("getwindowname", window) or ""

    def active(self) -> str:
        """Return the window that the window manager sends the keys to."""
        return self.do("getactivewindow") or ""

    def size(self, window: str) -> tuple[int, int]:
        """Return the window's width and height in pixels."""
        lines = (self.do("getwindowgeometry", "--shell", window) or "").splitlines()
        values = dict(line.split("=") for line in lines)
        return int(values["WIDTH"]), int(values["HEIGHT"])

    def move(self, window: str, place: tuple[int, int]) -> None:
        """Move the pointer to a place of the window, in pixels."""
        assert self.do("mousemove", "--sync", "--window", window, *(str(pixels) for pixels in place)) is not None

    def draw(self, window: str, places: Sequence[tuple[int, int]], paper: Colour, ink: Colour) -> None:
        """Draw with the left button, as slowly as the ink follows the pointer."""
        first, *others = places
        self.move(window, first)
        until(lambda: self.colour_at_pointer() == paper, "the paper")
        self.do("mousedown", "1")
        for place in others:
            self.move(window, place)
            until(lambda: self.colour_at_pointer() == ink, f"ink at {place}")
        self.do("mouseup", "1")

    def colour_at_pointer(self) -> Colour:
        """Return the colour that is to be seen under the pointer."""
        lines = (self.do("getmouselocation", "--shell") or "").splitlines()
        values = dict(line.split("=") for line in lines)
        x, y = int(values["X"]), int(values["Y"])
        pixel = ImageGrab.grab((x, y, x + 1, y + 1), xdisplay=self._display).convert("RGB").getpixel((0, 0))
        assert isinstance(pixel, tuple)
        return pixel[0], pixel[1], pixel[2]


@contextmanager
def _running(command: Sequence[str], **arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **arguments)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def virtual_screen(folder: Path, width: int = 1280, height: int = 720) -> Iterator[Screen]:
    """Start a screen of this size with a window manager on it, and end both."""
    number = folder / "display"
    with ExitStack() as stack:
        with number.open("wb") as file:
            server = [NEEDED[0], "-displayfd", str(file.fileno()), "-screen", "0", f"{width}x{height}x24"]
            stack.enter_context(_running([*server, "-nolisten", "tcp"], pass_fds=[file.fileno()]))
        screen = Screen(f":{until(lambda: number.read_text().strip(), 'the virtual screen')}")
        stack.enter_context(_running(["openbox", "--sm-disable"], env=screen.environment))
        until(lambda: screen.do("get_num_desktops"), "the window manager")
        yield screen
