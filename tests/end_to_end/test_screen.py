"""Where a virtual screen cannot be had, the tests that need one are left out instead of failing."""

import ctypes
import shutil
import sys

import pytest

from .screen import NEEDED, need_a_screen


@pytest.fixture
def _linux_with_a_virtual_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: None)


@pytest.mark.usefixtures("_linux_with_a_virtual_screen")
def test_a_screen_that_is_there_is_used() -> None:
    need_a_screen()


@pytest.mark.usefixtures("_linux_with_a_virtual_screen")
@pytest.mark.parametrize("library", ["libxcb-icccm.so.4", "libxcb-keysyms.so.1"])
def test_without_the_libraries_that_qt_needs_for_it_there_is_none(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> None:
        if name == library:
            raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", load)
    with pytest.raises(pytest.skip.Exception, match="libxcb-"):
        need_a_screen()


@pytest.mark.usefixtures("_linux_with_a_virtual_screen")
def test_without_its_programs_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(pytest.skip.Exception, match=NEEDED[0]):
        need_a_screen()
