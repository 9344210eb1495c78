"""A right click on the main window's views copies or saves what they show."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from digitapp.app import Program
from digitapp.views.window import dialogs
from digitapp.wiring import figures
from tests import pen


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
    program: Program, views: list[QWidget], suffix: str, start: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, view in enumerate(views):
        path = tmp_path / f"{number}{suffix}"
        monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        choose(program.figures.menu(view), "Save picture…")
        assert path.read_bytes().startswith(start)


def test_a_right_click_offers_it(views: list[QWidget], monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[QMenu] = []
    monkeypatch.setattr(figures.QMenu, "popup", lambda menu, _: offered.append(menu))
    for view in views:
        view.customContextMenuRequested.emit(view.rect().center())
        assert [action.text() for action in offered[-1].actions()] == ["Copy picture", "Save picture…"]
    assert len(offered) == len(views)
