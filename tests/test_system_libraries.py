"""Before Qt fails without a word, the program says which packages are missing."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digitapp import system_libraries
from digitapp.system_libraries import OFFSCREEN, ON_SCREEN

ROOT = Path(__file__).parents[1]


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A function that makes a Linux computer on which some libraries do not load."""

    def lack(*missing: str, **environment: str) -> None:
        def load(library: str) -> None:
            if library in missing:
                raise OSError(f"{library}: cannot open shared object file")

        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(ctypes, "CDLL", load)
        for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)

    return lack


def test_nothing_is_missing_where_everything_loads(lacking: Callable[..., None]) -> None:
    lacking()
    assert system_libraries.missing_packages() == []


def test_packages_are_named_for_what_does_not_load(lacking: Callable[..., None]) -> None:
    lacking("libEGL.so.1", "libxcb-cursor.so.0")
    assert system_libraries.missing_packages() == ["libegl1", "libxcb-cursor0"]


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, ["libegl1", "libxcb-cursor0"]),
        ({"QT_QPA_PLATFORM": "xcb"}, ["libegl1", "libxcb-cursor0"]),
        ({"QT_QPA_PLATFORM": "offscreen"}, ["libegl1"]),
        ({"QT_QPA_PLATFORM": "wayland"}, ["libegl1"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["libegl1"]),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}, ["libegl1", "libxcb-cursor0"]),
    ],
    ids=str,
)
def test_a_screen_needs_more_than_none(
    lacking: Callable[..., None], environment: dict[str, str], missing: list[str]
) -> None:
    lacking("libEGL.so.1", "libxcb-cursor.so.0", **environment)
    assert system_libraries.missing_packages() == missing


def test_another_platform_than_this_ones_can_be_asked_for(lacking: Callable[..., None]) -> None:
    lacking("libxcb-cursor.so.0", QT_QPA_PLATFORM="offscreen")
    assert system_libraries.missing_packages() == []
    assert system_libraries.missing_packages("xcb") == ["libxcb-cursor0"]


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_bring_these_libraries(
    lacking: Callable[..., None], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    lacking(*OFFSCREEN, *ON_SCREEN)
    monkeypatch.setattr(sys, "platform", platform)
    assert system_libraries.missing_packages() == []


def test_the_complaint_has_a_command_to_copy() -> None:
    complaint = system_libraries.complaint(["libegl1", "libgl1"])
    assert "not installed here" in complaint
    assert complaint.endswith("sudo apt-get install libegl1 libgl1")


def test_checking_reports_and_ends_with_a_code(
    lacking: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    lacking("libGL.so.1")
    assert system_libraries.main() == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.endswith("apt-get install libgl1\n")) == ("", True)
    lacking()
    assert system_libraries.main() == 0
    assert capsys.readouterr() == ("", "")


def test_checking_loads_no_qt_itself() -> None:
    code = "import sys; from digitapp import system_libraries as it; it.main(); print('PySide6' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "False\n"


def test_these_tests_run_where_nothing_is_missing() -> None:
    """As `make test` asks before it starts them: Qt runs here, so its libraries must be found."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-m", "digitapp.system_libraries"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_continuous_integration_installs_every_package() -> None:
    words = (ROOT / ".ci" / "run").read_text(encoding="utf-8").split()
    assert {*OFFSCREEN.values(), *ON_SCREEN.values()} <= {word.strip('"') for word in words} | {
        word.removeprefix('packages="') for word in words
    }
