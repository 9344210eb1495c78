"""An animation of a page over the run, made by the program."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.dataset import Dataset
from digitapp.views.runs.animation_dialog import AnimationDialog
from digitapp.views.window import dialogs
from tests import samples
from tests.window import wait_for_batches


@pytest.fixture
def trained(program: Program, mnist: Dataset, qtbot: QtBot) -> Program:
    session = program.session
    session.datasets.use(samples.small(mnist))
    session.training.set_settings(samples.SETTINGS)
    with qtbot.waitSignal(session.training.ended, timeout=20_000):
        session.training.train()
    session.drawing.lay_down_strokes(samples.strokes())
    return program


def make(program: Program, qtbot: QtBot, path: Path, places: list[int], widget: QWidget | None = None) -> None:
    with qtbot.waitSignal(program.animation.done, timeout=30_000) as done:
        program.animation.make(widget or program.window.pages["overview"], places, path, 100)
    assert done.args == [path]


def test_each_picture_is_the_page_at_its_moment(trained: Program, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "run.png"
    trained.session.rewinding.go_to(33)
    seen: list[int] = []
    trained.session.rewinding.place_changed.connect(lambda place: seen.append(place.place))
    make(trained, qtbot, path, [0, 7, 40])
    assert [place for place in (0, 7, 40) if place in seen] == [0, 7, 40]
    with Image.open(path) as opened:
        assert getattr(opened, "n_frames", 1) == 3
        assert opened.size == trained.window.pages["overview"].size().toTuple()
        opened.seek(0)
        first = np.asarray(opened.convert("RGB"))
        opened.seek(2)
        last = np.asarray(opened.convert("RGB"))
    assert (first != last).any()
    place = trained.session.rewinding.place
    assert place is not None
    assert place.place == 33  # one is where one was


def test_in_slices_it_is_the_same_picture(trained: Program, qtbot: QtBot, tmp_path: Path) -> None:
    maker = trained.animation
    layer = trained.window.overview.hidden_layer  # curves are drawn when that suits them
    make(trained, qtbot, tmp_path / "whole.png", [0, 40], layer)
    taken = maker._take
    maker._take = lambda picture: (setattr(maker, "_slices", 5), taken(picture))[1]  # type: ignore[method-assign]
    make(trained, qtbot, tmp_path / "sliced.png", [0, 40], layer)
    pictures = []
    for name in ("whole.png", "sliced.png"):
        with Image.open(tmp_path / name) as opened:
            opened.seek(1)
            pictures.append(np.asarray(opened.convert("RGB")))
    assert (pictures[0] == pictures[1]).all()


def test_that_runs_are_kept_meanwhile_is_not_waited_for(trained: Program, qtbot: QtBot, tmp_path: Path) -> None:
    session = trained.session
    session.rewinding.go_to(33)
    qtbot.waitUntil(trained.animation._is_at_rest)
    session.kept_runs.store, session.keeper.most_bytes = RunStore(tmp_path / "runs"), 2**30
    session.keeper.note()
    assert session.keeper._timer.isActive()
    assert trained.animation._is_at_rest()


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp"])
def test_a_window_that_changes_its_size_changes_no_picture_s_size(
    trained: Program, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    maker, page, sizes = trained.animation, trained.window.overview.hidden_layer, []
    taken = maker._take

    def take(picture: QImage) -> None:
        sizes.append(picture.size().toTuple())
        taken(picture)
        page.resize(page.width() + (40 if len(sizes) % 2 else -60), page.height())

    maker._take = take  # type: ignore[method-assign]
    path = tmp_path / f"resized{suffix}"
    make(trained, qtbot, path, [0, 20, 40], page)
    assert len(set(sizes)) == 3
    with Image.open(path) as opened:
        assert opened.size == sizes[0]
        assert getattr(opened, "n_frames", 1) == 3


def test_it_is_given_up(trained: Program, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "run.gif"
    path.write_bytes(b"before")
    with qtbot.waitSignal(trained.animation.done) as done:
        trained.animation.make(trained.window.pages["overview"], list(range(40)), path, 100)
        qtbot.waitUntil(lambda: len(trained.animation._places) < 39)
        assert trained.animation._progress is not None
        trained.animation._progress.canceled.emit()
    assert done.args == [None]
    assert path.read_bytes() == b"before"
    place = trained.session.rewinding.place
    assert place is not None
    assert place.live


def test_it_is_asked_for(trained: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "asked.webp"

    def accept(dialog: AnimationDialog) -> int:
        dialog._frames.setValue(3)
        dialog._kind.setCurrentIndex(1)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(AnimationDialog, "exec", accept)
    monkeypatch.setattr(dialogs, "ask_animation_to_save", lambda *_: path)
    with qtbot.waitSignal(trained.animation.done, timeout=30_000):
        trained.window.commands["animation"].trigger()
    with Image.open(path) as opened:
        assert getattr(opened, "n_frames", 1) == 3


def test_there_must_be_a_run_and_it_must_rest(program: Program, qtbot: QtBot) -> None:
    notices: list[str] = []
    program.messages.notice.connect(notices.append)
    program.window.commands["animation"].trigger()
    assert "Train a network first" in notices[-1]
    program.session.training.set_settings(samples.LONG)
    program.session.training.train()
    wait_for_batches(program, qtbot)
    program.window.commands["animation"].trigger()
    assert "Pause the run first" in notices[-1]
    program.session.training.stop()


def test_a_file_that_cannot_be_written_is_told(trained: Program, qtbot: QtBot, tmp_path: Path) -> None:
    errors: list[str] = []
    trained.messages.error.connect(lambda *what: errors.append(str(what[0])))
    with qtbot.waitSignal(trained.animation.done, timeout=30_000) as done:
        trained.animation.make(trained.window.pages["overview"], [0, 40], tmp_path / "none" / "run.gif", 100)
    assert done.args == [None]
    assert "run.gif" in errors[-1]
