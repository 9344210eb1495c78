"""What holds for every test: no real screen, English, folders of its own, and no thread of the program left behind."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is first used

import logging
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from digitapp import i18n, preferences, theme
from digitapp.app import Program
from digitapp.core.files.model_file import BUNDLED
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.jobs import at_work, join_all
from digitapp.preferences import Preferences
from digitapp.views.parts.class_names import CLASSES
from engine.thread_pool import one_blas_thread


def pytest_configure(config: pytest.Config) -> None:
    """Let the offscreen platform say, without failing a test, that it has no window manager to tell sizes to."""
    config.addinivalue_line("qt_log_ignore", "^This plugin does not support propagateSizeHints")


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let preferences, log and state go to a temporary folder, in this process and in those that a test starts."""
    home = tmp_path / "home"
    home.mkdir()
    for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(home))
    for kind in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    for file in (
        preferences.preferences_file(),
        preferences.log_file(),
        preferences.checkpoints_folder(),
        preferences.runs_folder(),
    ):
        assert file.is_relative_to(home), f"a test would touch {file}"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak English whatever the computer speaks, and whatever the test before spoke."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """Find the threads, hooks and log handlers of the program that a test has left behind."""
    before = set(threading.enumerate())
    handlers = list(logging.getLogger("digitapp").handlers)
    yield
    if not at_work():
        join_all()  # workers that are free wait for the next job until the program ends
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not left, f"threads left behind: {left}"
    for hook in (sys.excepthook, threading.excepthook):
        assert not getattr(hook, "__module__", "").startswith("digitapp"), "an exception hook left behind"
    assert logging.getLogger("digitapp").handlers == handlers, "a log handler left behind"


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    """Use the light palette, and go back to it in the end."""
    assert qapp is not None
    theme.apply(theme.LIGHT)
    yield
    theme.apply(theme.LIGHT)


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The bundled MNIST, read once."""
    return load_mnist()


@pytest.fixture
def bundled_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundled network's file that the program takes for the real one, to try whether it is left alone."""
    folder = tmp_path.resolve() / "resources"
    shutil.copytree(resources.path("."), folder, ignore=shutil.ignore_patterns("mnist", "__pycache__"))
    monkeypatch.setattr(resources, "_FOLDER", folder)
    return folder / BUNDLED


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, light: None) -> Iterator[Program]:
    """The whole program with its window shown, in the light palette and with nothing remembered; it keeps no runs."""
    assert light is None
    with one_blas_thread():  # as main() has it
        result = Program(qapp, Preferences(appearance="light", runs_megabytes=0), "en")
        result.window.resize(1280, 720)
        result.window.show()
        qtbot.waitExposed(result.window)
        yield result
        result.close()
    result.window.allow_close()
    result.window.close()
    result.window.deleteLater()
    result.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    CLASSES.set_names(())  # the next test begins with the ten digits
