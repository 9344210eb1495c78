"""The window to look inside: its pages, its buttons, and the pictures of what it shows."""

import pytest
from digitapp.views.window.inside_window import InsideWindow
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.views.parts.figure import FORMATS, figure
from digitapp.views.parts.page import Page
from tests.views import looking
from tests.window import child


@pytest.fixture
def window(qtbot: QtBot, light: None) -> InsideWindow:
    assert light is None
    return looking.show(qtbot, InsideWindow(), 900, 720)


def pages(window: InsideWindow) -> list[Page]:
    return list(window.pages)


def test_only_the_page_in_front_is_seen(window: InsideWindow) -> None:
    seen: list[Page] = []
    for page in pages(window):
        window.open(page)
        assert window.in_front is page
        seen += [one for one in pages(window) if one.isVisible()]
    assert seen == pages(window)


def test_the_list_names_the_pages(window: InsideWindow) -> None:
    names = child(window, QListWidget, "Pages")
    assert [names.item(index).text() for index in range(names.count())] == [page.title() for page in pages(window)]
    assert all(page.title() for page in pages(window))


def test_numbers_are_offered_where_there_are_some(window: InsideWindow) -> None:
    button = looking.button(window, "Save numbers…")
    window.open(window.ledger)
    assert button.isVisible()
    window.open(window.program)
    assert not button.isVisible()


def test_escape_closes_it(window: InsideWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_a_picture_is_three_times_as_large_and_shows_the_page(window: InsideWindow) -> None:
    window.open(window.program)
    image = QImage.fromData(figure(window.program, ".png"))
    assert image.size() == window.program.size() * 3
    colours = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    assert len(colours) > 2


def test_an_svg_has_the_words_as_words(window: InsideWindow) -> None:
    window.open(window.program)
    text = figure(window.program, ".svg").decode()
    assert text.startswith("<?xml")
    assert "Copy for Keras" in text
    assert f'viewBox="0 0 {window.program.width()} {window.program.height()}"' in text


def test_a_pdf_has_one_page_of_the_view_s_size(window: InsideWindow) -> None:
    window.open(window.program)
    data = figure(window.program, ".pdf")
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == 1
    width = window.program.width() / window.program.logicalDpiX() * 72
    (box,) = [line for line in data.splitlines() if b"/MediaBox" in line]
    assert float(box.split(b"[")[1].split()[2]) == pytest.approx(width, abs=1)


def test_no_other_kinds_are_offered() -> None:
    assert set(FORMATS) == {".png", ".svg", ".pdf"}


@pytest.mark.parametrize("code", ["en", "ko"])
def test_it_fits_a_small_screen(qtbot: QtBot, code: str) -> None:
    i18n.set_language(code)
    window = looking.show(qtbot, InsideWindow(), 1256, 672)  # on a screen of 1280 x 720
    assert window.size() == QSize(1256, 672)
    least = window.minimumSizeHint()
    assert (least.width(), least.height()) <= (1256, 672)
    assert least.height() <= 672
