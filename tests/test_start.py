"""Tests of the start: what is not needed for the first painting is not read before it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitapp.views.window.pages import ENTRIES

# The program calls gc.freeze as soon as its window is shown.
_START = """
import gc, os, sys
from digitapp.__main__ import main
def shown():
    print(*sys.modules, sep="\\n", flush=True)
    os._exit(0)
gc.freeze = shown
main([])
"""

_SAYS = """
import gc, os, sys
from PySide6.QtWidgets import QApplication
from digitapp.__main__ import main
def shown():
    print(*[window.message_bar.text for window in QApplication.topLevelWidgets() if hasattr(window, "message_bar")])
    sys.stdout.flush()
    os._exit(0)
gc.freeze = shown
main([])
"""


def test_what_the_first_painting_does_not_need_is_read_later(tmp_path: Path) -> None:
    homes = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")}
    environment = os.environ | homes | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _START], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    read = set(done.stdout.split())
    assert "digitapp.views.window.overview" in read
    pages = {f"digitapp.views.{entry.module}" for entry in ENTRIES if entry.name != "overview"}
    others = {"pyqtgraph", "PIL", "h5py", "digitapp.views.my_digits.my_digits_window"}
    formats = {f"engine.saving.{name}" for name in ("keras_file", "onnx_reader", "npz_file", "state_dict")}
    assert read & (pages | others | formats) == set()


@pytest.mark.parametrize(
    ("text", "said"), [("{", "preferences.damaged.json"), ('{"pen_width": 1' + "0" * 400 + "}", "")]
)
def test_preferences_that_are_damaged_do_not_keep_it_from_starting(tmp_path: Path, text: str, said: str) -> None:
    homes = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "STATE")}
    file = tmp_path / "CONFIG" / "digitapp" / "preferences.json"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    environment = os.environ | homes | {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", _SAYS], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert said in done.stdout
    assert bool(said) == bool(done.stdout.strip())


def test_pages_are_read_ahead_so_that_nobody_waits_for_them() -> None:
    code = """
import sys
from digitapp.views.window.pages import ENTRIES, read_ahead
from digitapp.views.runs.run_parts import MODULES
shares = list(read_ahead())
assert shares == sorted(shares) and shares[-1] == 1
names = [entry.module for entry in ENTRIES] + ["runs." + module for module, _ in MODULES.values()]
assert all("digitapp.views." + name in sys.modules for name in names)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
