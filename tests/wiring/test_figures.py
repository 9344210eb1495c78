"""A right click on the main window's views copies or saves what they show."""

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.views.window import dialogs
from digitapp.wiring import figures
from tests import pen
from tests.window import wait_for_tasks


@pytest.fixture
def views(program: Program) -> list[QWidget]:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    return list(program.figures.offered)


def choose(menu: QMenu, text: str) -> None:
    (action,) = [one for one in menu.actions() if one.text() == text]
    action.trigger()


def test_every_view_is_copied(program: Program, views: list[QWidget]) -> None:
    for view in views:
        QGuiApplication.clipboard().clear()
        choose(program.figures.menu(view), "Copy picture")
        assert QGuiApplication.clipboard().image().size() == view.size() * 3


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_every_view_is_saved(
    program: Program,
    views: list[QWidget],
    suffix: str,
    start: bytes,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number, view in enumerate(views):
        path = tmp_path / f"{number}{suffix}"
        monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        choose(program.figures.menu(view), "Save picture…")
        wait_for_tasks(program, qtbot)
        assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("what", ["picture.png", "numbers.csv"])
def test_the_window_does_not_wait_while_a_file_is_made(
    program: Program, qtbot: QtBot, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    program.window.stage.open("ledger")
    page = program.window.pages["ledger"]
    threads: list[str] = []

    def write(path: Path, data: bytes) -> None:
        threads.append(threading.current_thread().name)
        path.write_bytes(data)

    monkeypatch.setattr(figures, "write_file", write)
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / what), ""))
    program.figures.save_page(page) if what.endswith("png") else program.figures.save_table(page)
    wait_for_tasks(program, qtbot)
    assert (tmp_path / what).stat().st_size > 1000
    assert threads == ["digitapp worker"]


def test_a_right_click_offers_it(views: list[QWidget], monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[QMenu] = []
    monkeypatch.setattr(figures.QMenu, "popup", lambda menu, _: offered.append(menu))
    for view in views:
        view.customContextMenuRequested.emit(view.rect().center())
        assert [action.text() for action in offered[-1].actions()] == ["Copy picture", "Save picture…"]
    assert len(offered) == len(views)
